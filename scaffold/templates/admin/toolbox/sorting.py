"""The order of a list, and what comes before and after a row of it.

Going on from a row costs the same wherever that is; an OFFSET reads all rows before.
https://use-the-index-luke.com/no-offset
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import And, Or, WhereRaw
from piccolo.query import Select

from . import replica
from .filters import Condition

Values = Sequence[Any]
"""What a row has in the columns that it is sorted by."""

Row = tuple[Condition, ...]
"""What only that row fits."""


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

    async def values_of(self, key: Any, rows: Condition) -> Values | None:
        """The same of the row with this key, if it is one of the rows."""
        if key is None:
            return None
        primary_key = self.columns[-1]
        query = primary_key._meta.table.select(*self.selected())
        row = await replica.first(query.where(primary_key == key, rows))
        return None if row is None else self.values(row)

    def apply(self, query: Select[Any]) -> Select[Any]:
        for column, descending in zip(self.columns, self.descending, strict=True):
            query = query.order_by(column, ascending=not descending)
        return query

    def reversed(self) -> Sorting:
        return Sorting(self.columns, tuple(not one for one in self.descending))

    def after(self, values: Values, rows: Condition) -> Condition:
        """What comes after the row with these values. ``rows`` are those that somebody
        may view: whoever makes a cursor up learns nothing of others.
        """
        found: Condition | None = None
        one = self.columns[-1] == values[-1], rows
        triples = list(zip(self.columns, self.descending, values, strict=True))
        for column, descending, value in reversed(triples):
            tied = None
            if found is not None:
                tied = And(compared(column, "=", value, one), found)
            found = either(beyond(column, descending, value, one), tied)
        assert found is not None  # The primary key is never NULL.
        column, descending, value = triples[0]
        if value is None or has_nulls_after(column, descending):
            return found
        # So that the database can begin at the value in an index.
        return And(compared(column, "<=" if descending else ">=", value, one), found)


def beyond(column: Column, descending: bool, value: Any, row: Row) -> Condition | None:
    """Where a column comes after the value of a row."""
    nulls_after = has_nulls_after(column, descending)
    if value is None:
        return None if nulls_after else column.is_not_null()
    later = compared(column, "<" if descending else ">", value, row)
    return either(later, column.is_null() if nulls_after else None)


def compared(column: Column, operator: str, value: Any, row: Row) -> Condition:
    """Compare a column with what a row has there.

    The database looks that up itself, since what Python reads may not be exactly what
    is stored; the value is for when the row is gone.
    """
    if value is None:
        return column.is_null()
    table = column._meta.table
    primary_key = table._meta.primary_key
    if column._meta.name == primary_key._meta.name:
        return WhereRaw(f"{{}} {operator} {{}}", column, value)
    stored = table.select(column).where(*row).querystrings[0]
    return WhereRaw(f"{{}} {operator} COALESCE(({{}}), {{}})", column, stored, value)


def has_nulls_after(column: Column, descending: bool) -> bool:
    """NULL is greater than everything in PostgreSQL, and less elsewhere."""
    if not column._meta.null:
        return False
    return descending == (column._meta.engine_type != "postgres")


def either(one: Condition | None, other: Condition | None) -> Condition | None:
    if one is None or other is None:
        return one if other is None else other
    return Or(one, other)
