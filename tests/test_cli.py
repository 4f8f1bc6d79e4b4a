"""The command line, as a script and a person meet it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scaffold import __version__, commands
from scaffold.cli import main
from scaffold.config import Options, merged, read_options
from tests.commandline import PAGES, TITLE, CommandLine
from tests.scenarios import tree

TABLES = """\
from piccolo.columns import Varchar
from piccolo.table import Table


class {name}(Table):
    title = Varchar()
"""


def test_files_are_listed(cli: CommandLine) -> None:
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 0
    assert "create    admin/tables/note/queries.py\n" in outcome.stdout
    assert "python -m admin" in outcome.stdout
    assert outcome.stderr == ""


def test_a_second_run_has_nothing_to_do(cli: CommandLine) -> None:
    cli.generate()
    outcome = cli.run("admin")
    assert outcome.exit_code == 0
    assert re.fullmatch(r"\d+ identical\n", outcome.stdout)


def test_check_finds_what_would_change(cli: CommandLine) -> None:
    before = cli.files()
    assert cli.run("admin", "notes.tables", "--check").exit_code == 1
    assert cli.files() == before
    cli.generate()
    assert cli.run("admin", "--check").exit_code == 0
    cli.table(TITLE, PAGES)
    stamps = cli.stamps()
    outcome = cli.run("admin", "--check")
    assert outcome.exit_code == 1
    assert "update    admin/tables/note/forms.py  + pages\n" in outcome.stdout
    assert cli.stamps() == stamps


@pytest.mark.parametrize("option", ["--dry-run", "--diff"])
def test_nothing_is_written(cli: CommandLine, option: str) -> None:
    before = cli.files()
    outcome = cli.run("admin", "notes.tables", option)
    assert outcome.exit_code == 0
    assert "tables/note/queries.py" in outcome.stdout
    assert cli.files() == before


def test_diff_of_a_merge(cli: CommandLine) -> None:
    cli.generate()
    cli.edit("tables/note/forms.py", "max_length=255", "max_length=80")
    cli.table(TITLE, PAGES)
    lines = cli.run("admin", "--diff").stdout.splitlines()
    start = lines.index("--- a/admin/tables/note/forms.py")
    end = next(n for n in range(start + 2, len(lines)) if lines[n].startswith("--- "))
    assert lines[start + 1] == "+++ b/admin/tables/note/forms.py"
    assert lines[start + 2].startswith("@@ -")
    changed = [line for line in lines[start + 3 : end] if line[0] in "+-"]
    assert changed[-2:] == ["+", "+    pages: fields.Integer"]
    assert (
        "     title: Annotated[fields.Text, Field(max_length=80)]" in lines[start:end]
    )
    assert not [line for line in changed if "max_length" in line]


def test_diff_of_an_edit_is_empty(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / "home.py").write_text("mine = True\n")
    outcome = cli.run("admin", "--diff")
    assert (outcome.exit_code, outcome.stdout) == (0, "")


@pytest.mark.parametrize("more", [[], ["--check"], ["--dry-run"], ["--diff"]])
def test_json_is_all_there_is_on_stdout(cli: CommandLine, more: list[str]) -> None:
    document = json.loads(cli.run("admin", "notes.tables", "--json", *more).stdout)
    assert {"path": "app.py", "status": "create"} in document["files"]
    assert document["warnings"] == []


def test_what_tables_print_does_not_disturb_json(cli: CommandLine) -> None:
    tables = cli.folder / "notes" / "tables.py"
    tables.write_text("print('hello')\n" + tables.read_text())
    outcome = cli.run("admin", "notes.tables", "--json")
    assert json.loads(outcome.stdout)["files"]
    assert outcome.stderr == "hello\n"


def test_a_bug_of_ours(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any, **_options: Any) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(commands, "admin", broken)
    outcome = cli.run("admin")
    assert outcome.exit_code == 70
    assert "bug" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    with pytest.raises(ZeroDivisionError):
        main.main(args=["--traceback", "admin"], prog_name="piccolo-scaffold")


@pytest.mark.parametrize(
    "arguments",
    [
        ["admni"],
        ["admin", "--colour"],
        ["admin", "--output"],
        ["-C", "no/such/folder", "admin"],
        ["demo", "--port", "99999"],
        ["demo", "--engine", "oracle"],
    ],
)
def test_wrong_usage(cli: CommandLine, arguments: list[str]) -> None:
    outcome = cli.run(*arguments)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    assert "Error: " in outcome.stderr


def test_a_bad_target(cli: CommandLine) -> None:
    outcome = cli.run("admin", "nots.tables")
    assert outcome.exit_code == 4
    assert "Did you mean notes.tables?" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert not cli.admin.exists()


@pytest.mark.parametrize("code", ["xx-nowhere", "German", ""])
def test_an_unknown_language(cli: CommandLine, code: str) -> None:
    outcome = cli.run("admin", "notes.tables", "--language", code)
    assert outcome.exit_code == 4
    assert "Babel" in outcome.stderr
    assert not cli.admin.exists()


def test_a_broken_configuration(cli: CommandLine) -> None:
    cli.generate()
    file = cli.admin / "scaffold.toml"
    file.write_text('targets = "notes.tables"\nlanguage = []\n')
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert "targets" in outcome.stderr
    assert "language" in outcome.stderr


CONFLICT = """\
targets = ["notes.tables"]
<<<<<<< HEAD
languages = ["de", "fr"]
related = true
||||||| base
languages = ["fr"]
related = true
=======
languages = ["fr", "it"]
related = false
>>>>>>> theirs
"""


def test_a_configuration_that_two_branches_changed(tmp_path: Path) -> None:
    (tmp_path / "scaffold.toml").write_text(CONFLICT)
    options = read_options(tmp_path)
    assert options.targets == ("notes.tables",)
    assert options.languages == ("de", "fr", "it")
    assert not options.related


def test_what_one_branch_removed_from_a_list() -> None:
    base = Options(languages=("fr", "de"), auth_table="a:A")
    ours = Options(languages=("de",), auth_table="b:B")
    theirs = Options(languages=("fr", "de", "it"), auth_table="c:C")
    both = Options(languages=("de", "it"), auth_table="b:B")
    assert merged(base, ours, theirs) == both


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("<<<<<<< HEAD\n", "Resolve the conflict markers."),
        ("<<<<<<< HEAD\na = [\n=======\n>>>>>>> b\n", "Resolve the conflict markers."),
        ("targets = [\n", "Correct it, or restore it."),
        ("# \xe9\n", "Save it as UTF-8."),
    ],
)
def test_a_configuration_that_is_no_toml(
    cli: CommandLine, text: str, remedy: str
) -> None:
    cli.generate()
    (cli.admin / "scaffold.toml").write_bytes(text.encode("latin-1"))
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert "not valid TOML" in outcome.stderr
    assert remedy in outcome.stderr


def test_options_outlive_their_file(cli: CommandLine) -> None:
    arguments = ("--language", "de", "--no-tests")
    assert cli.run("admin", "notes.tables", *arguments).exit_code == 0
    (cli.admin / "scaffold.toml").unlink()
    before = cli.stamps()
    assert cli.run("admin").exit_code == 0
    assert cli.stamps() == before
    record = cli.admin / ".scaffold/base/scaffold.toml.base"
    record.write_text("torn")
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert "Restore scaffold.toml." in outcome.stderr


def test_another_directory(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    outcome = cli.run("-C", "../project", "admin", "notes.tables")
    assert outcome.exit_code == 0
    assert (cli.admin / "settings.py").is_file()
    assert tree(elsewhere) == {}


def test_another_configuration(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cli.folder / "piccolo_conf.py").rename(cli.folder / "settings_conf.py")
    assert cli.run("admin", "notes.tables").exit_code == 4
    monkeypatch.setenv("PICCOLO_CONF", "settings_conf")
    cli.generate()


def test_the_formatting_of_the_project(cli: CommandLine) -> None:
    pyproject = "[tool.black]\nline-length = 60\n"
    (cli.folder / "pyproject.toml").write_text(pyproject)
    cli.generate()
    views = (cli.admin / "tables" / "note" / "views.py").read_text()
    code = [line for line in views.splitlines() if '"' not in line]
    assert 50 < max(map(len, code)) <= 60


@pytest.mark.parametrize("arguments", [["--help"], ["admin", "-h"], ["demo", "--help"]])
def test_help_has_examples(cli: CommandLine, arguments: list[str]) -> None:
    outcome = cli.run(*arguments)
    assert outcome.exit_code == 0
    assert re.search(r"^  piccolo-scaffold (admin|demo)", outcome.stdout, re.MULTILINE)


def test_version(cli: CommandLine) -> None:
    assert cli.run("--version").stdout == (f"piccolo-scaffold, version {__version__}\n")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no terminals")
@pytest.mark.parametrize("no_color", [False, True])
def test_colour(cli: CommandLine, no_color: bool) -> None:
    """Only on a terminal, and never where ``NO_COLOR`` is set."""
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    if no_color:
        environment["NO_COLOR"] = "1"
    main_end, terminal = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "scaffold", "admin", "notes.tables:Nota"],
        env={**environment, "TERM": "xterm"},
        cwd=cli.folder,
        stdout=subprocess.PIPE,
        stderr=terminal,
        check=False,
    )
    os.close(terminal)
    shown = os.read(main_end, 10_000)
    os.close(main_end)
    assert done.returncode == 4
    assert b"notes.tables:Nota" in shown
    assert (b"\x1b[" in shown) != no_color


def test_two_tables_of_one_name(cli: CommandLine) -> None:
    for app in ("stock", "sales"):
        (cli.folder / app).mkdir()
        (cli.folder / app / "tables.py").write_text(TABLES.format(name="Item"))
    outcome = cli.run("admin", "stock.tables", "sales.tables")
    assert outcome.exit_code == 0
    assert (cli.admin / "tables" / "stock_item").is_dir()
    assert (cli.admin / "tables" / "sales_item").is_dir()
