"""A foreign key, as the table that it leads to sees it."""

from __future__ import annotations

from dataclasses import dataclass

from scaffold.generators.code import import_line, path_expression
from scaffold.generators.columns import ColumnView


@dataclass(frozen=True)
class ReferringColumn:
    """A foreign key of some table, in the code of the table that it leads to."""

    column: ColumnView

    symbol: str
    """The class of its table."""

    @property
    def place(self) -> str:
        """Its table and its name."""
        return f"{self.column.view.address}.{self.column.name}"

    @property
    def target(self) -> str:
        """The column that it points to."""
        assert self.column.target is not None
        return self.column.target.name

    @property
    def expression(self) -> str:
        return path_expression(self.symbol, self.column.name)

    @property
    def import_line(self) -> str:
        table = self.column.view.table
        return import_line(table.module, table.name, self.symbol)
