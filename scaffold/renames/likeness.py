"""How alike tables and columns are."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from scaffold import naming
from scaffold.schema import Column, Table

FAMILIES = (
    naming.words("Varchar Text Char Email Secret"),
    naming.words(
        "SmallInt Integer BigInt Serial BigSerial PrimaryKey "
        "Numeric Decimal Real Float DoublePrecision"
    ),
    naming.words("Date Timestamp Timestamptz"),
    naming.words("JSON JSONB"),
    naming.words("Bytea Blob"),
)
"""Types of columns that hold the same kind of values. Any other is like itself only."""


def alike(old: Table, new: Table) -> float:
    """The share of columns, the key aside, whose names two tables have both.

    Little, but not zero, where there is only one to compare.
    """
    before = {column.name for column in old.columns if not column.primary_key}
    after = {column.name for column in new.columns if not column.primary_key}
    most = max(len(before), len(after), 1)
    return max(len(before & after) / most, 0.1 if most == 1 else 0)


def likeness(
    one: str, other: str, old: Mapping[str, Column], new: Mapping[str, Column]
) -> float:
    """How likely two columns are one, among those of a kind: by name, then place."""
    same_place = list(old).index(one) == list(new).index(other)
    return SequenceMatcher(None, one, other).ratio() + 0.2 * same_place


def same_kind(old: Column, new: Column, tables: Mapping[str, str]) -> bool:
    """Whether the values of two columns are of one kind.

    :param tables: The new keys of tables, since references are to be to the same.
    """
    if old.references and new.references:
        target = old.references.table
        return tables.get(target, target) == new.references.table
    if old.references or new.references:
        return False
    if old.items and new.items:
        return same_kind(old.items, new.items, tables)
    return old.type == new.type or any(
        {old.type, new.type} <= family for family in FAMILIES
    )
