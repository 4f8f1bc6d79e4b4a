"""What people see: the sidebar, the cells of lists, what a form says of its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.served.browsing import button
from tests.served.pages import Element, Typed
from tests.served.site import Site
from tests.served.visitor import Visitor

pytestmark = pytest.mark.one_database

MOVIES = "/tables/movie/"


def test_the_sidebar_lists_tables_by_name(superuser: Visitor) -> None:
    tables = next(superuser.page("/").one("nav", id="page-sidebar").all("ul"))
    names = [*tables.links]
    assert names == sorted(names)
    assert {"Movies", "Directors", "Tickets"} <= set(names)
    assert tables.links["Movies"] == f"/admin{MOVIES}"
    current = superuser.page(MOVIES).one("nav", id="page-sidebar")
    assert current.one("a", **{"aria-current": "page"}).words == "Movies"


@pytest.fixture
def row(site: Site) -> Iterator[Any]:
    key = site.insert(
        "Movie",
        title="Cells",
        year=1902,
        director=1,
        genre="science fiction",
        in_colour=False,
        running_time=timedelta(days=9, hours=1),
        synopsis="x" * 200,
        print_details='{"reels":\n 7}',
    )
    yield key
    site.do("delete", table="Movie", key=key)


def test_cells(site: Site, superuser: Visitor, row: Any) -> None:
    page = superuser.page(f"{MOVIES}?title=Cells")
    shown = {
        heading: page.column(heading)[0]
        for heading in (
            *("Genre", "In colour", "Running time", "Synopsis", "Print details"),
            *("Studio", "Rating", "Director"),
        )
    }
    director = site.fetch("Director", 1)["name"]
    assert shown == {
        "Genre": "Science fiction",
        "In colour": "No",
        "Running time": "9d 1h",
        "Synopsis": "x" * 80 + "…",
        "Print details": '{"reels": 7}',
        "Studio": "null",
        "Rating": "null",
        "Director": director,
    }
    assert page.links[director] == "/admin/tables/director/edit/1/"
    assert page.links[str(row)] == f"/admin{MOVIES}edit/{row}/"
    assert [*page.all("span", title="x" * 200)]


def test_help_texts(superuser: Visitor) -> None:
    page = superuser.page(MOVIES)
    heading = page.one("header", **{"class": "heading"})
    assert "The films in our library." in heading.text
    (year,) = [cell for cell in page.all("th") if cell.words.startswith("Year")]
    assert year.attributes["title"] == "When it was first shown."
    form = superuser.page(f"{MOVIES}add/")
    assert form.one("p", id="year-help").words == "When it was first shown."
    (control,) = form.all("input", name="year")
    assert "year-help" in control.attributes["aria-describedby"]


def test_a_new_row_begins_with_the_defaults(superuser: Visitor) -> None:
    """No primary key that makes itself, but a UUID that is a default."""
    typed = Typed(superuser.page(f"{MOVIES}add/").editor.values())
    found = {name: typed[name] for name in ("genre", "in_colour", "running_time")}
    assert found == {"genre": "drama", "in_colour": "true", "running_time": "2h"}
    assert "id" not in typed
    specimen = Typed(superuser.page("/tables/specimen/add/").editor.values())
    assert re.fullmatch("[0-9a-f-]{36}", specimen["uuid"])
    assert specimen["array_integer"].split() == ["[1,", "2,", "3]"]


def field_of(page: Element, name: str) -> Element:
    (field,) = [
        field
        for field in page.all("div")
        if "field" in field.attributes.get("class", "").split()
        and [*field.all(name=name)]
    ]
    return field


def test_what_is_required_is_marked(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}add/")
    for name, required in [("title", True), ("year", True), ("rating", False)]:
        field = field_of(page, name)
        assert ("required" in field.attributes["class"].split()) is required
        (control,) = field.all("input", name=name)
        assert ("required" in control.attributes) is required


def test_sizes_of_pages(superuser: Visitor) -> None:
    page = superuser.page(MOVIES)
    select = page.one("select", id="page-size")
    assert [option.words for option in select.all("option")] == [
        "15",
        "30",
        "50",
        "100",
    ]
    for size in (15, 30, 50, 100):
        page = superuser.page(f"{MOVIES}?__page_size={size}")
        assert len(page.column("Title")) == size
        assert f"Showing 1 to {size} of 205" in page.text


@pytest.mark.browser
def test_a_page_by_its_number(inside: Page) -> None:
    inside.goto(f"/admin{MOVIES}?__order=-year&__page_size=30")
    number = inside.get_by_role("spinbutton", name="Page", exact=True)
    number.fill("4")
    number.press("Enter")
    expect(inside.get_by_text("Showing 91 to 120 of")).to_be_visible()
    expect(number).to_have_value("4")
    assert "__order=-year" in inside.url


@pytest.mark.browser
def test_light_and_dark_stay(inside: Page) -> None:
    page = inside.locator("html")
    for theme in ("dark", "light"):
        button(inside, "Switch between light and dark").click()
        expect(page).to_have_attribute("data-theme", theme)
        inside.goto(f"/admin{MOVIES}")
        expect(page).to_have_attribute("data-theme", theme)


@pytest.mark.browser
def test_the_sidebar_on_a_narrow_screen(inside: Page) -> None:
    inside.set_viewport_size({"width": 400, "height": 800})
    sidebar = inside.locator("#page-sidebar")
    expect(sidebar).to_be_hidden()
    button(inside, "Menu").click()
    expect(sidebar).to_be_visible()
    sidebar.get_by_role("link", name="Movies", exact=True).click()
    expect(inside.get_by_role("heading", name="Movies")).to_be_visible()
    expect(sidebar).to_be_hidden()
