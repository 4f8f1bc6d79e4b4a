"""What is stored comes back from a form as it was."""

from __future__ import annotations

import datetime
import decimal
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from tests.served.pages import Typed, unix
from tests.served.rows import Values, rows
from tests.served.site import Site
from tests.served.visitor import Visitor, add, edit, save_unchanged

TABLE = "specimen"
UTC = datetime.timezone.utc
D = decimal.Decimal


def test_rows_at_the_limits_are_saved_unchanged(site: Site, superuser: Visitor) -> None:
    keys = site.do("keys", table="Specimen")
    assert len(keys) >= 22
    for key in keys:
        save_unchanged(site, superuser, TABLE, key)


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
            save_unchanged(site, superuser, TABLE, key)

    check()


def test_any_row_can_be_typed_in(site: Site, superuser: Visitor) -> None:
    """What the form of one row shows makes an equal row when it is typed in anew."""

    @CHANCE
    @given(rows(site))
    def check(row: Values) -> None:
        with made(site, row) as key:
            shown = Typed(superuser.page(edit(TABLE, key)).editor.entries())
            copy = add(
                site,
                superuser,
                shown | {"varchar_unique": "copy"},
                "Specimen",
                TABLE,
            )
            pair = [site.fetch("Specimen", each) for each in (copy, key)]
            site.do("delete", table="Specimen", key=copy)
            assert compared(pair[0]) == compared(pair[1])

    check()


@contextmanager
def made(site: Site, row: Values) -> Iterator[Any]:
    key = site.insert("Specimen", **row)
    try:
        yield key
    finally:
        site.do("delete", table="Specimen", key=key)


def compared(row: Values) -> Values:
    """Without what differs in any two rows; text with the line breaks of a form."""
    apart = {"id", "varchar_unique", "timestamp_updated"}
    row = {**row, "char": row["char"].rstrip(" ")}  # PostgreSQL fills it up.
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


# Line breaks


def test_line_breaks_are_kept_until_the_text_is_changed(
    site: Site, superuser: Visitor
) -> None:
    mixed = {"varchar": "a\rb", "text": "one\r\ntwo\rthree\n", "varchar_null": "\r\n"}
    key = site.insert("Specimen", **mixed)
    assert superuser.save(edit(TABLE, key), {"integer": "8"}).status_code == 303
    row = site.fetch("Specimen", key)
    assert {name: row[name] for name in mixed} == mixed
    assert row["integer"] == 8
