"""Who gets in, and who does not."""

from __future__ import annotations

from urllib.parse import quote, unquote, urljoin

import pytest

from tests.served.pages import read
from tests.served.site import PASSWORD, Site
from tests.served.visitor import SESSION, Visitor

MOVIES = "/tables/movie/"


def test_log_in_and_out(stranger: Visitor) -> None:
    assert stranger.get("/").status_code == 303
    welcome = stranger.log_in("admin")
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/admin/")
    token = stranger.client.cookies[SESSION]
    assert "Log out" in stranger.page("/").text
    assert stranger.get("/login/").headers["location"] == "/admin/"

    farewell = stranger.post("/logout/", {})
    assert (farewell.status_code, farewell.headers["location"]) == (
        303,
        "/admin/login/",
    )
    assert SESSION not in stranger.client.cookies
    assert "logged out" in stranger.page("/login/").one(role="status").text
    assert "logged out" not in stranger.page("/login/").text
    stranger.client.cookies.set(SESSION, token)
    assert stranger.get("/").status_code == 303


def test_no_link_logs_people_out(staff: Visitor) -> None:
    assert staff.get("/logout/").status_code in {404, 405}
    assert "Log out" in staff.page("/").text


REFUSED = [
    ("admin", "wrong horse"),
    ("admin", ""),
    ("admin", "x" * 5000),
    ("admin", f"{PASSWORD} "),
    ("nobody", PASSWORD),
    ("", ""),
    ("customer", PASSWORD),
    ("retired", PASSWORD),
    ("' OR 1=1 --", PASSWORD),
    ("admin\0", PASSWORD),
    ("admin", "\0"),
]


@pytest.mark.parametrize(("username", "password"), REFUSED)
def test_log_in_is_refused(stranger: Visitor, username: str, password: str) -> None:
    response = stranger.log_in(username, password)
    assert response.status_code == 401
    assert SESSION not in stranger.client.cookies
    page = read(response.text)
    assert "Wrong user name or password" in page.alert
    assert page.one("input", name="password").attributes.get("value", "") == ""
    if "\0" not in username:
        assert page.one("input", name="username").attributes["value"] == username


def test_people_are_led_back_to_where_they_wanted_to_go(stranger: Visitor) -> None:
    wanted = f"{MOVIES}?__order=-year&__page=2"
    sent = stranger.get(wanted).headers["location"]
    assert sent.startswith("/admin/login/?next=")
    form = read(stranger.client.get(sent).text).one("form", **{"class": "card"})
    entries = dict(form.values()) | {
        "username": "staff",
        "password": PASSWORD,
    }
    response = stranger.send(form.attributes["action"], [*entries.items()])
    assert response.headers["location"] == f"/admin{wanted}"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "/admin/\\evil.example/",
    "\\\\evil.example/",
    "javascript:alert(1)",
    "/administrator/",
    "/control/",
    "/admin/../control/",
    "/admin/%2e%2e/control/",
    "/admin/\t/evil.example/",
    " https://evil.example/",
    "/admin",
    "",
]


@pytest.mark.parametrize("destination", ELSEWHERE)
def test_nobody_is_led_elsewhere(stranger: Visitor, destination: str) -> None:
    response = stranger.log_in("staff", next=destination)
    assert response.status_code == 303
    led = urljoin(f"{stranger.address}/admin/login/", response.headers["location"])
    path = led.removeprefix(stranger.address)
    assert path.startswith("/admin/")
    assert ".." not in unquote(path)


def test_sessions_of_people_who_lost_their_rights(site: Site) -> None:
    for username in ("customer", "retired"):
        with Visitor.logged_in(site, username) as visitor:
            assert visitor.get("/").status_code == 303


def test_sessions_end(site: Site) -> None:
    with Visitor(site.address, "/brief") as visitor:
        assert visitor.log_in("staff").status_code == 303
        assert visitor.get("/").headers["location"].startswith("/brief/login/")


@pytest.mark.parametrize("token", ["", "nonsense", "é", "' OR 1=1 --", "x" * 3000])
def test_session_tokens_that_are_none(stranger: Visitor, token: str) -> None:
    response = stranger.get("/", cookie=f"{SESSION}={quote(token)}")
    assert response.status_code == 303


def test_session_tokens_are_not_stored(site: Site, stranger: Visitor) -> None:
    stranger.client.cookies.set(SESSION, "chosen-by-someone-else")
    stranger.log_in("staff")
    token = stranger.session
    assert token != "chosen-by-someone-else"
    newest = site.fetch("SessionsBase", site.do("keys", table="SessionsBase")[-1])
    assert token not in str(newest)


def test_guessing_is_slowed_down(site: Site) -> None:
    with Visitor(site.address, "/limited") as visitor:
        tries = [visitor.log_in("staff", "guess").status_code for _ in range(4)]
        assert tries[0] == 401
        assert tries[-1] == 429
        response = visitor.log_in("staff")
        assert response.status_code == 429
        assert "Too many attempts" in read(response.text).one("h1").words
        assert visitor.log_in("admin").status_code == 303
