"""``piccolo-scaffold form``: what it writes, and what it refuses."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import jinja2
import pytest

from scaffold.forms import names
from tests.commandline import PAGES, TITLE, CommandLine
from tests.scenarios import GOLDEN, tree

LIST = "forms/__init__.py"


def test_a_new_form(cli: CommandLine) -> None:
    cli.generate()
    before = cli.files()
    outcome = cli.run("form", "Send newsletter")
    assert outcome.exit_code == 0, outcome.stderr
    assert "It stands at /forms/send-newsletter/." in outcome.stdout
    made = {*cli.files()} - {*before}
    assert made == {
        "admin/forms/send_newsletter.html",
        "admin/forms/send_newsletter.py",
        "admin/tests/test_form_send_newsletter.py",
    }
    assert all(path in outcome.stdout for path in made)
    assert "send_newsletter.FORM," in (cli.admin / LIST).read_text()


@pytest.mark.golden
def test_its_files(cli: CommandLine, request: pytest.FixtureRequest) -> None:
    """As reviewed in ``tests/golden/form``."""
    cli.generate()
    before = {*cli.files()}
    cli.run("form", "Announcement")
    made = {p: text for p, text in cli.files().items() if p not in before}
    found = {Path(path).name: text for path, text in made.items()}
    if request.config.getoption("update_golden"):
        for name, text in found.items():
            (GOLDEN / "form" / name).write_bytes(text)
    assert tree(GOLDEN / "form") == found


def test_all_but_the_list_is_the_users(cli: CommandLine) -> None:
    """So it is neither told by ``status`` nor touched by generating again."""
    cli.generate()
    cli.run("form", "Newsletter")
    cli.edit("forms/newsletter.py", "This day has passed.", "Too late.")
    mine = (cli.admin / "forms" / "newsletter.py").read_bytes()
    assert json.loads(cli.run("status", "--json").stdout)["files"] == []
    cli.table(TITLE, PAGES)
    assert cli.run("admin").exit_code == 0
    assert (cli.admin / "forms" / "newsletter.py").read_bytes() == mine
    assert cli.run("admin", "--check").exit_code == 0
    assert '"Too late."' in (cli.admin / "locale" / "en.po").read_text()


def test_labels_come_into_the_catalogues(cli: CommandLine) -> None:
    cli.generate()
    cli.run("form", "Newsletter")
    cli.edit("forms/newsletter.py", "    description=", '    form_group="Post",\n#=')
    cli.run("admin")
    for name in ("admin.pot", "en.po"):
        text = (cli.admin / "locale" / name).read_text()
        for label in ("Newsletter", "Audience", "Today or later."):
            assert f'msgctxt "forms/newsletter"\nmsgid "{label}"' in text
        assert 'forms/newsletter.py\nmsgid "Post"' in text


def test_a_form_is_not_overwritten(cli: CommandLine) -> None:
    cli.generate()
    cli.run("form", "Newsletter")
    before = cli.stamps()
    outcome = cli.run("form", "newsletter")
    assert outcome.exit_code == 4
    for path in ("forms/newsletter.py", "forms/newsletter.html"):
        assert f"{path}: This is there already." in outcome.stderr
    assert "Name the form otherwise." in outcome.stderr
    assert cli.stamps() == before


def test_only_one_of_its_files_is_there(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / "tests" / "test_form_newsletter.py").write_text("# mine\n")
    before = cli.stamps()
    outcome = cli.run("form", "newsletter")
    assert outcome.exit_code == 4
    assert "test_form_newsletter.py: This is there already." in outcome.stderr
    assert cli.stamps() == before


@pytest.mark.parametrize("name", ["", " ", "...", "_", "/"])
def test_a_name_without_letters_is_refused(cli: CommandLine, name: str) -> None:
    cli.generate()
    before = cli.stamps()
    outcome = cli.run("form", "--", name)
    assert outcome.exit_code == 4
    assert "A form needs a name with letters." in outcome.stderr
    assert cli.stamps() == before


def test_without_an_admin(cli: CommandLine) -> None:
    before = cli.files()
    outcome = cli.run("form", "Newsletter")
    assert outcome.exit_code == 4
    assert "Run `piccolo-scaffold admin` first" in outcome.stderr
    assert cli.files() == before


def test_without_the_list(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / LIST).unlink()
    outcome = cli.run("form", "Newsletter")
    assert outcome.exit_code == 4
    assert "--recreate forms/__init__.py" in outcome.stderr
    assert cli.run("admin", "--recreate", LIST).exit_code == 0
    assert cli.run("form", "Newsletter").exit_code == 0


def test_a_list_that_is_made_otherwise_is_a_conflict(cli: CommandLine) -> None:
    """As in generating again: the user's side stays, and the form is written."""
    cli.generate()
    text = "FORMS: tuple[FormConfig, ...] = ()"
    mine = cli.edit(LIST, text, "FORMS = tuple(found())")
    outcome = cli.run("form", "Newsletter")
    assert outcome.exit_code == 3
    assert f"piccolo-scaffold resolve admin/{LIST}" in outcome.stdout
    assert b"FORMS = tuple(found())" in (cli.admin / LIST).read_bytes()
    assert (cli.admin / LIST).read_bytes().startswith(mine[:40])
    assert (cli.admin / "forms" / "newsletter.py").exists()
    assert cli.run("resolve", f"admin/{LIST}", "--new").exit_code == 0
    assert b"newsletter.FORM" in (cli.admin / LIST).read_bytes()


def test_without_tests(cli: CommandLine) -> None:
    cli.run("admin", "notes.tables", "--no-tests", "-o", "web/backoffice")
    outcome = cli.run("form", "Newsletter", "--output", "web/backoffice")
    assert outcome.exit_code == 0
    assert "piccolo-scaffold admin -o web/backoffice" in outcome.stdout
    assert (cli.folder / "web/backoffice/forms/newsletter.html").exists()
    assert not (cli.folder / "web/backoffice/tests").exists()


def test_what_an_editor_leaves_is_not_read(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / "forms" / ".#newsletter.py").symlink_to("somebody@host.1234")
    assert cli.run("admin", "--check").exit_code == 0


def test_a_name_cannot_break_out(cli: CommandLine) -> None:
    cli.generate()
    name = '"""{{ 1 }}{% x %}\\" <b> it\'s'
    assert cli.run("form", name).exit_code == 0
    module = cli.admin / "forms" / "t_1_x_b_it_s.py"
    assert evaluated(module.read_text(), "name") == name
    page = jinja2.Environment().parse(module.with_suffix(".html").read_text())
    contexts = {
        call.args[0].as_const()
        for call in page.find_all(jinja2.nodes.Call)
        if getattr(call.node, "name", "") == "pgettext"
    }
    assert contexts == {names(name).context}
    assert cli.run("admin").exit_code == 0
    assert cli.run("admin", "--check").exit_code == 0


def evaluated(text: str, keyword: str) -> object:
    """The value of an argument of the ``FormConfig`` in a module."""
    (config,) = (
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "FormConfig"
    )
    values = {one.arg: one.value for one in config.keywords}
    return ast.literal_eval(values[keyword])


def test_a_module_without_a_form_is_not_listed(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / "forms" / "helpers.py").write_text("FORMAT = 1\n")
    (cli.admin / "forms" / "other.py").write_text("FORM: FormConfig = made()\n")
    assert cli.run("admin").exit_code == 0
    text = (cli.admin / LIST).read_text()
    assert "other.FORM" in text
    assert "helpers" not in text


def test_line_length_is_kept(cli: CommandLine) -> None:
    (cli.folder / "pyproject.toml").write_text("[tool.black]\nline-length = 40\n")
    cli.generate()
    cli.run("form", "Newsletter")
    text = (cli.admin / "forms" / "newsletter.py").read_text()
    code = [line for line in text.splitlines() if line.endswith((",", "("))]
    assert max(map(len, code)) <= 79
    assert 'audience: Literal[\n        "everyone", "staff"\n    ]' in text


@pytest.mark.parametrize(
    ("given", "label", "module", "model", "path"),
    [
        (
            "send_newsletter",
            "Send newsletter",
            "send_newsletter",
            "SendNewsletterData",
            "/forms/send-newsletter/",
        ),
        ("SendMail", "Send mail", "send_mail", "SendMailData", "/forms/send-mail/"),
        (
            " Import /  Export! ",
            "Import / Export!",
            "import_export",
            "ImportExportData",
            "/forms/import-%2F-export%21/",
        ),
        ("date", "Date", "date_", "DateData", "/forms/date/"),
        ("class", "Class", "class_", "ClassData", "/forms/class/"),
        ("2024", "2024", "t_2024", "T2024Data", "/forms/2024/"),
        (
            "Übersicht",
            "Übersicht",
            "übersicht",
            "ÜbersichtData",
            "/forms/%C3%BCbersicht/",
        ),
    ],
)
def test_names(given: str, label: str, module: str, model: str, path: str) -> None:
    form = names(given)
    found = (form.label, form.module, form.model, form.path)
    assert found == (label, module, model, path)
