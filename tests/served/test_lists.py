"""Lists: sorted, page by page, and addresses of them that make no sense."""

from __future__ import annotations

import pytest

from tests.served.visitor import Visitor

MOVIES = "/tables/movie/"


def test_list(superuser: Visitor) -> None:
    page = superuser.page(MOVIES)
    assert len(page.column("Title")) == 15
    assert "205" in page.text


@pytest.mark.parametrize("heading", ["Title", "Year", "Rating", "Added at"])
def test_headings_sort_and_turn(superuser: Visitor, heading: str) -> None:
    first = superuser.page(MOVIES).links[heading]
    page = superuser.page(MOVIES + first)
    again = page.links[heading]
    assert again != first
    turned = superuser.page(MOVIES + again)
    up = superuser.page(MOVIES + turned.links[heading])
    assert up.column(heading) == page.column(heading)
    assert page.column(heading) != turned.column(heading)
    sorts = [cell.attributes.get("aria-sort") for cell in page.all("th")]
    assert sorts.count("ascending") == 1
    if heading == "Year":
        assert page.column(heading) == sorted(page.column(heading))
        assert turned.column(heading) == sorted(turned.column(heading))[::-1]


@pytest.mark.cockroach
def test_every_heading_sorts(superuser: Visitor) -> None:
    headings = superuser.page("/tables/specimen/").one("thead")
    for link in headings.links.values():
        assert superuser.get("/tables/specimen/" + link).status_code == 200
    assert len(headings.links) > 40


def test_going_through_the_pages_shows_every_row_once(superuser: Visitor) -> None:
    path, seen = f"{MOVIES}?__order=-in_colour,year&__page_size=50", []
    while path:
        page = superuser.page(path)
        seen += [row.link("Edit") for row in page.one("tbody").all("tr")]
        following = [*page.all("a", rel="next")]
        path = MOVIES + following[0].attributes["href"] if following else ""
    assert len(seen) == len(set(seen)) == 205


def test_page_after_the_last(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?__page=999999999999&__page_size=1000")
    assert not [*page.all("table")]
    assert "no rows" in page.text


MALFORMED = [
    "__page=0",
    "__page=-1",
    "__page=one",
    "__page=1.5",
    "__page=%00",
    "__page=99999999999999999999",
    "__page=%D9%A3",
    "__page_size=0",
    "__page_size=-1",
    "__page_size=all",
    "__page_size=99999999999999999999",
    "__order=nope",
    "__order=--title",
    "__order=title;DROP%20TABLE%20movie",
    "__order=_label",
    "__order=director.name",
    "__order=%00",
]


@pytest.mark.parametrize("query", MALFORMED)
def test_malformed_addresses_of_lists(superuser: Visitor, query: str) -> None:
    page = superuser.page(f"{MOVIES}?{query}", status=400)
    assert page.one("h1").words == "This address makes no sense"


@pytest.mark.parametrize(
    ("table", "column"),
    [("piccolo_user", "password"), ("sessions", "token"), ("vault", "code")],
)
def test_nothing_is_sorted_by_secrets(
    superuser: Visitor, table: str, column: str
) -> None:
    for order in (column, f"-{column}", f"id,{column}"):
        superuser.page(f"/tables/{table}/?__order={order}", status=400)
