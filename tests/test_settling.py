"""What was edited, which conflicts are open, and how they are settled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest

from scaffold import baseline, settling
from scaffold.baseline import Open, Record
from scaffold.errors import ConfigError, OutputError
from scaffold.settling import State
from tests.commandline import CommandLine
from tests.scenarios import tree
from tests.stories import Version, later_versions

PYTHON = "one = {}\n\ntwo = 2\n"
PAGE = '<a href="/{}">There</a>\n\n<p>\n  Text.\n</p>\n'
TOML = "size = {}\n\ntwo = 2\n"
JSON = '{{\n  "size": {},\n  "two": 2\n}}\n'
STYLES = "h1 {{\n  width: {}px;\n}}\n\np {{\n  margin: 0;\n}}\n"

KINDS = {
    "a.py": (PYTHON, "\nmine = 0\n"),
    "a.html": (PAGE, "\n<p>\n  Mine.\n</p>\n"),
    "a.toml": (TOML, "mine = 0\n"),
    "a.css": (STYLES, "\n/* Mine. */\n"),
}
"""A text with something to change, and what the user has appended to it."""

CATALOGUE = 'msgid ""\nmsgstr "Language: de\\n"\n\nmsgid "Title"\nmsgstr ""\n'

Side = Literal["yours", "new", "done"]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "admin"


def remember(output: Path, path: str, base: str, moved: str | None = None) -> None:
    place(
        output,
        baseline.record_path(path),
        baseline.encode(Record(path, base, None, moved)),
    )


def conflict(
    output: Path, path: str, base: str, yours: str | bytes, new: str | None
) -> None:
    """An open conflict of a file."""
    remember(output, path, base)
    place(output, path, yours if isinstance(yours, bytes) else yours.encode())
    opened = baseline.encode_open(Open(path, new))
    place(output, baseline.conflict_path(path), opened)


def place(output: Path, path: str, content: bytes) -> None:
    (output / path).parent.mkdir(parents=True, exist_ok=True)
    (output / path).write_bytes(content)


def settled(output: Path, path: str, new: str | None) -> None:
    """That nothing is left of a conflict, and the new output is remembered."""
    found = baseline.read(output)
    assert not found.open
    assert found.records == ({path: Record(path, new)} if new is not None else {})
    assert not (output / ".scaffold/conflicts").exists()


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("side", ["yours", "new", "done"])
def test_a_side_of_a_conflict(output: Path, path: str, end: str, side: Side) -> None:
    """All else in the file stays."""
    text, mine = KINDS[path]
    yours = (text.format(10) + mine).replace("\n", end)
    conflict(output, path, text.format(1), yours, text.format(100))
    assert settling.resolve(output, [path], side) == [path]
    chosen = text.format(100 if side == "new" else 10) + mine
    assert (output / path).read_bytes() == chosen.replace("\n", end).encode()
    settled(output, path, text.format(100))


def test_every_conflict_of_a_file(output: Path) -> None:
    text = "def one() -> int:\n    return {}\n\n\ndef two() -> int:\n    return {}\n"
    conflict(output, "a.py", text.format(1, 2), text.format(10, 20), text.format(5, 6))
    (state,) = settling.states(output)
    assert [(c.line, c.yours, c.new) for c in state.conflicts] == [
        (2, "10", "5"),
        (6, "20", "6"),
    ]
    settling.resolve(output, ["a.py"], "new")
    assert (output / "a.py").read_text() == text.format(5, 6)


def test_what_one_side_has_deleted(output: Path) -> None:
    base = "one = 1\n\n\ndef two() -> int:\n    return 2\n"
    conflict(output, "a.py", base, "one = 1\n", base.replace("return 2", "return 20"))
    conflict(output, "b.py", base, base.replace("return 2", "return 20"), "one = 1\n")
    settling.resolve(output, ["a.py", "b.py"], "new")
    assert (output / "a.py").read_text() == base.replace("return 2", "return 20")
    assert (output / "b.py").read_text() == "one = 1\n"


@pytest.mark.parametrize("side", ["yours", "new", "done"])
def test_a_file_that_is_generated_no_more(output: Path, side: Side) -> None:
    conflict(output, "deep/a.py", "one = 1\n", "one = 10\n", None)
    settling.resolve(output, ["deep/a.py"], side)
    if side == "new":
        assert not (output / "deep").exists()
    else:
        assert (output / "deep/a.py").read_text() == "one = 10\n"
    settled(output, "deep/a.py", None)


UNREADABLE = {
    "a.py": (b"# coding: klingon\none = 10\n", "one = 1\n"),
    "a.css": (b"/* \xe9 */\n", "p {\n}\n"),
    "b.py": (b"one = (\n", "one = 1\n"),
    "a.po": (b'msgid "Title\n', CATALOGUE),
    "a.toml": (b"one = \n", "one = 1\n"),
}


@pytest.mark.parametrize("path", UNREADABLE)
@pytest.mark.parametrize("side", ["yours", "new", "done"])
def test_a_file_that_cannot_be_read(output: Path, path: str, side: Side) -> None:
    yours, base = UNREADABLE[path]
    conflict(output, path, base, yours, f"{base}\n")
    (state,) = settling.states(output)
    assert state.conflicts[0].where.startswith("the whole file: ")
    settling.resolve(output, [path], side)
    chosen = f"{base}\n".encode() if side == "new" else yours
    assert (output / path).read_bytes() == chosen
    settled(output, path, f"{base}\n")


@pytest.mark.parametrize("name", ["a.py", "mine/own.py"])
def test_a_moved_file_goes_by_either_path(output: Path, name: str) -> None:
    conflict(output, "a.py", "one = 1\n", "", "one = 100\n")
    (output / "a.py").unlink()
    remember(output, "a.py", "one = 1\n", moved="mine/own.py")
    place(output, "mine/own.py", b"one = 10\n")
    (state,) = settling.states(output)
    assert (state.path, state.status) == ("mine/own.py", "conflict")
    assert settling.resolve(output, [name, "a.py"], "new") == ["a.py"]
    assert (output / "mine/own.py").read_text() == "one = 100\n"
    record = baseline.read(output).records["a.py"]
    assert record == Record("a.py", "one = 100\n", None, "mine/own.py")


MARKED = (
    "<<<<<<< yours\none = 10\n||||||| base\none = 1\n=======\none = 5\n>>>>>>> new\n"
)


@pytest.mark.parametrize(("side", "chosen"), [("yours", "10"), ("new", "5")])
def test_a_side_of_markers(output: Path, side: Side, chosen: str) -> None:
    conflict(output, "a.py", "one = 1\n", f"# Mine.\n{MARKED}", "one = 5\n")
    (state,) = settling.states(output)
    assert [(c.where, c.line) for c in state.conflicts] == [("conflict markers", 2)]
    settling.resolve(output, ["a.py"], side)
    assert (output / "a.py").read_text() == f"# Mine.\none = {chosen}\n"
    settled(output, "a.py", "one = 5\n")


def test_markers_are_not_done(output: Path) -> None:
    conflict(output, "a.py", "one = 1\n", MARKED, "one = 5\n")
    before = tree(output)
    with pytest.raises(ConfigError, match="There are conflict markers in this file"):
        settling.resolve(output, ["a.py"], "done")
    assert tree(output) == before


@pytest.mark.parametrize("path", ["b.py", "../a.py", "", "nowhere.py"])
def test_a_file_without_a_conflict(output: Path, path: str) -> None:
    conflict(output, "a.py", "one = 1\n", "one = 10\n", "one = 5\n")
    remember(output, "b.py", "one = 1\n")
    before = tree(output)
    with pytest.raises(ConfigError) as refusal:
        settling.resolve(output, ["a.py", path], "new")
    (problem,) = refusal.value.problems
    assert (problem.where, problem.remedy) == (str(output / path), "Open: a.py.")
    assert tree(output) == before


def test_nothing_was_generated(output: Path) -> None:
    for folder in (output, output / ".."):
        with pytest.raises(OutputError, match="Nothing was generated here"):
            settling.states(folder)
        with pytest.raises(OutputError, match="Nothing was generated here"):
            settling.resolve(folder, ["a.py"], "new")


def test_states(output: Path) -> None:
    for name in ("same", "crlf", "edited", "gone", "emptied"):
        remember(output, f"{name}.py", "one = 1\ntwo = 2\n")
    remember(output, "moved.py", "one = 1\n", moved="own.py")
    remember(output, "away.py", "one = 1\n", moved="other.py")
    place(output, "same.py", b"one = 1\ntwo = 2\n")
    place(output, "crlf.py", b"one = 1\r\ntwo = 2\r\n")
    place(output, "edited.py", b"one = 1\nmore = 0\ntwo = 3\n")
    place(output, "emptied.py", b"")
    place(output, "own.py", b"one = 1\n")
    place(output, "other.py", b"one = 2\n")
    conflict(output, "deleted.py", "one = 1\n", "one = 10\n", "one = 5\n")
    (output / "deleted.py").unlink()
    assert settling.states(output) == [
        State("other.py", "edited", 1, 1, "away.py"),
        State("deleted.py", "deleted"),
        State("edited.py", "edited", 2, 1),
        State("emptied.py", "edited", 0, 2),
        State("gone.py", "deleted"),
        State("own.py", "moved", was="moved.py"),
    ]


# On the command line.


@pytest.fixture
def edited(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """An admin with a conflict, and a file that was edited, moved and deleted each."""
    cli.generate()
    versions = later_versions(monkeypatch)
    versions.append(
        Version("settings.py", "page_size: int = 15", "page_size: int = 100")
    )
    cli.edit("settings.py", "page_size: int = 15", "page_size: int = 50")
    (cli.admin / "home.py").write_text("mine = True\n")
    (cli.admin / "errors.py").unlink()
    (cli.admin / "auth.py").rename(cli.admin / "accounts.py")
    assert cli.run("admin", "--moved", "auth.py=accounts.py").exit_code == 3
    return cli


def test_status(edited: CommandLine) -> None:
    before = edited.stamps()
    outcome = edited.run("status")
    assert outcome.exit_code == 3
    assert outcome.stderr == ""
    lines = outcome.stdout.splitlines()
    assert "moved     admin/accounts.py  from admin/auth.py" in lines
    assert "deleted   admin/errors.py" in lines
    assert any(line.startswith("edited    admin/home.py  +1 -") for line in lines)
    assert lines[lines.index("conflict  admin/settings.py") + 1 :] == [
        "",
        "admin/settings.py:64  Settings › page_size",
        "  yours  50",
        "  new    100",
        "  piccolo-scaffold resolve admin/settings.py --yours | --new | --done",
    ]
    assert edited.stamps() == before


def test_status_as_json(edited: CommandLine) -> None:
    outcome = edited.run("status", "--json")
    assert outcome.exit_code == 3
    states = {state["path"]: state for state in json.loads(outcome.stdout)["files"]}
    assert {path: state["status"] for path, state in states.items()} == {
        "accounts.py": "moved",
        "errors.py": "deleted",
        "home.py": "edited",
        "settings.py": "conflict",
    }
    (one,) = states["settings.py"]["conflicts"]
    assert (one["line"], one["base"], one["yours"], one["new"]) == (
        64,
        "15",
        "50",
        "100",
    )


def test_what_git_has_left_half_merged(cli: CommandLine) -> None:
    """Settling it is refused, so that is not advised."""
    cli.generate()
    record = cli.admin / ".scaffold/base/app.py.base"
    record.write_text("<<<<<<< ours\n", encoding="utf-8")
    outcome = cli.run("status")
    assert outcome.exit_code == 3
    assert "resolve" not in outcome.stdout
    assert outcome.stdout.endswith("  piccolo-scaffold admin\n")


def test_status_without_edits(cli: CommandLine) -> None:
    cli.generate()
    outcome = cli.run("status")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout == "Every file is as it was generated.\n"
    empty: dict[str, object] = {"files": [], "tables": {}}
    assert json.loads(cli.run("status", "--json").stdout) == empty


@pytest.mark.parametrize(
    "command", [["status"], ["status", "--json"], ["resolve", "admin/a.py", "--new"]]
)
def test_where_nothing_was_generated(cli: CommandLine, command: list[str]) -> None:
    outcome = cli.run(*command)
    assert (outcome.exit_code, outcome.stdout) == (4, "")
    assert "Nothing was generated here" in outcome.stderr
    assert "Run `piccolo-scaffold admin` first" in outcome.stderr
    assert not cli.admin.exists()


@pytest.mark.parametrize("path", ["admin/settings.py", "settings.py"])
@pytest.mark.parametrize(
    ("side", "size"), [("--yours", 50), ("--new", 100), ("--done", 50)]
)
def test_resolve(edited: CommandLine, path: str, side: str, size: int) -> None:
    outcome = edited.run("resolve", path, side)
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert outcome.stdout == "resolved  admin/settings.py\n"
    text = (edited.admin / "settings.py").read_text()
    assert f"    page_size: int = {size}\n" in text
    assert edited.run("admin", "--check").exit_code == 0
    assert edited.run("status").exit_code == 0
    again = edited.run("resolve", path, side)
    assert again.exit_code == 4
    assert "There is no open conflict in this file." in again.stderr
    assert "No conflict is open." in again.stderr


@pytest.mark.parametrize(
    "path", ["admin/home.py", "../elsewhere.py", "notes/tables.py"]
)
def test_resolve_something_else(edited: CommandLine, path: str) -> None:
    before = edited.stamps()
    outcome = edited.run("resolve", path, "--new")
    assert outcome.exit_code == 4
    assert "There is no open conflict in this file." in outcome.stderr
    assert "Open: settings.py." in outcome.stderr
    assert edited.stamps() == before


@pytest.mark.parametrize("arguments", [[], ["admin/a.py"], ["--new"]])
def test_resolve_needs_a_path_and_a_side(
    cli: CommandLine, arguments: list[str]
) -> None:
    assert cli.run("resolve", *arguments).exit_code == 2


def test_an_open_conflict_is_nothing_to_write(edited: CommandLine) -> None:
    before = edited.stamps()
    for command in (["admin"], ["admin", "--check"], ["admin", "--dry-run"]):
        outcome = edited.run(*command)
        assert outcome.exit_code == 3
        assert "admin/settings.py:64  Settings › page_size" in outcome.stdout
        assert edited.stamps() == before
