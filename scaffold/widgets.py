"""One row per column type: how it is typed, shown and listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scaffold.schema import Column


@dataclass(frozen=True)
class Widget:
    """What the generated code uses for a type of column."""

    type: str
    """The name of its type in the toolbox's ``fields.py``."""

    macro: str
    """The macro in ``templates/fields.html`` that draws its control."""

    filter: str
    """The filter that shows it in a cell of a list."""

    sample: str
    """The text of a value, for tests."""

    wrong: str | None = None
    """A text that is none of its values, if there is one."""

    arguments: tuple[str, ...] = ()
    """Further arguments of the macro."""

    empty: bool = False
    """Empty text is a value of its own, so NULL needs a control of its own."""

    numeric: bool = False
    """Aligned at the end, so that digits stand below each other."""

    sortable: bool = True

    condition: str = ""
    """The class in the toolbox's ``filters.py`` that filters lists by it, if any."""

    @property
    def item_arguments(self) -> tuple[str, ...]:
        """What the macro for lists is to know where this is the type of their items."""
        if self.macro in ITEM_ARGUMENTS:
            return ITEM_ARGUMENTS[self.macro]
        # The type of a picker is a positional argument of its own macro.
        own = tuple(f"type={one}" if one[0] == '"' else one for one in self.arguments)
        return (*own, "empty=true") if self.empty else own


ITEM_ARGUMENTS = {"checkbox": ('type="boolean"',), "json": ("code=true",)}
"""Those of items whose own controls are of no use in a list."""

NUMBER: dict[str, Any] = {
    "macro": "input",
    "filter": "number",
    "numeric": True,
    "condition": "Range",
}
WHOLE: dict[str, Any] = {
    "arguments": ('mode="numeric"',),
    "sample": "7",
    "wrong": "seven",
}
BROKEN: dict[str, Any] = {
    "arguments": ('mode="decimal"',),
    "sample": "2.5",
    "wrong": "much",
}
TEXT: dict[str, Any] = {
    "macro": "input",
    "filter": "text",
    "empty": True,
    "sample": "Example",
    "condition": "Text",
}

PICKER: dict[str, Any] = {"macro": "picker", "condition": "Range", "wrong": "someday"}
DAY: dict[str, Any] = {
    "arguments": ('"date"',),
    "filter": "date",
    "sample": "2024-01-31",
}
CLOCK: dict[str, Any] = {
    "arguments": ('"time"',),
    "filter": "time",
    "sample": "13:45:00",
}
MOMENT: dict[str, Any] = {
    "arguments": ('"datetime-local"',),
    "filter": "moment",
    "sample": "2024-01-31T13:45:00",
}

WIDGETS: dict[str, Widget] = {
    "Varchar": Widget("Text", **TEXT),
    "Email": Widget(
        "Email",
        "input",
        "text",
        "someone@example.com",
        wrong="nobody",
        arguments=('mode="email"',),
        empty=True,
        condition="Text",
    ),
    "Char": Widget("Text", **TEXT),
    "Secret": Widget("Text", **TEXT),
    "Text": Widget("Text", **{**TEXT, "macro": "textarea"}),
    "UUID": Widget(
        "UUID",
        "input",
        "uuid",
        "0b52bb4b-5d1e-4f7c-9d1b-2f6f6a1c3e11",
        wrong="x",
        condition="Exact",
    ),
    "SmallInt": Widget("SmallInteger", **NUMBER, **WHOLE),
    "Integer": Widget("Integer", **NUMBER, **WHOLE),
    "BigInt": Widget("BigInteger", **NUMBER, **WHOLE),
    "Serial": Widget("Serial", **NUMBER, **WHOLE),
    "BigSerial": Widget("BigInteger", **NUMBER, **WHOLE),
    "PrimaryKey": Widget("Serial", **NUMBER, **WHOLE),
    "Numeric": Widget("Decimal", **NUMBER, **BROKEN),
    "Decimal": Widget("Decimal", **NUMBER, **BROKEN),
    "Real": Widget("Real", **{**NUMBER, "filter": "real"}, **BROKEN),
    # Databases take FLOAT for DOUBLE PRECISION.
    "Float": Widget("Float", **NUMBER, **BROKEN),
    "DoublePrecision": Widget("Float", **NUMBER, **BROKEN),
    "Boolean": Widget("Boolean", "checkbox", "boolean", "true", condition="Exact"),
    "Date": Widget("Date", **PICKER, **DAY),
    "Time": Widget("Time", **PICKER, **CLOCK),
    "Timestamp": Widget("Timestamp", **PICKER, **MOMENT),
    "Timestamptz": Widget(
        "Timestamptz",
        **PICKER,
        **{**MOMENT, "arguments": (*MOMENT["arguments"], "unit=time_zone")},
    ),
    "Interval": Widget(
        "Interval", "interval", "interval", "1d 2h 30m", "a while", condition="Range"
    ),
    "JSON": Widget("Json", "json", "json", '{"a": 1}', "{", sortable=False),
    "JSONB": Widget("Json", "json", "json", '{"a": 1}', "{"),
    "Bytea": Widget(
        "Bytes", "textarea", "binary", "00ff", "zz", ("code=true",), empty=True
    ),
    "Blob": Widget(
        "Bytes", "textarea", "binary", "00ff", "zz", ("code=true",), empty=True
    ),
    "Array": Widget("Array", "array", "array", "[]", "x", sortable=False),
}

RICH_TEXT = Widget("RichText", **{**TEXT, "macro": "rich_text", "filter": "rich_text"})
"""A text that ``rich_text_columns`` names."""

UNKNOWN = Widget("Text", **TEXT)
"""A column type that is not known is edited as text."""


def of(column: Column) -> Widget:
    return WIDGETS.get(column.type, UNKNOWN)
