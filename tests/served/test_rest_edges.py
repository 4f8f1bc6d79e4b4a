"""What scripts send to the REST API that pages never do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest

from tests.served.pages import read
from tests.served.rest import HEADER, add, ask, asked, details, remove, rows
from tests.served.site import Site
from tests.served.test_media import nothing_is_left
from tests.served.visitor import Visitor, edit

__all__ = ["nothing_is_left"]

ALBUMS = "/tables/album/"
LABELS = "/tables/label/"
MOVIES = "/tables/movie/"
SPECIMENS = "/tables/specimen/"
USERS = "/tables/piccolo_user/"

SONG = b"ID3 a song"


@pytest.fixture
def album(site: Site) -> int:
    """One that a clerk may change."""
    key: int = site.insert("Album", title="clerk", year=1999)
    return key


@pytest.fixture
def hidden_song(site: Site, superuser: Visitor) -> str:
    """The key of a file that only an album has which a clerk may not view."""
    data = {"table_name": "album", "column_name": "tracks"}
    stored = superuser.client.post(
        f"{superuser.mount}/api/media/",
        data=data,
        files={"file": ("a.mp3", SONG, "audio/mpeg")},
        headers={HEADER: superuser.token, "Origin": superuser.address},
    )
    song: str = stored.json()["file_key"]
    site.insert("Album", title="hidden", year=1950, tracks=[song])
    return song


@pytest.fixture
def user(site: Site) -> Iterator[int]:
    key = site.do("add_user", username="edges", password="correct horse")
    yield key
    remove(site, "BaseUser", [key])


def test_files_of_hidden_rows_cannot_be_taken(
    site: Site, clerk: Visitor, album: int, hidden_song: str
) -> None:
    path = f"{ALBUMS}{album}/"
    whole = {"title": "clerk", "year": 1999}
    for sent in ([hidden_song], json.dumps([hidden_song]), f' ["{hidden_song}"]'):
        for method, body in (("PATCH", {}), ("PUT", whole)):
            refused = ask(clerk, method, path, {**body, "tracks": sent})
            assert details(refused) == {"tracks": "There is no such file."}
    assert site.fetch("Album", album)["tracks"] == []
    address = f"/media-files/album/tracks/{hidden_song}"
    assert ask(clerk, "GET", address).status_code == 404


def test_files_that_one_may_view_can_be_used_again(
    site: Site, superuser: Visitor, album: int, hidden_song: str
) -> None:
    sent = json.dumps([hidden_song])
    changed = ask(superuser, "PATCH", f"{ALBUMS}{album}/", {"tracks": sent})
    assert changed.json()["tracks"] == [hidden_song]
    key = add(superuser, ALBUMS, {"title": "Again", "tracks": [hidden_song]})
    assert site.fetch("Album", key)["tracks"] == [hidden_song]


def test_keys_that_were_there_before_do_not_keep_pages_from_saving(
    site: Site, superuser: Visitor
) -> None:
    key = site.insert("Album", title="Old", tracks=["old/a.mp3"])
    files = [("tracks", "b.mp3", SONG)]
    response = superuser.upload(edit("album", key), files)
    assert response.status_code == 303, read(response.text).alert
    assert site.fetch("Album", key)["tracks"][0] == "old/a.mp3"
    assert ask(superuser, "GET", "/media-files/album/tracks/%00").status_code == 404


def post(visitor: Visitor, path: str, content: bytes) -> httpx.Response:
    headers = {HEADER: visitor.token, "Origin": visitor.address}
    return visitor.client.post(visitor.mount + path, content=content, headers=headers)


def test_how_much_json_is_read(
    site: Site, stranger: Visitor, superuser: Visitor
) -> None:
    large = b'{"username": "%s"}' % (b"x" * 1_500_000)
    assert post(stranger, "/public/login/", large).status_code == 413
    assert post(superuser, f"/api{LABELS}", large).status_code == 400
    larger = b'{"name": "%s"}' % (b"x" * 8_500_000)
    assert post(superuser, f"/api{LABELS}", larger).status_code == 413
    with Visitor.logged_in(site, "admin", "/small") as visitor:
        assert post(visitor, f"/api{LABELS}", large).status_code == 413


def test_a_form_is_no_json(site: Site, superuser: Visitor) -> None:
    """Not even one with the token against forgery, for which it was read."""
    response = superuser.post("/api/tables/label/", {"name": "form", "note": ""})
    assert response.status_code == 422
    assert "form" not in site.do("keys", table="Label")


def test_how_many_rows_are_added_at_once(site: Site, superuser: Visitor) -> None:
    before = site.do("keys", table="Label")
    many = [{"name": f"many {number}"} for number in range(1_001)]
    refused = details(ask(superuser, "POST", LABELS, many))
    assert refused == {"body": "These are too many rows. At most: 1000"}
    assert site.do("keys", table="Label") == before
    assert ask(superuser, "POST", LABELS, many[:-1]).status_code == 201
    site.do("delete_many", table="Label", keys=[row["name"] for row in many])


def test_passwords_are_hashed_before_transactions(
    site: Site, superuser: Visitor, user: int
) -> None:
    path = f"{USERS}{user}/"
    before = site.fetch("BaseUser", user)["password"]
    for method in ("PATCH", "PUT"):
        known = ask(superuser, "GET", path)
        sent = known.json() | {"password": "battery staple"}
        match = {"If-Match": known.headers["etag"]}
        response = ask(superuser, method, path, sent, **match)
        assert response.status_code in {200, 204}, response.text
        after = site.fetch("BaseUser", user)["password"]
        assert after.startswith("pbkdf2_sha256$")
        assert after != before
        before = after
    assert not any(site.do("hashed_in_transaction"))


def test_users_are_added_one_by_one(site: Site, superuser: Visitor) -> None:
    names = ("first", "second")
    new = [
        {"username": name, "password": "battery staple", "email": ""} for name in names
    ]
    refused = details(ask(superuser, "POST", USERS, new))
    assert refused == {"body": "These are too many rows. At most: 1"}
    one = ask(superuser, "POST", USERS, new[:1])
    assert one.status_code == 201
    assert not any(site.do("hashed_in_transaction"))
    remove(site, "BaseUser", [one.json()["id"]])


def test_each_new_row_has_defaults_of_its_own(site: Site, superuser: Visitor) -> None:
    both = ask(superuser, "POST", SPECIMENS, [{"varchar": "a"}, {"varchar": "b"}])
    keys = [row["id"] for row in both.json()]
    one, other = [site.fetch("Specimen", key)["uuid"] for key in keys]
    assert one != other
    remove(site, "Specimen", keys)


@pytest.mark.parametrize("column", [[], {}, None, 5])
def test_what_is_no_name_of_a_column(superuser: Visitor, column: Any) -> None:
    sent = {"table_name": "album", "column_name": column, "file_key": "a.png"}
    response = ask(superuser, "POST", "/media/generate-file-url/", sent)
    assert response.status_code == 404


def test_labels_in_csv_as_in_json(superuser: Visitor) -> None:
    fields = "__visible_fields=director&__order=id&__page_size=1"

    def first(readable: str, status: int = 200) -> str:
        path = f"{MOVIES}?{fields}&__readable={readable}"
        response = ask(superuser, "GET", path, Accept="text/csv")
        assert response.status_code == status
        return response.text.splitlines()[1] if status == 200 else ""

    (row,) = rows(superuser, f"{MOVIES}?{fields}&__readable=true")
    assert first("false") == first("0") == f'"{row["director"]}"'
    assert first("true") == first("1") == f'"{row["director_readable"]}"'
    first("perhaps", 400)
    page = superuser.get(f"{MOVIES}export/?__columns=director&__readable=false")
    assert page.text.splitlines()[0] == '"director"'


@pytest.mark.parametrize("blank", ["", ",", "W/"])
def test_no_row_has_a_blank_etag(
    site: Site, superuser: Visitor, album: int, blank: str
) -> None:
    path = f"{ALBUMS}{album}/"
    for method, body in (
        ("PATCH", {"year": 2}),
        ("PUT", {"title": "x"}),
        ("DELETE", None),
    ):
        response = ask(superuser, method, path, body, **{"If-Match": blank})
        assert response.status_code == 412, response.text
    assert asked(superuser, path)["title"] == "clerk"
