"""The only module that writes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import takewhile
from pathlib import Path

from scaffold.config import FILE
from scaffold.errors import OutputError, Problem
from scaffold.plan import Action


def apply(output: Path, plan: Iterable[Action]) -> None:
    """Create what is to be created; if that fails, take back what was created."""
    created: list[Path] = []
    try:
        # First the file that tells a later run that the folder is ours.
        for action in sorted(plan, key=lambda action: action.path != FILE):
            if action.status == "create":
                make_folders((output / action.path).parent, created)
                create(output / action.path, action.new, created)
    except OSError as error:
        take_back(created)
        problem = Problem(
            str(error.filename or output),
            f"This cannot be written: {error.strerror}.",
            "Nothing was generated.",
        )
        raise OutputError(problem) from None
    except BaseException:
        take_back(created)
        raise


def make_folders(folder: Path, created: list[Path]) -> None:
    """Make a folder and those missing above it."""
    chain = (folder, *folder.parents)
    missing = list(takewhile(lambda path: not path.exists(), chain))
    for path in reversed(missing):
        path.mkdir()
        created.append(path)


def create(file: Path, content: bytes, created: list[Path]) -> None:
    """Write a file that must not exist yet: one that appeared meanwhile stays."""
    with file.open("xb") as new:
        created.append(file)
        new.write(content)


def take_back(created: Iterable[Path]) -> None:
    for path in reversed(list(created)):
        with suppress(OSError):  # Somebody else has put something there.
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
