"""What all commands share: the group, how refusals are told, options, exit codes.

What is heavy is imported inside the commands.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from scaffold import __version__
from scaffold.errors import ScaffoldError

CONFLICTS = 3
"""The exit code as long as conflicts are open."""

INTERRUPTED = 130
"""As shells give it for SIGINT."""

BUG = 70
"""EX_SOFTWARE of sysexits.h."""


class Group(click.Group):
    """Commands whose refusals are told without a traceback, unless one is asked for."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ScaffoldError as error:
            if ctx.params["traceback"]:
                raise
            fail(error)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Stopped.", err=True)
            sys.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:  # `| head`: click knows what to do.
            raise
        except Exception as error:
            if ctx.params["traceback"]:
                raise
            click.echo(f"This is a bug of ours: {error!r}", err=True)
            click.echo("Please report it with the output of --traceback.", err=True)
            sys.exit(BUG)


def fail(error: ScaffoldError) -> NoReturn:
    from scaffold.telling import tell

    for problem in error.problems:
        tell(problem, "error", "red")
    sys.exit(error.exit_code)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="piccolo-scaffold")
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="Run as if started in DIR.",
)
@click.option(
    "--traceback", is_flag=True, help="Show where in our code an error arose."
)
@click.pass_context
def main(ctx: click.Context, directory: Path, traceback: bool) -> None:
    """Generate code that you own for projects with the Piccolo ORM.

    \b
    piccolo-scaffold startproject shop      a project with an app and an admin
    piccolo-scaffold startapp movies        another app in it
    piccolo-scaffold admin movies.tables    an admin for these tables
    piccolo-scaffold form "Send newsletter" a form of your own in it
    piccolo-scaffold templates              templates, to be your own
    piccolo-scaffold doctor                 what is wrong, and how to mend it
    piccolo-scaffold token list             who may use its REST API
    piccolo-scaffold demo                   see one running
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    ctx.obj = directory.resolve()


@contextmanager
def without_collector() -> Iterator[None]:
    """What is read lives to the end: a third of the time would go into looking for
    garbage, and there is none.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


OUTPUT = click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("admin"),
    show_default=True,
    help="The generated package.",
)

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
