"""What is measured: our commands, and others that write as many files."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .measure import Case, run
from .peers import cookiecutter_template, copier_template
from .project import write_project

OURS = "piccolo-scaffold admin"

IMPORT = "from piccolo_conf import APP_REGISTRY"

FIRST_OF_EACH = "0\n0\n"
"""The answer to which framework and which server."""


def program(name: str) -> str:
    """A program of the environment that runs this."""
    return str(Path(sys.executable).parent / name)


def all_cases(
    root: Path, sizes: Sequence[int], environment: Mapping[str, str]
) -> Iterator[Case]:
    """Write the projects and templates below ``root``; a case for each command."""
    command = (program("piccolo-scaffold"), "--help")
    yield Case("piccolo-scaffold --help", command, root)
    for tables in sizes:
        folder = root / str(tables)
        project = folder / "project"
        folder.mkdir()
        write_project(project, tables)
        ours = generation(project, tables)
        run(ours, environment)
        yield importing(project, tables)
        yield ours
        yield from peers(folder, project / "admin", tables)
    yield Case(
        "piccolo asgi new",
        (program("piccolo"), "asgi", "new", f"--root={root / 'asgi'}"),
        root,
        output=root / "asgi",
        answers=FIRST_OF_EACH,
    )


def generation(project: Path, tables: int) -> Case:
    command = (program("piccolo-scaffold"), "admin")
    return Case(OURS, command, project, project / "admin", tables=tables)


def importing(project: Path, tables: int) -> Case:
    """What any program pays that reads the tables."""
    command = (sys.executable, "-c", IMPORT)
    return Case("python, importing the tables", command, project, tables=tables)


def peers(folder: Path, like: Path, tables: int) -> Iterator[Case]:
    """cookiecutter and copier, those that are installed."""
    cookiecutter, copier = program("cookiecutter"), program("copier")
    if Path(cookiecutter).exists():
        template, output = folder / "cookiecutter", folder / "by_cookiecutter"
        cookiecutter_template(template, like)
        command = (cookiecutter, "--no-input", "-o", str(output), str(template))
        yield Case("cookiecutter", command, folder, output, tables=tables)
    if Path(copier).exists():
        template, output = folder / "copier", folder / "by_copier"
        copier_template(template, like)
        command = (copier, "copy", "--defaults", str(template), str(output))
        yield Case("copier copy", command, folder, output, tables=tables)
