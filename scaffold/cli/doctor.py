"""`doctor`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from scaffold.cli.base import JSON, OUTPUT, main, without_collector


def known_codes(
    ctx: click.Context, parameter: click.Parameter, codes: tuple[str, ...]
) -> tuple[str, ...]:
    """What ``--only`` and ``--skip`` name."""
    from scaffold.doctor.checks import CHECKS
    from scaffold.doctor.ignoring import meant

    for code in codes:
        if code not in CHECKS:
            raise click.BadParameter(f"no check is called {code}. {meant(code)}")
    return codes


@main.command()
@OUTPUT
@click.option(
    "--only",
    multiple=True,
    metavar="CODE",
    callback=known_codes,
    help="Run this check, and no others.",
)
@click.option(
    "--skip",
    multiple=True,
    metavar="CODE",
    callback=known_codes,
    help="Leave a check out.",
)
@click.option(
    "--database/--no-database", default=True, help="Leave the database alone."
)
@click.option(
    "--deploy",
    is_flag=True,
    help="Warn of what is only right while developing, too.",
)
@JSON
@click.pass_context
def doctor(ctx: click.Context, /, *, output: Path, as_json: bool, **given: Any) -> None:
    """Tell what is wrong with the project, and how to mend it.

    Looks at the configuration, the tables and their migrations, the database, the
    generated admin, queries in your own code, packages and settings. Writes nothing.
    Exits with 1 if there is an error or a warning.

    \b
    piccolo-scaffold doctor
    piccolo-scaffold doctor --no-database --json
    piccolo-scaffold doctor --deploy
    piccolo-scaffold doctor --only migration-missing --only migration-order
    """
    from scaffold import telling
    from scaffold.doctor import examine
    from scaffold.doctor.telling import document, print_report

    debug = ctx.find_root().params["traceback"]
    with without_collector():
        report = examine(ctx.obj, output, debug=debug, **given)
    if as_json:
        click.echo(telling.as_json(document(report)))
    else:
        print_report(report)
    if report.has_work:
        sys.exit(1)
