"""Who is let in, with which cookies, and what they may do then."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2 as httpx
import pytest

from tests.rest.client import CSRF, Client
from tests.rest.compared import Both
from tests.rest.test_writing import MOVIE, USER
from tests.rest.twins import Twins
from tests.served.site import PASSWORD

pytestmark = pytest.mark.one_database


def test_log_in_and_out(strangers: Both) -> None:
    strangers.same(lambda client: client.get("/public/meta/"), 200)
    answer = strangers.same(lambda client: client.log_in("admin"), 200)
    assert answer == {"message": "logged in"}
    strangers.same(lambda client: client.get("/api/user/"), 200)
    strangers.same(lambda client: client.log_out(), 200)
    strangers.same(lambda client: client.get("/api/user/"), 401)
    strangers.same(lambda client: client.log_out(), 401)


REFUSED = {
    "wrong": ({"username": "admin", "password": "wrong"}, 401),
    "unknown": ({"username": "nobody", "password": PASSWORD}, 401),
    "no password": ({"username": "admin"}, 422),
    "no name": ({"password": PASSWORD}, 422),
    "empty": ({"username": "", "password": ""}, 422),
}


@pytest.mark.parametrize("name", REFUSED)
def test_log_in_refused(strangers: Both, name: str) -> None:
    sent, status = REFUSED[name]
    answer = strangers.same(lambda client: client.post("/public/login/", sent), status)
    assert set(answer) == {"detail"}


def test_log_in_by_a_form(strangers: Both) -> None:
    sent = {"username": "admin", "password": PASSWORD}
    strangers.same(lambda c: c.send("POST", "/public/login/", data=sent), 200)


def test_log_out_by_a_link(both: Both) -> None:
    both.same(lambda client: client.get("/public/logout/"), 405)


PRIVATE = [
    *("/api/tables/", "/api/tables/movie/", "/api/tables/movie/1/", "/api/user/"),
    *("/api/tables/movie/schema/", "/api/links/", "/api/forms/", "/api/openapi.json"),
    *("/api/docs/", "/api/tables/nothing/", "/api/nothing/"),
]


@pytest.mark.parametrize("path", PRIVATE)
def test_nothing_without_a_session(strangers: Both, path: str) -> None:
    answer = strangers.same(lambda client: client.get(path), 401)
    assert answer == {"error": "Auth failed"}


def test_writing_without_a_session(strangers: Both) -> None:
    strangers.same(lambda client: client.create("movie", MOVIE), 401)
    strangers.same(lambda client: client.change("movie", 1, {"title": "x"}), 401)
    strangers.same(lambda client: client.delete("movie", 1), 401)


def test_session_that_is_over(twins: Twins) -> None:
    with Both.strangers(twins, "brief") as both:
        both.same(lambda client: client.log_in("admin"), 200)
        both.same(lambda client: client.get("/api/user/"), 401)


def test_cookie_against_forgery_comes_once(strangers: Both) -> None:
    strangers.same(lambda client: client.get("/public/meta/"), 200)
    strangers.same(lambda client: client.get("/public/meta/"), 200)


FORGED = {
    "no cookie": ("", "a"),
    "no header": ("a", ""),
    "another": ("a", "b"),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_requests(both: Both, name: str) -> None:
    cookie, header = FORGED[name]
    headers = {"X-CSRFToken": header} if header else {}

    def write(client: Client) -> httpx.Response:
        session = client.http.cookies["id"]
        cookies = f"id={session}" + (f"; {CSRF}={cookie}" if cookie else "")
        path = client.mount + "/api/tables/ticket/1/"
        given = {**headers, "Cookie": cookies}
        return client.http.delete(path, headers=given)

    both.same(write, 403)
    both.same(lambda client: client.row("ticket", 1), 200)


def test_staff_may_read_people_but_not_write_them(staff: Both) -> None:
    chance = ("last_login",)
    staff.same(lambda c: c.rows("piccolo_user", __order="id"), 200, chance)
    staff.same(lambda client: client.create("piccolo_user", USER), 405)
    staff.same(lambda client: client.change("piccolo_user", 1, {"admin": True}), 405)
    staff.same(lambda client: client.delete("piccolo_user", 1), 405)
    staff.same(lambda client: client.row("piccolo_user", 1), 200, chance)


@pytest.fixture
def readers(twins: Twins) -> Iterator[Both]:
    with Both.logged_in(twins, "admin", "read-only") as both:
        yield both


def test_read_only(readers: Both) -> None:
    readers.same(lambda client: client.rows("movie"), 200)
    readers.same(lambda client: client.create("movie", MOVIE), 405)
    readers.same(lambda client: client.change("movie", 1, {"title": "x"}), 405)
    readers.same(lambda client: client.replace("movie", 1, MOVIE), 405)
    readers.same(lambda client: client.delete("movie", 1), 405)
    readers.same(lambda client: client.upload("album", "cover", "a.png", b"x"), 405)
    again = "another horse"
    readers.same(lambda client: client.change_password(PASSWORD, again, again), 405)


def test_options(twins: Twins) -> None:
    with Both.logged_in(twins, "admin", "options") as both:
        assert len(both.same(lambda client: client.rows("movie"), 200)["rows"]) == 4
        both.same(lambda client: client.of_table("movie", "count"), 200)
        meta = both.same(lambda client: client.get("/public/meta/"), 200)
        assert meta["site_name"] == "Films"
        answers = both.each(lambda client: client.get("/public/translations/"))
        for answer in answers:
            assert answer.json()["default_language_code"] == "de"


PASSWORDS = {
    "nothing": ("", "", ""),
    "short": (PASSWORD, "short", "short"),
    "mismatch": (PASSWORD, "another horse", "a third horse"),
    "wrong": ("wrong", "another horse", "another horse"),
}


@pytest.mark.parametrize("name", PASSWORDS)
def test_passwords_are_not_changed(both: Both, name: str) -> None:
    both.same(lambda client: client.change_password(*PASSWORDS[name]), 422)


def test_change_password(strangers: Both) -> None:
    """It ends all sessions."""
    strangers.same(lambda client: client.log_in("staff"), 200)
    again = "another horse"
    change = (PASSWORD, again, again)
    strangers.same(lambda client: client.change_password(*change), 303)
    strangers.same(lambda client: client.get("/api/user/"), 401)
    strangers.same(lambda client: client.log_in("staff"), 401)
    strangers.same(lambda client: client.log_in("staff", again), 200)


def test_too_many_attempts(twins: Twins) -> None:
    with Both.strangers(twins, "limited") as both:
        for status in (401, 401, 429, 429):
            both.same(lambda client: client.log_in("admin", "wrong"), status)
