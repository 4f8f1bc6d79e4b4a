"""Pages of the documentation as stories: what they tell is done, and happens so.

The blocks of a page are gone through in order, in one shell: what stands behind a ``$``
is run, and what it says is compared with what stands below it; a ``diff`` is an edit by
hand; and what follows the name of a file and a colon is that file::

    The tables, in `books/tables.py`:

    ```python
    …
    ```
"""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

DOCS = ROOT / "docs"

BLOCK = re.compile(
    r"(?P<lead>`(?P<file>[\w./-]+)`:\n\n|^)```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

COMMAND = re.compile(r"^\$ (.*\n(?:>(?: .*)?\n)*)", re.MULTILINE)

FILE = re.compile(r"^--- a/\S+\n\+\+\+ b/(\S+)\n", re.MULTILINE)

HUNK = re.compile(r"^@@.*\n", re.MULTILINE)

END = "-- this is where the output ends --"

SERVING = re.compile(r"(python -m admin|uvicorn|granian)\b")
"""A command that serves until it is stopped."""


def check_page(page: Path, shell: Shell, *, update: bool) -> None:
    """Play a page, and compare it with what has happened; or write that down."""
    told = page.read_text()
    happened = BLOCK.sub(lambda block: played(block, shell), told)
    if update:
        page.write_text(happened)
    elif happened != told:
        lines = unified_diff(told.splitlines(), happened.splitlines(), n=8, lineterm="")
        remedy = "The same test with --update-golden writes it anew."
        pytest.fail("\n".join([*lines, remedy]), pytrace=False)


def played(block: re.Match[str], shell: Shell) -> str:
    """The block as it turns out."""
    kind, text = block["kind"], block["text"]
    if kind == "console":
        commands = [match[1] for match in COMMAND.finditer(text)]
        assert commands, f"no command in:\n{text}"
        parts = (f"$ {command}{shell.run(unfolded(command))}" for command in commands)
        return f"{block['lead']}```console\n{''.join(parts)}```"
    if kind == "diff":
        edit(shell.folder, text)
    else:
        assert block["file"], f"This is neither run nor written anywhere:\n{text}"
        write(shell.folder / block["file"], text)
    return block[0]


def unfolded(command: str) -> str:
    return re.sub(r"\n> ?", "\n", command)


# Editing.


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


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
        if SERVING.match(command):
            self.serve(command)
            return ""
        output = self.output(command).replace(str(self.home), "~")
        for pattern, text in VARYING.items():
            output = re.sub(pattern, text, output, flags=re.MULTILINE)
        return output

    def serve(self, command: str) -> None:
        """Let it serve until there is an answer."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        arguments = [*shlex.split(command), "--port", str(port)]
        exported = [line.partition("=") for line in self.output("env").splitlines()]
        with subprocess.Popen(
            arguments,
            cwd=self.folder,
            env={name: value for name, _sign, value in exported},
        ) as server:
            try:
                wait_for(server, f"http://127.0.0.1:{port}")
            finally:
                server.terminate()

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


def wait_for(server: subprocess.Popen[bytes], address: str) -> None:
    """Until the admin shows its log-in page, alone or where an app has mounted it."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        for path in ("/login/", "/admin/login/"):
            with suppress(OSError), opener.open(address + path) as answer:
                assert b'name="username"' in answer.read()
                return
        time.sleep(0.1)
    pytest.fail(f"Nobody can log in at {address}")


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
