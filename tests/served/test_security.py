"""What strangers and wrong requests get from every address there is: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.served.routes import FILE, TABLES, Address, addresses, contents
from tests.served.site import Site
from tests.served.test_headers import check_headers
from tests.served.visitor import CSRF, SESSION, Visitor, cookies_of

SAFE = {"GET", "HEAD"}

PUBLIC = {
    Address("GET", "/static/admin.css"),
    Address("GET", "/login/"),
    Address("HEAD", "/login/"),
    Address("POST", "/login/"),
    Address("GET", "/login/code/"),
    Address("HEAD", "/login/code/"),
    Address("POST", "/login/code/"),
    Address("POST", "/logout/"),
    Address("POST", "/language/"),
}
"""What there is without being logged in."""

CANARY = "canary"
"""Stands in every table."""


@pytest.fixture(scope="module")
def everywhere(site: Site) -> Iterator[list[Address]]:
    """All addresses, while each table has a row."""
    site.do("session", username="staff")
    label = site.insert("Label", name=CANARY, note=CANARY)
    door = site.insert("Door", number=999, colour=CANARY)
    sticker = site.insert("Sticker", label=label, door=door, code=CANARY, shelf=99)
    rows = [
        ("Album", site.insert("Album", title=CANARY, cover=FILE)),
        ("Article", site.insert("Article", title=CANARY, body=CANARY)),
        ("Sticker", sticker),
        ("Label", label),
        ("Door", door),
        ("Vault", site.insert("Vault", name=CANARY, code=CANARY)),
        ("Lists", site.insert("Lists", emails=["canary@example.com"])),
        (
            "AuthenticatorSecret",
            site.insert("AuthenticatorSecret", user_id=10**6, secret=CANARY),
        ),
    ]
    yield addresses(site)
    for table, key in rows:
        site.do("delete", table=table, key=key)


def ask(visitor: Visitor, address: Address, token: str = "") -> Any:
    """With the token against forgery, if there is one; it changes rows if it can."""
    entries = {CSRF: token, "__all": "true", "__number": "1", "name": "changed"}
    return visitor.client.request(
        address.method,
        visitor.mount + address.path,
        data=None if address.method in SAFE else entries,
        headers={"Origin": visitor.address},
    )


@pytest.mark.parametrize("username", ["", "customer", "retired"])
def test_no_address_is_open_to_strangers(
    site: Site, everywhere: list[Address], username: str
) -> None:
    """Nor to somebody whose account is no admin's, or not active."""
    before = contents(site)
    with Visitor(site.address) as visitor:
        session = site.do("session", username=username) if username else ""
        for address in everywhere:
            token = visitor.token
            if session:
                visitor.client.cookies.set(SESSION, session, path="/admin")
            response = ask(visitor, address, token)
            check_headers(response)
            assert CANARY not in response.text
            if address not in PUBLIC:
                assert response.status_code == 303, address
                location = response.headers["location"]
                assert location == f"/admin/login/?next=/admin{quoted(address)}"
                assert response.content == b""
    assert contents(site) == before


def quoted(address: Address) -> str:
    """As one that stands in another: unescaped once by whoever read it."""
    return quote(address.path.replace("%20", " "))


def test_what_is_public_is_there(everywhere: list[Address]) -> None:
    assert set(everywhere) >= PUBLIC


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "NONSENSE"])
def test_nothing_is_written_without_the_token(
    site: Site, superuser: Visitor, everywhere: list[Address], method: str
) -> None:
    before = contents(site)
    for path in sorted({address.path for address in everywhere}):
        response = ask(superuser, Address(method, path))
        check_headers(response)
        is_file = path.startswith("/static/")
        assert response.status_code == (405 if is_file else 403), path
    assert contents(site) == before
    assert superuser.get("/").status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_what_no_page_sends_does_nothing(
    site: Site, superuser: Visitor, everywhere: list[Address], method: str
) -> None:
    before = contents(site)
    for path in sorted({address.path for address in everywhere}):
        response = ask(superuser, Address(method, path), superuser.token)
        check_headers(response)
        assert response.status_code in {404, 405}, path
        assert "access-control-allow-origin" not in response.headers
    assert contents(site) == before


def test_looking_changes_nothing(
    site: Site, superuser: Visitor, everywhere: list[Address]
) -> None:
    """Whatever a request says of itself."""
    before = contents(site)
    claims = {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "POST"}
    for method, path in everywhere:
        if method not in SAFE:
            continue
        address = f"/admin{path}?_method=DELETE"
        response = superuser.client.request(method, address, headers=claims)
        if response.status_code == 400:  # Lists know their parameters.
            address = f"/admin{path}"
            response = superuser.client.request(method, address, headers=claims)
        check_headers(response)
        assert response.status_code in {200, 303, 404}, path
        assert method == "GET" or response.content == b""
        if not path.startswith("/static/"):
            assert response.headers["cache-control"] == "no-store", path
    assert contents(site) == before


GUARDED = ("authenticator_secret", "piccolo_user", "sessions")


def test_access_is_changed_by_superusers_only(
    site: Site, staff: Visitor, everywhere: list[Address]
) -> None:
    before = contents(site)
    asked = [
        address
        for address in everywhere
        if address.method == "POST"
        and address.path.startswith(tuple(f"/tables/{name}/" for name in GUARDED))
    ]
    assert len(asked) == 5 * len(GUARDED)
    for address in asked:
        assert ask(staff, address, staff.token).status_code == 403, address
    assert contents(site) == before


def test_every_table_is_looked_at(everywhere: list[Address]) -> None:
    found = {path.split("/")[2] for _, path in everywhere if path.startswith("/tables")}
    assert found == set(TABLES)


# Hosts, redirects and cookies


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "[", 'a"b', "a@b"])
def test_redirects_name_no_host(stranger: Visitor, staff: Visitor, host: str) -> None:
    for visitor, path, location in [
        (stranger, "/tables/movie/", "/admin/login/?next=/admin/tables/movie/"),
        (staff, "/tables/movie", "/admin/tables/movie/"),
        (staff, "/login/", "/admin/"),
    ]:
        response = visitor.get(path, Host=host)
        assert response.headers["location"] == location
        assert host not in visitor.get("/login/", Host=host).text


@pytest.mark.parametrize("slashes", ["/", "//", "///"])
def test_a_slash_too_many_does_not_begin_a_host(site: Site, slashes: str) -> None:
    with Visitor(site.address, "/broken") as visitor:
        response = visitor.get(f"/away/?to={slashes}evil.example/")
    assert response.headers["location"] == "/evil.example/"


def test_every_cookie_is_for_https_in_production(site: Site) -> None:
    with Visitor.logged_in(site, "staff", "/production") as visitor:
        session, token = visitor.session, visitor.get("/login/").cookies.get(CSRF)
        token = token or visitor.get("/").cookies[CSRF]
        sent = {"cookie": f"{SESSION}={session}; {CSRF}={token}"}
        https = {"Origin": visitor.address.replace("http:", "https:"), **sent}
        found: dict[str, str] = {}
        for path, typed in [
            ("/language/", {"language": "de"}),
            ("/time-zone/", {"time_zone": "Europe/Vienna"}),
            ("/forms/announcement/", {"subject": "x", "text": "x", "message": "x"}),
            ("/tables/movie/bulk/delete/", {}),
            ("/logout/", {}),
        ]:
            entries = [*typed.items(), (CSRF, token)]
            found |= cookies_of(visitor.send(f"/production{path}", entries, **https))
    assert set(found) >= {"language", "time_zone", "message", SESSION}
    for name, attributes in found.items():
        assert "path=/production" in attributes
        assert "samesite=lax" in attributes
        if "max-age=0" not in attributes:
            assert "secure" in attributes, name


def test_logging_in_begins_a_session_of_its_own(site: Site, stranger: Visitor) -> None:
    """Whatever session the browser had before, also one that lasts."""
    planted = site.do("session", username="staff")
    stranger.client.cookies.set(SESSION, planted, path="/admin")
    response = stranger.log_in("admin")
    assert response.cookies[SESSION] != planted
    assert stranger.page("/").one("button", **{"class": "quiet user"}).words == "admin"
