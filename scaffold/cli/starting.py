"""`startproject` and `startapp`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scaffold.cli.base import CONFLICTS, main


@main.command()
@click.argument("name")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The project's folder.  [default: NAME]",
)
@click.option(
    "--router",
    type=click.Choice(["starlette", "fastapi"]),
    help="What routes requests.  [default: starlette]",
)
@click.option(
    "--engine",
    type=click.Choice(["sqlite", "postgres", "cockroach"]),
    help="The database.  [default: sqlite]",
)
@click.option(
    "--template",
    metavar="PATH-OR-URL",
    help="A cookiecutter skeleton of your own, instead of ours.",
)
@click.option("--no-input", is_flag=True, help="Ask nothing: take the defaults.")
@click.pass_obj
def startproject(
    directory: Path,
    /,
    *,
    name: str,
    output: Path | None,
    router: str | None,
    engine: str | None,
    template: str | None,
    no_input: bool,
) -> None:
    """Make a new project called NAME.

    It has a database, an example app with tables and migrations, users and sessions,
    an admin, tests, and a README that says how to run it.

    \b
    piccolo-scaffold startproject shop
    piccolo-scaffold startproject shop --router fastapi --engine postgres --no-input
    piccolo-scaffold startproject shop --template gh:you/your-skeleton
    """
    from scaffold import starting, telling

    given = {"router": router, "engine": engine}
    made = starting.startproject(
        directory, name, output, template=template, given=given, no_input=no_input
    )
    telling.print_project(directory, made)


@main.command()
@click.argument("name")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The app's package.  [default: NAME]",
)
@click.pass_obj
def startapp(directory: Path, /, *, name: str, output: Path | None) -> None:
    """Make a new Piccolo app called NAME, and register it in piccolo_conf.py.

    Where it cannot be registered safely, it is told what to add: exit code 3.

    \b
    piccolo-scaffold startapp movies
    piccolo-scaffold startapp movies --output apps/movies
    """
    from scaffold import starting, telling

    made = starting.startapp(directory, name, output)
    telling.print_app(directory, made)
    if made.edit and made.edit.new is None:
        sys.exit(CONFLICTS)
