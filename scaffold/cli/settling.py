"""`status`, `resolve` and `merge`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from scaffold.cli.base import CONFLICTS, JSON, OUTPUT, main
from scaffold.errors import Problem


@main.command()
@OUTPUT
@JSON
@click.pass_obj
def status(directory: Path, /, *, output: Path, as_json: bool) -> None:
    """Tell what was edited by hand, and which conflicts are open.

    And what has changed in the tables since the admin was generated. Writes nothing.

    \b
    piccolo-scaffold status
    piccolo-scaffold status --output backoffice
    """
    from scaffold import commands, telling

    found = commands.status(directory, output)
    if as_json:
        click.echo(telling.as_json(asdict(found)))
    else:
        telling.print_status(output, found)
    if any(state.conflicts for state in found.files):
        sys.exit(CONFLICTS)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@OUTPUT
@click.option("--yours", "side", flag_value="yours", help="Keep what you have.")
@click.option("--new", "side", flag_value="new", help="Take what was generated.")
@click.option("--done", "side", flag_value="done", help="Keep the file as it is now.")
@click.pass_obj
def resolve(
    directory: Path, /, *, paths: tuple[str, ...], output: Path, side: Any
) -> None:
    """Settle the conflicts of files.

    With --yours and --new, each conflict is settled for one side, and all else in the
    file stays. With --done, the file is right as it is, since you have edited it.

    \b
    piccolo-scaffold resolve admin/tables/movie/forms.py --new
    """
    from scaffold import commands

    if side is None:
        raise click.UsageError("Say which side: --yours, --new or --done.")
    with commands.writing(directory, output):
        for path in commands.resolve(directory, output, paths, side):
            click.echo(f"{click.style('resolved ', fg='green')} {output / path}")


@main.command()
@click.argument(
    "files", nargs=3, metavar="BASE YOURS NEW", type=click.Path(path_type=Path)
)
@click.option(
    "--path", metavar="NAME", help="What the file is called, which says its kind."
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the result; by default to standard output.",
)
@click.pass_obj
def merge(
    directory: Path,
    /,
    *,
    files: tuple[Path, ...],
    path: str | None,
    target: Path | None,
) -> None:
    """Merge three files as regeneration would, by what kind of file it is.

    Conflicts stand in the result with markers, as git has them, and the exit code is 3.
    As a merge driver of git's, for what is generated:

    \b
    git config merge.scaffold.driver "piccolo-scaffold merge %O %A %B --path %P -o %A"
    echo "admin/** merge=scaffold" >> .gitattributes
    """
    from scaffold import commands, telling

    base, yours, new = (directory / file for file in files)
    for file in (base, yours, new):
        if not file.is_file():
            raise click.BadParameter(f"There is no file {file}.")
    content, conflicts = commands.merge(base, yours, new, path)
    if target:
        commands.write(directory / target, content)
    else:
        click.echo(content, nl=False)
    for conflict in conflicts:
        where = f"{path or files[1]}:{conflict.line}"
        telling.tell(Problem(where, conflict.where), "conflict", "red")
    if conflicts:
        sys.exit(CONFLICTS)
