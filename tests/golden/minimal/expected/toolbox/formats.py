"""How numbers, dates and times look in the language of the request.

English has them as they are typed, ISO 8601 and a decimal point: it is also what people
of any country see who have no other language, and they agree on nothing else. Form
controls and addresses have them so in every language.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, get_decimal_symbol
from babel.units import format_unit

from . import fields, zones
from .i18n import current, locale


def as_typed() -> bool:
    return current.get()[0] == "en"


def count(value: int) -> str:
    """How many there are of something: ``10,000``."""
    return grouped(value, locale())


@lru_cache
def grouped(value: int, here: Locale) -> str:
    """Babel reads the pattern of the language each time."""
    return format_decimal(value, locale=here)


def decimal(value: Decimal, places: int) -> str:
    """With as many decimal places as the column has: SQLite gives 9.50 back as 9.5."""
    whole, _point, fraction = fields.show_decimal(value).partition(".")
    if not value.is_finite():
        return whole
    fraction = fraction.ljust(places, "0")
    if as_typed():
        return f"{whole}.{fraction}" if fraction else whole
    pattern = "#,##0" + "." * bool(fraction) + "0" * len(fraction)
    with localcontext() as context:
        context.prec = 150_000  # As many digits as PostgreSQL's can have.
        return format_decimal(value, pattern, locale(), decimal_quantization=False)


def number(value: int | float | Decimal) -> str:
    """All its digits. Whole numbers are not grouped: they may be years, or keys."""
    if isinstance(value, Decimal):
        return decimal(value, places=0)
    return with_own_point(fields.as_text(value))


def real(value: float) -> str:
    return with_own_point(fields.show_real(value))


def with_own_point(shown: str) -> str:
    return shown if as_typed() else shown.replace(".", get_decimal_symbol(locale()))


def day(value: date) -> str:
    return value.isoformat() if as_typed() else format_date(value, locale=locale())


def clock(value: time, *, seconds: bool = True) -> str:
    """With the parts of a second, if there are any."""
    if as_typed():
        shown = value.isoformat()
        return shown if seconds else shown[:5]
    here = locale()
    pattern = here.time_formats["medium" if seconds else "short"].pattern
    if value.microsecond:
        fraction = f"{value.microsecond:06}".rstrip("0")
        pattern = pattern.replace("ss", f"ss{get_decimal_symbol(here)}{fraction}")
    return format_time(value, pattern, locale=here)


def moment(value: datetime) -> str:
    """``2024-01-31 13:45``; seconds and parts of them only where there are any."""
    if value.tzinfo:
        local = zones.local(value)
        return f"{moment(local.replace(tzinfo=None))} {local.tzname()}"
    has_seconds = bool(value.second or value.microsecond)
    shown = clock(value.time(), seconds=has_seconds), day(value.date())
    order = "{1} {0}" if as_typed() else str(locale().datetime_formats["medium"])
    return order.replace("'", "").format(*shown)


def interval(value: timedelta) -> str:
    """``1d 2h 30m``, with the units of the language."""
    shown = fields.show_interval(value)
    if as_typed():
        return shown
    sign = "-" if shown.startswith("-") else ""
    return sign + " ".join(part(*found) for found in PARTS.findall(shown))


PARTS = re.compile(r"([0-9.]+)([dhms])")

UNITS = {"d": "day", "h": "hour", "m": "minute", "s": "second"}


def part(amount: str, unit: str) -> str:
    """``2 Std.`` of ``2`` and ``h``."""
    name = f"duration-{UNITS[unit]}"
    return format_unit(Decimal(amount), name, "short", "0.######", locale=locale())


SIZES = (("gigabyte", 10**9), ("megabyte", 10**6), ("kilobyte", 10**3), ("byte", 1))


def size(count: int) -> str:
    """Of bytes: ``50 MB``."""
    name, unit = next((one for one in SIZES if count >= one[1]), SIZES[-1])
    here = locale()
    return format_unit(count / unit, f"digital-{name}", "short", "0.#", locale=here)
