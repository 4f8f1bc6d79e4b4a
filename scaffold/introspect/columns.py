"""One Piccolo column → the schema's column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import Any

from piccolo.columns import Array, Column, ForeignKey, Numeric, Serial, Varchar
from piccolo.columns import column_types as piccolo_types
from piccolo.columns import defaults as piccolo_defaults
from piccolo.columns.choices import Choice
from piccolo.columns.defaults.base import Default
from piccolo.columns.defaults.numeric import InfinityDecimal, NegativeInfinityDecimal
from piccolo.columns.defaults.real import InfinityFloat, NegativeInfinityFloat
from piccolo.querystring import QueryString

from scaffold import schema
from scaffold.astext import as_text
from scaffold.introspect.references import References, target_column
from scaffold.introspect.targets import key_of

UNKNOWN = "Unknown"

# What Piccolo makes of a date, time or interval that the user gave as the default, and
# what says always the same. A subclass may say something else, so it does not count.
_CONSTANTS = (
    piccolo_defaults.DateCustom,
    piccolo_defaults.IntervalCustom,
    piccolo_defaults.TimeCustom,
    piccolo_defaults.TimestampCustom,
    piccolo_defaults.TimestamptzCustom,
    InfinityDecimal,
    InfinityFloat,
    NegativeInfinityDecimal,
    NegativeInfinityFloat,
)


def read_column(column: Column, references: References) -> schema.Column:
    """What the column says about itself."""
    meta = column._meta
    return schema.Column(
        name=meta.name,
        db_name=meta.db_column_name,
        type=type_of(column),
        default=_read_default(column),
        null=bool(meta.null),
        primary_key=bool(meta.primary_key),
        unique=bool(meta.unique),
        index=bool(meta.index),
        required=bool(meta.required),
        secret=bool(meta.secret),
        auto_update=meta.auto_update is not ...,
        help_text=None if meta.help_text is None else str(meta.help_text),
        length=column.length if isinstance(column, Varchar) else None,
        digits=column.digits if isinstance(column, Numeric) else None,
        choices=_read_choices(meta.choices),
        references=_read_reference(column, references),
        items=_read_items(column, references),
    )


def type_of(column: Column) -> str:
    """The nearest class among Piccolo's own column types."""
    for base in type(column).__mro__:
        if base.__module__ == piccolo_types.__name__ and issubclass(base, Column):
            return base.__name__
    return UNKNOWN


def innermost(column: Column) -> Column:
    """The column itself, or what an array is an array of."""
    while isinstance(column, Array):
        column = column.base_column
    return column


def _read_choices(choices: type[Enum] | None) -> tuple[schema.Choice, ...] | None:
    """The first member for each value: the database holds nothing but the value."""
    if choices is None:
        return None
    by_value: dict[str, schema.Choice] = {}
    for member in choices:
        label = (
            member.value.display_name
            if isinstance(member.value, Choice)
            else member.name
        )
        value = as_text(member)
        if value is not None and value not in by_value:
            by_value[value] = schema.Choice(member.name, value, str(label))
    return tuple(by_value.values())


def _read_reference(column: Column, references: References) -> schema.Reference | None:
    if not isinstance(column, ForeignKey):
        return None
    referenced = references.of(column._meta.table).get(column._meta.name)
    if referenced is None:
        return None
    on_delete = column._foreign_key_meta.on_delete
    return schema.Reference(
        table=key_of(referenced),
        column=target_column(column, referenced)._meta.name,
        on_delete=str(getattr(on_delete, "value", on_delete)),
        type=_type_of_target(column, references),
    )


def _type_of_target(column: Column, references: References) -> str:
    """Where a key points to a column that is a foreign key too, the type at the end."""
    seen: set[tuple[object, str]] = set()
    while isinstance(column, ForeignKey):
        place = (column._meta.table, column._meta.name)
        referenced = references.of(column._meta.table).get(column._meta.name)
        if referenced is None or place in seen:
            return UNKNOWN
        seen.add(place)
        column = target_column(column, referenced)
    return type_of(column)


def _read_items(column: Column, references: References) -> schema.Column | None:
    if not isinstance(column, Array):
        return None
    # Piccolo names the elements after their class.
    return _renamed(read_column(column.base_column, references), column._meta.name)


def _renamed(items: schema.Column, name: str) -> schema.Column:
    inner = _renamed(items.items, name) if items.items else None
    return replace(items, name=name, db_name=name, items=inner)


def _read_default(column: Column) -> schema.Default:
    if isinstance(column, Serial):
        return schema.Default("database")
    # Not `column.default`: a foreign key has an attribute for each column of the table
    # it points to, and one of those may be called `default`.
    value = vars(column).get("default", getattr(type(column), "default", ...))
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, Column):
        value = None
    if value is None:
        return schema.Default("constant" if column._meta.null else "none")
    return _default_of(value)


def _default_of(value: object) -> schema.Default:
    if isinstance(value, type) and issubclass(value, Default):
        value = value()
    if isinstance(value, Default):
        if type(value) in _CONSTANTS:
            return schema.Default("constant", as_text(value.python()))
        return schema.Default("piccolo", _text_of(value))
    if value is ...:
        return schema.Default("none")
    if isinstance(value, QueryString):
        return schema.Default("database", str(value))
    if callable(value):
        return schema.Default("callable", _name_of(value))
    return schema.Default("constant", as_text(value))


def _text_of(value: Default) -> str:
    """Its representation, for which Piccolo parses the signature of its class."""
    kind = type(value)
    if vars(value):
        return repr(value)
    if kind not in _WITHOUT_ARGUMENTS:
        _WITHOUT_ARGUMENTS[kind] = repr(value)
    return _WITHOUT_ARGUMENTS[kind]


_WITHOUT_ARGUMENTS: dict[type[Default], str] = {}


def _name_of(function: Callable[..., Any]) -> str:
    while isinstance(function, partial):
        function = function.func
    if isinstance(function, piccolo_types.ListProxy):
        return "list"
    return str(getattr(function, "__name__", type(function).__name__))
