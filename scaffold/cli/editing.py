"""`form` and `templates`: more to edit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scaffold.cli.base import CONFLICTS, OUTPUT, main


@main.command()
@click.argument("name")
@OUTPUT
@click.pass_obj
def form(directory: Path, /, *, name: str, output: Path) -> None:
    """Add a form of your own to the admin, called NAME.

    Writes a module with what the form asks and what is done with it, a page with its
    fields, and a test; and lists it in forms/__init__.py. All but the list is yours:
    nothing generates it again.

    \b
    piccolo-scaffold form "Send newsletter"
    piccolo-scaffold form import_prices --output backoffice
    """
    from scaffold import commands, telling

    with commands.writing(directory, output):
        made = commands.form(directory, output, name)
        telling.print_form(output, made)
        left = made.apply()
    telling.print_left(output, left)
    if left or any(action.conflicts for action in made.actions):
        sys.exit(CONFLICTS)


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to put them.  [default: that of scaffold.toml, or generator_templates]",
)
@click.option(
    "--admin",
    "package",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("admin"),
    show_default=True,
    help="The generated package that uses them.",
)
@click.pass_obj
def templates(
    directory: Path, /, *, names: tuple[str, ...], folder: Path | None, package: Path
) -> None:
    """Copy templates of the generator into your project, where they replace ours.

    A NAME is a template or a folder of them; without any, all are listed. The folder is
    recorded in scaffold.toml, so that generating again uses it. Where ours has changed
    since it was copied, the same command merges it into yours.

    \b
    piccolo-scaffold templates
    piccolo-scaffold templates table/list.html.jinja
    piccolo-scaffold templates table -o our_templates
    """
    from scaffold import commands, telling

    if not names:
        telling.print_templates(commands.template_list(directory, package, folder))
        return
    made = commands.templates(directory, package, folder, names)
    with (
        commands.writing(directory, package, enabled=made.has_admin),
        commands.refusing(directory / made.folder),
    ):
        made.apply()
    telling.print_copies(package, made)
    if any(copy.conflicts for copy in made.copies):
        sys.exit(CONFLICTS)
