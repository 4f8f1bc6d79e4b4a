"""Books can be listed, added, changed and deleted."""

from __future__ import annotations

from urllib.parse import urlencode

from library.tables import Book

from .conftest import Admin

PATH = "/tables/book/"

TYPED = {
    "title": "Example",
    "author": "0b52bb4b-5d1e-4f7c-9d1b-2f6f6a1c3e11",
    "editor": "Example",
}

FILTERED = [
    "title",
]


def test_list(admin: Admin) -> None:
    assert admin.get(PATH).status_code == 200


def test_every_column_can_be_sorted_by(admin: Admin) -> None:
    for link in admin.links(PATH, "__order="):
        assert admin.get(PATH + link).status_code == 200


def test_add(admin: Admin) -> None:
    key = admin.add(PATH, Book, TYPED)
    assert admin.link(f"{PATH}edit/", key) in admin.get(f"{PATH}?__page_size=1000").text


def test_every_filter_finds_its_row(admin: Admin) -> None:
    key = admin.add(PATH, Book, TYPED)
    for name in FILTERED:
        page = admin.get(f"{PATH}?{urlencode({name: TYPED[name]})}&__page_size=1000")
        assert admin.link(f"{PATH}edit/", key) in page.text


def test_saving_what_is_shown_changes_nothing(admin: Admin) -> None:
    key = admin.add(PATH, Book, TYPED)
    before = admin.row(Book, key)
    address = admin.link(f"{PATH}edit/", key)
    assert admin.post(address, admin.controls(address)).status_code == 303
    assert admin.row(Book, key) == before


def test_wrong_input_is_refused(admin: Admin) -> None:
    response = admin.post(f"{PATH}add/", TYPED | {"author": "x"})
    assert response.status_code == 422
    assert 'id="author-error"' in response.text


def test_rest(admin: Admin) -> None:
    answer = admin.send("POST", PATH, TYPED)
    assert answer.status_code == 201, answer.text
    (found,) = answer.json()[0].values()
    address = admin.link(PATH, found)
    row = admin.send("GET", address).json()
    assert row in admin.send("GET", PATH).json()["rows"]
    name = "title"
    changed = admin.send("PATCH", address, {name: TYPED[name]})
    assert changed.json()[name] == row[name]
    assert admin.send("DELETE", address).status_code == 204
    assert admin.send("GET", address).status_code == 404


def test_rest_says_what_it_has(admin: Admin) -> None:
    for part in ("schema", "ids", "count", "references", "new"):
        assert admin.send("GET", f"{PATH}{part}/").status_code == 200


def test_delete(admin: Admin) -> None:
    key = admin.add(PATH, Book, TYPED)
    address = admin.link(f"{PATH}delete/", key)
    assert admin.get(address).status_code == 200
    assert admin.post(address, {}).status_code == 303
    assert admin.get(address).status_code == 404
