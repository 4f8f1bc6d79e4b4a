"""What `form` and `templates` say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.errors import Problem
from scaffold.telling.files import print_action, print_conflicts
from scaffold.telling.words import COLOURS, command, tell

if TYPE_CHECKING:
    from scaffold.forms import NewForm
    from scaffold.own_templates import Copies, Template


def print_form(output: Path, made: NewForm) -> None:
    """What comes of a new form, and where to go from there."""
    for action in made.actions:
        print_action(output, action)
        if action.conflicts:
            print_conflicts(output, output / action.path, action.conflicts)
    click.echo(f"\nIt stands at {made.names.path}. For catalogues with its labels:")
    click.echo(f"  {command(output, 'admin')}")


def print_templates(templates: Iterable[Template]) -> None:
    for template in templates:
        click.echo(f"{template.status:<9} {template.name}")


def print_copies(output: Path, made: Copies) -> None:
    """What became of each template, and what to do next."""
    for copy in made.copies:
        word = click.style(f"{copy.status:<9}", fg=COLOURS[copy.status])
        path = Path(made.folder, copy.template.name)
        click.echo(f"{word} {path}")
        for conflict in copy.conflicts:
            what = "Both have changed this."
            remedy = "Choose between the markers there."
            tell(Problem(f"{path}:{conflict.line}", what, remedy), "conflict", "red")
    words = ("admin",) if made.has_admin else ("admin", "--templates", made.folder)
    click.echo("\nEdit them, and generate again:")
    click.echo(f"  {command(output, *words)}")
