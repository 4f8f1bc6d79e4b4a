"""``piccolo-scaffold merge``: by itself, and as a merge driver of git's."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.branches import Repository, award, begun, repository, studio
from tests.commandline import CommandLine
from tests.test_settling import CATALOGUE, KINDS

__all__ = ["begun", "repository"]

MERGED = {
    path: (text.format(1), text.format(1) + mine, text.format(2), text.format(2) + mine)
    for path, (text, mine) in KINDS.items()
}
MERGED["a.po"] = (
    CATALOGUE,
    CATALOGUE.replace('Title"\nmsgstr ""', 'Title"\nmsgstr "Titel"'),
    CATALOGUE + '\nmsgid "Year"\nmsgstr ""\n',
    CATALOGUE.replace('Title"\nmsgstr ""', 'Title"\nmsgstr "Titel"')
    + '\nmsgid "Year"\nmsgstr ""\n',
)
MERGED["a.json"] = (
    '{\n  "a": 1,\n  "b": 2\n}\n',
    '{\n  "a": 1,\n  "b": 2,\n  "mine": 0\n}\n',
    '{\n  "a": 5,\n  "b": 2\n}\n',
    '{\n  "a": 5,\n  "b": 2,\n  "mine": 0\n}\n',
)


def place(cli: CommandLine, *texts: str | bytes, suffix: str = ".py") -> list[str]:
    names = [f"{name}{suffix}" for name in ("base", "yours", "new")]
    for name, text in zip(names, texts, strict=True):
        content = text if isinstance(text, bytes) else text.encode()
        (cli.folder / name).write_bytes(content)
    return names


@pytest.mark.parametrize("path", MERGED)
def test_each_kind(cli: CommandLine, path: str) -> None:
    *texts, merged = MERGED[path]
    names = place(cli, *texts, suffix=Path(path).suffix)
    outcome = cli.run("merge", *names)
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (0, merged, "")


@pytest.mark.parametrize("path", MERGED)
def test_the_name_says_the_kind(cli: CommandLine, path: str) -> None:
    *texts, merged = MERGED[path]
    names = place(cli, *texts, suffix="")
    outcome = cli.run("merge", *names, "--path", f"deep/{path}", "-o", "result")
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (0, "", "")
    assert (cli.folder / "result").read_text() == merged


BASE = "def one() -> int:\n    return 1\n\n\nsize = 1\n"
YOURS = BASE.replace("size = 1", "size = 50").replace("return 1", "return 11")
NEW = BASE.replace("size = 1", "size = 100")
CONFLICT = """\
def one() -> int:
    return 11


<<<<<<< yours
size = 50
||||||| base
size = 1
=======
size = 100
>>>>>>> new
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_conflict(cli: CommandLine, end: str) -> None:
    names = place(cli, BASE, YOURS.replace("\n", end), NEW)
    outcome = cli.run("merge", *names, "-o", "yours.py")
    assert outcome.exit_code == 3
    assert outcome.stdout == ""
    assert outcome.stderr == "conflict  yours.py:5: size\n"
    result = (cli.folder / "yours.py").read_bytes()
    assert result == CONFLICT.replace("\n", end).encode()
    named = cli.run("merge", *place(cli, BASE, YOURS, NEW), "--path", "deep/a.py")
    assert named.stdout == CONFLICT
    assert named.stderr == "conflict  deep/a.py:5: size\n"


def test_what_cannot_be_merged_by_its_kind_is_by_lines(cli: CommandLine) -> None:
    """A file that does not parse has markers, too, rather than one side only."""
    names = place(cli, BASE, YOURS.replace("11", "(11"), NEW)
    outcome = cli.run("merge", *names)
    assert outcome.exit_code == 3
    assert outcome.stdout == CONFLICT.replace("11", "(11")


@pytest.mark.parametrize("which", range(3))
def test_what_is_no_text(cli: CommandLine, which: int) -> None:
    texts: list[str | bytes] = [BASE, YOURS, NEW]
    texts[which] = b"\x89PNG\xff"
    before = place(cli, *texts, suffix=".png")
    outcome = cli.run("merge", *before, "-o", "yours.png")
    assert (outcome.exit_code, outcome.stdout) == (4, "")
    assert "This is no text" in outcome.stderr
    assert "Only texts can be merged." in outcome.stderr
    assert (cli.folder / "yours.png").read_bytes() == (
        texts[1] if isinstance(texts[1], bytes) else texts[1].encode()
    )


def test_encodings_and_ends_are_those_of_yours(cli: CommandLine) -> None:
    cookie = "# coding: latin-1\n"
    yours = f"{cookie}{YOURS}name = 'é'\n".replace("\n", "\r\n").encode("latin-1")
    base, new = cookie + BASE, f"{cookie}{BASE}\n\ndef new() -> None: ...\n"
    outcome = cli.run("merge", *place(cli, base, yours, new), "-o", "out.py")
    assert outcome.exit_code == 0
    merged = f"{cookie}{YOURS}\n\ndef new() -> None: ...\nname = 'é'\n"
    expected = merged.replace("\n", "\r\n").encode("latin-1")
    assert (cli.folder / "out.py").read_bytes() == expected


@pytest.mark.parametrize("arguments", [["a.py"], ["a.py", "b.py", "no.py"]])
def test_wrong_usage(cli: CommandLine, arguments: list[str]) -> None:
    place(cli, "", "", "")
    outcome = cli.run("merge", *arguments)
    assert outcome.exit_code == 2
    assert "Error: " in outcome.stderr


def test_from_another_directory(
    cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *texts, merged = MERGED["a.py"]
    names = place(cli, *texts)
    monkeypatch.chdir(tmp_path)
    assert cli.run("-C", "project", "merge", *names, "-o", "out.py").exit_code == 0
    assert (cli.folder / "out.py").read_text() == merged
    assert not (tmp_path / "out.py").exists()


def test_as_a_merge_driver(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the two lines that the help gives, git leaves nothing to settle in files
    that both branches have generated, each another table, and edited.
    """
    monkeypatch.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
    for line in help_lines(repository):
        done = subprocess.run(line, shell=True, check=True, capture_output=True)
        assert (done.stdout, done.stderr) == (b"", b"")
    repository.commit("Merge as piccolo-scaffold does.")
    repository.branch("both", studio, award)
    together = repository.outputs
    repository.branch("theirs", award)
    repository.branch("ours", studio)
    assert repository.merge("theirs") == set()
    merged = repository.outputs
    repository.heal()
    assert repository.outputs == together
    assert {p: t for p, t in merged.items() if p in OUTPUTS} == {
        p: t for p, t in together.items() if p in OUTPUTS
    }


OUTPUTS = ("routes.py", "sidebar.py", "tests/conftest.py")


def help_lines(repository: Repository) -> list[str]:
    said = repository.run("merge", "--help").stdout
    lines = [line.strip() for line in said.splitlines()]
    return [line for line in lines if line.startswith(("git config", "echo"))]


def test_a_conflict_of_the_merge_driver(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page_size(size: int) -> None:
        old = "page_size: int = 15"
        repository.edit("admin/settings.py", old, f"page_size: int = {size}")

    monkeypatch.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
    for line in help_lines(repository):
        subprocess.run(line, shell=True, check=True)
    repository.commit("Merge as piccolo-scaffold does.")
    repository.branch("theirs", lambda _: page_size(30))
    repository.branch("ours", lambda _: page_size(50))
    assert repository.merge("theirs") == {"admin/settings.py"}
    text = (repository.admin / "settings.py").read_text()
    assert text.count("<<<<<<<") == text.count("|||||||") == 1
    assert repository.run("admin").exit_code == 3
    assert repository.run("resolve", "admin/settings.py", "--new").exit_code == 0
    assert "page_size: int = 30" in (repository.admin / "settings.py").read_text()
