"""What all commands say alike."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import click

from scaffold.errors import Problem

COLOURS = {
    "create": "green",
    "update": "green",
    "merge": "cyan",
    "move": "cyan",
    "delete": "yellow",
    "kept": "yellow",
    "edited": "cyan",
    "deleted": "yellow",
    "moved": "cyan",
    "identical": "bright_black",
    "conflict": "red",
}

PATIENCE = 1.0
"""Seconds of work after which somebody at a terminal wants to see that it goes on."""


def tell(problem: Problem, word: str, colour: str) -> None:
    where = click.style(problem.where, bold=True)
    click.echo(f"{click.style(word, fg=colour)}  {where}: {problem.what}", err=True)
    for line in problem.remedy.splitlines():
        click.echo(f"{' ' * len(word)}  {line}".rstrip(), err=True)


def confirm(question: str) -> bool:
    """Ask somebody; where there is nobody, the answer is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(question, default=False, err=True)


class Progress:
    """How far the work is, on a terminal, once it takes a while."""

    def __init__(self) -> None:
        self.start = monotonic()
        self.shown = False

    def __call__(self, done: int, of: int) -> None:
        if not sys.stderr.isatty() or monotonic() - self.start < PATIENCE:
            return
        self.shown = done < of
        click.echo(f"\r{done:,} of {of:,} files\x1b[K", err=True, nl=False)
        if not self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)


def command(output: Path, *words: str) -> str:
    """A command to type: with the package's name, if it is not the usual one."""
    named = () if output == Path("admin") else ("-o", str(output))
    return shlex.join(("piccolo-scaffold", *words, *named))


def shortened(notes: Sequence[str]) -> list[str]:
    return [*notes[:3], "…"] if len(notes) > 3 else list(notes)


def shown(directory: Path, folder: Path) -> Path:
    return Path(os.path.relpath(folder, directory))


def as_json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)
