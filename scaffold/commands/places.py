"""Where things are: the package, paths in it, and whether it can be written."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.machinery import PathFinder
from keyword import iskeyword
from pathlib import Path

from scaffold import plan as planning
from scaffold import writer
from scaffold.errors import OutputError, Problem


@contextmanager
def writing(
    directory: Path, output: Path, *, enabled: bool = True
) -> Iterator[list[str]]:
    """Keep others from writing there, and finish what an earlier run left.

    Gives the paths that were left alone then, since somebody had saved them meanwhile.
    """
    if not enabled:
        yield []
        return
    folder = directory / output
    package_of(directory, folder)
    planning.check_folder(folder)
    with writer.locked(folder):
        left = writer.recover(folder)
        yield [path for paths in left for path in paths[:1]]


@contextmanager
def refusing(where: Path) -> Iterator[None]:
    """Say what cannot be read or written, instead of a traceback."""
    try:
        yield
    except OSError as error:
        what = f"This cannot be read or written: {error.strerror}."
        raise OutputError(Problem(str(error.filename or where), what)) from None
    except RuntimeError as error:
        if "loop" not in str(error):  # Of links, before Python 3.13.
            raise
        raise OutputError(Problem(str(where), "Links lead in a circle.")) from None


def write(file: Path, content: bytes) -> None:
    with refusing(file):
        file.write_bytes(content)


def package_of(directory: Path, folder: Path) -> str:
    """The name to import the output by. Raises ``OutputError`` if there is none."""
    try:
        parts = folder.resolve().relative_to(directory.resolve()).parts
    except (ValueError, RuntimeError):  # It is elsewhere, or a loop of links.
        parts = ()
    if not parts or not all(p.isidentifier() and not iskeyword(p) for p in parts):
        what = "The output must be a Python package inside the project."
        remedy = "Name it with letters and underscores, as in --output backoffice."
        raise OutputError(Problem(str(folder), what, remedy))
    module = folder.with_name(f"{folder.name}.py")
    if module.exists():
        what = f"{module.name} stands beside it, and would not be found any more."
        raise OutputError(Problem(str(folder), what, "Name another with --output."))
    if not (directory / parts[0]).exists() and is_installed(parts[0], directory):
        what = f"Another package is called {parts[0]}, and would not be found any more."
        raise OutputError(Problem(str(folder), what, "Name another with --output."))
    return ".".join(parts)


def is_installed(name: str, directory: Path) -> bool:
    """Whether Python or an installed distribution has a module of this name."""
    elsewhere = [
        path for path in sys.path if Path(path).resolve() != directory.resolve()
    ]
    spec = PathFinder.find_spec(name, elsewhere)
    return name in sys.stdlib_module_names or bool(spec and spec.origin)


def below(paths: Iterable[str], directory: Path, folder: Path) -> list[str]:
    """Paths below the output, however they were given: from there or the project."""
    return [path_below(path, directory, folder) for path in paths]


def path_below(path: str, directory: Path, folder: Path) -> str:
    full = (directory / path).absolute()
    if full.is_relative_to(folder.absolute()):
        return full.relative_to(folder.absolute()).as_posix()
    return Path(path).as_posix()
