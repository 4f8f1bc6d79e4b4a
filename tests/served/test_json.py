"""JSON is checked where it is typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.served.browsing import button, textbox
from tests.served.site import Site
from tests.served.visitor import Visitor, edit

TABLE = "specimen"


@pytest.fixture
def key(site: Site) -> Iterator[Any]:
    key = site.insert("Specimen", varchar="JSON", json_value='{"a":[1,2]}')
    yield key
    site.do("delete", table="Specimen", key=key)


def test_where_it_is_wrong_is_told(superuser: Visitor, key: Any) -> None:
    page = superuser.refused(edit(TABLE, key), {"json_value": '{"a": 1,\n "b": x}'})
    assert "line 2, character 7" in page.error("json_value")


WRONG = [
    ('{"a": 1,\n "b": x}', "line 2, character 7"),
    ("[1, 02]", "line 1, character 6"),
    ("['a']", "line 1, character 2"),
    ('["a\nb"]', "line 1, character 4"),
    (r'["\x"]', "line 1, character 3"),
    ('{"a" 1}', "line 1, character 6"),
    ("[1", "line 1, character 3"),
    ("NaN", "line 1, character 1"),
    ("{} {}", "line 1, character 4"),
]


@pytest.mark.browser
def test_it_is_checked_while_typing(inside: Page, key: Any) -> None:
    inside.goto(f"/admin{edit(TABLE, key)}")
    area = textbox(inside, "JSON null")
    field = inside.locator(".field", has=area)
    for typed, place in WRONG:
        area.fill(typed)
        expect(field.get_by_role("status")).to_contain_text(place)
        expect(area).to_have_accessible_description(
            f"This is not valid JSON: see {place}."
        )
        expect(area).to_have_attribute("aria-invalid", "true")
        area.fill('{"a": [1.5e-3, -0, "\\u00e9", null, true, {}]}')
        expect(field.get_by_role("status")).to_be_hidden()
        expect(area).not_to_have_attribute("aria-invalid", "true")
    area.fill("")
    expect(field.get_by_role("status")).to_be_hidden()


@pytest.mark.browser
def test_what_was_refused_is_checked_again(site: Site, inside: Page, key: Any) -> None:
    inside.goto(f"/admin{edit(TABLE, key)}")
    area = textbox(inside, "JSON value")
    expect(area).to_have_value('{\n  "a": [\n    1,\n    2\n  ]\n}')
    area.fill("[")
    button(inside, "Save").click()
    expect(inside.get_by_role("alert")).to_be_visible()
    expect(area).to_have_accessible_description(
        "This is not valid JSON: see line 1, character 2."
    )
    area.fill("[]")
    expect(area).to_have_accessible_description("")
    button(inside, "Save").click()
    expect(inside.get_by_role("status").first).to_contain_text("saved")
    assert site.fetch("Specimen", key)["json_value"] == "[]"
