"""How the rows of a table are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scaffold.generators.code import path_expression
from scaffold.generators.columns import ColumnView
from scaffold.render import literal
from scaffold.schema import Readable

if TYPE_CHECKING:
    from scaffold.generators.views import TableView


@dataclass(frozen=True, eq=False)
class RowLabel:
    """The label of a row, in queries and pages."""

    view: TableView

    @cached_property
    def readable(self) -> Readable:
        """How a row is named; by its primary key, if that would show a secret."""
        readable = self.view.table.readable
        if any(shows_secret(self.view, path) for path in readable.columns):
            return Readable("%s", (self.view.key_name,))
        return readable

    @cached_property
    def value(self) -> ColumnView | None:
        """The column that is the label all by itself; it may be another table's."""
        if self.readable.template != "%s":
            return None
        view: TableView | None = self.view
        *path, name = self.readable.columns[0].split(".")
        for key in path:
            target = view.column(key).target if view else None
            view = target.view if target else None
        return view.column(name) if view else None

    @property
    def filter(self) -> str:
        """The filter that shows it in a cell."""
        if self.is_rich_text:
            return "rich_text"
        return self.value.filter if self.value else "text"

    @property
    def is_rich_text(self) -> bool:
        """Whether some of it is HTML."""
        return any(shows_rich_text(self.view, path) for path in self.readable.columns)

    @property
    def columns(self) -> list[str]:
        """The columns that a picker searches."""
        return [self.path(column) for column in self.readable.columns]

    def select(self, alias: str, symbol: str = "", *through: str) -> str:
        """It in a SELECT, also through another table's foreign key."""
        paths = [self.path(c, symbol, *through) for c in self.readable.columns]
        if self.value:
            return f"{paths[0]}.as_alias({literal(alias)})"
        template = literal(quoted(self.readable.template))
        # Without quotes, PostgreSQL would read it in lower case.
        name = literal(alias if alias.islower() else f'"{alias}"')
        return f"Readable({template}, [{', '.join(paths)}], {name})"

    def path(self, column: str, symbol: str = "", *through: str) -> str:
        if column == self.view.key_name and not through:
            return "primary_key"
        symbol = symbol or self.view.symbol
        return path_expression(symbol, *through, *column.split("."))


def shows_secret(view: TableView, path: str) -> bool:
    """Whether a column of a table or, as in ``boss.pin``, of another is secret.

    Of tables that the admin leaves out, nobody knows.
    """
    name, _dot, rest = path.partition(".")
    column = view.column(name).column
    if not rest:
        return column.secret
    other = view.others.get(column.references.table) if column.references else None
    return other is None or shows_secret(other, rest)


def shows_rich_text(view: TableView, path: str) -> bool:
    name, _dot, rest = path.partition(".")
    column = view.column(name)
    if not rest:
        return column.is_rich_text
    return column.target is not None and shows_rich_text(column.target.view, rest)


def quoted(template: str) -> str:
    """A template as Piccolo needs it, which puts it into SQL and through ``format``."""
    return re.sub("''?|{{?|}}?", lambda match: match[0][0] * 2, template)
