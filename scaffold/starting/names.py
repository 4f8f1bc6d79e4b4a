"""Which names a new package may have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from keyword import iskeyword
from pathlib import Path

from scaffold.commands import is_installed, refusing
from scaffold.errors import ConfigError, OutputError, Problem

PLAIN = re.compile(r"[A-Za-z](\w*[A-Za-z0-9])?", re.ASCII)
"""Good for a module, a distribution and a database."""


def check(command: str, name: str, directory: Path, taken: Iterable[str] = ()) -> None:
    """Raises ``ConfigError`` if nothing can be called so."""
    what = refusal(name, directory, {*taken})
    if what:
        where = f"{command} {name}"
        raise ConfigError(Problem(where, what, f"As in: {command} {likely(name)}"))


def refusal(name: str, directory: Path, taken: set[str]) -> str | None:
    if iskeyword(name):
        return f"{name} is a word of Python's own."
    if not PLAIN.fullmatch(name):
        return "A name has letters, digits and underscores, and starts with a letter."
    if name.lower() in {one.lower() for one in taken}:  # Some disks see no difference.
        return f"There is {name} in it already."
    if is_installed(name, directory):
        return f"Another package is called {name}, and would not be found any more."
    return None


def likely(name: str) -> str:
    """A name that can be had, and is near the one that cannot."""
    plain = re.sub(r"[\W_]+", "_", name, flags=re.ASCII).strip("_").lower()
    return (
        plain if PLAIN.fullmatch(plain) and plain != name else f"my_{plain or 'shop'}"
    )


def check_free(folder: Path) -> None:
    """Raises ``OutputError`` unless nothing stands there, or an empty folder."""
    with refusing(folder):
        if folder.is_dir() and not any(folder.iterdir()):
            return
        if folder.exists() or folder.is_symlink():
            kind = "This folder is not empty." if folder.is_dir() else "This is a file."
            raise OutputError(Problem(str(folder), kind, "Name another with --output."))
