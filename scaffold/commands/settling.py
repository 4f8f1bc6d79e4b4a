"""What `status`, `resolve` and `merge` do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scaffold import baseline, settling, textfile
from scaffold.changes import since
from scaffold.commands.generation import read_tables
from scaffold.commands.places import below, refusing
from scaffold.config import read_options
from scaffold.errors import ConfigError, Problem, ScaffoldError
from scaffold.generators import views as table_views
from scaffold.merge import WHOLE, Conflict, kind_of
from scaffold.merge import merge as merge_texts
from scaffold.merge.markers import marked
from scaffold.merge.text import merge as merge_lines
from scaffold.regeneration import old_views
from scaffold.settling import State


@dataclass(frozen=True)
class Status:
    """How things are since the admin was generated."""

    files: tuple[State, ...]
    tables: Mapping[str, Sequence[str]]
    """What is new about a table, by its key."""


def status(directory: Path, output: Path) -> Status:
    """What was edited, deleted and moved, and what is in conflict; and the tables."""
    with refusing(output):
        folder = directory / output
        files = tuple(settling.states(folder))
        return Status(files, tables_since(directory, folder))


def tables_since(directory: Path, folder: Path) -> dict[str, list[str]]:
    """Nothing, where the tables cannot be read: generating says why."""
    try:
        schema = read_tables(directory, read_options(folder)).schema
    except ScaffoldError:
        return {}
    now = {view.table.key: view for view in table_views.views(schema)}
    return since(old_views(baseline.read(folder)), now)


def resolve(
    directory: Path, output: Path, paths: Sequence[str], side: settling.Side
) -> list[str]:
    """Settle the conflicts of these files. Returns their paths below the output."""
    folder = directory / output
    with refusing(output):
        return settling.resolve(folder, below(paths, directory, folder), side)


def merge(
    base: Path, yours: Path, new: Path, path: str | None
) -> tuple[bytes, tuple[Conflict, ...]]:
    """The merged file, with markers around its conflicts."""
    name = path or yours.name
    python = kind_of(name) == "python"
    files = (base, yours, new)
    with refusing(yours):
        contents = [file.read_bytes() for file in files]
    try:
        its, mine, fresh = (textfile.read(one, python=python) for one in contents)
        merged = merge_texts(its.text, mine.text, fresh.text, path=name)
        if any(conflict.where.startswith(WHOLE) for conflict in merged.conflicts):
            merged = merge_lines(its.text, mine.text, fresh.text)
        content = mine.with_text(marked(merged.text, merged.conflicts))
    except ValueError as error:  # Of encodings.
        what = f"This is no text of one encoding: {error}."
        raise ConfigError(Problem(name, what, "Only texts can be merged.")) from None
    return content, merged.conflicts
