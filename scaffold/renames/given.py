"""What is given by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from scaffold.errors import ConfigError, Problem
from scaffold.introspect.importing import near
from scaffold.renames.rename import class_of
from scaffold.schema import Table

GIVEN = re.compile(
    r"(?P<table>(?:[\w.]+:)?\w+)(?:\.(?P<column>\w+))?\s*=\s*(?P<new>(?:[\w.]+:)?\w+)"
)
"""``Movie.rating=score`` or ``Movie=Film``, each table with its module or without."""


@dataclass(frozen=True)
class Given:
    """One ``--rename``. Without a column, it is of a table.

    :raises ConfigError: It names what does not exist, or more than one table.
    """

    text: str
    table: str
    column: str | None
    new: str

    @classmethod
    def parse(cls, text: str) -> Given:
        match = GIVEN.fullmatch(text.strip())
        if match is None or (match["column"] and ":" in match["new"]):
            remedy = "Write --rename Movie.rating=score, or --rename Movie=Film."
            what = "it does not say what was renamed to what"
            raise ConfigError(Problem(f"--rename {text}", what, remedy))
        return cls(text, match["table"], match["column"], match["new"])

    def keys(
        self, old: Mapping[str, Table], new: Mapping[str, Table]
    ) -> tuple[str, str]:
        """The table's keys. Of several, those that only one side has are meant."""
        return (
            self._key(self.table, old, new, "there was no table"),
            self._key(self.new, new, old, "there is no table"),
        )

    def table_of(self, tables: Mapping[str, str], old: Iterable[str]) -> str:
        """The old key of the column's table, which may go by either name."""
        found = {
            key
            for key, new in tables.items()
            if self.table in (key, new, class_of(key), class_of(new))
        }
        if not found and any(self.table in (key, class_of(key)) for key in old):
            remedy = f"If it was renamed, too, add --rename {self.table}=…"
            self.refuse(f"the table {self.table} is no longer there", remedy)
        if not found:
            return self._key(self.table, old, (), "there was no table")
        return self._only(sorted(found))

    def names(self, old: Table, new: Table) -> tuple[str, str]:
        """The column's names."""
        return (
            self._column(str(self.column), old, f"{old.name} had no column"),
            self._column(self.new, new, f"{new.name} has no column"),
        )

    def refuse(self, what: str, remedy: str) -> NoReturn:
        raise ConfigError(Problem(f"--rename {self.text}", what, remedy))

    def _key(
        self, name: str, keys: Iterable[str], others: Iterable[str], missing: str
    ) -> str:
        found = [key for key in keys if name in (key, class_of(key))]
        found = [key for key in found if key not in others] or found
        if not found:
            self._unknown(f"{missing} {name}", name, map(class_of, keys))
        return self._only(found)

    def _only(self, keys: Sequence[str]) -> str:
        if len(keys) > 1:
            self.refuse(f"it may mean {' or '.join(keys)}", "Write one of these.")
        return keys[0]

    def _column(self, name: str, table: Table, missing: str) -> str:
        names = [column.name for column in table.columns]
        if name not in names:
            self._unknown(f"{missing} {name}", name, names)
        return name

    def _unknown(self, what: str, name: str, names: Iterable[str]) -> NoReturn:
        names = sorted(set(names))
        nearest = near(name, names)
        known = f"The names are {', '.join(names)}." if names else "There are none."
        self.refuse(what, f"Did you mean {nearest}?" if nearest else known)

    def note(self, names: dict[str, str], old: str, new: str) -> None:
        others = [other for key, other in names.items() if key != old]
        if names.get(old, new) != new or new in others:
            self.refuse("another --rename names the same", "Rename each only once.")
        names[old] = new


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    try:
        yield
    except ConfigError as error:
        problems.extend(error.problems)
