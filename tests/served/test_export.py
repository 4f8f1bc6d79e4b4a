"""Lists as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from urllib.parse import urlencode

import pytest

from tests.served.pages import read
from tests.served.site import Site
from tests.served.visitor import Visitor

MOVIES = "/tables/movie/"
STICKERS = "/tables/sticker/"

CODES = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\tx",
    "a,b;c",
    'say "x"',
    "two\nlines",
    "ünï",
    "",
]


@pytest.fixture(scope="module", autouse=True)
def stickers(site: Site) -> Iterator[None]:
    site.insert("Label", name="export")
    for number, code in enumerate(CODES):
        site.insert("Sticker", label="export", code=code, place=-number, shelf=number)
    yield
    for key in site.do("keys", table="Sticker"):
        site.do("delete", table="Sticker", key=key)
    site.do("delete", table="Label", key="export")


def exported(
    visitor: Visitor, path: str, delimiter: str = ",", **asked: str
) -> list[list[str]]:
    response = visitor.get(f"{path}export/?{urlencode(asked)}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    return [*csv.reader(StringIO(response.text, newline=""), delimiter=delimiter)]


def test_all_rows_and_columns(site: Site, superuser: Visitor) -> None:
    heading, *rows = exported(superuser, MOVIES)
    assert heading[:2] == ["id", "title"]
    assert len(rows) == len(site.do("keys", table="Movie")) == 205
    movie = site.fetch("Movie", int(rows[0][0]))
    assert dict(zip(heading, rows[0], strict=True))["title"] == movie["title"]


def test_as_filtered_and_sorted(superuser: Visitor) -> None:
    asked = {
        "title": "the",
        "__order": "-year,title",
        "__page_size": "5",
        "__page": "2",
    }
    wanted = {**asked, "__page_size": "1000", "__page": "1"}
    page = superuser.page(f"{MOVIES}?{urlencode(wanted)}")
    _heading, *rows = exported(superuser, MOVIES, __columns="title", **asked)
    assert [title for (title,) in rows] == page.column("Title")
    assert len(rows) > 5


@pytest.mark.cockroach
def test_more_rows_than_are_fetched_at_once(site: Site, superuser: Visitor) -> None:
    keys = [f"many {number}" for number in range(2345)]
    site.do("insert_many", table="Label", rows=[{"name": key} for key in keys])
    _heading, *rows = exported(superuser, "/tables/label/", __order="-note")
    names = [row[0] for row in rows]
    site.do("delete_many", table="Label", keys=keys)
    assert len(names) == len(set(names))
    assert set(keys) <= set(names)


def test_how_many_rows_there_are(superuser: Visitor) -> None:
    """So that it can be shown how far a file has come."""
    for asked in ({}, {"title": "the", "__page": "2"}):
        response = superuser.get(f"{MOVIES}export/?{urlencode(asked)}")
        _heading, *rows = csv.reader(StringIO(response.text, newline=""))
        assert response.headers["x-total-count"] == str(len(rows))


@pytest.mark.parametrize(
    ("name", "delimiter"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")]
)
def test_nothing_is_a_formula(superuser: Visitor, name: str, delimiter: str) -> None:
    asked = {"__columns": "code,place", "__order": "shelf", "__delimiter": name}
    heading, *rows = exported(superuser, STICKERS, delimiter, **asked)
    assert heading == ["code", "place"]
    assert [code for code, _place in rows] == [
        f"'{code}" if code[:1] in {"=", "+", "-", "@", "\t"} else code for code in CODES
    ]
    assert [place for _code, place in rows] == [str(-n) for n in range(len(CODES))]


def test_labels(superuser: Visitor) -> None:
    asked = {"__columns": "title,director,genre", "__order": "id"}
    heading, *rows = exported(superuser, MOVIES, __readable="true", **asked)
    assert heading == ["Title", "Director", "Genre"]
    page = superuser.page(f"{MOVIES}?__order=id&__page_size=1000")
    assert [row[1] for row in rows] == [
        "" if name == "null" else name for name in page.column("Director")
    ]
    assert [row[2] for row in rows][:50] == page.column("Genre")[:50]
    _heading, *keys = exported(superuser, MOVIES, **asked)
    assert all(key.isdigit() for _title, key, _genre in keys if key)


def test_null_is_empty(site: Site, superuser: Visitor) -> None:
    _heading, *rows = exported(superuser, STICKERS, __columns="door,code")
    assert {door for door, _code in rows} == {""}


def test_secrets_stay(site: Site, superuser: Visitor) -> None:
    key = site.insert("Vault", name="export", code="SESAME")
    heading, *rows = exported(superuser, "/tables/vault/")
    assert "code" not in heading
    assert "SESAME" not in str(rows)
    assert superuser.get("/tables/vault/export/?__columns=code").status_code == 400
    site.do("delete", table="Vault", key=key)


@pytest.mark.parametrize(
    "query", ["__delimiter=x", "__columns=nope", "nope=1", "__order=nope"]
)
def test_what_makes_no_sense(superuser: Visitor, query: str) -> None:
    assert superuser.get(f"{MOVIES}export/?{query}").status_code == 400


def test_a_wrong_filter_is_said_on_the_list(superuser: Visitor) -> None:
    response = superuser.get(f"{MOVIES}export/?year=x")
    assert response.status_code == 422
    assert "Filters" in read(response.text).text


def test_who_may_not(stranger: Visitor) -> None:
    response = stranger.get(f"{MOVIES}export/")
    assert response.status_code == 303
    assert "/login/" in response.headers["location"]


def test_the_form_on_the_list(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?title=the&__order=-year")
    panel = next(d for d in page.all("details") if "export" in d.attributes["class"])
    form = panel.one("form")
    entries = form.entries()
    assert ("title", "the") in entries
    assert ("__order", "-year") in entries
    assert ("__columns", "title") in entries
    assert form.attributes["action"].endswith("/tables/movie/export/")
    assert "Export CSV" in [button.words for button in form.all("button")]
