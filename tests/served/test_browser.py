"""What a person does in a real browser, where all is found by role and label."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.served.browsing import button, choose, log_in, textbox
from tests.served.site import PASSWORD, Site

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def open_table(page: Page, name: str) -> None:
    tables = page.get_by_role("navigation", name="Tables")
    tables.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def column(page: Page, heading: str) -> list[str]:
    """What stands in a column of the list."""
    headings = page.get_by_role("columnheader").all_inner_texts()
    position = next(i for i, text in enumerate(headings) if text.strip() == heading)
    rows = page.get_by_role("row").filter(has=page.get_by_role("cell"))
    return [row.get_by_role("cell").nth(position).inner_text() for row in rows.all()]


def test_log_in_and_out(page: Page) -> None:
    log_in(page, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("Wrong user name or password")
    expect(page.get_by_label("User name")).to_have_value("admin")
    log_in(page, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    button(page, "Log out").click()
    expect(page.get_by_role("status")).to_contain_text("logged out")
    page.goto("/admin/tables/movie/")
    expect(button(page, "Log in")).to_be_visible()


def test_page_and_sort(inside: Page) -> None:
    open_table(inside, "Movies")
    first = column(inside, "Title")
    assert len(first) == 15
    inside.get_by_role("link", name="Next", exact=True).click()
    expect(inside).to_have_url(re.compile("__page=2"))
    assert not set(first).intersection(column(inside, "Title"))
    for direction, reverse in [("ascending", False), ("descending", True)]:
        inside.get_by_role("columnheader", name="Year").get_by_role("link").click()
        heading = inside.get_by_role("columnheader", name="Year")
        expect(heading).to_have_attribute("aria-sort", direction)
        years = column(inside, "Year")
        assert years == sorted(years, reverse=reverse)


def test_add_edit_and_delete(site: Site, inside: Page) -> None:
    page = inside
    open_table(page, "Movies")
    page.get_by_role("link", name="Add row").click()
    textbox(page, "Title").fill("Le Bonheur — «ß»")
    textbox(page, "Year").fill("soon")
    choose(page, "Director", "varda", "Agnès Varda")
    textbox(page, "Synopsis").fill("Sun.\nFlowers.")
    button(page, "Save").click()

    expect(page.get_by_role("alert")).to_be_visible()
    year = textbox(page, "Year")
    expect(year).to_have_value("soon")
    expect(year).to_have_accessible_description(re.compile("whole number"))
    expect(textbox(page, "Title")).to_have_value("Le Bonheur — «ß»")
    expect(textbox(page, "Synopsis")).to_have_value("Sun.\nFlowers.")
    year.fill("1965")
    button(page, "Save").click()

    expect(page.get_by_role("status")).to_contain_text("added")
    key = site.do("keys", table="Movie")[-1]
    row = site.fetch("Movie", key)
    director = site.fetch("Director", row["director"])
    assert (row["title"], row["year"]) == ("Le Bonheur — «ß»", 1965)
    assert (row["synopsis"], director["name"]) == ("Sun.\nFlowers.", "Agnès Varda")

    page.goto("/admin/tables/movie/?__order=-id")
    page.get_by_role("link", name=re.compile("^Edit ")).first.click()
    page.get_by_role("combobox", name="Genre").select_option(label="Romance")
    page.get_by_role("checkbox", name="In colour").uncheck()
    button(page, "Save").click()
    expect(page.get_by_role("status")).to_contain_text("saved")
    changed = site.fetch("Movie", key)
    assert changed == {**row, "genre": "romance", "in_colour": False}

    page.goto(f"/admin/tables/movie/edit/{key}/")
    page.get_by_role("link", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Le Bonheur")
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("link", name="Delete", exact=True).click()
    button(page, "Delete").click()
    expect(page.get_by_role("status")).to_contain_text("deleted")
    assert key not in site.do("keys", table="Movie")


def test_a_form_of_ones_own(inside: Page) -> None:
    page = inside
    sidebar = page.get_by_role("navigation", name="Tables")
    sidebar.get_by_role("link", name="Announcement").click()
    textbox(page, "Title").fill("Open day")
    page.get_by_role("combobox", name="Audience").select_option(label="Staff")
    page.get_by_label("Start").fill("2000-01-01")
    button(page, "Send").click()
    expect(page.get_by_role("alert")).to_contain_text("This day has passed.")
    expect(textbox(page, "Title")).to_have_value("Open day")
    page.get_by_label("Start").fill("2999-12-31")
    button(page, "Send").click()
    expect(page.get_by_role("status")).to_contain_text("“Open day” begins")
    page.get_by_role("link", name="Use again").click()
    expect(textbox(page, "Title")).to_have_value("")


def test_a_form_that_gives_a_file_can_be_sent_again(inside: Page) -> None:
    """No new page comes that would enable the button again."""
    inside.goto("/forms/")
    log_in(inside, PASSWORD)
    inside.get_by_role("link", name="Bytes").first.click()
    for _time in range(2):
        with inside.expect_download() as file:
            button(inside, "Send").click()
        assert file.value.path().read_bytes() == b"\x00\xff"
        expect(button(inside, "Send")).to_be_enabled()


def test_rows_that_others_refer_to_stay(inside: Page) -> None:
    inside.goto("/admin/tables/director/delete/1/")
    button(inside, "Delete").click()
    expect(inside.get_by_role("alert")).to_contain_text("refer to this one")


LABELS = ["Bond, James", ' "quoted" ', "<b>bold</b>"]


@pytest.mark.parametrize("label", LABELS)
def test_keys_of_any_text_are_chosen(site: Site, inside: Page, label: str) -> None:
    """Also where the key that is sent looks like several, or like markup."""
    site.insert("Label", name=label)
    inside.goto("/admin/tables/sticker/add/")
    choose(inside, "Label", label.strip()[1:5], label.strip())
    textbox(inside, "Code").fill("browser")
    textbox(inside, "Shelf").fill("77")
    button(inside, "Save").click()
    expect(inside.get_by_role("status")).to_contain_text("added")
    key = site.do("keys", table="Sticker")[-1]
    assert site.fetch("Sticker", key)["label"] == label
    inside.goto(f"/admin/tables/sticker/edit/{key}/")
    button(inside, "Save").click()
    expect(inside.get_by_role("status")).to_contain_text("saved")
    assert site.fetch("Sticker", key)["label"] == label
    site.do("delete", table="Sticker", key=key)
    site.do("delete", table="Label", key=label)


def test_choice_of_a_row_is_taken_back(site: Site, inside: Page) -> None:
    key = site.insert("Specimen", varchar="Chosen", movie=1)
    inside.goto(f"/admin/tables/specimen/edit/{key}/")
    movie = inside.get_by_role("combobox", name="Movie")
    movie.focus()
    inside.keyboard.press("Backspace")
    button(inside, "Save").click()
    expect(inside.get_by_role("status")).to_contain_text("saved")
    assert site.fetch("Specimen", key)["movie"] is None
    site.do("delete", table="Specimen", key=key)


def test_rows_at_the_limits_are_saved_unchanged(site: Site, inside: Page) -> None:
    """As over HTTP, but with all that a browser does to what it is given."""
    for key in site.do("keys", table="Specimen"):
        before = site.stored("specimen", key)
        inside.goto(f"/admin/tables/specimen/edit/{key}/")
        button(inside, "Save").click()
        expect(inside.get_by_role("status")).to_contain_text("saved")
        assert site.stored("specimen", key) == before


def test_keyboard_alone(site: Site, page: Page) -> None:
    """Log in and reach the content without touching the mouse."""
    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()


def test_another_language_by_keyboard(page: Page) -> None:
    opener = button(page, "Language: English")
    opener.focus()
    page.keyboard.press("Enter")
    expect(button(page, "فارسی")).to_be_visible()
    page.keyboard.press("Escape")
    expect(button(page, "فارسی")).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    for _step in ("Deutsch", "English", "فارسی"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(button(page, "ورود")).to_be_visible()
    assert page.locator("html").get_attribute("dir") == "rtl"
    expect(page.get_by_label("نام کاربری")).to_be_visible()
    side = page.locator(".languages").bounding_box()
    assert side
    assert side["x"] < 100


def test_markup_in_rows_is_text(site: Site, inside: Page) -> None:
    markup = "<img src=x onerror=\"document.title='broken into'\">"
    site.insert("Label", name=markup)
    key = site.insert("Sticker", label=markup, code="markup", shelf=78)
    for path in ("", f"edit/{key}/", f"delete/{key}/"):
        inside.goto(f"/admin/tables/sticker/{path}")
        assert inside.title() != "broken into"
    inside.goto("/admin/tables/sticker/add/")
    inside.get_by_role("combobox", name="Label").click()
    inside.keyboard.type("onerror")
    expect(inside.get_by_role("option", name=markup)).to_be_visible()
    assert inside.title() != "broken into"
    site.do("delete", table="Sticker", key=key)
    site.do("delete", table="Label", key=markup)
