"""What is stored comes back from a form as it was, and what is typed is what is stored."""

from __future__ import annotations

import datetime
import decimal
import json
import math
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.served.pages import Entries, read
from tests.served.site import Site
from tests.served.visitor import Visitor, edit

Values = dict[str, Any]

TABLE = "every_column"
UTC = datetime.timezone.utc
D = decimal.Decimal
NEW = {"varchar": "Typed"}


@pytest.fixture(scope="module")
def key(site: Site) -> Any:
    """A row to type into."""
    return site.insert("EveryColumn", **NEW)


# What is stored


def test_rows_at_the_limits_are_saved_unchanged(site: Site, superuser: Visitor) -> None:
    keys = site.do("keys", table="EveryColumn")
    assert len(keys) >= 22
    for key in keys:
        save_unchanged(site, superuser, key)


def save_unchanged(site: Site, visitor: Visitor, key: Any, table: str = TABLE) -> None:
    before = site.stored(table, key)
    response = visitor.save(edit(table, key))
    assert response.status_code == 303, read(response.text).alert
    assert site.stored(table, key) == before


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


CHANCE = settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_any_row_is_saved_unchanged(site: Site, superuser: Visitor) -> None:
    @CHANCE
    @given(rows(site))
    def check(row: Values) -> None:
        with made(site, row) as key:
            save_unchanged(site, superuser, key)

    check()


def test_any_row_can_be_typed_in(site: Site, superuser: Visitor) -> None:
    """What the form of one row shows makes an equal row when it is typed in anew."""

    @CHANCE
    @given(rows(site))
    def check(row: Values) -> None:
        with made(site, row) as key:
            shown = Typed(superuser.page(edit(TABLE, key)).editor.entries())
            copy = add(site, superuser, shown | {"varchar_unique": "copy"})
            rows = [site.fetch("EveryColumn", each) for each in (copy, key)]
            site.do("delete", table="EveryColumn", key=copy)
            assert compared(rows[0]) == compared(rows[1])

    check()


@contextmanager
def made(site: Site, row: Values) -> Iterator[Any]:
    key = site.insert("EveryColumn", **row)
    try:
        yield key
    finally:
        site.do("delete", table="EveryColumn", key=key)


class Typed(dict[str, str]):
    """The last of each control's values, which counts."""

    def __init__(self, entries: Entries) -> None:
        super().__init__((name, value) for name, value in entries)


def add(
    site: Site,
    visitor: Visitor,
    typed: Mapping[str, str],
    table: str = "EveryColumn",
    path: str = TABLE,
) -> Any:
    """Returns the key of the new row."""
    before = set(site.do("keys", table=table))
    response = visitor.post(f"/tables/{path}/add/", {**typed})
    assert response.status_code == 303, read(response.text).alert
    (key,) = set(site.do("keys", table=table)) - before
    return key


def compared(row: Values) -> Values:
    """Without what differs in any two rows; text with the line breaks of a form."""
    apart = {"id", "varchar_unique", "timestamp_updated"}
    return {
        name: document(value) if name.startswith("json") else comparable(value)
        for name, value in row.items()
        if name not in apart
    }


def comparable(value: Any) -> Any:
    if isinstance(value, str):
        return unix(value).replace("\0", "\ufffd")
    return "nan" if isinstance(value, float) and math.isnan(value) else value


def document(value: Any) -> Any:
    """The text of a JSON document, white space aside; SQLite makes numbers of some."""
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value)
    return json.loads(text, parse_float=str, parse_int=str, object_pairs_hook=list)


def unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# What is typed

STORED: list[tuple[str, str, Any]] = [
    ("varchar", "\n leading and trailing \n", "\n leading and trailing \n"),
    ("varchar", "👩🏽‍🚀" * 16, "👩🏽‍🚀" * 16),
    ("varchar_unlimited", "x" * 100_000, "x" * 100_000),
    ("varchar_null", "", ""),
    ("varchar_null", "null", "null"),
    ("text", "\n\nafter two empty lines", "\n\nafter two empty lines"),
    ("text", "one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
    ("text", "مرحبا \u202eright to left\u202c", "مرحبا \u202eright to left\u202c"),
    ("text", "", ""),
    ("email", "", ""),
    ("small_int", "-32768", -32768),
    ("small_int", " +32767 ", 32767),
    ("integer", "-2147483648", -(2**31)),
    ("integer", "2147483647", 2**31 - 1),
    ("integer_null", "", None),
    ("integer_null", "0", 0),
    ("big_int", "9223372036854775807", 2**63 - 1),
    ("big_int", "-9223372036854775808", -(2**63)),
    ("numeric", "123456789.123456", D("123456789.123456")),
    ("numeric", "-0.000001", D("-0.000001")),
    ("numeric", "1e3", D(1000)),
    ("numeric_digits", "-99999.99", D("-99999.99")),
    ("decimal_null", "", None),
    ("real", "0.1", 0.1),
    ("real", "-inf", -math.inf),
    ("double_precision", "0.30000000000000004", 0.1 + 0.2),
    ("double_precision", "5e-324", 5e-324),
    ("double_precision", "Infinity", math.inf),
    ("date", "0001-01-02", datetime.date(1, 1, 2)),
    ("date_null", "", None),
    ("time", "23:59:59.999999", datetime.time(23, 59, 59, 999_999)),
    ("time", "07:05", datetime.time(7, 5)),
    (
        "timestamp",
        "2026-03-14T15:09:26.535897",
        datetime.datetime(2026, 3, 14, 15, 9, 26, 535_897),
    ),
    (
        "timestamptz",
        "2026-03-14 15:09:26.000001",
        datetime.datetime(2026, 3, 14, 15, 9, 26, 1, tzinfo=UTC),
    ),
    (
        "timestamptz",
        "2026-01-01T00:15:00+05:45",
        datetime.datetime(2025, 12, 31, 18, 30, tzinfo=UTC),
    ),
    ("interval", "1w 2d 3h 4m 5.000006s", datetime.timedelta(9, 11_045, 6)),
    ("interval", "-0.000001s", datetime.timedelta(microseconds=-1)),
    ("interval", "-26:00:00", datetime.timedelta(hours=-26)),
    ("interval", "0s", datetime.timedelta(0)),
    ("interval_null", "", None),
    ("boolean_null", "", None),
    ("boolean_null", "false", False),
    ("varchar_choices_null", "", None),
    ("varchar_choices_null", "#c0392b", "#c0392b"),
    ("integer_choices", "10", 10),
    ("numeric_choices", "0.07", D("0.07")),
    ("date_choices_null", "2026-12-25", datetime.date(2026, 12, 25)),
    ("array_choices", '["sun", "mon", "sun"]', ["sun", "mon", "sun"]),
    ("uuid", "{00000000-0000-0000-0000-00000000000A}", uuid.UUID(int=10)),
    ("uuid_null", "", None),
    ("json_value", '{"a": [1, null]}', '{"a": [1, null]}'),
    ("json_value", "null", "null"),
    ("json_value", '"null"', '"null"'),
    ("json_null", "", None),
    ("json_null", "null", "null"),
    ("jsonb_null", "null", "null"),
    ("jsonb_null", "", None),
    ("bytea", "00ff80c328", b"\x00\xff\x80\xc3\x28"),
    ("bytea", "", b""),
    ("blob_null", "", b""),
    ("array_varchar", '["", "null", null, "a\\r\\nb"]', ["", "null", None, "a\r\nb"]),
    ("array_integer", "[9223372036854775807, null]", [2**63 - 1, None]),
    ("array_null", "", None),
    ("array_null", "[]", []),
    ("array_nested", "[[1, 2], [3, null]]", [[1, 2], [3, None]]),
    ("array_date", '["2024-02-29", null]', [datetime.date(2024, 2, 29), None]),
    (
        "array_timestamptz",
        '["2026-01-01T00:15:00.000001+05:45"]',
        [datetime.datetime(2025, 12, 31, 18, 30, 0, 1, tzinfo=UTC)],
    ),
    ("director_name", "Agnès Varda", "Agnès Varda"),
    ("director_name", "", None),
    ("movie", "", None),
]


@pytest.mark.parametrize(("column", "typed", "value"), STORED)
def test_what_is_typed_is_stored(
    site: Site, superuser: Visitor, key: Any, column: str, typed: str, value: Any
) -> None:
    before = site.fetch("EveryColumn", key)
    untick = f"{column}__null" if not typed and value is not None else ""
    response = superuser.save(edit(TABLE, key), {column: typed}, untick)
    assert response.status_code == 303, read(response.text).alert
    after = site.fetch("EveryColumn", key)
    assert close(after[column]) == close(value)
    assert isinstance(after[column], type(value))
    apart = {column, "timestamp_updated"}
    assert without(after, apart) == without(before, apart)


def without(row: Values, names: set[str]) -> Values:
    return {name: value for name, value in row.items() if name not in names}


def close(value: Any) -> Any:
    """A float as its 32 bits know it."""
    if isinstance(value, float) and math.isclose(value, 0.1, rel_tol=1e-6):
        return 0.1
    return value


EMPTY_OR_NULL = [
    "varchar_null",
    "varchar_unique",
    "email_null",
    "text_null",
    "blob_null",
]


@pytest.mark.parametrize("column", EMPTY_OR_NULL)
def test_null_and_empty_text_are_told_apart(
    site: Site, superuser: Visitor, key: Any, column: str
) -> None:
    null = f"{column}__null"
    empty = b"" if column == "blob_null" else ""
    superuser.save(edit(TABLE, key), {column: "00"}, null)
    superuser.save(edit(TABLE, key), {column: ""}, null)
    assert site.fetch("EveryColumn", key)[column] == empty
    assert null not in Typed(superuser.page(edit(TABLE, key)).editor.entries())
    superuser.save(edit(TABLE, key), {column: "", null: "true"})
    assert site.fetch("EveryColumn", key)[column] is None
    assert null in Typed(superuser.page(edit(TABLE, key)).editor.entries())


def test_decimals_are_exact(site: Site, superuser: Visitor, key: Any) -> None:
    """Where the database has only floats, digits are refused instead of lost."""
    many = "12345678901234567890.123456789"
    typed = {"numeric": many, "decimal_null": "12345678.1234"}
    if site.engine == "sqlite":
        page = superuser.refused(edit(TABLE, key), typed)
        assert "exactly" in page.error("numeric")
        assert not page.error("decimal_null")
        assert Typed(page.editor.values())["numeric"] == many
    else:
        assert superuser.save(edit(TABLE, key), typed).status_code == 303
        assert site.fetch("EveryColumn", key)["numeric"] == D(many)


def test_not_a_number_is_kept_or_refused(
    site: Site, superuser: Visitor, key: Any
) -> None:
    typed = {"double_precision": "nan", "float_null": "nan"}
    if site.engine == "sqlite":  # It would make NULL of it.
        page = superuser.refused(edit(TABLE, key), typed)
        assert page.error("double_precision")
        assert page.error("float_null")
    else:
        assert superuser.save(edit(TABLE, key), typed).status_code == 303
        assert math.isnan(site.fetch("EveryColumn", key)["float_null"])
        reset = {"double_precision": "0", "float_null": ""}
        assert superuser.save(edit(TABLE, key), reset).status_code == 303


def test_long_intervals_are_exact(site: Site, superuser: Visitor, key: Any) -> None:
    typed = {"interval": "99999d 0.000001s"}
    if site.engine == "sqlite":
        assert superuser.refused(edit(TABLE, key), typed).error("interval")
    else:
        assert superuser.save(edit(TABLE, key), typed).status_code == 303
        expected = datetime.timedelta(99_999, microseconds=1)
        assert site.fetch("EveryColumn", key)["interval"] == expected


def test_short_text_of_fixed_length(site: Site, superuser: Visitor, key: Any) -> None:
    """PostgreSQL fills CHAR(3) up with spaces, which is no change."""
    assert superuser.save(edit(TABLE, key), {"char": "a"}).status_code == 303
    stored = site.fetch("EveryColumn", key)["char"]
    assert stored == ("a  " if site.engine == "postgres" else "a")
    save_unchanged(site, superuser, key)


@pytest.mark.parametrize("column", ["varchar", "text", "varchar_null", "char", "email"])
def test_nul_is_refused_beside_its_field(
    superuser: Visitor, key: Any, column: str
) -> None:
    page = superuser.refused(edit(TABLE, key), {column: "a\0b"})
    assert page.error(column)


REFUSED: list[tuple[str, str]] = [
    ("varchar", "x" * 81),
    ("char", "abcd"),
    ("email", "nobody"),
    ("email", "a@b@example.com"),
    ("small_int", "32768"),
    ("small_int", "-32769"),
    ("small_int", ""),
    ("small_int", "1.5"),
    ("small_int", "٣"),
    ("integer", "2147483648"),
    ("integer", "-2147483649"),
    ("big_int", "9223372036854775808"),
    ("big_int", "-9223372036854775809"),
    ("big_int", "9" * 5000),
    ("numeric", "NaN"),
    ("numeric", "Infinity"),
    ("numeric", "1e999999999"),
    ("numeric", "-1e-999999999"),
    ("numeric", "1,5"),
    ("numeric_digits", "100000"),
    ("numeric_digits", "1.234"),
    ("double_precision", "much"),
    ("date", "2026-02-30"),
    ("date", "10000-01-01"),
    ("time", "24:00"),
    ("time", "12:00+01:00"),
    ("timestamp", "2026-01-01T00:00Z"),
    ("timestamptz", "yesterday"),
    ("interval", "a while"),
    ("interval", "9999999999d"),
    ("boolean", "perhaps"),
    ("boolean_null", "perhaps"),
    ("varchar_choices", "#000000"),
    ("integer_choices", "2"),
    ("array_choices", '["mon", "day"]'),
    ("uuid", "0"),
    ("json_value", ""),
    ("json_value", "{"),
    ("json_value", "NaN"),
    ("json_value", "[" * 100_000),
    ("jsonb_value", '"\\u0000'),
    ("bytea", "f"),
    ("bytea", "zz"),
    ("array_varchar", "a, b"),
    ("array_varchar", '{"a": 1}'),
    ("array_varchar", '["a\\u0000"]'),
    ("array_varchar", json.dumps(["x" * 256])),
    ("array_integer", "[9223372036854775808]"),
    ("array_integer", '["one"]'),
    ("array_integer", "[[1]]"),
    ("array_integer", "[" * 100_000),
    ("array_nested", "[1]"),
    ("movie", "Dune"),
]


@pytest.mark.parametrize(("column", "typed"), REFUSED)
def test_what_cannot_be_stored_is_refused_beside_its_field(
    site: Site, superuser: Visitor, key: Any, column: str, typed: str
) -> None:
    before = site.stored(TABLE, key)
    address = f"/tables/{TABLE}/edit/{key}/"
    entries = Typed(superuser.page(address).editor.entries()) | {column: typed}
    response = superuser.post(address, {**entries})
    assert response.status_code == 422, response.text
    page = superuser.refused(address, {column: typed})
    assert page.error(column)
    assert page.alert
    if column not in {"boolean", "boolean_null"}:
        shown = [value for name, value in page.editor.values() if name == column]
        assert unix(shown[-1]) == typed
    assert site.stored(TABLE, key) == before


def test_rows_of_unequal_length_are_refused(
    site: Site, superuser: Visitor, key: Any
) -> None:
    """PostgreSQL has rectangles only; on SQLite a list is a text."""
    response = superuser.save(edit(TABLE, key), {"array_nested": "[[1], [2, 3]]"})
    assert response.status_code == (422 if site.engine == "postgres" else 303)


def test_rows_that_cannot_exist_are_refused(
    site: Site, superuser: Visitor, key: Any
) -> None:
    """PostgreSQL's serial keys have 32 bits; SQLite does not say what is missing."""
    page = superuser.refused(edit(TABLE, key), {"movie": "2147483648"})
    assert page.error("movie") if site.engine == "postgres" else page.alert
    assert superuser.refused(edit(TABLE, key), {"movie": str(2**63)}).error("movie")


def test_too_large_for_its_bits_is_refused(
    site: Site, superuser: Visitor, key: Any
) -> None:
    """SQLite keeps 64 bits for every float."""
    if site.engine == "postgres":
        page = superuser.refused(edit(TABLE, key), {"real": "1e39"})
        assert page.error("real"), page.alert
    else:
        assert superuser.save(edit(TABLE, key), {"real": "1e39"}).status_code == 303
        save_unchanged(site, superuser, key)


def test_several_errors_are_shown_at_once(superuser: Visitor, key: Any) -> None:
    typed = {"integer": "one", "date": "someday", "text": "kept\nas typed"}
    page = superuser.refused(edit(TABLE, key), typed)
    assert page.error("integer")
    assert page.error("date")
    assert not page.error("text")
    assert Typed(page.editor.values())["text"] == "kept\r\nas typed"


# Line breaks


def test_line_breaks_are_kept_until_the_text_is_changed(
    site: Site, superuser: Visitor
) -> None:
    mixed = {"varchar": "a\rb", "text": "one\r\ntwo\rthree\n", "varchar_null": "\r\n"}
    key = site.insert("EveryColumn", **mixed)
    assert superuser.save(edit(TABLE, key), {"integer": "8"}).status_code == 303
    row = site.fetch("EveryColumn", key)
    assert {name: row[name] for name in mixed} == mixed
    assert row["integer"] == 8


# Secrets


@pytest.fixture
def vault(site: Site) -> Iterator[Any]:
    key = site.insert("Vault", name="Gold", code="1234", hint="\n", contents="[1]")
    yield key
    site.do("delete", table="Vault", key=key)


SECRETS = {"code": "1234", "hint": "\n", "contents": "[1]"}


def test_secrets_stay_unless_typed(site: Site, superuser: Visitor, vault: Any) -> None:
    save_unchanged(site, superuser, vault, "vault")
    assert superuser.save(edit("vault", vault), {"name": "Silver"}).status_code == 303
    row = site.fetch("Vault", vault)
    assert row == {"id": vault, "name": "Silver", **SECRETS}


def test_secrets_are_never_shown(superuser: Visitor, vault: Any) -> None:
    wrong = superuser.save(edit("vault", vault), {"code": "9876", "contents": "{wrong"})
    assert wrong.status_code == 422
    pages = [
        superuser.get(edit("vault", vault)),
        superuser.get("/tables/vault/"),
        wrong,
    ]
    for response in pages:
        for secret in ("1234", "9876", "{wrong"):
            assert secret not in response.text


def test_secrets_are_replaced_by_what_is_typed(
    site: Site, superuser: Visitor, vault: Any
) -> None:
    typed = {"code": " new ", "hint": "two\r\nlines"}
    assert superuser.save(edit("vault", vault), typed).status_code == 303
    row = site.fetch("Vault", vault)
    assert (row["code"], row["hint"]) == (" new ", "two\nlines")
    assert row["contents"] == "[1]"


def test_nullable_secrets_can_be_removed(
    site: Site, superuser: Visitor, vault: Any
) -> None:
    assert (
        superuser.save(edit("vault", vault), {"hint__null": "true"}).status_code == 303
    )
    assert site.fetch("Vault", vault) == {
        "id": vault,
        "name": "Gold",
        **SECRETS,
        "hint": None,
    }


def test_secrets_of_new_rows(site: Site, superuser: Visitor) -> None:
    typed = {"name": "New", "code": "0000", "hint": "", "contents": ""}
    key = add(site, superuser, typed, "Vault", "vault")
    expected = {"name": "New", "code": "0000", "hint": None, "contents": "{}"}
    assert site.fetch("Vault", key) == {"id": key, **expected}
    site.do("delete", table="Vault", key=key)


# Lists of every type

LISTS: Mapping[str, tuple[str, list[Any]]] = {
    "smalls": ("[-32768, null, 32767]", [-32768, None, 32767]),
    "numerics": ('["0.1", null, 1.50]', [D("0.1"), None, D("1.5")]),
    "decimals": ("[999.99]", [D("999.99")]),
    "reals": ("[0.5, null]", [0.5, None]),
    "times": ('["23:59:59.999999"]', [datetime.time(23, 59, 59, 999_999)]),
    "timestamps": (
        '["2026-03-14T15:09:26.535897"]',
        [datetime.datetime(2026, 3, 14, 15, 9, 26, 535_897)],
    ),
    "emails": ('["a@example.com", ""]', ["a@example.com", ""]),
}
POSTGRES_LISTS: Mapping[str, tuple[str, list[Any]]] = {
    "intervals": ('["-1d 0.5s"]', [-datetime.timedelta(days=1, seconds=0.5)]),
    "uuids": (f'["{uuid.UUID(int=1)}", null]', [uuid.UUID(int=1), None]),
    "blobs": ('["00ff", ""]', [b"\x00\xff", b""]),
}


def test_lists_of_every_type(site: Site, superuser: Visitor) -> None:
    lists = {**LISTS, **(POSTGRES_LISTS if site.engine == "postgres" else {})}
    typed = {name: "[]" for name in (*LISTS, *POSTGRES_LISTS)}
    typed |= {name: shown for name, (shown, _) in lists.items()}
    key = add(site, superuser, typed, "Lists", "lists")
    row = site.fetch("Lists", key)
    assert {name: as_decimals(row[name], lists[name][1]) for name in lists} == {
        name: value for name, (_, value) in lists.items()
    }
    save_unchanged(site, superuser, key, "lists")


def as_decimals(stored: list[Any], wanted: list[Any]) -> list[Any]:
    """SQLite gives decimals in lists back as floats."""
    if not any(isinstance(value, D) for value in wanted):
        return stored
    return [value if value is None else D(str(value)) for value in stored]


@pytest.mark.parametrize("column", POSTGRES_LISTS)
def test_lists_that_sqlite_cannot_store_are_refused(
    site: Site, superuser: Visitor, column: str
) -> None:
    typed = {name: "[]" for name in (*LISTS, *POSTGRES_LISTS)}
    typed[column] = POSTGRES_LISTS[column][0]
    response = superuser.post("/tables/lists/add/", typed)
    assert response.status_code == (422 if site.engine == "sqlite" else 303)
