"""What is missing to run an admin, and edits of files of the user's own."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scaffold.telling.words import command

if TYPE_CHECKING:
    from scaffold.wiring import Edit, Missing


def print_missing(output: Path, missing: Missing, *, wired: bool, diff: bool) -> None:
    """What there is to do before it can be seen at work."""
    if wired:
        print_edits(missing.edits, diff=diff)
    left = missing.by_hand if wired else missing.edits
    if left:
        click.echo("\nTo add:")
        print_lines_to_add(left)
    if any(edit.new for edit in left):
        click.echo(f"or, for these edits: {command(output, 'admin', '--wire')}")
    click.echo("\nTo see it at work:")
    for line in missing.commands:
        click.echo(f"  {line}")


def print_edits(edits: Iterable[Edit], *, diff: bool = False) -> None:
    """Files of the user's own, with what comes into them."""
    for edit in edits:
        if edit.new is None:
            continue
        click.echo(f"{click.style('edit     ', fg='cyan')} {edit.path}  {edit.place}")
        old, new = (text.decode(errors="replace") for text in (edit.old, edit.new))
        lines = [*unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)]
        for line in lines[2:]:
            if diff or line[0] in "+-":
                colour = {"+": "green", "-": "red"}.get(line[0])
                click.secho(f"  {line}".rstrip(), fg=colour)


def print_lines_to_add(edits: Iterable[Edit]) -> None:
    for edit in edits:
        click.echo(f"  {click.style(edit.path, bold=True)}, {edit.place}:")
        for line in edit.lines:
            click.echo(f"    {line}")
        if edit.why:
            click.echo(f"    ({edit.why})")


def missing_document(missing: Missing) -> dict[str, Any]:
    edits = [
        {
            "path": edit.path,
            "place": edit.place,
            "lines": list(edit.lines),
            "why_not": edit.why or None,
        }
        for edit in missing.edits
    ]
    return {"edits": edits, "commands": list(missing.commands)}
