"""What docs/regeneration.md tells happens so.

Its blocks are gone through in order, in one shell: what stands behind a ``$`` is run,
and what it says is compared with what stands below it; a ``diff`` is an edit by hand.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "regeneration.md"
README = ROOT / "README.md"

BLOCK = re.compile(r"^```(console|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

COMMAND = re.compile(r"^\$ (.*\n(?:> .*\n)*)", re.MULTILINE)

SAID = re.compile(r"^\$ (.*)\n((?:(?!\$ |```).*\n)*)", re.MULTILINE)
"""A command of one line, and what it says."""

FILE = re.compile(r"^--- a/\S+\n\+\+\+ b/(\S+)\n", re.MULTILINE)

HUNK = re.compile(r"^@@.*\n", re.MULTILINE)

END = "-- this is where the output ends --"


@pytest.mark.golden
@pytest.mark.skipif(not shutil.which("bash"), reason="the story is told in a shell")
def test_the_story_happens_as_it_is_told(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    told = PAGE.read_text()
    with Shell.started(tmp_path.resolve()) as shell:
        happened = BLOCK.sub(lambda block: played(block, shell), told)
    if request.config.getoption("update_golden"):
        PAGE.write_text(happened)
    elif happened != told:
        lines = unified_diff(told.splitlines(), happened.splitlines(), n=8, lineterm="")
        remedy = "pytest tests/test_story.py --update-golden writes it anew"
        pytest.fail("\n".join([*lines, remedy]), pytrace=False)


def test_the_readme_shows_what_the_story_shows(request: pytest.FixtureRequest) -> None:
    story = dict(reversed(list(SAID.findall(PAGE.read_text()))))
    told = README.read_text()
    shown = SAID.sub(lambda said: f"$ {said[1]}\n{story[said[1]]}", told)
    assert SAID.search(told)
    if request.config.getoption("update_golden"):
        README.write_text(shown)
    assert README.read_text() == shown


def played(block: re.Match[str], shell: Shell) -> str:
    """The block as it turns out."""
    kind, text = block.groups()
    if kind == "diff":
        edit(shell.folder, text)
        return block[0]
    commands = [match[1] for match in COMMAND.finditer(text)]
    assert commands, f"no command in:\n{text}"
    parts = (f"$ {command}{shell.run(unfolded(command))}" for command in commands)
    return f"```console\n{''.join(parts)}```"


def unfolded(command: str) -> str:
    return command.replace("\n> ", "\n")


# Editing.


def edit(folder: Path, diff: str) -> None:
    """Apply a diff by what it shows, which need not say in which lines."""
    names_and_hunks = FILE.split(diff)[1:]
    for name, hunks in zip(names_and_hunks[::2], names_and_hunks[1::2], strict=True):
        file = folder / name
        text = file.read_text() if file.exists() else ""
        for hunk in HUNK.split(hunks)[1:]:
            text = replaced(text, hunk, name)
        file.write_text(text)


def replaced(text: str, hunk: str, name: str) -> str:
    lines = hunk.splitlines(keepends=True)
    old = "".join(line[1:] or "\n" for line in lines if line[0] in " -\n")
    new = "".join(line[1:] or "\n" for line in lines if line[0] in " +\n")
    assert old or not text, f"nothing says where this goes in {name}:\n{hunk}"
    assert not old or text.count(old) == 1, f"not once in {name}:\n{old}"
    return text.replace(old, new) if old else new


# Running.


@dataclass(frozen=True)
class Shell:
    """One shell for the whole story, in a home of its own."""

    process: subprocess.Popen[str]
    home: Path

    @classmethod
    @contextmanager
    def started(cls, home: Path) -> Iterator[Shell]:
        with subprocess.Popen(
            ["bash", "--norc"],
            cwd=home,
            env=environment(home),
            encoding="utf-8",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            yield cls(process, home)
            assert process.stdin
            process.stdin.close()

    @property
    def folder(self) -> Path:
        return Path(self.output("pwd").strip())

    def run(self, command: str) -> str:
        """What it says, but for what is another every time."""
        output = self.output(command).replace(str(self.home), "~")
        for pattern, text in VARYING.items():
            output = re.sub(pattern, text, output, flags=re.MULTILINE)
        return output

    def output(self, command: str) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(
            f"{{ {command}\n}} </dev/null; printf '\\n%s\\n' '{END}'\n"
        )
        self.process.stdin.flush()
        lines: list[str] = []
        for line in self.process.stdout:
            if line == f"{END}\n":
                break
            lines.append(line)
        else:
            pytest.fail(f"The shell is gone: {command}{''.join(lines)}")
        return "".join(lines).removesuffix("\n")


VARYING = {
    r"^index [0-9a-f]+\.\..*\n": "",
    r"^Password  \w+$": "Password  …",
    r"^  \S*python[\d.]* -m admin$": "  python -m admin",
    r"(?<= in )\d+\.\d+s": "…",
    r"[ \t]+$": "",
}
"""What differs from one time to another, and what an editor would take away."""


def environment(home: Path) -> dict[str, str]:
    """Ours, without settings that would change what is said."""
    ours = ("ADMIN_", "DEMO_", "GIT_", "LC_", "PICCOLO_", "PYTHON", "VIRTUAL_ENV")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(ours)
    }
    paths = [sysconfig.get_path("scripts"), os.environ["PATH"]]
    person = {"NAME": "You", "EMAIL": "you@example.com"}
    return {
        **kept,
        **{f"GIT_AUTHOR_{name}": value for name, value in person.items()},
        **{f"GIT_COMMITTER_{name}": value for name, value in person.items()},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "PATH": os.pathsep.join(paths),
        "PICCOLO_CONF": "piccolo_conf",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "TERM": "dumb",
    }
