"""What a front end is told of a table, so that it can draw forms and lists."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rest.compared import Both
from tests.rest.test_reading import TABLES

pytestmark = pytest.mark.one_database

# Of people who type keys of their own, the original has no column for them.
TYPED_KEYS = {"label": "name", "door": "number"}


@pytest.mark.parametrize("table", TABLES)
def test_schema(both: Both, table: str) -> None:
    original, generated = schemas(both, table)
    key = TYPED_KEYS.get(table)
    if key:
        # Piccolo Admin throws typed keys away, and saves the row without.
        assert key not in original["properties"]
        assert next(iter(generated["properties"])) == key
        del generated["properties"][key]
    if table == "specimen":
        # There is no column of this name: the database calls it so. And what changes
        # with every update is not written by people.
        del original["properties"]["timestamp_updated"]
        named = original["properties"]["another_name"]
        named["title"] = "Varchar Renamed"
        original["properties"] = {
            {"another_name": "varchar_renamed"}.get(name, name): told
            for name, told in original["properties"].items()
        }
    check_extra(generated, original)
    assert list(generated["properties"]) == list(original["properties"])
    for name, told in original["properties"].items():
        assert control(generated["properties"][name]) == control(told), name


@pytest.mark.parametrize("table", TABLES)
def test_required(both: Both, table: str) -> None:
    original, generated = schemas(both, table)
    added = {TYPED_KEYS[table]} if table in TYPED_KEYS else set()
    required = set(generated.get("required", []))
    assert required - added == set(original.get("required", []))


@pytest.mark.parametrize("slug", ["book-seats", "nothing", "export-all"])
def test_forms(both: Both, slug: str) -> None:
    both.same(lambda client: client.get(f"/api/forms/{slug}/schema/"), 200)


def check_extra(generated: dict[str, Any], original: dict[str, Any]) -> None:
    """``extra`` is the same, but for columns that cannot be read or asked for."""
    here, there = generated["extra"], original["extra"]
    secret = {
        name for name, told in original["properties"].items() if told["extra"]["secret"]
    }
    unasked = secret | {
        name
        for name, told in original["properties"].items()
        if told["extra"].get("widget") == "json" or control(told)["format"] == "binary"
    }
    for name in ("visible_column_names", "visible_fields_options"):
        # Those with a dot are of other tables, which Piccolo Admin does not join.
        own = [column for column in here.pop(name) if "." not in column]
        assert own == [
            column for column in there.pop(name) if column not in secret
        ], name
    filters = here.pop("visible_filter_names")
    expected = [
        column for column in there.pop("visible_filter_names") if column not in unasked
    ]
    assert filters == expected
    assert here == there


def schemas(both: Both, table: str) -> list[dict[str, Any]]:
    answers = both.each(lambda client: client.of_table(table, "schema"))
    for answer in answers:
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json"
    return [answer.json() for answer in answers]


def control(told: dict[str, Any]) -> dict[str, Any]:
    """What decides about the control, as the front end reads it.

    Whether null is among the types may differ: Piccolo Admin says so of all that need
    not be sent. So may defaults, which are null there: it inserts null for them.
    """
    first = kind(told)
    items = kind(first.get("items", {}))
    return {
        "title": told["title"].lower(),
        "type": first.get("type"),
        "format": first.get("format"),
        "items": items.get("format", items.get("type")),
        "extra": told["extra"],
    }


def kind(told: dict[str, Any]) -> dict[str, Any]:
    """The first, where there are several."""
    first: dict[str, Any] = told.get("anyOf", [told])[0]
    return first
