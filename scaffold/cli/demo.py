"""`demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scaffold.cli.base import main


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
