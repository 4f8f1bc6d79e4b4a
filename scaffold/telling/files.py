"""What happens to each file, and what is in conflict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.telling.words import COLOURS, command, shortened

if TYPE_CHECKING:
    from scaffold.decision import Action
    from scaffold.merge import Conflict

QUIET = ("identical", "deleted")
"""What is only counted: files that stay as they are, or stay away."""

LONGEST = 12
"""Lines that are shown of one side of a conflict."""


def print_action(output: Path, action: Action) -> None:
    notes = "  ".join(shortened(action.notes))
    was = f"  from {output / action.was}" if action.was else ""
    word = click.style(f"{action.status:<9}", fg=COLOURS[action.status])
    click.echo(f"{word} {output / action.path}{was}  {notes}".rstrip())


def print_conflicts(output: Path, path: Path, conflicts: Iterable[Conflict]) -> None:
    """Where they are, what each side says, and the command that settles them."""
    click.echo()
    for conflict in conflicts:
        place = click.style(f"{path}:{conflict.line}", bold=True)
        click.echo(f"{place}  {conflict.where}")
        base, yours, new = (
            dedented(text, conflict.column)
            for text in (conflict.base, conflict.yours, conflict.new)
        )
        print_side("yours", yours, base)
        print_side("new", new, base)
    click.echo(f"  {command(output, 'resolve', str(path))} --yours | --new | --done")


def dedented(text: str, column: int) -> list[str]:
    """The lines of a construct that starts in a column, as if at the margin."""
    first, *rest = text.splitlines() or [""]
    indents = (len(line) - len(line.lstrip()) for line in rest if line.strip())
    margin = min([column, *indents])
    return [first, *(line[margin:] for line in rest)] if text else []


def print_side(side: str, lines: Sequence[str], base: Sequence[str]) -> None:
    """One side: a short text as it is, a long one by what it changed."""
    if len(lines) > LONGEST and base:
        lines = list(unified_diff(base, lines, n=1, lineterm=""))[2:]
    for number, line in enumerate(lines[:LONGEST] or ["(nothing)"]):
        name = click.style(f"{side:<5}", fg="yellow") if number == 0 else " " * 5
        click.echo(f"  {name}  {line}".rstrip())
    if len(lines) > LONGEST:
        click.echo(f"         … {len(lines) - LONGEST} more lines")


def summary(actions: Sequence[Action]) -> str:
    """How many files of each kind."""
    counted = {
        status: sum(action.status == status for action in actions) for status in COLOURS
    }
    words = {
        "kept": "kept as yours",
        "deleted": "deleted by you",
        "conflict": "in conflict",
    }
    parts = [
        f"{count} {words.get(status, past(status))}"
        for status, count in counted.items()
        if count
    ]
    return ", ".join(parts)


def past(status: str) -> str:
    """What was done, for a word that says what to do."""
    if status == "identical":
        return status
    return f"{status}d" if status.endswith("e") else f"{status}ed"
