"""``piccolo-scaffold templates``: copies of templates, and what they generate."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold import own_templates
from scaffold.render import TEMPLATES
from tests.commandline import PAGES, TITLE, CommandLine, edit

LIST = "table/list.html.jinja"
QUERIES = "table/queries.py.jinja"
TITLE_BLOCK = "{% block title %}"


@pytest.fixture
def own(cli: CommandLine) -> Path:
    """The folder of copies, in a project whose list is a copy."""
    cli.generate()
    outcome = cli.run("templates", LIST)
    assert outcome.exit_code == 0, outcome.stderr
    return cli.folder / "generator_templates"


def ours_change(
    monkeypatch: pytest.MonkeyPatch, folder: Path, old: str, new: str
) -> None:
    """Let a later version of ours say ``new`` in the template of lists."""
    text = (TEMPLATES / LIST).read_text()
    (folder / "ours" / "table").mkdir(parents=True)
    (folder / "ours" / LIST).write_text(text)
    edit(folder / "ours" / LIST, old, new)
    monkeypatch.setattr(own_templates, "TEMPLATES", folder / "ours")


def page(cli: CommandLine) -> str:
    return (cli.admin / "tables" / "note" / "list.html").read_text()


def test_a_copy_takes_the_place_of_ours(cli: CommandLine, own: Path) -> None:
    edit(own / LIST, TITLE_BLOCK, f"{TITLE_BLOCK}[[ table.path ]]: ")
    assert cli.run("admin").exit_code == 0
    assert f"{TITLE_BLOCK}/tables/note/: " in page(cli)
    cli.table(TITLE, PAGES)
    assert cli.run("admin").exit_code == 0
    assert f"{TITLE_BLOCK}/tables/note/: " in page(cli)
    assert "Pages" in page(cli)
    assert cli.run("admin", "--check").exit_code == 0


def test_edits_are_merged_with_what_a_template_of_ones_own_says(
    cli: CommandLine, own: Path
) -> None:
    cli.edit(
        "tables/note/list.html", "{% block address %}", "{# Mine. #}{% block address %}"
    )
    edit(own / LIST, TITLE_BLOCK, f"{TITLE_BLOCK}Theirs: ")
    assert cli.run("admin").exit_code == 0
    assert "Mine. " in page(cli)
    assert "Theirs: " in page(cli)


def test_the_folder_is_recorded(cli: CommandLine, own: Path) -> None:
    file = cli.admin / "scaffold.toml"
    assert 'templates = "generator_templates"\n' in file.read_text()
    # As an older version has written it.
    edit(file, 'templates = "generator_templates"\n', "")
    assert cli.run("templates", QUERIES, "-o", "generator_templates").exit_code == 0
    assert file.read_text().startswith('templates = "generator_templates"\n')
    assert cli.run("admin").exit_code == 0


def test_before_there_is_an_admin(cli: CommandLine) -> None:
    outcome = cli.run("templates", LIST, "-o", "ours")
    assert "piccolo-scaffold admin --templates ours" in outcome.stdout
    assert not cli.admin.exists()
    edit(cli.folder / "ours" / LIST, TITLE_BLOCK, f"{TITLE_BLOCK}Ours: ")
    assert cli.run("admin", "notes.tables", "--templates", "ours").exit_code == 0
    assert f"{TITLE_BLOCK}Ours: " in page(cli)
    cli.table(TITLE, PAGES)
    assert cli.run("admin").exit_code == 0
    assert f"{TITLE_BLOCK}Ours: " in page(cli)


def test_files_that_we_do_not_have_are_generated_too(
    cli: CommandLine, own: Path
) -> None:
    (own / "table" / "api.py.jinja").write_text("NAME = [[ table.label | py ]]\n")
    (own / "admin").mkdir()
    (own / "admin" / "reports.py").write_text("# [[ not rendered ]]\n")
    assert cli.run("admin").exit_code == 0
    assert (cli.admin / "tables" / "note" / "api.py").read_text() == 'NAME = "Note"\n'
    assert (cli.admin / "reports.py").read_text() == "# [[ not rendered ]]\n"


def test_a_file_takes_the_place_of_a_template(cli: CommandLine, own: Path) -> None:
    (own / "admin").mkdir()
    (own / "admin" / "sidebar.py").write_text("TABLES = ()\nLINKS = {}\n")
    assert cli.run("admin").exit_code == 0
    assert (cli.admin / "sidebar.py").read_text() == "TABLES = ()\nLINKS = {}\n"


def test_new_forms_come_from_them(cli: CommandLine, own: Path) -> None:
    cli.run("templates", "form")
    with (own / "form" / "form.py.jinja").open("a") as template:
        template.write("\nOURS = True\n")
    assert cli.run("form", "Announcement").exit_code == 0
    assert "OURS = True" in (cli.admin / "forms" / "announcement.py").read_text()


def test_all_are_listed(
    cli: CommandLine, own: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (own / "table" / "api.py.jinja").touch()
    lines = cli.run("templates").stdout.splitlines()
    assert f"yours     {LIST}" in lines
    assert "yours     table/api.py.jinja" in lines
    assert f"          {QUERIES}" in lines
    assert not [line for line in lines if ".originals" in line or "pycache" in line]
    ours_change(monkeypatch, tmp_path, TITLE_BLOCK, f"{TITLE_BLOCK}New: ")
    assert f"outdated  {LIST}" in cli.run("templates").stdout.splitlines()


def test_a_folder_of_templates(cli: CommandLine, own: Path) -> None:
    outcome = cli.run("templates", "table/")
    assert f"identical generator_templates/{LIST}" in outcome.stdout
    assert f"create    generator_templates/{QUERIES}" in outcome.stdout
    assert "admin/app" not in outcome.stdout


# Ours are changed


def test_a_warning_when_ours_has_changed(
    cli: CommandLine, own: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "has changed" not in cli.run("admin").stderr
    ours_change(monkeypatch, tmp_path, TITLE_BLOCK, f"{TITLE_BLOCK}New: ")
    outcome = cli.run("admin")
    assert outcome.exit_code == 0
    assert f"generator_templates/{LIST}: Our template has changed" in outcome.stderr
    assert f"piccolo-scaffold templates {LIST}" in outcome.stderr


def test_what_ours_has_changed_is_merged(
    cli: CommandLine, own: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    edit(own / LIST, "{% block help %}", "{% block help %}Mine. ")
    ours_change(monkeypatch, tmp_path, TITLE_BLOCK, f"{TITLE_BLOCK}New: ")
    outcome = cli.run("templates", LIST)
    assert outcome.exit_code == 0
    assert f"merge     generator_templates/{LIST}" in outcome.stdout
    text = (own / LIST).read_text()
    assert "Mine. " in text
    assert "New: " in text
    assert "has changed" not in cli.run("admin").stderr


def test_where_both_have_changed_the_same(
    cli: CommandLine, own: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    edit(own / LIST, TITLE_BLOCK, f"{TITLE_BLOCK}Mine: ")
    ours_change(monkeypatch, tmp_path, TITLE_BLOCK, f"{TITLE_BLOCK}New: ")
    outcome = cli.run("templates", LIST)
    assert outcome.exit_code == 3
    assert "Choose between the markers there." in outcome.stderr
    text = (own / LIST).read_text()
    assert "<<<<<<< yours" in text
    assert "Mine: " in text
    assert "New: " in text


def test_a_template_that_is_gone(
    cli: CommandLine, own: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(own_templates, "TEMPLATES", tmp_path)
    assert "We have no such template any more." in cli.run("admin").stderr


def test_a_file_that_was_there_is_kept(cli: CommandLine, own: Path) -> None:
    mine = own / QUERIES
    mine.write_text("mine")
    outcome = cli.run("templates", QUERIES)
    assert outcome.stdout.startswith(f"kept      generator_templates/{QUERIES}")
    assert mine.read_text() == "mine"


# Errors


def test_an_unknown_name(cli: CommandLine) -> None:
    outcome = cli.run("templates", LIST, "table/lists.html.jinja", "nothing/like/it")
    assert outcome.exit_code == 4
    assert f"Did you mean {LIST}?" in outcome.stderr
    assert "templates nothing/like/it: There is no such template." in outcome.stderr
    assert not (cli.folder / "generator_templates").exists()


@pytest.mark.parametrize("folder", ["../elsewhere", "admin/own", ".", "link"])
def test_folders_that_are_refused(cli: CommandLine, folder: str) -> None:
    cli.generate()
    (cli.folder / "link").symlink_to("..")
    outcome = cli.run("templates", LIST, "-o", folder)
    assert outcome.exit_code == 4
    assert "inside the project, and outside of the admin" in outcome.stderr


def test_a_folder_that_is_gone(cli: CommandLine, own: Path) -> None:
    own.rename(own.with_name("elsewhere"))
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert "generator_templates: There is no such folder" in outcome.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\n[% if %]", ":2: TemplateSyntaxError"),
        ("\n\n[[ table.nothing ]]", ":3: UndefinedError"),
        ("[[ 1 / 0 ]]", ":1: ZeroDivisionError"),
    ],
)
def test_a_template_that_cannot_be_rendered(
    cli: CommandLine, own: Path, text: str, told: str
) -> None:
    (own / LIST).write_text(text)
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert f"{LIST}{told}" in outcome.stderr
    assert "delete it to have ours" in outcome.stderr


def test_a_file_that_is_no_text(cli: CommandLine, own: Path) -> None:
    (own / "admin").mkdir()
    (own / "admin" / "logo.png").write_bytes(b"\x89PNG\r\n")
    assert cli.run("templates").exit_code == 0
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert "logo.png: This is no text." in outcome.stderr


def test_a_template_that_makes_no_python(cli: CommandLine, own: Path) -> None:
    (own / QUERIES).write_text("def (\n")
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert "tables/note/queries.py" in outcome.stderr
    assert "Look for it in your templates in" in outcome.stderr
    assert "bug" not in outcome.stderr
