"""Where an admin may be written, so that nothing else is lost or hidden."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from scaffold.generators.translations import canonical
from scaffold.telling import words
from tests.commandline import PAGES, TITLE, CommandLine


@pytest.mark.parametrize("output", ["class", "json", "piccolo"])
def test_names_that_mean_something_else_are_refused(
    cli: CommandLine, output: str
) -> None:
    before = cli.files()
    outcome = cli.run("admin", "notes.tables", "-o", output)
    assert outcome.exit_code == 4
    assert "--output" in outcome.stderr
    assert cli.files() == before


def test_a_module_beside_it_is_not_hidden(cli: CommandLine) -> None:
    (cli.folder / "admin.py").write_text("mine = True\n")
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 4
    assert "admin.py stands beside it" in outcome.stderr
    assert not cli.admin.exists()


def test_links_do_not_lead_out(cli: CommandLine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    cli.admin.mkdir()
    (cli.admin / "static").symlink_to(elsewhere)
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 4
    assert "leads out of project" in outcome.stderr
    assert not list(elsewhere.iterdir())


def test_what_an_interpreter_left_is_nobodys(cli: CommandLine) -> None:
    (cli.admin / "__pycache__").mkdir(parents=True)
    (cli.admin / "__pycache__" / "app.pyc").write_bytes(b"")
    assert cli.run("admin", "notes.tables").exit_code == 0


@pytest.mark.parametrize("name", ["home.py", "tables/note/forms.py"])
def test_a_link_to_elsewhere_is_refused(
    cli: CommandLine, tmp_path: Path, name: str
) -> None:
    cli.generate()
    (cli.admin / name).rename(tmp_path / "mine.py")
    (cli.admin / name).symlink_to(tmp_path / "mine.py")
    before = (tmp_path / "mine.py").read_bytes()
    cli.table(TITLE, PAGES)
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert f"{name}: This link leads out of project" in outcome.stderr
    assert (tmp_path / "mine.py").read_bytes() == before


def test_a_link_within_the_project_is_followed(cli: CommandLine) -> None:
    cli.generate()
    forms = cli.admin / "tables" / "note" / "forms.py"
    forms.rename(cli.folder / "mine.py")
    forms.symlink_to(cli.folder / "mine.py")
    cli.table(TITLE, PAGES)
    assert cli.run("admin").exit_code == 0
    assert forms.is_symlink()
    assert "pages: fields.Integer" in (cli.folder / "mine.py").read_text()
    assert cli.run("admin", "--check").exit_code == 0


def test_a_mode_is_kept(cli: CommandLine) -> None:
    cli.generate()
    forms = cli.admin / "tables" / "note" / "forms.py"
    forms.chmod(0o755)
    cli.table(TITLE, PAGES)
    assert cli.run("admin").exit_code == 0
    assert forms.stat().st_mode & 0o777 == 0o755
    assert "pages: fields.Integer" in forms.read_text()


def test_check_has_nothing_against_edits(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / "home.py").write_text("mine = True\n")
    (cli.admin / "errors.py").unlink()
    outcome = cli.run("admin", "--check")
    assert outcome.exit_code == 0
    assert re.fullmatch(
        r"1 deleted by you, \d+ identical\nNothing was written.\n", outcome.stdout
    )


def test_the_next_step_names_the_package(cli: CommandLine) -> None:
    outcome = cli.run("admin", "notes.tables", "-o", "notes/../back/office")
    assert outcome.exit_code == 0
    assert "python -m back.office" in outcome.stdout


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("pt_br", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("de.UTF-8", None),
        ("de@euro", None),
        ("de/../x", None),
        ("", None),
    ],
)
def test_a_language_has_one_code(code: str, language: str | None) -> None:
    assert canonical(code) == language


# What the user has decided.


def test_a_recreated_file(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / "home.py").unlink()
    for path in ("admin/home.py", "home.py"):
        outcome = cli.run("admin", "--recreate", path, "--dry-run")
        assert "create    admin/home.py\n" in outcome.stdout
    assert cli.run("admin").exit_code == 0
    assert not (cli.admin / "home.py").exists()
    assert cli.run("admin", "--recreate", "home.py").exit_code == 0
    assert (cli.admin / "home.py").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--moved", "auth.py=accounts.py"],
        ["--moved", "admin/auth.py=admin/accounts.py"],
    ],
)
def test_a_moved_file(cli: CommandLine, arguments: list[str]) -> None:
    cli.generate()
    (cli.admin / "auth.py").rename(cli.admin / "accounts.py")
    hint = cli.run("admin", "--dry-run")
    assert hint.exit_code == 0
    assert "piccolo-scaffold admin --moved auth.py=accounts.py\n" in hint.stdout
    outcome = cli.run("admin", *arguments)
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert not (cli.admin / "auth.py").exists()
    again = cli.run("admin", "--check")
    assert (again.exit_code, again.stderr) == (0, "")
    assert cli.run("status").stdout == (
        "moved     admin/accounts.py  from admin/auth.py\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--moved", "auth.py"], "--moved auth.py: This is not OLD=NEW."),
        (["--moved", "=auth.py"], "--moved : This is not OLD=NEW."),
        (["--moved", "auth.py=no.py"], "There is no file now."),
        (["--moved", "no.py=auth.py"], "No such file was generated."),
        (["--recreate", "hom.py"], "--recreate hom.py: No such file is generated."),
        (["--recreate", "../piccolo_conf.py"], "No such file is generated."),
        (["--rename", "Note.titel=name"], "Did you mean title?"),
        (["--rename", "Note.title=titel"], "Did you mean title?"),
        (["--rename", "Notes=Memo"], "Did you mean Note?"),
        (["--rename", "Note.title"], "Write --rename Movie.rating=score"),
    ],
)
def test_what_is_not_there(cli: CommandLine, arguments: list[str], said: str) -> None:
    cli.generate()
    before = cli.stamps()
    outcome = cli.run("admin", *arguments)
    assert (outcome.exit_code, outcome.stdout) == (4, "")
    assert said in outcome.stderr
    assert cli.stamps() == before


@pytest.mark.parametrize("arguments", [["--conflict", "both"], ["--rename"]])
def test_options_that_are_wrong(cli: CommandLine, arguments: list[str]) -> None:
    assert cli.run("admin", *arguments).exit_code == 2


# What is said.


def test_a_conflict(cli: CommandLine) -> None:
    in_conflict(cli)
    outcome = cli.run("admin")
    assert (outcome.exit_code, outcome.stderr) == (3, "")
    listed, told = outcome.stdout.split("\n\n")
    assert "conflict  admin/tables/note/forms.py" in listed.splitlines()
    place, *lines, counts = told.splitlines()
    assert place.startswith("admin/tables/note/forms.py:21  NoteForm › title › ")
    assert place.endswith(" › max_length")
    command = "piccolo-scaffold resolve admin/tables/note/forms.py"
    assert lines == [
        "  yours  80",
        "  new    120",
        f"  {command} --yours | --new | --done",
    ]
    assert re.fullmatch(r"1 updated, \d+ identical, 1 in conflict", counts)


def in_conflict(cli: CommandLine) -> None:
    """An edited field of a column that has changed since."""
    cli.generate()
    cli.edit("tables/note/forms.py", "max_length=255", "max_length=80")
    cli.table("title = Varchar(length=120)")


def test_everything_is_in_the_document(cli: CommandLine) -> None:
    in_conflict(cli)
    (cli.admin / "errors.py").unlink()
    outcome = cli.run("admin", "--json")
    assert (outcome.exit_code, outcome.stderr) == (3, "")
    document = json.loads(outcome.stdout)
    assert {"files", "warnings", "hints", "saved_meanwhile", "references"} <= {
        *document
    }
    files = {file["path"]: file for file in document["files"]}
    assert files["errors.py"]["status"] == "deleted"
    assert files["tables/note/form.html"]["status"] == "update"
    (conflict,) = files["tables/note/forms.py"]["conflicts"]
    assert conflict.pop("where").startswith("NoteForm › title › ")
    assert conflict == {
        "line": 21,
        "base": "255",
        "yours": "80",
        "new": "120",
        "column": 51,
    }
    again = json.loads(cli.run("admin", "--json", "--check").stdout)
    left = {file["path"]: file for file in again["files"]}
    assert left["tables/note/form.html"]["status"] == "identical"
    (same,) = left["tables/note/forms.py"]["conflicts"]
    del same["where"]
    assert same == conflict


def test_the_document_of_a_rename(cli: CommandLine) -> None:
    cli.generate()
    cli.edit("tables/note/forms.py", "max_length=255", "max_length=80")
    cli.table("name = Varchar()")
    (cli.folder / "report.py").write_text(
        "from notes.tables import Note\n\nprint(Note.title)\n"
    )
    hinted = json.loads(cli.run("admin", "--json", "--dry-run").stdout)
    assert hinted["hints"] == ["--rename Note.title=name"]
    outcome = cli.run("admin", "--json", "--rename", "Note.title=name")
    document = json.loads(outcome.stdout)
    files = {file["path"]: file for file in document["files"]}
    assert files["tables/note/forms.py"]["notes"] == ["title → name"]
    (reference,) = document["references"]
    assert (reference["path"], reference["line"]) == ("report.py", 3)
    assert (reference["old"], reference["new"]) == ("title", "name")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals")
@pytest.mark.parametrize("no_color", [False, True])
@pytest.mark.parametrize("terminal", [False, True])
def test_colours_of_a_diff(cli: CommandLine, no_color: bool, terminal: bool) -> None:
    cli.generate()
    cli.table(TITLE, PAGES)
    main_end, other_end = os.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    done = subprocess.run(
        [sys.executable, "-m", "scaffold", "admin", "--diff"],
        env={**environment, "TERM": "xterm", **({"NO_COLOR": "1"} if no_color else {})},
        cwd=cli.folder,
        stdout=other_end if terminal else subprocess.PIPE,
        check=False,
    )
    os.close(other_end)
    shown = os.read(main_end, 10_000) if terminal else done.stdout
    os.close(main_end)
    assert b"+    pages: fields.Integer" in shown
    assert (b"\x1b[32m+    pages" in shown) == (terminal and not no_color)


@pytest.mark.parametrize("terminal", [False, True])
def test_progress(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
) -> None:
    """On a terminal, only after a while, and in the end it is gone."""
    now = [0.0]
    monkeypatch.setattr(words, "monotonic", lambda: now[0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    progress = words.Progress()
    progress(1, 3000)
    now[0] = words.PATIENCE + 0.1
    progress(1500, 3000)
    progress(3000, 3000)
    shown = capsys.readouterr().err
    if terminal:
        assert re.sub(r"\x1b\[K", "", shown).strip("\r").startswith("1,500 of 3,000")
        assert shown.endswith("\r\x1b[K")
        assert "1 of" not in shown
    else:
        assert shown == ""


@pytest.mark.parametrize("answer", ["y", "n"])
def test_a_question_on_a_terminal(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    cli.generate()
    cli.table("name = Varchar()")
    asked: list[str] = []

    def confirm(question: str, **_options: object) -> bool:
        asked.append(question)
        return answer == "y"

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(click, "confirm", confirm)
    assert cli.run("admin", "--check").exit_code == 1
    assert asked == []
    outcome = cli.run("admin")
    assert asked == ["Was Note.title renamed to name?"]
    shown = "title → name" if answer == "y" else "+ name  - title"
    assert f"update    admin/tables/note/forms.py  {shown}\n" in outcome.stdout


# What a file is like.


def test_bytes_that_are_the_users(cli: CommandLine) -> None:
    """Line ends, a byte-order mark, and another encoding."""
    cli.generate()
    folder = cli.admin / "tables" / "note"
    forms = folder / "forms.py"
    forms.write_bytes(
        b"# coding: latin-1\n# \xe9\n".replace(b"\n", b"\r\n")
        + forms.read_bytes().replace(b"\n", b"\r\n")
    )
    queries = folder / "queries.py"
    queries.write_bytes(b"\xef\xbb\xbf" + queries.read_bytes() + b"\n\nmine = 1\n")
    page = folder / "form.html"
    lines = page.read_bytes().splitlines()
    page.write_bytes(b"".join([line + b"\r\n" for line in lines[:4]]))
    with page.open("ab") as file:
        file.write(b"".join([line + b"\n" for line in lines[4:]]))
    cli.table(TITLE, PAGES)
    assert cli.run("admin").exit_code == 0
    text = forms.read_bytes()
    assert text.startswith(b"# coding: latin-1\r\n# \xe9\r\n")
    assert b"    pages: fields.Integer\r\n" in text
    assert text.count(b"\n") == text.count(b"\r\n")
    text = queries.read_bytes()
    assert text.startswith(b'\xef\xbb\xbf"""')
    assert b"    Note.pages,\n" in text
    assert b"\r" not in text
    text = page.read_bytes()
    assert text.count(b"\r\n") == 4
    assert text.splitlines()[:4] == lines[:4]
    assert b'fields.input("pages", ' in text
    assert cli.run("admin", "--check").exit_code == 0
