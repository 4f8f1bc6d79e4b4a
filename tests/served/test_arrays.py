"""Lists are edited item by item in a browser, and as JSON where it has no scripts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.served.browsing import button
from tests.served.pages import Typed
from tests.served.site import Site
from tests.served.visitor import Visitor, edit

TABLE = "specimen"


@pytest.fixture
def key(site: Site) -> Iterator[Any]:
    """A row with a list of each kind."""
    key = site.insert(
        "Specimen",
        varchar="Lists",
        array_varchar=["a\r\nb", "", None],
        array_integer=[2**63 - 1, 5],
        array_boolean=[True, None],
        array_date=[datetime.date(2024, 2, 29), datetime.date(9999, 12, 30)],
        array_nested=[[1, 2], [3, None]],
        array_choices=["sun", "mon"],
        array_null=[],
    )
    yield key
    site.do("delete", table="Specimen", key=key)


@pytest.fixture
def form(inside: Page, key: Any) -> Page:
    inside.goto(f"/admin{edit(TABLE, key)}")
    return inside


def items(page: Page | Locator, label: str) -> Locator:
    return page.get_by_role("group", name=label, exact=True)


def item(group: Locator, position: str) -> Locator:
    return group.get_by_label(f"Item {position}", exact=True)


def save(page: Page) -> None:
    button(page, "Save").click()
    expect(page.get_by_role("status").first).to_contain_text("saved")


# Without scripts


WRONG = [
    ("array_integer", '["1", "two", 9223372036854775808]', ["Item 2:", "Item 3:"]),
    ("array_nested", "[[1], [2, 1.5]]", ["Item 2.2:"]),
    ("array_choices", '["mon", "day"]', ["Item 2:"]),
]


@pytest.mark.parametrize(("column", "typed", "told"), WRONG)
def test_a_wrong_item_is_named(
    superuser: Visitor, key: Any, column: str, typed: str, told: list[str]
) -> None:
    page = superuser.refused(edit(TABLE, key), {column: typed})
    assert re.findall(r"Item [\d.]+:", page.error(column)) == told
    assert len(list(page.one(role="alert").all("li"))) == 1
    assert Typed(page.editor.values())[column] == typed


# With scripts


@pytest.mark.browser
def test_what_was_not_touched_stays(site: Site, form: Page, key: Any) -> None:
    before = site.stored(TABLE, key)
    save(form)
    assert site.stored(TABLE, key) == before


@pytest.mark.browser
def test_items_are_added_changed_and_removed(site: Site, form: Page, key: Any) -> None:
    texts = items(form, "Array varchar")
    button(texts, "Add item").click()
    expect(item(texts, "4")).to_be_focused()
    form.keyboard.type("more")
    button(texts, "Remove item 2").click()
    expect(item(texts, "2")).to_be_focused()

    numbers = items(form, "Array integer")
    item(numbers, "2").fill("-7")
    item(items(form, "Array boolean"), "1").select_option(label="No")
    days = items(form, "Array date")
    expect(item(days, "1")).to_have_attribute("type", "date")
    item(days, "1").fill("2024-03-01")
    item(items(form, "Array choices"), "2").select_option(label="Friday")
    save(form)
    row = site.fetch("Specimen", key)
    assert row["array_varchar"] == ["a\r\nb", None, "more"]
    assert row["array_integer"] == [2**63 - 1, -7]
    assert row["array_boolean"] == [False, None]
    assert row["array_date"] == [
        datetime.date(2024, 3, 1),
        datetime.date(9999, 12, 30),
    ]
    assert row["array_choices"] == ["sun", "fri"]


@pytest.mark.browser
def test_items_are_moved_with_the_keyboard(site: Site, form: Page, key: Any) -> None:
    texts = items(form, "Array varchar")
    button(texts, "Move item 3 up").focus()
    form.keyboard.press("Enter")
    expect(form.get_by_text("Item 3 is item 2 now.")).to_have_role("status")
    expect(button(texts, "Move item 2 up")).to_be_focused()
    form.keyboard.press("Enter")
    form.keyboard.press("Enter")  # It is the first already.
    save(form)
    assert site.fetch("Specimen", key)["array_varchar"] == [None, "a\r\nb", ""]


@pytest.mark.browser
def test_null_and_empty_text_in_lists(site: Site, form: Page, key: Any) -> None:
    texts = items(form, "Array varchar")
    box = texts.get_by_role("checkbox", name="null", exact=True)
    expect(box.nth(0)).not_to_be_checked()
    expect(box.nth(1)).to_be_checked()
    box.nth(0).check()
    box.nth(1).uncheck()
    save(form)
    assert site.fetch("Specimen", key)["array_varchar"] == ["a\r\nb", None, ""]


@pytest.mark.browser
def test_null_and_empty_lists(site: Site, form: Page, key: Any) -> None:
    texts = items(form, "Array null")
    box = texts.get_by_role("checkbox", name="null when empty")
    expect(box).not_to_be_checked()
    states: list[tuple[bool, list[str] | None]] = [(True, None), (False, [])]
    for ticked, stored in states:
        box.set_checked(ticked)
        save(form)
        assert site.fetch("Specimen", key)["array_null"] == stored
        form.goto(f"/admin{edit(TABLE, key)}")
        expect(box).to_be_checked(checked=ticked)
    button(texts, "Add item").click()
    expect(box).to_be_hidden()
    form.keyboard.type("one")
    save(form)
    assert site.fetch("Specimen", key)["array_null"] == ["one"]
    # What must not be null offers no null.
    form.goto(f"/admin{edit(TABLE, key)}")
    button(items(form, "Array boolean"), "Remove item 1").click()
    button(items(form, "Array boolean"), "Remove item 1").click()
    save(form)
    assert site.fetch("Specimen", key)["array_boolean"] == []


@pytest.mark.browser
def test_nested_lists(site: Site, form: Page, key: Any) -> None:
    """Weakness 46: any edit of one was refused."""
    rows = items(form, "Array nested")
    button(rows, "Move item 2 up").click()
    item(rows, "1.2").fill("4")
    button(rows, "Add item").last.click()
    for text in "56":
        button(items(rows, "Item 3"), "Add item").click()
        form.keyboard.type(text)
    save(form)
    assert site.fetch("Specimen", key)["array_nested"] == [[3, 4], [1, 2], [5, 6]]


@pytest.mark.browser
def test_a_wrong_item_is_told_beside_it(site: Site, form: Page, key: Any) -> None:
    numbers = items(form, "Array integer")
    item(numbers, "2").fill("five")
    button(form, "Save").click()
    expect(form.get_by_role("alert")).to_be_visible()
    wrong = item(numbers, "2")
    expect(wrong).to_have_value("five")
    expect(wrong).to_have_accessible_description("Enter a whole number.")
    expect(item(numbers, "1")).not_to_have_attribute("aria-invalid", "true")
    form.get_by_role("link", name="Array integer").click()
    expect(numbers).to_be_focused()
    wrong.fill("5")
    item(numbers, "1").fill("6")
    save(form)
    assert site.fetch("Specimen", key)["array_integer"] == [6, 5]
