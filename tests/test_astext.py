"""The text of values, and back again."""

from __future__ import annotations

import enum
import importlib
import json
import math
import re
import uuid
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from piccolo.columns.choices import Choice

from scaffold.astext import as_text
from scaffold.render import TEMPLATES


class Colour(str, enum.Enum):
    red = "#f00"


class Level(enum.IntEnum):
    low = 1


class Title(enum.Enum):
    mr = Choice("m", "Mr.")
    none = Choice(None, "None")


IDENTIFIER = uuid.UUID("0b52bb4b-5d1e-4f7c-9d1b-2f6f6a1c3e11")
EAST = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", ""),
        ("None", "None"),
        (" Mr.\nT ", " Mr.\nT "),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-(2**63), "-9223372036854775808"),
        (0.1, "0.1"),
        (1e16, "1e+16"),
        (math.inf, "inf"),
        (Decimal("1.50"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-9"), "0.000000001"),
        (Decimal("-Infinity"), "-Infinity"),
        (Decimal("NaN"), "NaN"),
        (date(2024, 1, 31), "2024-01-31"),
        (time(13, 45), "13:45:00"),
        (time(13, 45, 0, 7), "13:45:00.000007"),
        (datetime(2024, 1, 31, 13, 45), "2024-01-31T13:45:00"),
        (datetime(2024, 1, 31, 13, 45, 1, 5), "2024-01-31T13:45:01.000005"),
        (datetime(2024, 1, 31, 13, tzinfo=EAST), "2024-01-31T07:30:00+00:00"),
        (IDENTIFIER, str(IDENTIFIER)),
        (b"", ""),
        (b"\x00\xff", "00ff"),
        (bytearray(b"\n"), "0a"),
        (timedelta(), "0s"),
        (timedelta(days=1, hours=2), "1d 2h"),
        (timedelta(days=3), "3d"),
        (timedelta(minutes=61), "1h 1m"),
        (timedelta(seconds=1.5), "1.5s"),
        (timedelta(microseconds=1), "0.000001s"),
        (timedelta(days=-1, hours=-2), "-1d 2h"),
        (timedelta(seconds=-1), "-1s"),
        (timedelta.min, "-999999999d"),
        (timedelta.max, "999999999d 23h 59m 59.999999s"),
        (Colour.red, "#f00"),
        (Level.low, "1"),
        (Title.mr, "m"),
        (Title.none, None),
        ([], "[]"),
        ([1, 2.5, True, None, "a"], '[1, 2.5, true, null, "a"]'),
        ([[1], [2, 3]], "[[1], [2, 3]]"),
        ([Decimal("1.50")], '["1.5"]'),
        ([date(2024, 1, 31), IDENTIFIER], f'["2024-01-31", "{IDENTIFIER}"]'),
        ([math.nan, b"\xff", Level.low, Title.mr], '["nan", "ff", 1, "m"]'),
        ((1, 2), "[1, 2]"),
        (["é", '"'], '["é", "\\""]'),
        ({"a": {"b": [timedelta(1)]}}, '{"a": {"b": ["1d"]}}'),
    ],
)
def test_text(value: object, text: str | None) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    "value",
    [
        "text",
        True,
        7,
        0.1,
        Decimal("1.50"),
        Decimal("100"),
        date(2024, 1, 31),
        time(13, 45),
        datetime(2024, 1, 31, 13, 45, 1, 5),
        datetime(2024, 1, 31, 13, tzinfo=EAST),
        IDENTIFIER,
        b"\x00\xff",
        timedelta(days=-1, hours=-2, microseconds=5),
        [1, "a", None],
    ],
)
def test_the_emitted_code_shows_the_same(
    value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(TEMPLATES / "admin"))
    fields = importlib.import_module("toolbox.fields")
    assert fields.as_text(value) == as_text(value)


def test_what_is_of_no_known_type_is_its_own_text() -> None:
    assert as_text(range(2)) == "range(0, 2)"


@given(st.timedeltas())
def test_an_interval_can_be_read_back(value: timedelta) -> None:
    text = as_text(value)
    assert text is not None
    match = re.fullmatch(
        r"(-?)(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)? ?(?:(\d+)(?:\.(\d{1,6}))?s)?", text
    )
    assert match
    sign, days, hours, minutes, seconds, fraction = match.groups(default="0")
    size = timedelta(
        days=int(days),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        microseconds=int(fraction.ljust(6, "0")),
    )
    assert (-size if sign == "-" else size) == value


@given(st.one_of(st.decimals(allow_nan=False, places=8), st.floats(allow_nan=False)))
def test_a_number_can_be_read_back(value: Decimal | float) -> None:
    text = as_text(value)
    assert text is not None
    assert type(value)(text) == value


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text()), st.lists
    )
)
def test_a_list_is_json(value: object) -> None:
    assert json.loads(as_text([value]) or "") == [value]
