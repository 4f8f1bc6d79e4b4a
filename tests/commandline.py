"""The command line, run in a project in this process."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold.cli import main
from tests.scenarios import tree


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
        with pytest.raises(SystemExit) as stop:
            main.main(args=list(arguments), prog_name="piccolo-scaffold")
        forget(self.folder)
        return Outcome(int(stop.value.code or 0), *self.capsys.readouterr())

    def generate(self) -> None:
        assert self.run("admin", "notes.tables").exit_code == 0

    def files(self) -> dict[str, bytes]:
        return tree(self.folder)


def forget(folder: Path) -> None:
    """Unload the modules of a project, so that they are read again."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).resolve().is_relative_to(folder):
            del sys.modules[name]
    sys.modules.pop("notes", None)
