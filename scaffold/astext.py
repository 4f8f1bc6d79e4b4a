"""The text of a value: what a form control carries for it.

The same as the emitted ``toolbox/fields.py`` shows; a test compares the two.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

from piccolo.columns.choices import Choice


def as_text(value: object) -> str | None:
    """The one text form of a value of any column type; ``None`` for NULL.

    Nothing is lost: the column's type and this text give the value back. A list or a
    dictionary becomes JSON, in which numbers, booleans and null stay what they
    are, and everything else, decimals too, is its own text.
    """
    # Enums first: they may be strings or numbers as well.
    if isinstance(value, Enum | Choice):
        return as_text(value.value)
    if value is None:
        return None
    for types, text in _TEXTS:
        if isinstance(value, types):
            return text(value)
    return str(value)


def _duration(value: timedelta) -> str:
    """``-1d 2h 3m 4.5s``: the parts that are not zero; a minus is for all of them."""
    size = abs(value)
    minutes, seconds = divmod(size.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{size.microseconds:06}".rstrip("0") if size.microseconds else ""
    amounts = {"d": size.days, "h": hours, "m": minutes}
    parts = [f"{amount}{unit}" for unit, amount in amounts.items() if amount]
    if seconds or fraction or not parts:
        parts.append(f"{seconds}{fraction}s")
    return ("-" if value < timedelta() else "") + " ".join(parts)


def _moment(value: datetime) -> str:
    """In UTC where there is a time zone."""
    return (value.astimezone(timezone.utc) if value.tzinfo else value).isoformat()


def _plain(value: object) -> object:
    """The value in JSON's own types; it has no NaN and no infinity: they are texts."""
    if isinstance(value, Enum | Choice):
        return _plain(value.value)
    if isinstance(value, dict):
        return {as_text(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return as_text(value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return as_text(value)


def _json(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _decimal(value: Decimal) -> str:
    """All digits, no zeros behind them: databases do not agree on those."""
    text = format(value, "f") if value.is_finite() else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


# In this order: a bool is an int, too. What is not here says it with ``str``.
_TEXTS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (str, str),
    (bool, lambda value: "true" if value else "false"),
    (float, lambda value: repr(float(value))),
    (Decimal, _decimal),
    (datetime, _moment),
    ((date, time), lambda value: value.isoformat()),
    (timedelta, _duration),
    ((bytes, bytearray, memoryview), lambda value: value.hex()),
    ((list, tuple, dict), _json),
)
