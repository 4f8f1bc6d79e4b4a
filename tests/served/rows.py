"""Rows by chance, of a table with every type of column."""

from __future__ import annotations

import datetime
import decimal
import json
from typing import Any

from hypothesis import strategies as st

from tests.served.site import Site

Values = dict[str, Any]

UTC = datetime.timezone.utc
D = decimal.Decimal


def text(site: Site, length: int | None = None) -> st.SearchStrategy[str]:
    """Any that the database can store, more often with what forms might lose."""
    awkward = ["\n", "\r", "\r\n", " ", "\t", "&amp;", "<b>", '"', "\u2028", "\ufffd"]
    characters = st.characters(
        exclude_categories=["Cs"],
        exclude_characters="\0" if site.engine == "postgres" else "",
    )
    texts = st.text(characters) | st.lists(st.sampled_from(awkward)).map("".join)
    return texts.filter(lambda text: length is None or len(text) <= length)


def numbers(*digits: int) -> st.SearchStrategy[decimal.Decimal]:
    """With so many digits before the point and behind it."""
    whole, places = digits
    limit = D(10) ** whole - D(10) ** -places
    return st.decimals(-limit, limit, places=places, allow_nan=False)


def numerics(site: Site) -> st.SearchStrategy[decimal.Decimal]:
    if site.engine == "sqlite":
        some = st.floats(-1e300, 1e300).map(lambda value: D(f"{value:.15g}"))
        return numbers(12, 3) | some
    return numbers(30, 0) | numbers(20, 20)


def floats(site: Site, width: Any) -> st.SearchStrategy[float]:
    return st.floats(width=width, allow_nan=site.engine == "postgres")


def moments(site: Site, **options: Any) -> st.SearchStrategy[datetime.datetime]:
    """PostgreSQL's driver takes the first and the last day for infinity."""
    first, last = datetime.datetime(1, 1, 3), datetime.datetime(9999, 12, 29)
    return st.datetimes(first, last, **options)


def dates() -> st.SearchStrategy[datetime.date]:
    return st.dates(datetime.date(1, 1, 2), datetime.date(9999, 12, 30))


def zones() -> st.SearchStrategy[datetime.timezone]:
    offsets = st.integers(-12 * 60, 14 * 60)
    return offsets.map(lambda n: datetime.timezone(datetime.timedelta(minutes=n)))


def intervals(site: Site) -> st.SearchStrategy[datetime.timedelta]:
    if site.engine == "postgres":
        return st.timedeltas()
    return st.timedeltas(datetime.timedelta(days=-9999), datetime.timedelta(days=9999))


def documents(site: Site) -> st.SearchStrategy[str]:
    """JSON, written by several hands."""
    scalars = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | text(site)
    values = st.recursive(
        scalars, lambda inner: st.lists(inner) | st.dictionaries(text(site), inner)
    )
    written = st.sampled_from(
        [
            json.dumps,
            lambda value: json.dumps(value, indent=1, ensure_ascii=False),
            lambda value: json.dumps([value], separators=(",\r\n", " : ")),
        ]
    )
    odd = [
        '"null"',
        '{"a": 1, "a": 2}',
        "[1.10, 1E5, 1e-7, -0]",
        '"\\/\\u00e9"',
        " [ ]",
    ]
    dumped = st.builds(lambda write, value: str(write(value)), written, values)
    clean = dumped.filter(lambda text: "\\u0000" not in text)
    return clean | st.sampled_from(odd)


def lists(items: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.none() | items, max_size=5)


def nested(items: st.SearchStrategy[Any]) -> st.SearchStrategy[list[list[Any]]]:
    """Rows of equal length, none of them empty."""

    def rows(length: int) -> st.SearchStrategy[list[list[Any]]]:
        row = st.lists(st.none() | items, min_size=length, max_size=length)
        return st.lists(row, max_size=3)

    return st.integers(1, 3).flatmap(rows)


def rows(site: Site) -> st.SearchStrategy[Values]:
    """Of a table with every type of column, a few of them filled by chance."""
    big, small = 2**63, 2**31
    always: dict[str, st.SearchStrategy[Any]] = {
        "varchar": text(site, 80).filter(bool),
        "varchar_unlimited": text(site),
        "varchar_unique": st.uuids().map(lambda value: value.hex[:20]),
        "varchar_renamed": text(site),
        "char": text(site, 3),
        "text": text(site),
        "small_int": st.integers(-(2**15), 2**15 - 1),
        "integer": st.integers(-small, small - 1),
        "big_int": st.integers(-big, big - 1),
        "numeric": numerics(site),
        "numeric_digits": numbers(5, 2),
        "real": floats(site, 32),
        "double_precision": floats(site, 64),
        "date": dates(),
        "time": st.times(),
        "timestamp": moments(site),
        "timestamptz": moments(site, timezones=zones()),
        "interval": intervals(site),
        "boolean": st.booleans(),
        "uuid": st.uuids(),
        "json_value": documents(site),
        "jsonb_value": documents(site),
        "bytea": st.binary(),
        "array_varchar": lists(text(site).filter(lambda text: "\0" not in text)),
        "array_integer": lists(st.integers(-big, big - 1)),
        "array_boolean": lists(st.booleans()),
        "array_date": lists(dates()),
        "array_timestamptz": lists(moments(site, timezones=st.just(UTC))),
        "array_nested": nested(st.integers(-small, small - 1)),
        "integer_choices": st.sampled_from([1, 5, 10]),
        "numeric_choices": st.sampled_from([D("0.00"), D("0.07"), D("0.19")]),
        "array_choices": st.lists(st.sampled_from(["mon", "sun"])),
    }
    emails = st.sampled_from(["", "a+b@example.com", "грета@example.com"])
    maybe = {
        "varchar_null": text(site),
        "email_null": emails,
        "text_null": text(site),
        "integer_null": always["integer"],
        "big_int_null": always["big_int"],
        "decimal_null": numbers(8, 4),
        "float_null": always["double_precision"],
        "double_precision_null": always["double_precision"],
        "date_null": always["date"],
        "time_null": always["time"],
        "timestamp_null": always["timestamp"],
        "timestamptz_null": always["timestamptz"],
        "interval_null": always["interval"],
        "boolean_null": always["boolean"],
        "varchar_choices_null": st.sampled_from(["#c0392b", "#27ae60"]),
        "date_choices_null": st.just(datetime.date(2026, 5, 1)),
        "uuid_null": always["uuid"],
        "json_null": always["json_value"],
        "jsonb_null": always["jsonb_value"],
        "blob_null": always["bytea"],
        "array_null": always["array_varchar"],
        "array_nested_null": nested(st.sampled_from(["", "a", "b, c", "[d]", '"'])),
        "movie": st.just(1),
        "director_name": st.just("Agnès Varda"),
        "parent": st.just(1),
    }
    nullable = {name: st.none() | values for name, values in maybe.items()}
    return st.fixed_dictionaries(
        {
            "varchar": always.pop("varchar"),
            "varchar_unique": always.pop("varchar_unique"),
        },
        optional={**always, **nullable},
    )
