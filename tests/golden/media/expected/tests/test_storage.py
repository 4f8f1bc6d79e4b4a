"""Storages can be listed, added, changed and deleted."""

from __future__ import annotations

from gallery.tables import Storage

from .conftest import PICTURE, Admin

PATH = "/tables/storage/"

TYPED: dict[str, str] = {}

FILES = {
    "media": ("example.png", PICTURE),
}


def test_list(admin: Admin) -> None:
    assert admin.get(PATH).status_code == 200


def test_every_column_can_be_sorted_by(admin: Admin) -> None:
    for link in admin.links(PATH, "__order="):
        assert admin.get(PATH + link).status_code == 200


def test_add(admin: Admin) -> None:
    key = admin.add(PATH, Storage, TYPED, FILES)
    assert admin.link(f"{PATH}edit/", key) in admin.get(f"{PATH}?__page_size=1000").text


def test_saving_what_is_shown_changes_nothing(admin: Admin) -> None:
    key = admin.add(PATH, Storage, TYPED, FILES)
    before = admin.row(Storage, key)
    address = admin.link(f"{PATH}edit/", key)
    assert admin.post(address, admin.controls(address)).status_code == 303
    assert admin.row(Storage, key) == before


def test_files_are_sent_back(admin: Admin) -> None:
    key = admin.add(PATH, Storage, TYPED, FILES)
    page = admin.link(f"{PATH}edit/", key)
    for name in FILES:
        shown, kept = admin.links(page, f"/media/{name}/")
        assert admin.get(shown).content == admin.get(kept).content == PICTURE
        assert admin.get(f"{PATH}media/{name}/other.png").status_code == 404


def test_rest(admin: Admin) -> None:
    key = admin.add(PATH, Storage, TYPED, FILES)
    address = admin.link(PATH, key)
    row = admin.send("GET", address).json()
    assert row in admin.send("GET", PATH).json()["rows"]
    assert admin.send("DELETE", address).status_code == 204
    assert admin.send("GET", address).status_code == 404


def test_rest_says_what_it_has(admin: Admin) -> None:
    for part in ("schema", "ids", "count", "references", "new"):
        assert admin.send("GET", f"{PATH}{part}/").status_code == 200


def test_delete(admin: Admin) -> None:
    key = admin.add(PATH, Storage, TYPED, FILES)
    address = admin.link(f"{PATH}delete/", key)
    assert admin.get(address).status_code == 200
    assert admin.post(address, {}).status_code == 303
    assert admin.get(address).status_code == 404
