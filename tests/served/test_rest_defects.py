"""What goes wrong in Piccolo Admin's REST API does not here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.served.rest import add, ask, asked, details, remove, rows
from tests.served.site import Site
from tests.served.visitor import Visitor

VAULTS = "/tables/vault/"
USERS = "/tables/piccolo_user/"
LABELS = "/tables/label/"


@pytest.fixture
def vault(site: Site) -> Iterator[int]:
    key = site.insert("Vault", name="Gold", code="1234", hint="left", contents="[1]")
    yield key
    site.do("delete", table="Vault", key=key)


@pytest.fixture
def user(site: Site) -> Iterator[int]:
    key = site.do("add_user", username="stored", password="correct horse")
    yield key
    site.do("delete", table="BaseUser", key=key)


def is_hashed(site: Site, key: Any) -> bool:
    stored: str = site.fetch("BaseUser", key)["password"]
    return stored.startswith("pbkdf2_sha256$")


def test_put_hashes_passwords(site: Site, superuser: Visitor, user: int) -> None:
    row = asked(superuser, f"{USERS}{user}/")
    before = site.fetch("BaseUser", user)["password"]
    sent = row | {"password": "battery staple"}
    response = ask(superuser, "PUT", f"{USERS}{user}/", sent)
    assert response.status_code == 204, response.text
    assert is_hashed(site, user)
    assert site.fetch("BaseUser", user)["password"] != before


def test_users_are_added_with_a_hashed_password(site: Site, superuser: Visitor) -> None:
    sent = {"username": "posted", "password": "battery staple", "email": ""}
    key = add(superuser, USERS, sent)
    assert is_hashed(site, key)
    assert not any(site.do("hashed_in_transaction"))
    remove(site, "BaseUser", [key])


@pytest.mark.parametrize("password", ["short", "pbkdf2_sha256$1$x$y"])
def test_passwords_keep_the_rules(
    site: Site, superuser: Visitor, user: int, password: str
) -> None:
    before = site.fetch("BaseUser", user)["password"]
    sent = {"username": "weak", "password": password}
    assert ask(superuser, "POST", USERS, sent).status_code == 400
    changed = ask(superuser, "PATCH", f"{USERS}{user}/", {"password": password})
    assert changed.status_code == 400
    assert changed.json()["detail"]
    assert site.fetch("BaseUser", user)["password"] == before


def test_secrets_stay_when_a_form_sends_nothing(
    site: Site, superuser: Visitor, vault: int
) -> None:
    for nothing in ("", None):
        sent = {"name": "Silver", "code": nothing, "hint": nothing, "contents": nothing}
        for method in ("PATCH", "PUT"):
            response = ask(superuser, method, f"{VAULTS}{vault}/", sent)
            assert response.status_code in {200, 204}, response.text
    row = site.fetch("Vault", vault)
    assert (row["name"], row["code"], row["hint"]) == ("Silver", "1234", "left")


def test_secrets_can_be_neither_read_nor_asked_for(
    superuser: Visitor, vault: int
) -> None:
    one = ask(superuser, "GET", f"{VAULTS}{vault}/")
    assert set(one.json()) == {"id", "name"}
    changed = ask(superuser, "PATCH", f"{VAULTS}{vault}/", {"code": "5678"})
    assert "5678" not in changed.text
    for query in (
        "code=1234",
        "code__match=starts&code=1",
        "code__operator=is_null",
        "__order=code",
        "__visible_fields=code",
        "__visible_fields=name,hint",
    ):
        asked(superuser, f"{VAULTS}?{query}", 400)
    assert "code" not in asked(superuser, f"{VAULTS}new/")
    assert "code" not in str(asked(superuser, f"{VAULTS}schema/")["extra"])
    csv = ask(superuser, "GET", VAULTS, Accept="text/csv").text
    assert "1234" not in csv
    assert "5678" not in csv


def test_secrets_of_other_tables_stay_there(superuser: Visitor) -> None:
    asked(superuser, "/tables/sessions/?__visible_fields=token", 400)
    path = "/tables/sticker/?__visible_fields=label.name,door.nope"
    asked(superuser, path, 400)


def test_the_text_null_stays_a_text(site: Site, superuser: Visitor) -> None:
    for text in ("null", "NULL"):
        key = add(superuser, "/tables/album/", {"title": text})
        assert site.fetch("Album", key)["title"] == text
        path = f"/tables/album/?title__match=exact&title={text}"
        assert [row["id"] for row in rows(superuser, path)] == [key]
        remove(site, "Album", [key])


def test_natural_keys_can_be_posted(site: Site, superuser: Visitor) -> None:
    for key in ("from REST", "new", "ids", "a/b", "~x", "ü ?#"):
        assert add(superuser, LABELS, {"name": key, "note": "x"}) == key
        address = f"{LABELS}~{quoted(key)}/"
        assert asked(superuser, address) == {"name": key, "note": "x"}
        assert ask(superuser, "PATCH", address, {"note": "y"}).status_code == 200
        assert ask(superuser, "PATCH", address, {"name": key}).status_code == 200
        other = ask(superuser, "PATCH", address, {"name": "other"})
        assert details(other) == {"name": "This cannot be written."}
        assert ask(superuser, "DELETE", address).status_code == 204
    assert site.do("keys", table="Label") == site.do("keys", table="Label")


def quoted(key: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415

    return quote(key, safe="")


def test_a_key_that_makes_itself_is_not_dropped_in_silence(
    superuser: Visitor,
) -> None:
    response = ask(superuser, "POST", "/tables/album/", {"id": 7, "title": "x"})
    assert details(response) == {"id": "This cannot be written."}


def test_what_is_left_out_has_its_default(site: Site, superuser: Visitor) -> None:
    key = add(superuser, "/tables/specimen/", {"varchar": "defaults"})
    row = site.fetch("Specimen", key)
    assert row["array_integer"] == [1, 2, 3]
    assert row["char"] == "abc"
    assert row["boolean"] is True
    assert row["interval"].total_seconds() == 90 * 60
    remove(site, "Specimen", [key])


def test_choices_are_found_exactly(site: Site, superuser: Visitor) -> None:
    asked(superuser, "/tables/movie/?genre=dram", 422)
    found = rows(superuser, "/tables/movie/?genre=drama&__page_size=1000")
    others = rows(
        superuser, "/tables/movie/?genre=drama&genre__operator=ne&__page_size=1000"
    )
    assert {row["genre"] for row in found} == {"drama"}
    assert "drama" not in {row["genre"] for row in others}


def test_percent_signs_are_letters(site: Site, superuser: Visitor) -> None:
    key = add(superuser, "/tables/album/", {"title": "100% REST"})
    for text, found in (("0%25%20R", [key]), ("1%25T", []), ("1__%25", [])):
        path = f"/tables/album/?title={text}"
        assert [row["id"] for row in rows(superuser, path)] == found
    remove(site, "Album", [key])


def test_json_cannot_be_filtered(superuser: Visitor) -> None:
    asked(superuser, "/tables/specimen/?jsonb_value=1", 400)


def test_keys_below_one_can_be_reached(site: Site, superuser: Visitor) -> None:
    site.insert("Door", number=-3, colour="blue")
    assert asked(superuser, "/tables/door/-3/") == {"number": -3, "colour": "blue"}
    remove(site, "Door", [-3])


def test_every_write_runs_the_same_code(site: Site, superuser: Visitor) -> None:
    site.insert("Door", number=13, colour="green")
    red = {"number": 13, "colour": "red"}
    for method in ("PATCH", "PUT"):
        response = ask(superuser, method, "/tables/door/13/", red)
        assert response.status_code == 422, response.text
        assert "Number 13 is not red." in response.text
    remove(site, "Door", [13])


def test_bytes_that_are_no_text(site: Site, superuser: Visitor) -> None:
    key = add(superuser, "/tables/specimen/", {"varchar": "x", "bytea": "ff00"})
    assert asked(superuser, f"/tables/specimen/{key}/")["bytea"] == "ff00"
    remove(site, "Specimen", [key])


def test_references_to_another_column(site: Site, superuser: Visitor) -> None:
    sent = {"varchar": "x", "director_name": "Alfred Hitchcock"}
    key = add(superuser, "/tables/specimen/", sent)
    fields = "director_name.name,director_name.country"
    path = f"/tables/specimen/{key}/?__visible_fields={fields}"
    row = asked(superuser, path)
    assert row["director_name"]["name"] == "Alfred Hitchcock"
    remove(site, "Specimen", [key])


def test_totals_know_the_filters(superuser: Visitor) -> None:
    path = "/tables/movie/?genre=western&__range_header=true"
    response = ask(superuser, "GET", path)
    total = int(response.headers["content-range"].rpartition("/")[2])
    assert total == asked(superuser, "/tables/movie/count/?genre=western")["count"]
    assert total < asked(superuser, "/tables/movie/count/")["count"]


def test_models_are_built_once(site: Site, superuser: Visitor) -> None:
    asked(superuser, "/tables/movie/")
    before = site.do("models")
    for path in ("/tables/movie/", "/tables/movie/1/", "/tables/movie/schema/"):
        asked(superuser, path)
    assert site.do("models") == before
