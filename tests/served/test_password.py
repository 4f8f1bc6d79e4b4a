"""People change their own password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

import pytest

from tests.served.pages import read
from tests.served.site import PASSWORD, Site
from tests.served.visitor import SESSION, Visitor, cookies_of

pytestmark = pytest.mark.one_database

PATH = "/change-password/"
NEW = "battery staple"
NAMES = map("changer{}".format, count())


@pytest.fixture
def username(site: Site) -> Iterator[str]:
    """Somebody new, who is deleted afterwards."""
    name = next(NAMES)
    key = site.do("add_user", username=name, password=PASSWORD, active=True, admin=True)
    yield name
    site.do("delete", table="BaseUser", key=key)


def change(
    visitor: Visitor, current: str = PASSWORD, new: str = NEW, again: str = NEW
) -> Any:
    typed = {"current_password": current, "new_password": new}
    return visitor.post(PATH, {**typed, "confirm_new_password": again})


def test_a_changed_password_ends_all_sessions(site: Site, username: str) -> None:
    with ExitStack() as stack:
        here, there = (
            stack.enter_context(Visitor.logged_in(site, username)) for _ in range(2)
        )
        bystander = stack.enter_context(Visitor.logged_in(site, "staff"))
        menu = here.page("/").one("nav", id="page-account")
        assert menu.links["Change password"] == f"/admin{PATH}"
        response = change(here)
        assert response.status_code == 303
        assert response.headers["location"] == "/admin/login/"
        assert "max-age=0" in cookies_of(response)[SESSION]
        assert "has changed" in here.page("/login/").one(role="status").text
        assert there.get("/").status_code == 303
        assert bystander.get("/").status_code == 200
        assert here.log_in(username, PASSWORD).status_code == 401
        assert here.log_in(username, NEW).status_code == 303


LENGTH = "6 to 128 characters"
NOT_YOURS = "not your password"
REFUSED = [
    ({"current": ""}, "current_password", NOT_YOURS),
    ({"current": "wrong horse"}, "current_password", NOT_YOURS),
    ({"current": "x" * 5000}, "current_password", NOT_YOURS),
    ({"new": "", "again": ""}, "new_password", LENGTH),
    ({"new": "x" * 5, "again": "x" * 5}, "new_password", LENGTH),
    ({"new": "x" * 129, "again": "x" * 129}, "new_password", LENGTH),
    ({"new": "pbkdf2_sha256$1$a$b"}, "new_password", "like a stored one"),
    ({"again": ""}, "confirm_new_password", "differs"),
    ({"again": NEW.upper()}, "confirm_new_password", "differs"),
]


@pytest.mark.parametrize(("typed", "field", "words"), REFUSED)
def test_what_cannot_be_is_said_beside_its_field(
    site: Site, username: str, typed: dict[str, str], field: str, words: str
) -> None:
    with Visitor.logged_in(site, username) as visitor:
        response = change(visitor, **typed)
        assert response.status_code == 422
        page = read(response.text)
        assert words in page.error(field)
        passwords = list(page.all("input", type="password"))
        assert len(passwords) == 3
        assert not any("value" in control.attributes for control in passwords)
        assert visitor.get("/").status_code == 200
        assert visitor.log_in(username, PASSWORD).status_code == 303


@pytest.mark.parametrize("length", [6, 128])
def test_passwords_as_short_and_as_long_as_can_be(
    site: Site, username: str, length: int
) -> None:
    with Visitor.logged_in(site, username) as visitor:
        assert change(visitor, new="ü" * length, again="ü" * length).status_code == 303
        assert visitor.log_in(username, "ü" * length).status_code == 303


def test_only_people_who_are_logged_in(stranger: Visitor) -> None:
    for response in (stranger.get(PATH), change(stranger)):
        assert response.status_code == 303
        assert "/login/?next=" in response.headers["location"]


def test_no_passwords_change_while_all_is_read_only(site: Site, username: str) -> None:
    with Visitor(site.address, "/read-only") as visitor:
        visitor.log_in(username)
        assert not list(visitor.page("/").all("nav", id="page-account"))
        page = visitor.page(PATH)
        assert "read-only" in page.text
        assert not list(page.all("input", type="password"))
        assert change(visitor).status_code == 405
        assert visitor.log_in(username).status_code == 303
