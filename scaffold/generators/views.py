"""A table as the templates see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from scaffold import naming
from scaffold.generators import conditions
from scaffold.generators.code import import_line
from scaffold.generators.columns import ColumnView
from scaffold.generators.functions import Calls, calls
from scaffold.generators.referring import ReferringColumn
from scaffold.generators.row_label import RowLabel
from scaffold.naming import TableNames
from scaffold.schema import Column, Function, Schema, Table
from scaffold.table_options import TableOptions


def views(
    schema: Schema, options: Mapping[str, TableOptions] | None = None
) -> list[TableView]:
    """The tables as the templates see them. Options are by the names of folders."""
    names = naming.table_names(schema.tables)
    pointed_at: dict[str, set[str]] = {table.key: set() for table in schema.tables}
    for column in (column for table in schema.tables for column in table.columns):
        if column.references and column.references.table in pointed_at:
            pointed_at[column.references.table].add(column.references.column)
    called = {function.key: function for function in schema.functions}
    views: dict[str, TableView] = {}
    for table in schema.tables:
        columns = frozenset(pointed_at[table.key])
        own = names[table.key]
        shown = (options or {}).get(own.slug, TableOptions())
        views[table.key] = TableView(table, own, columns, views, shown, called)
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

    functions: Mapping[str, Function]
    """Those that the options name, by ``module:function``."""

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

    @property
    def row_name(self) -> str:
        """The type of its rows in ``api.py``."""
        return f"{self.table.name}Row"

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

    @property
    def other_filters(self) -> list[ColumnView]:
        """What its list is not filtered by, and could be."""
        filtered = self.filtered_columns
        return [column for column in self.filterable_columns if column not in filtered]

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
        columns = self.listed_columns
        key = self.column(self.key_name)
        return selects(columns if self.lists_key else [key, *columns])

    @property
    def lists_key(self) -> bool:
        return self.column(self.key_name) in self.listed_columns

    @property
    def filter_choices(self) -> list[str]:
        """The choices that a filter of a list needs."""
        return [c.choices_name for c in self.filtered_columns if c.column.choices]

    @property
    def all_filter_choices(self) -> list[str]:
        """The same, with what its list is not filtered by."""
        return [c.choices_name for c in self.filterable_columns if c.column.choices]

    @property
    def export_choices(self) -> list[str]:
        """The choices that a file of its rows shows."""
        return [c.choices_name for c in self.shown_columns if c.shows_choices]

    @property
    def has_typed_key(self) -> bool:
        """Whether the primary key is typed when a row is added."""
        return any(column.column.primary_key for column in self.form_columns)

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
                or column.is_media
            )
        ]

    @cached_property
    def media_columns(self) -> list[ColumnView]:
        """What holds keys of files."""
        return [column for column in self.columns if column.is_media]

    @property
    def has_rich_text(self) -> bool:
        return any(column.is_rich_text for column in self.form_columns)

    @property
    def secret_columns(self) -> list[ColumnView]:
        return [column for column in self.form_columns if column.column.secret]

    @property
    def has_references(self) -> bool:
        return any(column.column.references for column in self.form_columns)

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

    @cached_property
    def row_label(self) -> RowLabel:
        return RowLabel(self)

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
        return list(dict.fromkeys([*self.row_label.columns, "primary_key"]))

    # What is called before its rows are written, or shown.

    @cached_property
    def hooks(self) -> Calls:
        """Called in ``queries.py``."""
        symbols = {column.symbol for column in self.referring_columns}
        reserved = naming.QUERIES_NAMES | naming.QUERIES_LOCALS | symbols
        return calls(self.options.hooks, self.functions, reserved | {self.symbol})

    @cached_property
    def validators(self) -> Calls:
        """Named in ``validators.py``."""
        reserved = naming.VALIDATORS_NAMES | {self.symbol}
        return calls(self.options.validators, self.functions, reserved)

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


def makes_itself(column: Column) -> bool:
    """Whether nobody types it: a key with a default, or what Piccolo updates."""
    made = {"database", "piccolo", "callable"}
    is_made_key = column.primary_key and column.default.kind in made
    return is_made_key or column.auto_update
