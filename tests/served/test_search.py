"""Searching for rows that others refer to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.served.site import Site
from tests.served.visitor import Visitor

MARKUP = "<script>alert('x')</script>"


SEARCHED = [
    "100% cotton",
    "under_score",
    "O'Brien",
    'say "cheese"',
    "back\\slash",
    "!bang",
    "Élan vital",
    "日本語",
    MARKUP,
]


@pytest.fixture(scope="module")
def labels(site: Site) -> Iterator[None]:
    names = [
        *SEARCHED,
        "100 cotton",
        "underXscore",
        *(f"many {n:02}" for n in range(30)),
    ]
    for name in names:
        site.insert("Label", name=name)
    yield
    for name in names:
        site.do("delete", table="Label", key=name)


def found(visitor: Visitor, text: str, table: str = "label") -> list[str]:
    response = visitor.get(f"/tables/{table}/search/?q={quote(text)}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    return [row["_label"] for row in response.json()]


@pytest.mark.usefixtures("labels")
@pytest.mark.parametrize("name", SEARCHED)
def test_search_takes_text_as_it_is(superuser: Visitor, name: str) -> None:
    assert found(superuser, name) == [name]
    assert found(superuser, name[1:-1]) == [name]


@pytest.mark.cockroach
@pytest.mark.usefixtures("labels")
def test_search(site: Site, superuser: Visitor, stranger: Visitor) -> None:
    assert found(superuser, "%") == ["100% cotton"]
    assert found(superuser, "_") == ["under_score"]
    assert found(superuser, "O'BRIEN") == ["O'Brien"]
    assert len(found(superuser, "many")) == 20
    assert len(found(superuser, "")) == 20
    assert found(superuser, "nothing at all") == []
    assert found(superuser, "a\0b") == []
    if site.engine == "postgres":  # SQLite knows the case of ASCII alone.
        assert found(superuser, "éLAN") == ["Élan vital"]
    assert stranger.get("/tables/label/search/").status_code == 303


def test_search_gives_what_a_form_needs(site: Site, superuser: Visitor) -> None:
    response = superuser.get("/tables/director/search/?q=varda")
    (row,) = response.json()
    assert row["_label"] == row["name"] == "Agnès Varda"
    assert site.fetch("Director", int(row["_key"]))["name"] == "Agnès Varda"
