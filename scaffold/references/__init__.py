"""Own code that still uses the old name of a table or column, with file and line.

Few false reports count more than finding everything: a column is looked for where its
table is. Python is parsed, so that comments, prose and other things of the same name
do not count:

- anywhere: ``Movie.rating``, ``Movie(rating=…)``, ``Movie.select(…)["rating"]``,
  ``Ticket.movie.rating``, and what variables made of ``Movie`` are asked for;
- in files that import the table: ``row["rating"]``, ``film.rating``, unless the row is
  known to be another's, or much else has an attribute of that name (``name``);
- in the table's own files of the admin: whatever is called like the column.
"""

from __future__ import annotations

import ast
import io
import os
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from scaffold.paths import is_skipped, shown
from scaffold.references.pages import in_page
from scaffold.references.python import in_python
from scaffold.references.sought import (
    Change,
    Reference,
    Sought,
    SourceFile,
    changes,
    needles_of,
    split_lines,
)

__all__ = ["Change", "Reference", "changes", "find", "fix"]

LARGEST = 1_000_000
"""Files of more bytes were not written by hand."""


def find(directory: Path, output: Path, changes: Sequence[Change]) -> list[Reference]:
    """The uses in the project's Python files, and in the pages below ``output``.

    ``directory`` is the project, absolute.
    """
    needles = sorted({needle for change in changes for needle in needles_of(change)})
    if not needles:
        return []
    wanted = re.compile("|".join(map(re.escape, needles)).encode())
    package = shown(output, directory).replace("/", ".")
    found: set[Reference] = set()
    for path in _files(directory, output):
        text = _text(path, wanted)
        if text is not None:
            file = SourceFile(
                shown(path, directory), shown(path, output), text, package
            )
            found.update(_uses_in(file, changes))
    return sorted(found, key=lambda one: (one.path, one.line, one.column or 0, one.old))


def fix(text: str, references: Iterable[Reference]) -> str:
    """The text of a file with the renamed ones of its references renamed.

    What does not stand where it stood is left.
    """
    lines = split_lines(text)
    places = {
        (one.line, one.column, one.old, one.new)
        for one in references
        if one.new is not None and one.column is not None
    }
    for number, column, old, new in sorted(places, reverse=True):
        line = lines[number - 1] if number <= len(lines) else ""
        if line[column:].startswith(old):
            lines[number - 1] = f"{line[:column]}{new}{line[column + len(old):]}"
    return "".join(lines)


def _files(directory: Path, output: Path) -> Iterator[Path]:
    """Links are not followed; what they lead to in the project has a place there."""
    roots = [directory] if output.is_relative_to(directory) else [directory, output]
    for root in roots:
        for folder, folders, names in os.walk(root):
            here = Path(folder)
            folders[:] = sorted(
                name for name in folders if not _is_skipped(here / name)
            )
            is_output = here.is_relative_to(output)
            for name in sorted(names):
                if name.endswith(".py") or (is_output and name.endswith(".html")):
                    yield here / name


def _is_skipped(folder: Path) -> bool:
    name = folder.name
    is_migrations = name == "migrations" or name.endswith("_migrations")
    return is_migrations or is_skipped(folder)


def _text(path: Path, wanted: re.Pattern[bytes]) -> str | None:
    """Its text, if it may use an old name and can be read."""
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            return None
        content = path.read_bytes()
        if not wanted.search(content):
            return None
        encoding = "utf-8-sig"
        if path.suffix == ".py":
            encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return content.decode(encoding)
    except (OSError, SyntaxError, UnicodeError):
        return None


def _uses_in(file: SourceFile, changes: Sequence[Change]) -> Iterator[Reference]:
    sought = [Sought(change, file) for change in changes]
    sought = [one for one in sought if any(word in file.text for word in one.needles)]
    if file.path.endswith(".html"):
        for one in sought:
            yield from in_page(file, one)
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(file.text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError):
        return
    for one in sought:
        yield from in_python(file, one, tree)
