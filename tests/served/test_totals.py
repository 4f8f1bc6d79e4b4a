"""How many rows a list has: told by its page, or asked for when that is there."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.served.pages import Element
from tests.served.site import Site
from tests.served.visitor import Visitor

MOVIES = "/tables/movie/"
RECENT = "year=1950&year__operator=gt"


def asked(page: Element) -> set[str]:
    """The addresses that the browser asks for a total."""
    found = (span.attributes.get("data-count", "") for span in page.all("span"))
    return {*filter(None, found)}


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
    assert not asked(page)


def test_filtered(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?{RECENT}&__order=-year&__page=2")
    assert "Showing 16 to 30 of …" in page.text
    assert "All … rows, on all pages" in page.text
    (address,) = asked(page)
    everything = superuser.page(f"{MOVIES}?{RECENT}&__page_size=1000")
    total = superuser.client.get(address)
    assert total.headers["content-type"].startswith("text/plain")
    assert total.text == str(len(everything.column("Title")))


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ("", 200, "205"),
        ("?title=no such movie", 200, "0"),
        ("?year=never", 200, "0"),
        ("?nothing=1", 400, "Cannot filter by nothing."),
    ],
)
def test_what_is_asked(superuser: Visitor, query: str, status: int, text: str) -> None:
    answer = superuser.get(f"{MOVIES}count/{query}")
    assert answer.status_code == status
    assert text in answer.text


def test_only_what_may_be_viewed_is_counted(
    site: Site, superuser: Visitor, clerk: Visitor
) -> None:
    names = [f"counted {number}" for number in range(5)]
    for name in names:
        site.insert("Label", name=name, note="clerk" if name == names[0] else "")
    address = "/tables/label/count/?name=counted"
    assert (superuser.get(address).text, clerk.get(address).text) == ("5", "1")
    site.do("delete_many", table="Label", keys=names)
    assert clerk.get("/tables/door/count/").status_code == 403


@pytest.mark.browser
def test_it_comes_when_the_page_is_there(inside: Page) -> None:
    inside.goto(f"/admin{MOVIES}?{RECENT}")
    total = inside.request.get(f"/admin{MOVIES}count/?{RECENT}")
    expect(inside.get_by_text(f"Showing 1 to 15 of {total.text()}")).to_be_visible()
    words = f"All {total.text()} rows, on all pages"
    expect(inside.get_by_label(words, exact=True)).to_be_visible()


@pytest.mark.browser
def test_it_does_not_come(inside: Page) -> None:
    """Somebody who has been logged out is led elsewhere: that is no number."""
    elsewhere = {"Location": "/admin/login/"}
    inside.route(
        "**/count/**", lambda route: route.fulfill(status=303, headers=elsewhere)
    )
    inside.goto(f"/admin{MOVIES}?{RECENT}")
    inside.wait_for_load_state("networkidle")
    expect(inside.get_by_text("Showing 1 to 15 of …")).to_be_visible()


@pytest.mark.one_database
def test_a_replaced_file_is_opened_anew(site: Site, superuser: Visitor) -> None:
    file, kept = site.folder / "movies.sqlite", site.folder / "kept.sqlite"
    shutil.copy(file, kept)
    site.insert("Label", name="replaced")
    address = "/tables/label/count/?name=replaced"
    assert superuser.get(address).text == "1"
    kept.replace(file)
    assert superuser.get(address).text == "0"
