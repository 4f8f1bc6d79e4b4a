"""`admin`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from scaffold.cli.base import CONFLICTS, JSON, OUTPUT, main, without_collector


@main.command()
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@OUTPUT
@click.option("--exclude", multiple=True, metavar="TABLE", help="Leave a table out.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    help="A language besides English, such as de; all means every one we have.",
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
    "--api/--no-api", default=None, help="Generate the REST API.  [default: api]"
)
@click.option(
    "--tests/--no-tests", default=None, help="Generate tests.  [default: tests]"
)
@click.option(
    "--templates", metavar="DIR", help="Templates of your own, instead of ours."
)
@click.option(
    "--from",
    "source",
    metavar="MODULE:NAME",
    help="Take over a Piccolo Admin: what create_admin(…) has returned.",
)
@click.option(
    "--rename",
    "renames",
    multiple=True,
    metavar="OLD=NEW",
    help="Movie.rating=score or Movie=Film: the same under another name.",
)
@click.option(
    "--moved",
    multiple=True,
    metavar="OLD=NEW",
    help="Where you have moved a generated file or folder to.",
)
@click.option(
    "--recreate",
    multiple=True,
    metavar="PATH",
    help="Generate a file or folder again that you deleted.",
)
@click.option(
    "--conflict",
    type=click.Choice(["keep", "markers"]),
    default="keep",
    show_default=True,
    help="Keep your side of a conflict, or put both into the file.",
)
@click.option(
    "--fix-references",
    is_flag=True,
    help="Rename what was renamed in your own code in the package, too.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 if files would change."
)
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
@click.option("--dry-run", is_flag=True, help="Write nothing; list what would be done.")
@JSON
@click.option(
    "--wire",
    is_flag=True,
    help="Register what it needs in piccolo_conf.py, and mount it in your ASGI app.",
)
@click.pass_obj
def admin(
    directory: Path,
    /,
    *,
    output: Path,
    conflict: str,
    fix_references: bool,
    wire: bool,
    check: bool,
    diff: bool,
    dry_run: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Generate an admin for the tables of each TARGET, or generate it again.

    A TARGET is a module (movies.tables), a table in it (movies.tables:Movie), or an app
    registered in piccolo_conf.py (movies). Without any, those of the last time are
    taken, or at first every registered table. The database is not needed.

    What you have changed by hand is merged with what has changed in the tables. Where
    both changed the same, yours stays, and the conflict is told: exit code 3.

    \b
    piccolo-scaffold admin movies.tables
    piccolo-scaffold admin movies shop.tables:Order --language de
    piccolo-scaffold admin --wire
    piccolo-scaffold admin --diff
    piccolo-scaffold admin --rename Movie.rating=score
    piccolo-scaffold admin --from main:admin
    """
    from scaffold import commands, telling, wiring

    writes = not (check or diff or dry_run)
    progress = telling.Progress()
    given |= {"markers": conflict == "markers", "progress": progress}
    if not check:
        given["confirm"] = telling.confirm
    left: list[str] = []
    references = commands.Uses()
    with (
        without_collector(),
        commands.writing(directory, output, enabled=writes) as recovered,
        commands.registering(
            directory, output, enabled=wire and writes, **given
        ) as registered,
    ):
        telling.print_left(output, recovered)
        result = commands.admin(directory, output, **given)
        if diff and not as_json:
            telling.print_diff(output, result)
        elif not as_json:
            telling.print_plan(output, result, writes=writes)
        if writes:
            left = result.apply(progress)
            references = result.references(fix=fix_references)
        first = result.is_first and writes
        missing = result.missing() if wire or first else wiring.Missing()
        if wire and writes:
            missing.write(directory)
        if registered:
            missing = missing.after(registered)
    if as_json:
        document = telling.plan_document(result, left, references, missing)
        click.echo(telling.as_json(document))
    else:
        telling.print_remarks(result)
        telling.print_left(output, left)
        telling.print_references(references)
        if result.report:
            telling.print_report(result.report)
        if wire or first:
            telling.print_missing(output, missing, wired=wire, diff=diff)
    if check and (result.plan.writes or (wire and missing.edits)):
        sys.exit(1)
    if result.conflicts or left or (wire and missing.by_hand):
        sys.exit(CONFLICTS)
