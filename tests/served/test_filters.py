"""Lists that are filtered, as their addresses say."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from tests.served.pages import Typed
from tests.served.site import Site
from tests.served.visitor import Visitor

MOVIES = "/tables/movie/"
SPECIMENS = "/tables/specimen/"


def rows(visitor: Visitor, path: str, **asked: str) -> set[str]:
    """The rows that a list shows, by where they are edited."""
    page = visitor.page(f"{path}?{urlencode({**asked, '__page_size': '1000'})}")
    return {row.link("Edit") for body in page.all("tbody") for row in body.all("tr")}


def titles(visitor: Visitor, **asked: str) -> list[str]:
    page = visitor.page(f"{MOVIES}?{urlencode({**asked, '__page_size': '1000'})}")
    return page.column("Title") if [*page.all("table")] else []


@pytest.mark.parametrize(
    ("how", "fits"),
    [
        ("", lambda title, text: text in title.lower()),
        ("contains", lambda title, text: text in title.lower()),
        ("starts", lambda title, text: title.lower().startswith(text)),
        ("ends", lambda title, text: title.lower().endswith(text)),
    ],
)
@pytest.mark.parametrize("text", ["the", "r", "%", "_", "\\", "!", "'", "zzz"])
def test_parts_of_texts(
    superuser: Visitor, how: str, fits: Callable[[str, str], bool], text: str
) -> None:
    every = titles(superuser)
    expected = [title for title in every if fits(title, text)]
    for typed in (text, text.upper()):
        assert titles(superuser, title=typed, title__operator=how) == expected


def test_whole_texts(superuser: Visitor) -> None:
    title = titles(superuser)[3]
    assert titles(superuser, title=title, title__operator="exact") == [title]
    assert not titles(superuser, title=title.swapcase(), title__operator="exact")


RANGES = [
    *("id", "small_int", "integer", "integer_null", "big_int", "numeric_digits"),
    *("decimal_null", "date", "date_null", "time", "time_null", "timestamp"),
    *("timestamp_null", "timestamptz", "timestamptz_null", "interval"),
    *("interval_null", "double_precision", "numeric"),
]


@pytest.mark.cockroach
@pytest.mark.parametrize("column", RANGES)
def test_what_has_an_order(superuser: Visitor, column: str) -> None:
    """Each row is below a value, above it, that value, or has none."""
    every = rows(superuser, SPECIMENS)
    values = {typed(superuser, row, column) for row in sorted(every)[:6]} - {""}

    def found(operator: str, value: str, **more: str) -> set[str]:
        asked = {column: value, f"{column}__operator": operator, **more}
        return rows(superuser, SPECIMENS, **asked)

    null = found("is_null", "") if column.endswith("_null") else set()
    for value in values:
        below, same, above = (found(how, value) for how in ("lt", "e", "gt"))
        assert same
        assert below | same | above | null == every
        assert len(below) + len(same) + len(above) + len(null) == len(every)
        assert found("lte", value) == below | same
        assert found("gte", value) == above | same
        assert found("ne", value) == every - same
        assert found("between", value, **{f"{column}__to": value}) == same
        assert found("between", value) == above | same
        assert found("between", "", **{f"{column}__to": value}) == below | same
    if column.endswith("_null"):
        assert found("not_null", "") == every - null


def typed(visitor: Visitor, row: str, column: str) -> str:
    """What a row's form holds for a column."""
    page = visitor.page(row.removeprefix(visitor.mount))
    return Typed(page.editor.entries()).get(column, "")


EXACT = ["boolean", "boolean_null", "varchar_choices", "integer_choices", "uuid"]


@pytest.mark.cockroach
@pytest.mark.parametrize("column", [*EXACT, "numeric_choices", "date_choices_null"])
def test_one_value(superuser: Visitor, column: str) -> None:
    every = rows(superuser, SPECIMENS)
    values = {typed(superuser, row, column) for row in sorted(every)[:6]} - {""}
    for value in values:
        same = rows(superuser, SPECIMENS, **{column: value})
        assert same
        asked = {column: value, f"{column}__operator": "ne"}
        assert rows(superuser, SPECIMENS, **asked) == every - same


def test_references(superuser: Visitor) -> None:
    """The link of a sidebar: ``?director=1``."""
    page = superuser.page(f"{MOVIES}?director=1")
    assert len(set(page.column("Director"))) == 1
    independent = rows(superuser, MOVIES, studio__operator="is_null")
    others = rows(superuser, MOVIES, studio__operator="not_null")
    assert independent
    assert independent | others == rows(superuser, MOVIES)
    assert not independent & others


@pytest.mark.cockroach
def test_elements_of_lists(superuser: Visitor) -> None:
    every = rows(superuser, SPECIMENS)
    some = rows(superuser, SPECIMENS, array_choices="mon")
    assert some < every
    for row in every:
        assert ("mon" in typed(superuser, row, "array_choices")) == (row in some)


@pytest.mark.cockroach
def test_elements_of_lists_in_lists(site: Site, superuser: Visitor) -> None:
    nested = [[[71, 72], [73, 74]], [[7, 1], [7, 2]]]
    keys = [site.insert("Specimen", varchar="x", array_nested=one) for one in nested]
    first, second = (f"/admin{SPECIMENS}edit/{key}/" for key in keys)
    for element, found in (("73", {first}), ("7", {second}), ("17", set())):
        assert rows(superuser, SPECIMENS, array_nested=element) == found
    for key in keys:
        site.do("delete", table="Specimen", key=key)


def test_filters_are_joined(superuser: Visitor) -> None:
    drama = rows(superuser, MOVIES, genre="drama")
    old = rows(superuser, MOVIES, year="1960", year__operator="lt")
    both = rows(superuser, MOVIES, genre="drama", year="1960", year__operator="lt")
    assert both == drama & old
    assert both


def test_links_of_a_filtered_list_keep_its_filters(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?title=a&__page_size=15&__order=-year")
    following = next(iter(page.all("a", rel="next"))).attributes["href"]
    for link in (page.links["Title"], following):
        assert "title=a" in link
        assert all(
            "a" in title.lower()
            for title in superuser.page(MOVIES + link).column("Title")
        )
    sizes = Typed(page.one("form", **{"class": "page-size"}).entries())
    assert (sizes["title"], sizes["__order"]) == ("a", "-year")
    form = Typed(page.one("details", **{"class": "filters"}).one("form").entries())
    assert (form["title"], form["__order"], form["__page_size"]) == ("a", "-year", "15")
    cleared = superuser.page(MOVIES + page.links["Clear"])
    assert "205" in cleared.text


def test_nothing_fits(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?title=zzzz")
    assert "No row fits these filters." in page.text
    assert "205" in superuser.page(MOVIES + page.links["Show all rows"]).text


@pytest.mark.parametrize(
    ("query", "column", "message"),
    [
        ("year=old", "year", "Enter a whole number."),
        ("year=99999", "year", "Enter 32767 or less."),
        ("genre=opera", "genre", "Choose one of the options."),
        ("year__operator=between&year__to=x", "year", "Enter a whole number."),
        ("title=a%00b", "title", "This holds a character that cannot be stored."),
    ],
)
def test_what_is_no_value(
    superuser: Visitor, query: str, column: str, message: str
) -> None:
    """It is said beside the filter, and nothing else is shown."""
    page = superuser.page(f"{MOVIES}?{query}", status=422)
    assert page.error(column) == message
    assert not [*page.all("table")]


@pytest.mark.parametrize(
    "query",
    [
        *("nope=1", "title__operator=nope", "year__operator=contains", "title__to=a"),
        *("biography=a", "__nope=1", "genre__operator=lt", "_label=a"),
    ],
)
def test_what_makes_no_sense(superuser: Visitor, query: str) -> None:
    superuser.page(f"{MOVIES}?{query}", status=400)


@pytest.mark.parametrize(
    ("table", "column"),
    [("piccolo_user", "password"), ("sessions", "token"), ("vault", "code")],
)
def test_nothing_is_filtered_by_secrets(
    superuser: Visitor, table: str, column: str
) -> None:
    for query in (f"{column}=a", f"{column}__operator=not_null"):
        superuser.page(f"/tables/{table}/?{query}", status=400)


def test_sorting_by_several_columns(superuser: Visitor) -> None:
    page = superuser.page(f"{MOVIES}?__order=genre&__page_size=1000")
    page = superuser.page(MOVIES + page.link("Sort by Year"))
    genres, years = page.column("Genre"), page.column("Year")
    pairs = [*zip(genres, years, strict=True)]
    assert pairs == sorted(pairs, key=lambda pair: (genres.index(pair[0]), pair[1]))
    turned = superuser.page(MOVIES + page.link("Sort by Year"))
    assert turned.column("Year") != years
    assert turned.column("Genre") == genres
    without = superuser.page(MOVIES + turned.link("Sort by Year"))
    assert without.column("Genre") == genres
    assert next(without.all("a", **{"class": "also"})).words == "+"
    repeated = superuser.page(f"{MOVIES}?__order=genre&__order=year&__page_size=1000")
    assert repeated.column("Year") == years


def test_a_column_sorts_where_it_is_named_first(superuser: Visitor) -> None:
    for order in ("genre,-year,genre", "genre,-year,-genre"):
        page = superuser.page(f"{MOVIES}?__order={order}&__page_size=1000")
        expected = superuser.page(f"{MOVIES}?__order=genre,-year&__page_size=1000")
        assert page.column("Title") == expected.column("Title")
