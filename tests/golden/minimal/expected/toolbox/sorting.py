"""The order of a list, and what comes before and after a row of it.

Going on from a row costs the same wherever that is; an OFFSET reads all rows before.
https://use-the-index-luke.com/no-offset
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import And, Or
from piccolo.query import Select

from .filters import Condition

Values = Sequence[Any]
"""What a row has in the columns that it is sorted by."""


@dataclass(frozen=True)
class Sorting:
    columns: tuple[Column, ...]
    """The last one is the primary key, so that there are never two orders."""

    descending: tuple[bool, ...]

    @classmethod
    def by(cls, names: Sequence[str], sortable: Sequence[Column]) -> Sorting:
        """By the columns with these names, ``-`` in front of those that descend."""
        known = {column._meta.name: column for column in sortable}
        primary_key = sortable[0]._meta.table._meta.primary_key
        columns = [known[name.removeprefix("-")] for name in names]
        descending = [name.startswith("-") for name in names]
        return cls((*columns, primary_key), (*descending, False))

    def selected(self) -> list[Column]:
        return [
            column.as_alias(f"_sort_{number}")
            for number, column in enumerate(self.columns)
        ]

    def values(self, row: Mapping[str, Any]) -> Values:
        """Those of a row with what is ``selected``."""
        return [row[f"_sort_{number}"] for number in range(len(self.columns))]

    async def values_of(self, key: Any) -> Values | None:
        """The same of the row with this key, if there is one."""
        if key is None:
            return None
        primary_key = self.columns[-1]
        table = primary_key._meta.table
        row = await table.select(*self.selected()).where(primary_key == key).first()
        return None if row is None else self.values(row)

    def apply(self, query: Select[Any]) -> Select[Any]:
        for column, descending in zip(self.columns, self.descending, strict=True):
            query = query.order_by(column, ascending=not descending)
        return query

    def reversed(self) -> Sorting:
        return Sorting(self.columns, tuple(not one for one in self.descending))

    def after(self, values: Values) -> Condition:
        """The rows that come after one with these values."""
        found: Condition | None = None
        pairs = list(zip(self.columns, self.descending, values, strict=True))
        for column, descending, value in reversed(pairs):
            same = column.is_null() if value is None else column == value
            tied = And(same, found) if found is not None else None
            found = either(beyond(column, descending, value), tied)
        assert found is not None  # The primary key is never NULL.
        column, descending, value = pairs[0]
        if value is None or has_nulls_after(column, descending):
            return found
        # So that the database can begin at the value in an index.
        return And(column <= value if descending else column >= value, found)


def beyond(column: Column, descending: bool, value: Any) -> Condition | None:
    """Where a column comes after a value."""
    nulls_after = has_nulls_after(column, descending)
    if value is None:
        return None if nulls_after else column.is_not_null()
    later: Condition = column < value if descending else column > value
    return either(later, column.is_null() if nulls_after else None)


def has_nulls_after(column: Column, descending: bool) -> bool:
    """NULL is less than everything in SQLite, and greater elsewhere."""
    if not column._meta.null:
        return False
    return descending == (column._meta.engine_type == "sqlite")


def either(one: Condition | None, other: Condition | None) -> Condition | None:
    if one is None or other is None:
        return one if other is None else other
    return Or(one, other)
