"""What changed, what a file is, and how the one shows in the other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

import inflection

from scaffold import naming
from scaffold.generators.views import TableView
from scaffold.renames import Rename


@dataclass(frozen=True)
class Change:
    """A table that is called otherwise, or of a table that stays a column.

    What has no new side is gone.
    """

    old: TableView
    new: TableView | None
    old_column: str | None = None
    new_column: str | None = None


@dataclass(frozen=True, order=True)
class Reference:
    """A use of an old name. ``new`` is ``None`` if there is nothing to use instead.

    ``line`` counts from 1, and ``column`` from 0, in characters; it is ``None`` where
    the name does not stand there in so many letters.
    """

    path: str
    """Below the project, with ``/``."""

    line: int
    column: int | None
    text: str
    """The line, without the space around it."""

    old: str
    new: str | None


def changes(
    old: Iterable[TableView], new: Iterable[TableView], renames: Iterable[Rename]
) -> list[Change]:
    """What is renamed or gone."""
    renames = list(renames)
    after = {view.table.key: view for view in new}
    keys = {r.old_table: r.new_table for r in renames if not r.old_column}
    found: list[Change] = []
    for view in old:
        other = after.get(keys.get(view.table.key, view.table.key))
        if other is None:
            found.append(Change(view, None))
            continue
        if view.table.key in keys:
            found.append(Change(view, other))
        names = {
            r.old_column: r.new_column
            for r in renames
            if r.old_column and r.old_table == view.table.key
        }
        kept = {column.name for column in other.columns} - set(names.values())
        for column in view.columns:
            if column.name not in kept or column.name in names:
                name = names.get(column.name)
                found.append(Change(view, other, column.name, name))
    return found


NO_ROWS = naming.words("request loop forms fields cells")
"""What has attributes and is no row, where rows are shown."""


def split_lines(text: str) -> list[str]:
    """As Python and editors count them: not at every separator of Unicode."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


@dataclass(frozen=True)
class SourceFile:
    path: str
    """Below the project."""

    below: str
    """Below the output; absolute, if it is not there."""

    text: str

    package: str
    """The output, as Python imports it."""

    @cached_property
    def lines(self) -> list[str]:
        return split_lines(self.text)

    @property
    def is_output(self) -> bool:
        return not PurePosixPath(self.below).is_absolute()

    def is_own(self, view: TableView) -> bool:
        """Whether it is one of the table's own files."""
        test = f"tests/test_{view.slug}.py"
        return self.below == test or self.below.startswith(f"tables/{view.slug}/")

    def reference(self, line: int, column: int, old: str, new: str | None) -> Reference:
        """A use at this place, or else the only one in this line."""
        text = self.lines[line - 1]
        place: int | None = column
        if not text[column:].startswith(old):
            whole = [m.start() for m in re.finditer(rf"\b{re.escape(old)}\b", text)]
            place = whole[0] if len(whole) == 1 else None
        return Reference(self.path, line, place, text.strip(), old, new)


def needles_of(change: Change) -> set[str]:
    """What a file that uses it holds, one or another."""
    old, new = change.old, change.new
    if change.old_column:
        name = change.old_column
        return {name, old.choices_names.get(name, name)}
    slug = {old.slug} if new is None or new.slug != old.slug else set()
    return {old.table.name, old.path, *pages_of(old)} | slug


def pages_of(view: TableView) -> list[str]:
    return [f"{view.slug}/{page}.html" for page in ("list", "form", "delete")]


@dataclass(frozen=True)
class Sought:
    """A change, and how it shows in a file."""

    change: Change
    file: SourceFile

    @property
    def views(self) -> list[TableView]:
        return [view for view in (self.change.old, self.change.new) if view]

    @property
    def needles(self) -> set[str]:
        return needles_of(self.change)

    @cached_property
    def classes(self) -> set[tuple[str, str]]:
        """Module and name of the table's class, before and now."""
        return {(view.table.module, view.table.name) for view in self.views}

    @cached_property
    def other_tables(self) -> set[str]:
        """The keys of all but this."""
        keys = {key for view in self.views for key in view.others}
        return keys - {view.table.key for view in self.views}

    @cached_property
    def is_own(self) -> bool:
        return any(self.file.is_own(view) for view in self.views)

    def is_of_table(self, module: str, name: str) -> bool:
        """Whether an import is from the table's folder, or of it."""
        folders = [f"{self.file.package}.tables.{view.slug}." for view in self.views]
        return any(f"{module}.{name}.".startswith(folder) for folder in folders)

    @cached_property
    def nouns(self) -> set[str]:
        """What the table is called in names of other things."""
        classes = {name for _module, name in self.classes}
        return classes | {inflection.underscore(name) for name in classes}

    def is_named_in(self, name: str) -> bool:
        """Whether a name is about the table: ``MovieOut``, ``create_movie``."""
        return any(
            re.search(rf"(?:^|_|(?<=[a-z])){re.escape(noun)}(?:s?_|s?$|[A-Z])", name)
            for noun in self.nouns
        )

    @cached_property
    def foreign_keys(self) -> set[str]:
        return {
            column.name
            for view in self.views
            for column in view.columns
            if column.column.references
        }

    @cached_property
    def pointing(self) -> set[str]:
        """The foreign keys that lead to the table, by the names of their columns."""
        return {
            column.name
            for view in self.views
            for other in view.others.values()
            for column in other.columns
            if column.column.references
            and column.column.references.table == view.table.key
        }

    @cached_property
    def words(self) -> dict[str, str | None]:
        """The names that the table's own code has for the column."""
        old, new = self.change.old, self.change.new
        name, other = self.change.old_column, self.change.new_column
        if not name:
            return {}
        found: dict[str, str | None] = {
            name: other,
            old.attributes[name]: new.attributes[other] if new and other else None,
        }
        if name in old.choices_names:
            names = new.choices_names if new else {}
            found[old.choices_names[name]] = names.get(other or "")
        return found

    @cached_property
    def texts(self) -> dict[str, str | None]:
        """What stands inside of texts: addresses, templates, and tables by name."""
        if self.change.old_column:
            return {}
        old, new = self.change.old, self.change.new
        before = [
            old.path,
            *pages_of(old),
            old.table.key,
            old.table.key.replace(":", "."),
        ]
        if new is None:
            return dict.fromkeys(before)
        key = new.table.key
        after = [new.path, *pages_of(new), key, key.replace(":", ".")]
        return {a: b for a, b in zip(before, after, strict=True) if a != b}
