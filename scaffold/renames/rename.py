"""What was renamed to what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rename:
    """Of a table, or of a column of it.

    Tables are keys (``movies.tables:Movie``); a column's table may be renamed as well.
    A table with one key is called otherwise elsewhere: in the database, in addresses.
    """

    old_table: str
    new_table: str
    old_column: str | None = None
    new_column: str | None = None

    def __str__(self) -> str:
        """As ``--rename`` takes it, if no other table has a class of that name."""
        table = class_of(self.old_table)
        if self.old_column:
            return f"{table}.{self.old_column}={self.new_column}"
        return f"{table}={class_of(self.new_table)}"


def class_of(key: str) -> str:
    return key.rpartition(":")[2]
