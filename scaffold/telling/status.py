"""What `status` says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.telling.files import print_conflicts
from scaffold.telling.words import COLOURS, command, shortened

if TYPE_CHECKING:
    from scaffold.commands import Status
    from scaffold.settling import State


def print_status(output: Path, found: Status) -> None:
    print_states(output, found.files)
    for key, news in found.tables.items():
        word = click.style("table    ", fg="green")
        click.echo(f"{word} {key}  {'  '.join(shortened(news))}")
    if found.tables:
        click.echo(f"  {command(output, 'admin')}")


def print_states(output: Path, states: Sequence[State]) -> None:
    for state in states:
        word = click.style(f"{state.status:<9}", fg=COLOURS[state.status])
        lines = f"  +{state.added} -{state.removed}" if state.status == "edited" else ""
        was = f"  from {output / state.was}" if state.was else ""
        click.echo(f"{word} {output / state.path}{was}{lines}")
    for state in states:
        if state.conflicts and not state.heals:
            print_conflicts(output, output / state.path, state.conflicts)
    if any(state.heals for state in states):
        click.echo("\nGit has left half merged what is remembered. To mend it:")
        click.echo(f"  {command(output, 'admin')}")
    if not states:
        click.echo("Every file is as it was generated.")
