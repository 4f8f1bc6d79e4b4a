"""The types of rows as the REST API reads them, in api.py."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold import naming
from scaffold.generators.columns import ColumnView
from scaffold.generators.views import TableView
from scaffold.schema import Column

KINDS = {
    "Text": "str",
    "Email": "str",
    "RichText": "str",
    "SmallInteger": "int",
    "Integer": "int",
    "BigInteger": "int",
    "Serial": "int",
    "Decimal": "Decimal",
    "Float": "float",
    "Real": "float",
    "Boolean": "bool",
    "Date": "date",
    "Time": "LocalTime",
    "Timestamp": "LocalDateTime",
    "Timestamptz": "datetime",
    "Interval": "Duration",
    "UUID": "UUID",
    "Json": "Json",
    "Bytes": "Hex",
}
"""The type of a value, by the type of its form field."""


def fields(table: TableView) -> Iterator[tuple[str, str]]:
    """The name and the type of each."""
    taken = {column.name for column in table.columns}
    for column in table.shown_columns:
        yield column.name, annotation(column)
        readable = f"{column.name}_readable"
        if column.column.references and readable not in taken:
            yield readable, "str"


def annotation(column: ColumnView) -> str:
    found = value_type(column, column.value)
    if column.target is not None:
        found += " | Related"
    return f"{found} | None" if column.column.null else found


def value_type(column: ColumnView, value: Column) -> str:
    """The type of the values of a column, NULL aside."""
    if value.items is not None:
        return f"list[{value_type(column, value.items)} | None]"
    return KINDS[column.widget_of(value).type]


def is_class(table: TableView) -> bool:
    """Whether all names can stand in a class."""
    return not any(naming.is_reserved(column.name) for column in table.shown_columns)
