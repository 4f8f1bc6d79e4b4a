"""The command line: parse, call, print, exit.

What is heavy is imported inside the commands.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from scaffold import __version__
from scaffold.errors import Problem, ScaffoldError

if TYPE_CHECKING:
    from scaffold.commands import Result
    from scaffold.plan import Action

COLOURS = {"create": "green", "identical": "bright_black", "refused": "red"}

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
        except (click.ClickException, click.exceptions.Exit, click.Abort):
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
    for problem in error.problems:
        tell(problem, "error", "red")
    sys.exit(error.exit_code)


def tell(problem: Problem, word: str, colour: str) -> None:
    where = click.style(problem.where, bold=True)
    click.echo(f"{click.style(word, fg=colour)}  {where}: {problem.what}", err=True)
    for line in problem.remedy.splitlines():
        click.echo(f"{' ' * len(word)}  {line}".rstrip(), err=True)


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
    piccolo-scaffold admin movies.tables    an admin for these tables
    piccolo-scaffold demo                   see one running
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    ctx.obj = directory.resolve()


@main.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("admin"),
    show_default=True,
    help="The package to generate.",
)
@click.option("--exclude", multiple=True, metavar="TABLE", help="Leave a table out.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    help="Add a catalogue to translate, such as de.",
)
@click.option("--auth-table", metavar="MODULE:CLASS", help="Who can log in.")
@click.option(
    "--session-table", metavar="MODULE:CLASS", help="Where sessions are kept."
)
@click.option(
    "--related/--no-related",
    default=None,
    help="Include the tables that foreign keys lead to.  [default: related]",
)
@click.option(
    "--tests/--no-tests", default=None, help="Generate tests.  [default: tests]"
)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 if files would change."
)
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--dry-run", is_flag=True, help="Write nothing; list what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def admin(
    directory: Path,
    /,
    *,
    targets: tuple[str, ...],
    output: Path,
    check: bool,
    diff: bool,
    dry_run: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Generate an admin for the tables of each TARGET.

    A TARGET is a module (movies.tables), a table in it (movies.tables:Movie), or an app
    registered in piccolo_conf.py (movies). Without any, those of the last time are
    taken, or at first every registered table. The database is not needed.

    \b
    piccolo-scaffold admin movies.tables
    piccolo-scaffold admin movies shop.tables:Order --language de
    piccolo-scaffold admin --check
    """
    from scaffold import commands

    result = commands.admin(directory, output, targets=targets, **given)
    if as_json:
        click.echo(result.as_json())
    elif diff:
        print_diff(result.plan)
    else:
        print_plan(output, result.plan)
    for problem in result.warnings:
        tell(problem, "warning", "yellow")
    if check:
        sys.exit(1 if result.changes else 0)
    if error := result.refusal:
        fail(error)
    if not (diff or dry_run):
        result.apply()
        if not as_json:
            print_next_steps(result)


def print_plan(output: Path, plan: list[Action]) -> None:
    """A status word and a path per file; what stays as it is, is only counted."""
    for action in plan:
        if action.status != "identical":
            word = click.style(f"{action.status:<9}", fg=COLOURS[action.status])
            click.echo(f"{word} {output / action.path}")
    identical = sum(action.status == "identical" for action in plan)
    if identical:
        word = click.style("identical", fg=COLOURS["identical"])
        click.echo(f"{word} {identical} file{'s' if identical > 1 else ''}")


def print_diff(plan: list[Action]) -> None:
    from scaffold.plan import diff_lines

    colours = {"+": "green", "-": "red", "@": "cyan"}
    for action in plan:
        for line in diff_lines(action):
            click.secho(line, fg=colours.get(line[:1]))


def print_next_steps(result: Result) -> None:
    if result.changes:
        click.echo(f"\n{result.changes} files written. To see them at work:")
        click.echo(f"  python -m {result.package}")


@main.command()
@click.option(
    "-o",
    "--folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to put it; it stays there. By default a temporary folder.",
)
@click.option(
    "--engine",
    type=click.Choice(["sqlite", "postgres"]),
    default="sqlite",
    show_default=True,
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help="By default one that is free."
)
@click.option("--serve/--no-serve", default=True, help="Stop before serving.")
@click.pass_obj
def demo(
    directory: Path,
    /,
    *,
    folder: Path | None,
    engine: Any,
    port: int | None,
    serve: bool,
) -> None:
    """Generate, fill and serve an admin for a few hundred films.

    \b
    piccolo-scaffold demo
    piccolo-scaffold demo --engine postgres --folder films
    """
    from scaffold.demo import demo as run

    place = directory / folder if folder else None
    run(folder=place, engine=engine, serve=serve, port=port, echo=click.echo)
