"""Going through a list, forwards and backwards, from wherever it began."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from tests.served.pages import Element
from tests.served.site import Site
from tests.served.visitor import Visitor

MOVIES = "/tables/movie/"
SPECIMENS = "/tables/specimen/"
STICKERS = "/tables/sticker/"

ORDERS = ["", "id", "-id", "place", "-shelf", "shelf,-place", "door", "-door,shelf"]
"""``door`` is NULL in some rows."""

SPECIMEN_ORDERS = [
    *("decimal_null", "date_null", "time_null", "timestamp_null", "timestamptz_null"),
    *("interval_null", "integer_null", "double_precision", "real", "text", "uuid"),
]


@pytest.fixture(scope="module", autouse=True)
def stickers(site: Site) -> Iterator[None]:
    site.insert("Label", name="paging")
    site.insert("Door", number=5)
    for n in range(23):
        door = 5 if n % 3 else None
        values = {"code": f"p{n}", "shelf": n % 4, "place": 1000 + n, "door": door}
        site.insert("Sticker", label="paging", **values)
    yield
    for key in site.do("keys", table="Sticker"):
        site.do("delete", table="Sticker", key=key)
    site.do("delete", table="Door", key=5)
    site.do("delete", table="Label", key="paging")


def keys(page: Element) -> list[str]:
    return [row.link("Edit") for body in page.all("tbody") for row in body.all("tr")]


def address(path: str, **asked: str) -> str:
    return f"{path}?{urlencode({n: v for n, v in asked.items() if v})}"


def pages(visitor: Visitor, path: str, query: str, word: str) -> list[list[str]]:
    """The rows of a page and of those that its links lead to, one after another."""
    found = []
    while query:
        page = visitor.page(path + query)
        found.append(keys(page))
        links = [a for a in page.all("a") if a.words == word]
        query = links[0].attributes["href"] if links else ""
    return found


def every(visitor: Visitor, path: str, order: str) -> list[str]:
    return keys(visitor.page(address(path, __order=order, __page_size="1000")))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 5, 23])
def test_forwards_and_backwards(superuser: Visitor, order: str, size: int) -> None:
    asked = {"__order": order, "__page_size": str(size)}
    wanted = every(superuser, STICKERS, order)
    assert len(wanted) == 23
    start = address("", **asked)
    forwards = pages(superuser, STICKERS, start, "Next")
    assert forwards == [wanted[n : n + size] for n in range(0, 23, size)]
    last = address("", **asked, __last="true")
    backwards = pages(superuser, STICKERS, last, "Previous")
    assert [key for page in reversed(backwards) for key in page] == wanted
    assert all(len(page) == size for page in backwards[:-1])


@pytest.mark.cockroach
@pytest.mark.parametrize("order", SPECIMEN_ORDERS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_every_type_and_null(superuser: Visitor, order: str, sign: str) -> None:
    wanted = every(superuser, SPECIMENS, sign + order)
    asked = {"__order": sign + order, "__page_size": "2"}
    forwards = pages(superuser, SPECIMENS, address("", **asked), "Next")
    assert [key for page in forwards for key in page] == wanted
    last = address("", **asked, __last="true")
    backwards = pages(superuser, SPECIMENS, last, "Previous")
    assert [key for page in reversed(backwards) for key in page] == wanted


def test_with_filters(superuser: Visitor) -> None:
    asked = {"shelf": "1", "__order": "-place", "__page_size": "2"}
    found = pages(superuser, STICKERS, address("", **asked), "Next")
    assert [len(page) for page in found] == [2, 2, 2]
    assert len({key for page in found for key in page}) == 6


def test_there_and_back(superuser: Visitor) -> None:
    """Pages keep their numbers."""
    page = superuser.page(address(STICKERS, __page_size="5"))
    for number, word in enumerate(
        ["Next", "Next", "Previous", "Next", "Last", "First"]
    ):
        link = next(a for a in page.all("a") if a.words == word)
        page = superuser.page(STICKERS + link.attributes["href"])
        first = [6, 11, 6, 11, 21, 1][number]
        assert f"Showing {first} to {min(first + 4, 23)} of 23" in page.text


def test_the_row_it_began_after_is_gone(site: Site, superuser: Visitor) -> None:
    page = superuser.page(address(STICKERS, __page_size="5"))
    wanted = every(superuser, STICKERS, "")
    link = next(a for a in page.all("a") if a.words == "Next").attributes["href"]
    gone = site.insert("Sticker", label="paging", code="gone", place=9)
    site.do("delete", table="Sticker", key=gone)
    for name in ("__after", "__before"):
        query = link.split("__after")[0] + f"{name}={gone}"
        assert keys(superuser.page(STICKERS + query)) == wanted[5:10]


def test_a_value_that_is_read_less_exactly_than_it_is_stored(
    site: Site, superuser: Visitor
) -> None:
    """SQLite holds 17 digits of two thirds, and gives 15 back."""
    before = site.fetch("Movie", 100)["rating"]
    site.do("update", table="Movie", key=100, values={"rating": Decimal(2) / 3})
    wanted = every(superuser, MOVIES, "-rating")
    start = address("", __order="-rating", __page_size="20")
    found = pages(superuser, MOVIES, start, "Next")
    lines = superuser.get(f"{MOVIES}export/?__order=-rating").text.splitlines()
    site.do("update", table="Movie", key=100, values={"rating": before})
    assert [key for page in found for key in page] == wanted
    assert len(lines) > 205


@pytest.mark.parametrize("query", ["__after=x", "__before=x", "__after=1&__page=x"])
def test_what_is_no_key(superuser: Visitor, query: str) -> None:
    assert superuser.get(f"{STICKERS}?{query}").status_code == 400
