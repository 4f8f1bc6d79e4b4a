"""Many rows at once: those that were ticked in a list, or all that it has."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest

from tests.served.pages import Element, Entries, read
from tests.served.site import PASSWORD, Site
from tests.served.visitor import ADMIN, Visitor

STICKERS = "/tables/sticker/"
LABELS = "/tables/label/"


@pytest.fixture(autouse=True)
def stickers(site: Site) -> Iterator[list[int]]:
    """Twenty stickers on one label."""
    site.insert("Label", name="bulk")
    keys = [
        site.insert("Sticker", label="bulk", code=f"bulk {n:02}", shelf=n % 2, place=n)
        for n in range(20)
    ]
    yield keys
    for key in site.do("keys", table="Sticker"):
        site.do("delete", table="Sticker", key=key)
    site.do("delete", table="Label", key="bulk")


def chosen(keys: list[int] | None = None) -> Entries:
    return [("__key", str(key)) for key in keys] if keys else [("__all", "true")]


def ask(
    visitor: Visitor, what: str, rows: Entries, query: str = "", path: str = STICKERS
) -> Element:
    """The page that asks whether somebody means it."""
    response = visitor.post(f"{path}bulk/{what}/{query}", rows)
    assert response.status_code == 200
    return read(response.text)


def agree(visitor: Visitor, page: Element, typed: Entries | None = None) -> int:
    """Send the form of that page. Returns the status."""
    typed = typed or []
    form = page.one("main").one("form")
    entries = [(n, v) for n, v in form.entries() if n not in dict(typed)]
    address = urljoin(f"{ADMIN}{STICKERS}", form.attributes["action"])
    return visitor.send(address, [*entries, *typed]).status_code


def left(site: Site) -> set[int]:
    return set(site.do("keys", table="Sticker"))


def test_ticked_rows_are_deleted(
    site: Site, superuser: Visitor, stickers: list[int]
) -> None:
    page = ask(superuser, "delete", chosen(stickers[:3]))
    assert page.one("h1").words == "Delete 3 rows?"
    assert left(site) == set(stickers)
    assert agree(superuser, page) == 303
    assert left(site) == set(stickers[3:])
    assert "The rows were deleted." in superuser.page(STICKERS).text


def test_one_ticked_row(site: Site, superuser: Visitor, stickers: list[int]) -> None:
    page = ask(superuser, "delete", chosen(stickers[:1]))
    assert page.one("h1").words == "Delete 1 row?"


def test_all_that_fit_the_filters_are_deleted(
    site: Site, superuser: Visitor, stickers: list[int]
) -> None:
    query = "?shelf=1&__order=-code&__page=2&__page_size=5"
    page = ask(superuser, "delete", chosen(), query)
    assert page.one("h1").words == "Delete 10 rows?"
    assert agree(superuser, page) == 303
    assert left(site) == set(stickers[::2])


def test_all_without_a_filter(
    site: Site, superuser: Visitor, stickers: list[int]
) -> None:
    page = ask(superuser, "delete", chosen())
    assert page.one("h1").words == "Delete 20 rows?"
    assert agree(superuser, page) == 303
    assert left(site) == set()


def test_other_rows_than_agreed_to(
    site: Site, superuser: Visitor, stickers: list[int]
) -> None:
    page = ask(superuser, "delete", chosen(), "?shelf=1")
    site.insert("Sticker", label="bulk", code="late", shelf=1, place=99)
    assert agree(superuser, page) == 200
    assert len(left(site)) == 21


@pytest.mark.cockroach
def test_a_refusal_of_one_keeps_all(
    site: Site, superuser: Visitor, stickers: list[int]
) -> None:
    site.insert("Label", name="bulk free")
    rows = [("__key", "bulk free"), ("__key", "bulk")]
    page = ask(superuser, "delete", rows, path=LABELS)
    assert agree(superuser, page) == 409
    labels = set(site.do("keys", table="Label"))
    site.do("delete", table="Label", key="bulk free")
    assert {"bulk", "bulk free"} <= labels


@pytest.mark.cockroach
def test_ticked_rows_are_changed(
    site: Site, superuser: Visitor, stickers: list[int]
) -> None:
    page = ask(superuser, "update", chosen(stickers[:2]))
    assert page.one("h1").words == "Change 2 rows"
    before = site.fetch("Sticker", stickers[0])
    door = site.insert("Door", number=77)
    typed = [("__change", "door"), ("door", str(door)), ("place", "1000")]
    assert agree(superuser, page, typed) == 303
    after = site.fetch("Sticker", stickers[0])
    assert after == {**before, "door": door}
    assert site.fetch("Sticker", stickers[2])["door"] is None
    again = ask(superuser, "update", chosen(stickers[:2]))
    assert agree(superuser, again, [("__change", "door"), ("door", "")]) == 303
    assert site.fetch("Sticker", stickers[0])["door"] is None
    site.do("delete", table="Door", key=door)


def test_all_that_fit_the_filters_are_changed(
    site: Site, superuser: Visitor, stickers: list[int]
) -> None:
    page = ask(superuser, "update", chosen(), "?place__operator=gte&place=18")
    assert page.one("h1").words == "Change 2 rows"
    assert agree(superuser, page, [("__change", "shelf"), ("shelf", "7")]) == 303
    shelves = [site.fetch("Sticker", key)["shelf"] for key in stickers[-3:]]
    assert shelves == [1, 7, 7]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ([("__change", "shelf"), ("shelf", "x")], "whole number"),
        ([("__change", "label"), ("label", "")], "required"),
        ([("__change", "label"), ("label", "nope")], " row"),
        ([], "Tick what is to be changed."),
        ([("__change", "code"), ("code", "same")], "Tick what is to be changed."),
        ([("__change", "id"), ("id", "1")], "Tick what is to be changed."),
        ([("__change", "nope"), ("nope", "1")], "Tick what is to be changed."),
    ],
)
def test_what_cannot_be_changes_nothing(
    site: Site,
    superuser: Visitor,
    stickers: list[int],
    typed: Entries,
    message: str,
) -> None:
    before = [site.fetch("Sticker", key) for key in stickers]
    page = ask(superuser, "update", chosen(stickers))
    form = page.one("main").one("form")
    entries = [(n, v) for n, v in form.entries() if n not in dict(typed)]
    address = urljoin(f"{ADMIN}{STICKERS}", form.attributes["action"])
    response = superuser.send(address, [*entries, *typed])
    assert response.status_code == 422
    assert message in read(response.text).text
    assert [site.fetch("Sticker", key) for key in stickers] == before


def test_a_wrong_item_of_a_list(site: Site, superuser: Visitor) -> None:
    before = site.fetch("Lists", key := site.insert("Lists"))
    entries = [("__key", str(key)), ("__number", "1"), ("__change", "smalls")]
    path = "/tables/lists/bulk/update/"
    response = superuser.post(path, [*entries, ("smalls", "[1, 99999]")])
    assert response.status_code == 422
    assert "Item 2" in read(response.text).error("smalls")
    assert site.fetch("Lists", key) == before
    site.do("delete", table="Lists", key=key)


def test_rules_over_several_columns(site: Site, superuser: Visitor) -> None:
    """``site.py`` adds one: number 13 is not red."""
    for number in (12, 13):
        site.insert("Door", number=number, colour="blue")
    path = "/tables/door/bulk/update/"
    change = [("__number", "2"), ("__change", "colour"), ("__key", "12")]
    for colour, status in [("red", 422), ("green", 303)]:
        typed = [*change, ("__key", "13"), ("colour", colour)]
        assert superuser.post(path, typed).status_code == status
    assert site.fetch("Door", 13)["colour"] == "green"
    for number in (12, 13):
        site.do("delete", table="Door", key=number)


def test_only_what_rows_can_have_in_common_is_offered(
    superuser: Visitor, stickers: list[int]
) -> None:
    page = ask(superuser, "update", chosen(stickers))
    names = {name for name, _value in page.one("main").one("form").entries()}
    assert {"label", "door", "shelf", "place"} <= names
    assert {"id", "code"}.isdisjoint(names)


def test_secrets_are_not_offered(site: Site, superuser: Visitor) -> None:
    key = site.insert("Vault", name="bulk", code="x")
    path = "/tables/vault/"
    page = ask(superuser, "update", chosen([key]), path=path)
    names = {name for name, _value in page.one("main").one("form").entries()}
    assert "name" in names
    assert {"code", "hint", "contents"}.isdisjoint(names)
    site.do("delete", table="Vault", key=key)


@pytest.mark.parametrize("what", ["update", "delete"])
def test_nothing_ticked(site: Site, superuser: Visitor, what: str) -> None:
    assert superuser.post(f"{STICKERS}bulk/{what}/", {}).status_code == 303
    assert "Tick some rows first." in superuser.page(STICKERS).text
    assert (
        superuser.post(f"{STICKERS}bulk/{what}/", {"__number": "0"}).status_code == 303
    )


@pytest.mark.parametrize("what", ["update", "delete"])
@pytest.mark.parametrize(
    ("query", "key"), [("", "x"), ("?shelf=x", "1"), ("?nope=1", "1")]
)
def test_what_makes_no_sense(
    site: Site, superuser: Visitor, what: str, query: str, key: str
) -> None:
    before = left(site)
    entries = {"__key": key, "__number": "1"}
    response = superuser.post(f"{STICKERS}bulk/{what}/{query}", entries)
    assert response.status_code == 400
    assert left(site) == before


@pytest.mark.parametrize("what", ["update", "delete"])
def test_who_may_not(site: Site, staff: Visitor, what: str) -> None:
    users = set(site.do("keys", table="BaseUser"))
    rows = {"__all": "true", "__number": str(len(users))}
    path = f"/tables/piccolo_user/bulk/{what}/"
    assert staff.post(path, rows).status_code == 403
    assert staff.post(f"{STICKERS}bulk/{what}/", {"csrftoken": "x"}).status_code == 403
    back = staff.get(f"{STICKERS}bulk/{what}/")  # As after a change of language.
    assert (back.status_code, back.headers["location"]) == (303, "../../")
    with Visitor(site.address, "/read-only") as visitor:
        assert visitor.post(f"{STICKERS}bulk/{what}/", rows).status_code == 303
        assert visitor.log_in("admin").status_code == 303
        assert visitor.post(f"{STICKERS}bulk/{what}/", rows).status_code == 405
        assert not [*visitor.page(STICKERS).all("input", name="__key")]
    assert set(site.do("keys", table="BaseUser")) == users


def test_many_rows(site: Site, superuser: Visitor, stickers: list[int]) -> None:
    """More than the framework's limit of fields of a form."""
    rows = [("__key", str(key)) for key in stickers] * 100
    page = ask(superuser, "delete", rows)
    assert page.one("h1").words == "Delete 20 rows?"


def test_deleted_users_are_logged_out(site: Site, superuser: Visitor) -> None:
    path = "/tables/piccolo_user/"
    rights = {"active": True, "admin": True}
    site.do("add_user", username="bulk", password=PASSWORD, **rights)
    with Visitor.logged_in(site, "bulk") as visitor:
        assert visitor.get("/").status_code == 200
        page = ask(superuser, "delete", chosen(), "?username=bulk", path)
        assert page.one("h1").words == "Delete 1 row?"
        assert agree(superuser, page) == 303
        assert visitor.get("/").status_code == 303
