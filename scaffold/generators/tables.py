"""The folder of each table: forms, queries, views and pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scaffold import naming
from scaffold.generators import conditions, pages
from scaffold.generators.code import import_line, path_expression
from scaffold.generators.columns import ColumnView
from scaffold.naming import TableNames
from scaffold.render import literal, render
from scaffold.schema import Column, Readable, Schema, Table
from scaffold.table_options import TableOptions

FILES = {
    "__init__.py": "table/__init__.py.jinja",
    "forms.py": "table/forms.py.jinja",
    "queries.py": "table/queries.py.jinja",
    "export.py": "table/export.py.jinja",
    "views.py": "table/views.py.jinja",
    "list.html": "table/list.html.jinja",
    "form.html": "table/form.html.jinja",
    "delete.html": "table/delete.html.jinja",
}
"""What is emitted per table, and the template of each."""


def generate(tables: Iterable[TableView]) -> Iterator[tuple[str, str]]:
    """Path, below the admin, and text of each file."""
    for table in tables:
        for name, template in FILES.items():
            path = f"tables/{table.slug}/{name}"
            yield path, render(
                template, table=table, pages=pages, conditions=conditions
            )


def views(
    schema: Schema, options: Mapping[str, TableOptions] | None = None
) -> list[TableView]:
    """The tables as the templates see them. Options are by the names of folders."""
    names = naming.table_names(schema.tables)
    pointed_at: dict[str, set[str]] = {table.key: set() for table in schema.tables}
    for column in (column for table in schema.tables for column in table.columns):
        if column.references and column.references.table in pointed_at:
            pointed_at[column.references.table].add(column.references.column)
    views: dict[str, TableView] = {}
    for table in schema.tables:
        columns = frozenset(pointed_at[table.key])
        own = names[table.key]
        shown = (options or {}).get(own.slug, TableOptions())
        views[table.key] = TableView(table, own, columns, views, shown)
    return list(views.values())


@dataclass(frozen=True, eq=False)
class TableView:
    """A table as the templates see it."""

    table: Table
    own: TableNames

    pointed_at: frozenset[str]
    """The columns that foreign keys in the admin point to."""

    others: Mapping[str, TableView]
    """All tables of the admin, by their keys."""

    options: TableOptions

    @property
    def slug(self) -> str:
        return self.own.slug

    @property
    def symbol(self) -> str:
        return self.own.symbol

    @property
    def context(self) -> str:
        """The context of its messages."""
        return self.own.address

    @property
    def address(self) -> str:
        return self.own.address

    @cached_property
    def path(self) -> str:
        return self.own.path

    @property
    def label(self) -> str:
        return self.own.label

    @property
    def plural(self) -> str:
        return self.own.plural

    @property
    def prose(self) -> str:
        return naming.prose(self.plural)

    @property
    def singular_prose(self) -> str:
        return naming.prose(self.label)

    @property
    def role(self) -> str | None:
        return self.table.role

    @property
    def help_text(self) -> str:
        return self.table.help_text or ""

    @property
    def import_line(self) -> str:
        return import_line(self.table.module, self.table.name, self.symbol)

    @property
    def form_name(self) -> str:
        return f"{self.table.name}Form"

    @cached_property
    def key_name(self) -> str:
        return self.table.primary_key.name

    @property
    def key_type(self) -> str:
        return f"fields.{self.column(self.key_name).widget.type}"

    # Its columns.

    @cached_property
    def columns(self) -> list[ColumnView]:
        return [ColumnView(column, self) for column in self.table.columns]

    def column(self, name: str) -> ColumnView:
        return next(column for column in self.columns if column.name == name)

    @cached_property
    def shown_columns(self) -> list[ColumnView]:
        return [column for column in self.columns if not column.column.secret]

    @property
    def selects(self) -> list[str]:
        return selects(self.shown_columns)

    @property
    def sortable_columns(self) -> list[ColumnView]:
        return [column for column in self.shown_columns if column.widget.sortable]

    @cached_property
    def filterable_columns(self) -> list[ColumnView]:
        return [column for column in self.columns if conditions.is_filtered(column)]

    @cached_property
    def filtered_columns(self) -> list[ColumnView]:
        options = self.options
        return chosen(
            self.filterable_columns,
            options.visible_filters,
            options.exclude_visible_filters,
        )

    @cached_property
    def listed_columns(self) -> list[ColumnView]:
        """The columns of a list."""
        options = self.options
        return chosen(
            self.shown_columns, options.visible_columns, options.exclude_visible_columns
        )

    @property
    def lists_all(self) -> bool:
        return self.listed_columns == self.shown_columns

    @property
    def list_selects(self) -> list[str]:
        """What a list needs; of a row in it also the key, which leads to its page."""
        key = self.column(self.key_name)
        columns = self.listed_columns
        return selects(columns if key in columns else [key, *columns])

    @property
    def filter_choices(self) -> list[str]:
        """The choices that a filter of a list needs."""
        return [c.choices_name for c in self.filtered_columns if c.column.choices]

    @property
    def export_choices(self) -> list[str]:
        """The choices that a file of its rows shows."""
        return [c.choices_name for c in self.shown_columns if c.shows_choices]

    @cached_property
    def form_columns(self) -> list[ColumnView]:
        """All columns but those that make themselves."""
        return [column for column in self.columns if not makes_itself(column.column)]

    @property
    def bulk_columns(self) -> list[ColumnView]:
        """What many rows can have in common."""
        return [
            column
            for column in self.form_columns
            if not (
                column.column.primary_key
                or column.column.unique
                or column.column.secret
            )
        ]

    @property
    def secret_columns(self) -> list[ColumnView]:
        return [column for column in self.form_columns if column.column.secret]

    @cached_property
    def attributes(self) -> dict[str, str]:
        """The attribute of each column in the form class."""
        return naming.attributes(column.name for column in self.columns)

    @cached_property
    def choices_names(self) -> dict[str, str]:
        """What the choices of each column are called in ``forms.py``."""
        taken: set[str] = set()
        return {
            column.name: naming.unique(f"{column.name.upper()}_CHOICES", taken)
            for column in self.columns
            if column.column.choices
        }

    # How its rows are named.

    @cached_property
    def readable(self) -> Readable:
        """How a row is named; by its primary key, if that would show a secret."""
        if any(map(self.shows_secret, self.table.readable.columns)):
            return Readable("%s", (self.key_name,))
        return self.table.readable

    def shows_secret(self, path: str) -> bool:
        """Whether a column of this table or, as in ``boss.pin``, of another is secret.

        Of tables that the admin leaves out, nobody knows.
        """
        name, _dot, rest = path.partition(".")
        column = self.column(name)
        if not rest:
            return column.column.secret
        reference = column.column.references
        other = self.others.get(reference.table) if reference else None
        return other is None or other.shows_secret(rest)

    @cached_property
    def label_value(self) -> ColumnView | None:
        """The column that is the label all by itself; it may be another table's."""
        if self.readable.template != "%s":
            return None
        view: TableView | None = self
        *path, name = self.readable.columns[0].split(".")
        for key in path:
            target = view.column(key).target if view else None
            view = target.view if target else None
        return view.column(name) if view else None

    @property
    def label_filter(self) -> str:
        """The filter that shows a label in a cell."""
        return self.label_value.filter if self.label_value else "text"

    def label_select(self, alias: str, symbol: str = "", *through: str) -> str:
        """The label of a row in a SELECT, also through another table's foreign key."""
        paths = [self.label_path(c, symbol, *through) for c in self.readable.columns]
        if self.label_value:
            return f"{paths[0]}.as_alias({literal(alias)})"
        template = literal(quoted(self.readable.template))
        # Without quotes, PostgreSQL would read it in lower case.
        name = literal(alias if alias.islower() else f'"{alias}"')
        return f"Readable({template}, [{', '.join(paths)}], {name})"

    @property
    def search_selects(self) -> list[str]:
        """What a picker of another table needs: key, label, what else is pointed at."""
        names = self.pointed_at - {self.key_name}
        others = [column for column in self.shown_columns if column.name in names]
        return [
            'primary_key.as_alias("_key")',
            "LABEL",
            *(column.select for column in others),
        ]

    @property
    def search_order(self) -> list[str]:
        """What a picker sorts by: never two orders, since it asks page by page."""
        return list(dict.fromkeys([*self.label_columns, "primary_key"]))

    # What refers to its rows.

    @cached_property
    def referring_columns(self) -> list[ReferringColumn]:
        """Foreign keys of the admin's tables that lead here, if lists can show them."""
        found = [
            column
            for view in self.others.values()
            for column in view.filtered_columns
            if column.target and column.target.view is self
        ]
        symbols = self.referring_symbols([column.view for column in found])
        return [
            ReferringColumn(column, symbols[column.view.slug])
            for column in sorted(found, key=lambda column: column.view.plural)
            if column.target in self.shown_columns
        ]

    def referring_symbols(self, views: Iterable[TableView]) -> dict[str, str]:
        """What their classes are called in this table's queries, by their slugs."""
        found = {self.slug: self.symbol}
        for view in views:
            clashes = view.symbol in found.values()
            found.setdefault(view.slug, view.long_symbol if clashes else view.symbol)
        return found

    @property
    def long_symbol(self) -> str:
        """A name for its class that no other one has."""
        camel = "".join(part.capitalize() for part in self.slug.split("_"))
        return f"{camel}Table"

    @property
    def label_columns(self) -> list[str]:
        """The columns that a picker searches."""
        return [self.label_path(column) for column in self.readable.columns]

    def label_path(self, column: str, symbol: str = "", *through: str) -> str:
        if column == self.key_name and not through:
            return "primary_key"
        return path_expression(symbol or self.symbol, *through, *column.split("."))


def chosen(
    columns: list[ColumnView], wanted: Iterable[str] | None, unwanted: Iterable[str]
) -> list[ColumnView]:
    """The wanted ones in that order, or all but the unwanted ones."""
    if wanted is None:
        return [column for column in columns if column.name not in {*unwanted}]
    return [column for name in wanted for column in columns if column.name == name]


def selects(columns: Iterable[ColumnView]) -> list[str]:
    """The columns in a SELECT, and what is shown of the rows that they refer to."""
    return [
        expression
        for column in columns
        for expression in (column.select, *column.reference_selects)
    ]


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


def quoted(template: str) -> str:
    """A template as Piccolo needs it, which puts it into SQL and through ``format``."""
    return re.sub("''?|{{?|}}?", lambda match: match[0][0] * 2, template)


def makes_itself(column: Column) -> bool:
    """Whether nobody types it: a key with a default, or what Piccolo updates."""
    made = {"database", "piccolo", "callable"}
    is_made_key = column.primary_key and column.default.kind in made
    return is_made_key or column.auto_update
