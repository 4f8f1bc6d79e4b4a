"""How many rows a list has: told by its page, or when it is asked for."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.served.pages import Element
from tests.served.site import Site
from tests.served.visitor import Visitor

MOVIES = "/tables/movie/"
RECENT = "year=1950&year__operator=gt"


def total(page: Element) -> str:
    (found,) = {
        span.text for span in page.all("span") if "data-total" in span.attributes
    }
    return found


def link(page: Element) -> Element | None:
    """What asks for the total."""
    links = (a for a in page.one("nav", **{"class": "pager"}).all("a"))
    return next((a for a in links if "data-total" in str(a.children)), None)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "Showing 1 to 15 of 205"),
        ("?__page=3", "Showing 31 to 45 of 205"),
        ("?year=1999&year__operator=gt&__page_size=1000", "Showing 1 to"),
    ],
)
def test_the_page_tells(superuser: Visitor, query: str, shown: str) -> None:
    page = superuser.page(MOVIES + query)
    assert shown in page.text
    assert total(page).isdigit()
    assert not link(page)


def test_filtered(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?{RECENT}&__order=-year&__page=2")
    assert "Showing 16 to 30 of …" in page.text
    assert "All … rows, on all pages" in page.text
    asked = link(page)
    assert asked
    counted = superuser.page(MOVIES + asked.attributes["href"])
    everything = superuser.page(f"{MOVIES}?{RECENT}&__page_size=1000")
    number = len(everything.column("Title"))
    assert f"Showing 16 to 30 of {number}" in counted.text
    assert counted.column("Title") == page.column("Title")
    assert not link(counted)


def test_counting_stays_on_the_page(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?{RECENT}&__last=true")
    asked = link(page)
    assert asked
    counted = superuser.page(MOVIES + asked.attributes["href"])
    assert counted.column("Title") == page.column("Title")
    assert total(counted).isdigit()


def test_the_total_is_not_that_of_a_rest(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?{RECENT}&__page=1&__after=200&__page_size=1000")
    assert total(page) == "…"


def test_only_what_may_be_viewed_is_counted(
    site: Site, superuser: Visitor, clerk: Visitor
) -> None:
    names = [f"counted {number}" for number in range(5)]
    for name in names:
        site.insert("Label", name=name, note="" if name == names[0] else "clerk")
    address = "/tables/label/?name=counted&__page_size=2&__total=true"
    found = [total(visitor.page(address)) for visitor in (superuser, clerk)]
    site.do("delete_many", table="Label", keys=names)
    assert found == ["5", "4"]


@pytest.mark.browser
def test_it_comes_when_the_page_is_there(inside: Page, superuser: Visitor) -> None:
    number = total(superuser.page(f"{MOVIES}?{RECENT}&__total=true"))
    inside.goto(f"/admin{MOVIES}?{RECENT}&__page=2")
    expect(inside.get_by_text(f"Showing 16 to 30 of {number}")).to_be_visible()
    words = f"All {number} rows, on all pages"
    expect(inside.get_by_label(words, exact=True)).to_be_visible()
    expect(inside.get_by_role("link", name=number, exact=True)).to_be_hidden()


@pytest.mark.browser
def test_it_does_not_come(inside: Page) -> None:
    """Somebody who has been logged out is led elsewhere: that tells no number."""
    elsewhere = {"Location": "/admin/login/"}
    inside.route(
        "**/*__total=true*", lambda route: route.fulfill(status=303, headers=elsewhere)
    )
    inside.goto(f"/admin{MOVIES}?{RECENT}")
    inside.wait_for_load_state("networkidle")
    expect(inside.get_by_text("Showing 1 to 15 of …")).to_be_visible()
    expect(inside.get_by_role("link", name="Count the rows")).to_be_visible()


@pytest.mark.one_database
def test_a_replaced_file_is_opened_anew(site: Site, superuser: Visitor) -> None:
    """Connections to it are kept."""
    file, kept = site.folder / "movies.sqlite", site.folder / "kept.sqlite"
    shutil.copy(file, kept)
    site.insert("Label", name="replaced")
    address = "/tables/label/?name=replaced"
    assert superuser.page(address).column("Name") == ["replaced"]
    kept.replace(file)
    assert "No row fits" in superuser.page(address).text
