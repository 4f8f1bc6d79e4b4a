"""What scripts may do with a token, and what people see of theirs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

import httpx2 as httpx
import pytest

from tests.served import rest
from tests.served.pages import read
from tests.served.site import PASSWORD, Site, web_client
from tests.served.visitor import SESSION, Visitor

NUMBERS = count(1)

ADDRESSES = map("198.51.100.{}".format, count(1))


@pytest.fixture(autouse=True)
def no_tokens(site: Site) -> Iterator[None]:
    """After each test."""
    yield
    for key in site.do("keys", table="ApiToken"):
        site.do("delete", table="ApiToken", key=key)


def token_of(site: Site, username: str, scope: str = "write", **values: Any) -> str:
    """As it would be made on the page."""
    text = f"pat_{next(NUMBERS):040x}"
    key = site.do("find", table="BaseUser", column="username", value=username)
    values = {
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "start": text[:8],
        "user_table": "piccolo_user",
        "user_key": str(key),
        "name": f"Of {username}",
        "scope": scope,
        **values,
    }
    site.insert("ApiToken", **values)
    return text


@contextmanager
def script(
    site: Site, token: str, mount: str = "/admin"
) -> Iterator[Callable[..., httpx.Response]]:
    """Asks below a mount, with a token and nothing else."""
    with web_client(site.address) as client:
        client.headers["Authorization"] = f"Bearer {token}"

        def ask(method: str, path: str, body: Any = None) -> httpx.Response:
            options = {} if body is None else {"json": body}
            return client.request(method, mount + path, **options)

        yield ask


def check_refused(response: httpx.Response) -> None:
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json() == {"error": "Auth failed"}


def test_to_read(site: Site) -> None:
    with script(site, token_of(site, "staff", "read")) as ask:
        response = ask("GET", "/api/user/")
        assert response.json()["username"] == "staff"
        assert "set-cookie" not in response.headers
        assert ask("GET", "/api/tables/movie/").json()["rows"]
        for method, path in [
            ("POST", "/api/tables/label/"),
            ("PATCH", "/api/tables/movie/1/"),
            ("PUT", "/api/tables/movie/1/"),
            ("DELETE", "/api/tables/movie/?__all=true"),
            ("POST", "/api/forms/announcement/"),
            ("POST", "/api/media/"),
        ]:
            refused = ask(method, path, {})
            assert refused.status_code == 403, path
            assert refused.json() == {"detail": "This token may only read."}
        assert ask("POST", "/api/media/generate-file-url/", {}).status_code == 404


def test_to_write(site: Site) -> None:
    """Without a token against forgery, since there is no cookie."""
    with script(site, token_of(site, "staff")) as ask:
        added = ask("POST", "/api/tables/label/", {"name": "by script", "note": ""})
        assert added.status_code == 201, added.text
        path = "/api/tables/label/by%20script/"
        assert ask("PATCH", path, {"note": "changed"}).json()["note"] == "changed"
        assert ask("DELETE", path).status_code == 204


def test_rights_are_those_of_its_user(site: Site) -> None:
    with script(site, token_of(site, "clerk")) as ask:
        assert ask("GET", "/api/tables/door/").status_code == 403
        assert ask("POST", "/api/tables/vault/", {"name": "x"}).status_code == 403


def test_a_session_beside_it_does_not_count(site: Site) -> None:
    token = token_of(site, "staff", "read")
    with Visitor.logged_in(site, "admin") as visitor:
        good, bad = f"Bearer {token}", "Bearer wrong"
        answer = rest.ask(visitor, "GET", "/user/", Authorization=good)
        assert answer.json()["username"] == "staff"
        answer = rest.ask(visitor, "POST", "/tables/label/", {}, Authorization=good)
        assert answer.status_code == 403
        check_refused(rest.ask(visitor, "GET", "/user/", Authorization=bad))
        check_refused(rest.ask(visitor, "POST", "/user/", Authorization=bad))
        answer = rest.ask(visitor, "GET", "/user/", Authorization="Basic YTpi")
        assert answer.json()["username"] == "admin"


def test_the_scheme_may_be_in_lower_case(site: Site) -> None:
    token = token_of(site, "staff")
    with Visitor(site.address) as visitor:
        answer = visitor.get("/api/user/", Authorization=f"bearer  {token}")
        assert answer.status_code == 200


def soon(**time: int) -> datetime:
    return datetime.now(timezone.utc) + timedelta(**time)


@pytest.mark.parametrize("token", ["", "wrong", "pat_", "ü", "x" * 5000, "a b", "'"])
def test_no_token(site: Site, token: str) -> None:
    with Visitor(site.address) as visitor:
        header = f"Bearer {token}".strip().encode("latin-1")
        headers = {
            b"Authorization": header,
            b"X-Forwarded-For": next(ADDRESSES).encode(),
        }
        for method in ("GET", "POST"):
            address = "/admin/api/user/"
            check_refused(visitor.client.request(method, address, headers=headers))


def test_it_expires(site: Site) -> None:
    with script(site, token_of(site, "staff", expires=soon(minutes=1))) as ask:
        assert ask("GET", "/api/user/").status_code == 200
    with script(site, token_of(site, "staff", expires=soon(seconds=-1))) as ask:
        check_refused(ask("GET", "/api/user/"))


@pytest.mark.parametrize("username", ["retired", "customer"])
def test_of_those_who_may_not_log_in(site: Site, username: str) -> None:
    with script(site, token_of(site, username)) as ask:
        check_refused(ask("GET", "/api/user/"))


@pytest.mark.parametrize("key", ["", "x", "0", "1; --"])
def test_of_nobody(site: Site, key: str) -> None:
    with script(site, token_of(site, "staff", user_key=key)) as ask:
        check_refused(ask("GET", "/api/user/"))


def test_it_is_of_no_use_on_pages(site: Site) -> None:
    with script(site, token_of(site, "admin")) as ask:
        for path in ("/", "/tables/movie/", "/tokens/", "/tokens/add/", "/mfa/"):
            response = ask("GET", path)
            assert response.status_code == 303, path
            assert "/login/" in response.headers["location"]
        for path in ("/tokens/add/", "/change-password/", "/public/logout/"):
            assert ask("POST", path, {}).status_code == 403, path


def test_it_changes_nothing_about_log_ins(site: Site) -> None:
    key = site.do("find", table="BaseUser", column="username", value="customer")
    before = site.do("dump")["BaseUser"]
    with script(site, token_of(site, "admin")) as ask:
        users = "/api/tables/piccolo_user/"
        assert ask("GET", users).status_code == 200
        for method, path in [
            ("POST", "/api/change-password/"),
            ("POST", "/api/mfa-setup/"),
            ("POST", users),
            ("PATCH", f"{users}{key}/"),
            ("PUT", f"{users}{key}/"),
            ("DELETE", f"{users}{key}/"),
            ("PATCH", f"{users}?__key={key}"),
            ("POST", "/api/tables/sessions/"),
            ("POST", "/api/tables/authenticator_secret/"),
        ]:
            refused = ask(method, path, {"password": "long-enough"})
            assert refused.status_code == 403, path
            assert "Log in to do it." in refused.text, path
    assert site.do("dump")["BaseUser"] == before


def test_its_use_is_noted(site: Site) -> None:
    token = token_of(site, "staff")
    with script(site, token) as ask:
        ask("GET", "/api/user/")
    (row,) = site.do("dump")["ApiToken"]
    assert soon(minutes=-2) < row["last_used"] < soon()


def test_reading_goes_on_where_nobody_can_write(site: Site) -> None:
    with script(site, token_of(site, "staff"), "/stuck") as ask:
        assert ask("GET", "/api/user/").status_code == 200
    (row,) = site.do("dump")["ApiToken"]
    assert row["last_used"] is None
    log = (site.folder / "server.log").read_text()
    assert "cannot be noted: attempt to write a readonly database" in log


# Of admins with other users.


def test_it_is_good_where_its_user_logs_in(site: Site) -> None:
    key = str(site.do("find", table="BaseUser", column="username", value="admin"))
    ours = token_of(site, "admin")
    theirs = token_of(site, "admin", user_table="member", user_key="1")
    assert key == "1"
    for token, here, there in (
        (ours, "/admin", "/members"),
        (theirs, "/members", "/admin"),
    ):
        with script(site, token, here) as ask:
            assert ask("GET", "/api/user/").status_code == 200
        with script(site, token, there) as ask:
            check_refused(ask("GET", "/api/user/"))


def test_only_tokens_of_ones_own_users_are_seen(site: Site, superuser: Visitor) -> None:
    values = {"active": True, "admin": True, "superuser": False}
    user = site.do("add_user", username="left", password=PASSWORD, **values)
    token_of(site, "left", user_table="member", name="Elsewhere")
    (key,) = site.do("keys", table="ApiToken")
    assert "Elsewhere" not in superuser.page("/tokens/").text
    assert superuser.post(f"/tokens/{key}/revoke/", {}).status_code == 404
    assert superuser.post(f"/tables/piccolo_user/delete/{user}/", {}).is_redirect
    assert site.do("keys", table="ApiToken") == [key]


# Failures.


@contextmanager
def failing(site: Site, mount: str) -> Iterator[Callable[[str], httpx.Response]]:
    """From an address of its own."""
    with Visitor(site.address, mount) as visitor:
        visitor.client.headers["X-Forwarded-For"] = next(ADDRESSES)
        yield lambda token: visitor.get("/api/user/", Authorization=f"Bearer {token}")


def test_too_many_failures(site: Site) -> None:
    """``failures_per_address`` of them. A token that is right is never too much."""
    token = token_of(site, "staff")
    with failing(site, "/guarded") as ask:
        assert [ask("wrong").status_code for _ in range(9)] == [401] * 8 + [429]
        assert 0 < int(ask("wrong").headers["retry-after"]) <= 60
        assert ask(token).status_code == 200
    with failing(site, "/guarded") as ask:
        assert ask("wrong").status_code == 401


def test_failures_keep_nobody_from_logging_in(site: Site) -> None:
    with Visitor(site.address, "/guarded") as visitor:
        visitor.client.headers["X-Forwarded-For"] = next(ADDRESSES)
        for _ in range(10):
            visitor.get("/api/user/", Authorization="Bearer wrong")
        assert visitor.log_in("staff").status_code == 303


def test_a_provider_counts_failures(site: Site) -> None:
    token = token_of(site, "staff")
    with failing(site, "/limited") as ask:
        assert [ask("wrong").status_code for _ in range(3)] == [401, 401, 429]
        assert ask(token).status_code == 200


# Pages.


def make(visitor: Visitor, **typed: str) -> httpx.Response:
    given = {"name": "Backup", "scope": "read", "days": "7", "password": PASSWORD}
    return visitor.post("/tokens/add/", {**given, **typed})


def made(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    control = read(response.text).one("input", id="token")
    assert "readonly" in control.attributes
    return str(control.attributes["value"])


def test_a_token_is_made_and_shown_once(site: Site, staff: Visitor) -> None:
    token = made(make(staff, name=" Backup ", scope="write"))
    assert re.fullmatch("pat_[0-9a-f]{40}", token)
    shown = staff.page("/tokens/").text
    assert "Backup" in shown
    assert f"{token[:8]}…" in shown
    assert token not in staff.get("/tokens/").text
    (row,) = site.do("dump")["ApiToken"]
    assert token not in map(str, row.values())
    assert soon(days=6, hours=23) < row["expires"] < soon(days=7)
    with script(site, token) as ask:
        assert ask("GET", "/api/user/").json()["username"] == "staff"


def test_the_usual_time(staff: Visitor) -> None:
    form = staff.page("/tokens/add/").one("form", action="/admin/tokens/add/")
    assert dict(form.values())["days"] == "30"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("password", {"password": "wrong"}),
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 101}),
        ("name", {"name": "a\0b"}),
        ("scope", {"scope": "all"}),
        *(("days", {"days": days}) for days in ("0", "-1", "366", "", "x", "9" * 40)),
        ("days", {"days": "", "days__null": "true"}),
    ],
)
def test_no_token_is_made(
    site: Site, staff: Visitor, name: str, typed: dict[str, str]
) -> None:
    response = make(staff, **typed)
    assert response.status_code == 422
    assert read(response.text).one(id=f"{name}-error").words
    assert site.do("keys", table="ApiToken") == []


@pytest.mark.parametrize("name", ["token_expiry", "max_token_expiry"])
@pytest.mark.parametrize("hours", [-24, 0, 23])
def test_tokens_last_a_day_at_least(site: Site, name: str, hours: int) -> None:
    """Or nobody could make one: their time is asked for in days."""
    options = {name: timedelta(hours=hours)}
    assert site.do("create_admin_error", options=options) == "ValueError"
    assert not site.do("create_admin_error", options={name: timedelta(days=1)})


def test_it_never_expires_where_that_may_be(site: Site) -> None:
    with Visitor.logged_in(site, "staff", "/endless") as visitor:
        token = made(make(visitor, days="", days__null="true"))
        made(make(visitor, days="9999", days__null="true"))
    rows = site.do("dump")["ApiToken"]
    assert [row["expires"] is None for row in rows] == [True, False]
    with script(site, token) as ask:
        assert ask("GET", "/api/user/").status_code == 200


def test_a_token_is_revoked(site: Site, staff: Visitor) -> None:
    token = made(make(staff))
    (key,) = site.do("keys", table="ApiToken")
    assert "Revoke Backup" in staff.page(f"/tokens/{key}/revoke/").one("h1").words
    response = staff.post(f"/tokens/{key}/revoke/", {})
    assert response.headers["location"] == "/admin/tokens/"
    assert "Backup was revoked." in staff.page("/tokens/").text
    with script(site, token) as ask:
        check_refused(ask("GET", "/api/user/"))


def test_those_of_others(site: Site, superuser: Visitor, staff: Visitor) -> None:
    """Superusers may see and revoke them."""
    token_of(site, "admin", name="Mine")
    token_of(site, "clerk", name="Theirs")
    own, other = site.do("keys", table="ApiToken")
    assert "Mine" not in staff.page("/tokens/").text
    for key in (own, other, 99999999999, "x"):
        staff.page(f"/tokens/{key}/revoke/", 404)
        assert staff.post(f"/tokens/{key}/revoke/", {}).status_code == 404
    shown = superuser.page("/tokens/").text
    assert shown.index("Mine") < shown.index("Theirs")
    assert "clerk" in shown
    assert superuser.post(f"/tokens/{other}/revoke/", {}).status_code == 303
    assert site.do("keys", table="ApiToken") == [own]


def test_names_are_text(site: Site, staff: Visitor) -> None:
    made(make(staff, name="<b>&amp;"))
    assert "<b>&amp;" in staff.page("/tokens/").text


def test_nothing_changes_while_read_only(site: Site) -> None:
    token = token_of(site, "staff")
    (key,) = site.do("keys", table="ApiToken")
    with Visitor.logged_in(site, "staff", "/read-only") as visitor:
        assert "revoke/" not in visitor.get("/tokens/").text
        assert make(visitor).status_code == 405
        assert visitor.post(f"/tokens/{key}/revoke/", {}).status_code == 405
    with script(site, token, "/read-only") as ask:
        assert ask("POST", "/api/tables/label/", {}).status_code == 405


def test_the_table_is_no_table_of_the_admin(superuser: Visitor) -> None:
    assert "admin_token" not in str(rest.asked(superuser, "/tables/"))
    assert "admin_token" not in superuser.get("/").text
    superuser.page("/tables/admin_token/", 404)


# What becomes of them.


def test_a_new_password_revokes_none(site: Site) -> None:
    site.do(
        "add_user",
        username="renewed",
        password=PASSWORD,
        active=True,
        admin=True,
        superuser=False,
    )
    with Visitor.logged_in(site, "renewed") as visitor:
        token = made(make(visitor))
        assert "API tokens go on working" in visitor.page("/change-password/").text
        new = PASSWORD.upper()
        typed = {"new_password": new, "confirm_new_password": new}
        typed["current_password"] = PASSWORD
        assert visitor.post("/change-password/", typed).status_code == 303
    with script(site, token) as ask:
        assert ask("GET", "/api/user/").status_code == 200


def test_they_go_with_their_user(site: Site, superuser: Visitor) -> None:
    rights = {"active": True, "admin": True, "superuser": False}
    key = site.do("add_user", username="leaving", password=PASSWORD, **rights)
    token_of(site, "leaving")
    token_of(site, "staff")
    path = f"/tables/piccolo_user/delete/{key}/"
    assert superuser.post(path, {}).status_code == 303
    (row,) = site.do("dump")["ApiToken"]
    assert row["name"] == "Of staff"


def test_a_second_factor_is_demanded_all_the_same(site: Site) -> None:
    with script(site, token_of(site, "clerk"), "/mfa-required") as ask:
        assert ask("GET", "/api/user/").status_code == 403


def test_without_the_table(site: Site) -> None:
    """It says what to do, and all else works."""
    with Visitor.logged_in(site, "admin", "/no-tokens") as visitor:
        page = visitor.page("/tokens/").text
        assert '"admin.tokens.piccolo_app",' in page
        assert "piccolo migrations forwards admin_tokens" in page
        response = make(visitor)
        assert response.status_code == 422
        assert "There is no table of API tokens yet." in response.text
        visitor.page("/tokens/1/revoke/", 404)
        assert rest.asked(visitor, "/user/")["username"] == "admin"
        rights = {"active": True, "admin": True, "superuser": False}
        key = site.do("add_user", username="gone", password=PASSWORD, **rights)
        path = f"/tables/piccolo_user/delete/{key}/"
        assert visitor.post(path, {}).status_code == 303
    with script(site, "pat_1", "/no-tokens") as ask:
        check_refused(ask("GET", "/api/user/"))


def test_it_is_documented(staff: Visitor) -> None:
    document = rest.asked(staff, "/openapi.json")
    schemes = document["components"]["securitySchemes"]
    assert schemes["token"]["scheme"] == "bearer"
    assert schemes["session"]["name"] == SESSION
    assert document["security"] == [{"token": []}, {"session": []}]
    change = document["paths"]["/change-password/"]["post"]
    assert change["security"] == [{"session": []}]
