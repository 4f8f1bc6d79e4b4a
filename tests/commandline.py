"""The command line, run in a project in this process."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold.cli import main
from tests.scenarios import stamps, tree

TABLE = "from piccolo.table import Table\n"

TITLE = "title = Varchar()"

PAGES = "pages = Integer()"


@dataclass(frozen=True)
class Outcome:
    exit_code: int
    stdout: str
    stderr: str


class CommandLine:
    """A project in the current directory, and the command line run in it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.admin = folder / "admin"
        self.capsys = capsys

    def run(self, *arguments: str) -> Outcome:
        return run(self.folder, self.capsys, *arguments)

    def generate(self) -> None:
        assert self.run("admin", "notes.tables").exit_code == 0

    def files(self) -> dict[str, bytes]:
        return tree(self.folder)

    def stamps(self) -> dict[str, tuple[bytes, int]]:
        return stamps(self.admin)

    def table(self, *columns: str) -> None:
        """Let the table have these columns only."""
        lines = "".join(f"    {column}\n" for column in columns)
        text = f"from piccolo.columns import *\n{TABLE}\n\nclass Note(Table):\n{lines}"
        (self.folder / "notes" / "tables.py").write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> bytes:
        """Change the only place that says so below the output. Returns the file."""
        return edit(self.admin / path, old, new)


def run(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Outcome:
    """Run a command in the current directory, which is a project's folder."""
    with pytest.raises(SystemExit) as stop:
        main.main(args=list(arguments), prog_name="piccolo-scaffold")
    forget(folder)
    return Outcome(int(stop.value.code or 0), *capsys.readouterr())


def edit(file: Path, old: str, new: str) -> bytes:
    text = file.read_bytes().decode()
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times in {file}"
    file.write_bytes(text.replace(old, new).encode())
    return file.read_bytes()


def forget(folder: Path) -> None:
    """Unload the modules of a project, so that they are read again."""
    for name, module in list(sys.modules.items()):
        places = [getattr(module, "__file__", None), *getattr(module, "__path__", [])]
        if any(place and Path(place).is_relative_to(folder) for place in places):
            del sys.modules[name]
