"""What parameters of lists mean, and that those which mean nothing are refused."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from tests.served.rest import ask, asked
from tests.served.site import Site
from tests.served.visitor import Visitor

ALBUMS = "/tables/album/"


@pytest.fixture
def albums(site: Site) -> Iterator[list[int]]:
    keys = [site.insert("Album", title=f"Listed {n}", year=1234) for n in range(3)]
    yield keys
    for key in {*site.do("keys", table="Album")} & {*keys}:
        site.do("delete", table="Album", key=key)


REFUSED = [
    ("title=&year=1234", "title"),
    ("title__operator=gte&year=1234", "title"),
    ("title__match=exact&year=1234", "title"),
    ("year__to=9&year=1234&title__to=9", "title"),
    ("tracks=&year=1234", "tracks"),
    ("tracks=a&tracks=&year=1234", "tracks"),
    ("year=", "year"),
    ("year=1234&__page_size=1", "__page_size"),
    ("year=1234&__page=2", "__page"),
    ("year=1234&__order=title", "__order"),
    ("__all=true&__cursor=", "__cursor"),
]


@pytest.mark.parametrize(("query", "name"), REFUSED)
def test_rows_are_not_chosen_by_what_means_nothing(
    site: Site, superuser: Visitor, albums: list[int], query: str, name: str
) -> None:
    for method, body in (("DELETE", None), ("PATCH", {"cover": "x"})):
        response = ask(superuser, method, f"{ALBUMS}?{query}", body)
        assert response.status_code == 400, (method, response.text)
        assert name in response.json()["detail"]
    assert {*albums} <= {*site.do("keys", table="Album")}


def test_rows_are_chosen_by_all_that_is_said(
    site: Site, superuser: Visitor, albums: list[int]
) -> None:
    path = f"{ALBUMS}?title__operator=not_null&year__operator=between&year__to=1234"
    response = ask(superuser, "DELETE", f"{path}&year=1234&__key={albums[0]}")
    assert response.status_code == 204, response.text
    assert {*site.do("keys", table="Album")} & {*albums} == {*albums[1:]}


@pytest.mark.parametrize("part", ["", "count/"])
@pytest.mark.parametrize("name", ["__key", "__all"])
def test_lists_have_no_keys(superuser: Visitor, part: str, name: str) -> None:
    found = asked(superuser, f"{ALBUMS}{part}?{name}=1", 400)
    assert found["detail"] == f"Cannot filter by {name}."


def test_a_column_can_be_asked_for_so_many_elements(superuser: Visitor) -> None:
    some = "&".join(["tracks=a"] * 20)
    assert asked(superuser, f"{ALBUMS}?{some}") == {"rows": []}
    for number in (21, 2_000):
        path = f"{ALBUMS}?{'&'.join(['tracks=a'] * number)}"
        assert "tracks" in asked(superuser, path, 400)["detail"]


@pytest.mark.parametrize("order", ["director", "-director"])
@pytest.mark.parametrize("value", [{"a": 1}, {}, [], "x"])
def test_a_cursor_that_was_made_up(superuser: Visitor, order: str, value: Any) -> None:
    text = json.dumps({"director": value, "id": 9})
    cursor = urlsafe_b64encode(text.encode()).decode()
    path = f"/tables/movie/?__order={order}&__cursor={cursor}"
    assert "__cursor" in asked(superuser, path, 400)["detail"]
