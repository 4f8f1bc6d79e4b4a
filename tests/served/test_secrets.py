"""Secrets and passwords are never shown, and stay until others are typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.served.pages import read
from tests.served.site import Site
from tests.served.visitor import Visitor, add, edit, save_unchanged


@pytest.fixture
def vault(site: Site) -> Iterator[Any]:
    key = site.insert("Vault", name="Gold", code="1234", hint="\n", contents="[1]")
    yield key
    site.do("delete", table="Vault", key=key)


SECRETS = {"code": "1234", "hint": "\n", "contents": "[1]"}


def test_secrets_stay_unless_typed(site: Site, superuser: Visitor, vault: Any) -> None:
    save_unchanged(site, superuser, "vault", vault)
    assert superuser.save(edit("vault", vault), {"name": "Silver"}).status_code == 303
    row = site.fetch("Vault", vault)
    assert row == {"id": vault, "name": "Silver", **SECRETS}


def test_secrets_are_never_shown(superuser: Visitor, vault: Any) -> None:
    wrong = superuser.save(edit("vault", vault), {"code": "9876", "contents": "{wrong"})
    assert wrong.status_code == 422
    pages = [
        superuser.get(edit("vault", vault)),
        superuser.get("/tables/vault/"),
        wrong,
    ]
    for response in pages:
        for secret in ("1234", "9876", "{wrong"):
            assert secret not in response.text


def test_secrets_are_replaced_by_what_is_typed(
    site: Site, superuser: Visitor, vault: Any
) -> None:
    typed = {"code": " new ", "hint": "two\r\nlines"}
    assert superuser.save(edit("vault", vault), typed).status_code == 303
    row = site.fetch("Vault", vault)
    assert (row["code"], row["hint"]) == (" new ", "two\nlines")
    assert row["contents"] == "[1]"


def test_nullable_secrets_can_be_removed(
    site: Site, superuser: Visitor, vault: Any
) -> None:
    assert (
        superuser.save(edit("vault", vault), {"hint__null": "true"}).status_code == 303
    )
    assert site.fetch("Vault", vault) == {
        "id": vault,
        "name": "Gold",
        **SECRETS,
        "hint": None,
    }


def test_secrets_of_new_rows(site: Site, superuser: Visitor) -> None:
    typed = {"name": "New", "code": "0000", "hint": "", "contents": ""}
    key = add(site, superuser, typed, "Vault", "vault")
    expected = {"name": "New", "code": "0000", "hint": None, "contents": "{}"}
    assert site.fetch("Vault", key) == {"id": key, **expected}
    site.do("delete", table="Vault", key=key)


# Passwords

USER = {
    "username": "newcomer",
    "email": "newcomer@example.com",
    "active": "true",
    "admin": "true",
    "superuser": "false",
}


@pytest.fixture
def newcomer(site: Site, superuser: Visitor) -> Iterator[Any]:
    typed = {**USER, "password": "first secret"}
    key = add(site, superuser, typed, "BaseUser", "piccolo_user")
    yield key
    site.do("delete", table="BaseUser", key=key)


def password_of(site: Site, key: Any) -> str:
    return str(site.fetch("BaseUser", key)["password"])


def test_passwords_are_hashed(
    site: Site, superuser: Visitor, stranger: Visitor, newcomer: Any
) -> None:
    first = password_of(site, newcomer)
    assert first.startswith("pbkdf2_sha256$")
    page = superuser.get(edit("piccolo_user", newcomer)).text
    assert "pbkdf2" not in page
    assert "first secret" not in page
    assert superuser.save(edit("piccolo_user", newcomer)).status_code == 303
    assert password_of(site, newcomer) == first
    assert stranger.log_in("newcomer", "first secret").status_code == 303


def test_new_passwords_are_hashed(
    site: Site, superuser: Visitor, stranger: Visitor, newcomer: Any
) -> None:
    first = password_of(site, newcomer)
    typed = {"password": "second secret", "first_name": "Nina"}
    assert superuser.save(edit("piccolo_user", newcomer), typed).status_code == 303
    second = password_of(site, newcomer)
    assert second.startswith("pbkdf2_sha256$")
    assert second != first
    assert stranger.log_in("newcomer", "first secret").status_code == 401
    assert stranger.log_in("newcomer", "second secret").status_code == 303


BAD_PASSWORDS = ["short", "x" * 129, "pbkdf2_sha256$1$salt$hash"]


@pytest.mark.parametrize("password", BAD_PASSWORDS)
def test_bad_passwords_are_refused(
    site: Site, superuser: Visitor, newcomer: Any, password: str
) -> None:
    before = password_of(site, newcomer)
    page = superuser.refused(edit("piccolo_user", newcomer), {"password": password})
    assert page.error("password")
    assert password_of(site, newcomer) == before


def test_nobody_waits_until_passwords_are_hashed(
    site: Site, superuser: Visitor
) -> None:
    """In a transaction, nobody else could write meanwhile to SQLite."""
    key = site.do("add_user", username="slow", password="correct horse")
    before = len(site.do("hashed_in_transaction"))
    path = edit("piccolo_user", key)
    assert superuser.save(path, {"password": "battery staple"}).status_code == 303
    assert site.do("hashed_in_transaction")[before:] == [False]
    site.do("delete", table="BaseUser", key=key)


def test_users_need_a_password(superuser: Visitor) -> None:
    response = superuser.post("/tables/piccolo_user/add/", {**USER, "password": ""})
    assert response.status_code == 422
    page = read(response.text)
    assert page.error("password")
    assert page.one("input", name="username").attributes["value"] == "newcomer"
