"""Rows at the limits of what each column can hold.

No value is drawn by chance or taken from the clock. What SQLite cannot keep exactly (it
has no decimals) is kept by PostgreSQL.
"""

import datetime
import decimal
import uuid
from collections.abc import Iterator
from typing import Any

from movies.tables import Director, Movie

from .tables import Colour, Holiday, Priority, Specimen, Tax, Weekday

UTC = datetime.timezone.utc
NOON = datetime.datetime(2026, 3, 14, 12, 0)
KATHMANDU = datetime.timezone(datetime.timedelta(hours=5, minutes=45))
MARQUESAS = datetime.timezone(datetime.timedelta(hours=-9, minutes=-30))

# One day less than Python can do, which asyncpg takes for infinity.
FIRST = datetime.datetime(1, 1, 2)
LAST = datetime.datetime(9999, 12, 30, 23, 59, 59, 999_999)

# The defaults of these columns are the time, or chance.
FIXED: dict[str, Any] = {
    "date": NOON.date(),
    "time": NOON.time(),
    "timestamp": NOON,
    "timestamp_updated": NOON,
    "timestamptz": NOON.replace(tzinfo=UTC),
    "uuid": uuid.UUID("018e3c8a-7b1e-7c3d-9f52-0a1b2c3d4e5f"),
}


async def seed() -> None:
    """Fill the table, which has to be empty, after the movies."""
    rows = [*texts(), *numbers(), *times(), *choices(), *documents(), *lists()]
    await Specimen.insert(*[Specimen(**{**FIXED, **row}) for row in rows])
    await Specimen.insert(await related())


def texts() -> Iterator[dict[str, Any]]:
    yield {"varchar": "Defaults"}
    yield {
        "varchar": "Empty, which is not null",
        "char": "",
        "email": "",
        "varchar_null": "",
        "email_null": "",
        "secret_null": "",
        "text_null": "",
        "interval": datetime.timedelta(0),
        "interval_null": datetime.timedelta(0),
        "integer_null": 0,
        "boolean": False,
        "boolean_null": False,
        "jsonb_value": "{}",
        "json_null": "[]",
        "jsonb_null": '""',
        "blob_null": b"",
        "array_integer": [],
        "array_null": [],
        "array_nested_null": [],
    }
    yield {
        "varchar": "x" * 80,
        "varchar_unlimited": "unbroken" * 500,
        "text": "\n\n".join(
            ["The quick brown fox jumps over the lazy dog. " * 12] * 60
        ),
        "secret": "correct horse battery staple",
    }
    yield {
        "varchar": "<script>alert('x')</script> & {{ 7 * 7 }}",
        "varchar_null": "{% raw %} [[ name ]] %s %(name)s \\n",
        "text": "</textarea><h1 onclick=\"alert('x')\">Robert'); DROP TABLE movie; --",
        "email": "first.last+tag@example.com",
    }
    yield {
        "varchar": "  Spaces before, after,   and between  ",
        "varchar_null": " ",
        "text": "\ttab\r\nreturn\n\n\ntrailing line\n",
        "text_null": "\n",
    }
    yield {
        "varchar": "Ünïcödé: 日本語, ไทย, ᚠᚢᚦ, e\N{COMBINING ACUTE ACCENT}, 👩🏽‍🚀",
        "varchar_unique": "Straße, STRASSE",
        "char": "日本語",
        "email": "грета@example.com",
        "text": "zero\N{ZERO WIDTH SPACE}width, no\N{NO-BREAK SPACE}break, Z̸̢a̷͝l̵g̶̛o̸",
    }
    yield {
        "varchar": "مرحبا بالعالم: right to left",
        "varchar_unique": "שלום עולם",
        "text": "The film جدایی نادر از سیمین (2011) won; 1,234 seats were sold.",
        "array_varchar": ["עברית", "العربية", "فارسی", "English"],
    }


def numbers() -> Iterator[dict[str, Any]]:
    yield {
        "varchar": "Largest numbers",
        "small_int": 2**15 - 1,
        "integer": 2**31 - 1,
        "integer_null": 2**31 - 1,
        "big_int": 2**63 - 1,
        "big_int_null": 2**63 - 1,
        "numeric": decimal.Decimal("12345678901234567890.123456789"),
        "numeric_digits": decimal.Decimal("99999.99"),
        "decimal_null": decimal.Decimal("99999999.9999"),
        "real": 3.4028234e38,
        "float_null": 3.4028234e38,
        "double_precision": 1.7976931348623157e308,
        "double_precision_null": 2.0**53,
        "array_integer": [2**63 - 1, 0, -(2**63)],
    }
    yield {
        "varchar": "Smallest numbers",
        "small_int": -(2**15),
        "integer": -(2**31),
        "big_int": -(2**63),
        "numeric": decimal.Decimal("-12345678901234567890.123456789"),
        "numeric_digits": decimal.Decimal("-99999.99"),
        "decimal_null": decimal.Decimal("-0.0001"),
        "real": -3.4028234e38,
        "double_precision": -1.7976931348623157e308,
    }
    yield {
        "varchar": "Numbers close to zero",
        "numeric": decimal.Decimal("0.000000001"),
        "numeric_digits": decimal.Decimal("0.10"),
        "decimal_null": decimal.Decimal("0.0001"),
        "real": 1.5e-38,
        "float_null": 0.1,
        "double_precision": 5e-324,
        "double_precision_null": 0.1 + 0.2,
    }


def times() -> Iterator[dict[str, Any]]:
    yield {
        "varchar": "Microseconds",
        "time": datetime.time(23, 59, 59, 999_999),
        "time_null": datetime.time(0, 0, 0, 1),
        "timestamp": datetime.datetime(2026, 3, 14, 15, 9, 26, 535_897),
        "timestamp_null": datetime.datetime(2026, 3, 14, 15, 9, 26, 535_000),
        "timestamptz": datetime.datetime(2026, 3, 14, 15, 9, 26, 535_897, UTC),
        "interval": datetime.timedelta(microseconds=1),
        "interval_null": datetime.timedelta(hours=1, microseconds=1_500),
    }
    yield {
        "varchar": "Time zones: the same moment in Kathmandu and on the Marquesas",
        "timestamptz": datetime.datetime(2026, 1, 1, 0, 15, tzinfo=KATHMANDU),
        "timestamptz_null": datetime.datetime(2025, 12, 31, 9, 0, tzinfo=MARQUESAS),
        "array_timestamptz": [
            datetime.datetime(2026, 1, 1, 0, 15, tzinfo=KATHMANDU),
            datetime.datetime(2025, 12, 31, 18, 30, tzinfo=UTC),
        ],
    }
    yield {
        "varchar": "The first years and the last",
        "date": FIRST.date(),
        "date_null": LAST.date(),
        "time": datetime.time.min,
        "timestamp": FIRST,
        "timestamp_null": LAST,
        "timestamptz": FIRST.replace(tzinfo=UTC),
        "timestamptz_null": LAST.replace(tzinfo=UTC),
        "array_date": [
            FIRST.date(),
            datetime.date(2024, 2, 29),
            LAST.date(),
        ],
    }
    yield {
        "varchar": "Intervals: below zero, and a century",
        "interval": -datetime.timedelta(days=1, hours=2, minutes=3, microseconds=4),
        "interval_null": datetime.timedelta(days=36_525, seconds=1),
    }


def choices() -> Iterator[dict[str, Any]]:
    yield {
        "varchar": "Every choice made",
        "boolean_null": True,
        "varchar_choices": Colour.red,
        "varchar_choices_null": Colour.green,
        "integer_choices": Priority.urgent,
        "numeric_choices": Tax.reduced,
        "date_choices_null": Holiday.christmas,
        "array_choices": [Weekday.sunday, Weekday.monday],
    }


def documents() -> Iterator[dict[str, Any]]:
    yield {
        "varchar": "JSON null, which is not null",
        "json_value": "null",
        "json_null": "null",
        "jsonb_value": "null",
        "jsonb_null": "null",
    }
    yield {
        "varchar": "JSON that is no object",
        "json_value": '"text"',
        "json_null": "true",
        "jsonb_value": "-1.5e300",
        "jsonb_null": "[[], {}, 0, false, null]",
    }
    yield {
        "varchar": "JSON with spaces, depth and large numbers",
        "json_value": '{ "b": 1,\n  "a": 9007199254740993, "a": 2 }',
        "jsonb_value": '{"list": [[[{"deep": "✓"}]]], "": "no key", "é": "\\u00e9"}',
    }
    yield {
        "varchar": "Bytes",
        "bytea": bytes(range(256)),
        "blob_null": b"\x89PNG\r\n\x1a\n",
        "uuid": uuid.UUID(int=0),
        "uuid_null": uuid.UUID(int=2**128 - 1),
    }


def lists() -> Iterator[dict[str, Any]]:
    yield {
        "varchar": "Lists",
        "array_varchar": [
            "",
            " ",
            "one, two",
            '"quoted"',
            "{braces}",
            "back\\slash",
            "NULL",
        ],
        "array_integer": [1, None, 3],
        "array_boolean": [True, False, True],
        "array_date": [datetime.date(2026, 3, 14)],
        "array_null": ["several\nlines", ""],
    }
    yield {
        "varchar": "Lists of lists",
        "array_nested": [[1, 2, 3], [-4, None, 6]],
        "array_nested_null": [["a", ""], ["b, c", "[d]"]],
    }


async def related() -> Specimen:
    """A row that refers to others: by number, by text, and to the first one here."""
    movie = await Movie.select(Movie.id).order_by(Movie.id).first()
    director = await Director.select(Director.name).order_by(Director.name).first()
    parent = await Specimen.select(Specimen.id).order_by(Specimen.id).first()
    assert movie is not None
    assert director is not None
    assert parent is not None
    return Specimen(
        **FIXED,
        varchar="Other rows",
        movie=movie["id"],
        director_name=director["name"],
        parent=parent["id"],
    )
