"""What is typed is what is stored, or refused beside its field."""

from __future__ import annotations

import datetime
import decimal
import json
import math
import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from tests.served.pages import Typed, read, unix
from tests.served.site import Site
from tests.served.visitor import Visitor, add, edit, save_unchanged

Values = dict[str, Any]

TABLE = "specimen"
UTC = datetime.timezone.utc
D = decimal.Decimal
NEW = {"varchar": "Typed"}


@pytest.fixture(scope="module")
def key(site: Site) -> Any:
    """A row to type into."""
    return site.insert("Specimen", **NEW)


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
    ("interval", "1 week 2 days", datetime.timedelta(9)),
    ("interval", "90 minutes", datetime.timedelta(minutes=90)),
    ("interval", "1 Hour 1 min 1.5 seconds", datetime.timedelta(seconds=3661.5)),
    ("interval", "1:30:00", datetime.timedelta(minutes=90)),
    ("interval", "- 1 day 2:00:00.000001", -datetime.timedelta(1, 7200, 1)),
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


@pytest.mark.parametrize("case", STORED, ids=lambda case: f"{case[0]}-{case[1][:20]}")
def test_what_is_typed_is_stored(
    site: Site, superuser: Visitor, key: Any, case: tuple[str, str, Any]
) -> None:
    column, typed, value = case
    before = site.fetch("Specimen", key)
    untick = f"{column}__null" if not typed and value is not None else ""
    response = superuser.save(edit(TABLE, key), {column: typed}, untick)
    assert response.status_code == 303, read(response.text).alert
    after = site.fetch("Specimen", key)
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
    assert site.fetch("Specimen", key)[column] == empty
    assert null not in Typed(superuser.page(edit(TABLE, key)).editor.entries())
    superuser.save(edit(TABLE, key), {column: "", null: "true"})
    assert site.fetch("Specimen", key)[column] is None
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
        assert site.fetch("Specimen", key)["numeric"] == D(many)


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
        assert math.isnan(site.fetch("Specimen", key)["float_null"])
        reset = {"double_precision": "0", "float_null": ""}
        assert superuser.save(edit(TABLE, key), reset).status_code == 303


def test_long_intervals_are_exact(site: Site, superuser: Visitor, key: Any) -> None:
    typed = {"interval": "99999d 0.000001s"}
    if site.engine == "sqlite":
        assert superuser.refused(edit(TABLE, key), typed).error("interval")
    else:
        assert superuser.save(edit(TABLE, key), typed).status_code == 303
        expected = datetime.timedelta(99_999, microseconds=1)
        assert site.fetch("Specimen", key)["interval"] == expected


def test_short_text_of_fixed_length(site: Site, superuser: Visitor, key: Any) -> None:
    """PostgreSQL fills CHAR(3) up with spaces, which is no change."""
    assert superuser.save(edit(TABLE, key), {"char": "a"}).status_code == 303
    stored = site.fetch("Specimen", key)["char"]
    assert stored == ("a  " if site.engine == "postgres" else "a")
    save_unchanged(site, superuser, TABLE, key)


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
    ("interval", "90"),
    ("interval", "1 day, 2:00:00"),
    ("interval", "1:60"),
    ("interval", "1 month"),
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
        save_unchanged(site, superuser, TABLE, key)


def test_several_errors_are_shown_at_once(superuser: Visitor, key: Any) -> None:
    typed = {"integer": "one", "date": "someday", "text": "kept\nas typed"}
    page = superuser.refused(edit(TABLE, key), typed)
    assert page.error("integer")
    assert page.error("date")
    assert not page.error("text")
    assert Typed(page.editor.values())["text"] == "kept\r\nas typed"


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
    typed = dict.fromkeys((*LISTS, *POSTGRES_LISTS), "[]")
    typed |= {name: shown for name, (shown, _) in lists.items()}
    key = add(site, superuser, typed, "Lists", "lists")
    row = site.fetch("Lists", key)
    assert {name: as_decimals(row[name], lists[name][1]) for name in lists} == {
        name: value for name, (_, value) in lists.items()
    }
    save_unchanged(site, superuser, "lists", key)


def as_decimals(stored: list[Any], wanted: list[Any]) -> list[Any]:
    """SQLite gives decimals in lists back as floats."""
    if not any(isinstance(value, D) for value in wanted):
        return stored
    return [value if value is None else D(str(value)) for value in stored]


@pytest.mark.parametrize("column", POSTGRES_LISTS)
def test_lists_that_sqlite_cannot_store_are_refused(
    site: Site, superuser: Visitor, column: str
) -> None:
    typed = dict.fromkeys((*LISTS, *POSTGRES_LISTS), "[]")
    typed[column] = POSTGRES_LISTS[column][0]
    response = superuser.post("/tables/lists/add/", typed)
    assert response.status_code == (422 if site.engine == "sqlite" else 303)
