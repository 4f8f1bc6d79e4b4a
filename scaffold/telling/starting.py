"""What `startproject` and `startapp` say."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scaffold.telling.wiring import print_edits, print_lines_to_add
from scaffold.telling.words import shown

if TYPE_CHECKING:
    from scaffold.starting.app import NewApp
    from scaffold.starting.project import NewProject


def print_project(directory: Path, made: NewProject) -> None:
    folder = shown(directory, made.folder)
    for path in made.files:
        click.echo(f"{click.style('create   ', fg='green')} {folder / path}")
    if made.has_admin:
        click.echo(f"{click.style('create   ', fg='green')} {folder / 'admin'}/")
    click.echo("\nTo see it at work:" if made.commands else "\nGo on in it:")
    if folder != Path():
        click.echo(f"  cd {shlex.quote(str(folder))}")
    for line in made.commands:
        click.echo(f"  {line}")


def print_app(directory: Path, made: NewApp) -> None:
    folder = shown(directory, made.folder)
    for path in made.files:
        click.echo(f"{click.style('create   ', fg='green')} {folder / path}")
    if made.edit:
        print_edits([made.edit])
    if made.edit and made.edit.new is None:
        click.echo("\nTo add:")
        print_lines_to_add([made.edit])
    click.echo(f"\nOnce {folder / 'tables.py'} is as you want it:")
    click.echo(f"  piccolo migrations new {made.name} --auto")
    click.echo(f"  piccolo migrations forwards {made.name}")
    click.echo("  piccolo-scaffold admin")
