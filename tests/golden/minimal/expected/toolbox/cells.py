"""How values look in the cells of a list. Each function is a filter in the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from . import fields, zones
from .i18n import gettext as _
from .i18n import pgettext

NULL = Markup('<span class="null">null</span>')

LONGEST = 80
"""Longer text is cut here."""


def cell(show: Callable[[Any], str]) -> Callable[[Any], str]:
    """NULL looks the same for every type."""
    return lambda value: NULL if value is None else show(value)


def text(value: str) -> str:
    if len(value) <= LONGEST:
        return value
    full = value if len(value) <= 1000 else value[:1000] + "…"
    start = value[:LONGEST].rstrip()
    return Markup('<span title="{}">{}…</span>').format(full, start)


def decimal(value: Decimal | None, places: int) -> str:
    """With as many decimal places as the column has: SQLite gives 9.50 back as 9.5."""
    if value is None:
        return NULL
    whole, _point, fraction = fields.show_decimal(value).partition(".")
    return f"{whole}.{fraction.ljust(places, '0')}" if places else whole


def boolean(value: bool) -> str:
    word = _("Yes") if value else _("No")
    return Markup('<span class="{}">{}</span>').format("yes" if value else "no", word)


def moment(value: datetime) -> str:
    """``2024-01-31 13:45``; seconds and parts of them only where there are any."""
    if value.tzinfo:
        local = zones.local(value)
        return f"{moment(local.replace(tzinfo=None))} {local.tzname()}"
    shown = value.isoformat(" ", timespec="auto")
    return shown[:-3] if value.second == value.microsecond == 0 else shown


def structure(value: Any) -> str:
    """JSON on one line."""
    return text(
        " ".join((value if isinstance(value, str) else json.dumps(value)).split())
    )


def binary(value: bytes) -> str:
    return _("{size} bytes").format(size=f"{len(value):,}")


def choice(value: Any, choices: Mapping[str, str], context: str) -> str:
    """The label of a choice; a value that is none of them stands for itself."""
    if value is None:
        return NULL
    if isinstance(value, list):
        return escape(", ").join(choice(item, choices, context) for item in value)
    shown = fields.as_text(value)
    return pgettext(context, choices[shown]) if shown in choices else shown


def key(value: Any) -> str:
    """A primary key as one segment of an address.

    Browsers drop segments that are dots, and servers empty ones.
    """
    shown = fields.as_text(value)
    escaped = f"~{shown}" if shown in {"", ".", ".."} or shown[0] == "~" else shown
    return quote(escaped, safe="")


FILTERS: dict[str, Callable[..., str]] = {
    "text": cell(text),
    "number": cell(fields.as_text),
    "decimal": decimal,
    "real": cell(fields.show_real),
    "boolean": cell(boolean),
    "date": cell(date.isoformat),
    "time": cell(time.isoformat),
    "moment": cell(moment),
    "interval": cell(fields.show_interval),
    "uuid": cell(str),
    "json": cell(structure),
    "array": cell(lambda value: text(fields.show_list(value))),
    "binary": cell(binary),
    "choice": choice,
    "key": key,
}
