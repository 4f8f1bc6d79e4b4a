"""What strangers and wrong requests get from every address of the REST API: nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.served.rest import HEADER
from tests.served.routes import TABLES, Address, contents, first_key
from tests.served.site import Site
from tests.served.test_headers import check_headers
from tests.served.visitor import SESSION, Visitor

SAFE = {"GET", "HEAD"}


@pytest.fixture(scope="module")
def everywhere(site: Site) -> list[Address]:
    """All of them, each with a row or a form that there is."""
    site.do("session", username="staff")
    keys = {name: find_key(site, table) for name, table in TABLES.items()}
    found = [
        Address(method, filled(path, keys)) for method, path in site.do("api_addresses")
    ]
    assert {address.path.split("/")[3] for address in found if is_of_row(address)} == {
        *TABLES
    }
    return found


def find_key(site: Site, table: str) -> str:
    return first_key(site, table) if site.do("keys", table=table) else "1"


def is_of_row(address: Address) -> bool:
    return address.path.endswith("/schema/") and address.path.startswith("/api/tables/")


def filled(path: str, keys: dict[str, str]) -> str:
    if "{key:path}" in path:
        path = path.replace("{key:path}", keys[path.split("/")[3]])
    path = path.replace("{slug}", "announcement").replace("{code}", "en")
    path = path.replace("{name}", "swagger-ui.css")
    path = path.replace("{table_name}/{column_name}/{file_key}", "album/cover/a.png")
    assert "{" not in path, f"what stands there in {path}?"
    return path


def ask(visitor: Visitor, address: Address, **headers: str) -> Any:
    return visitor.client.request(
        address.method,
        visitor.mount + address.path,
        json=None if address.method in SAFE else {"name": "changed"},
        headers={"Origin": visitor.address, **headers},
    )


@pytest.mark.parametrize("username", ["", "customer", "retired"])
def test_no_address_is_open_to_strangers(
    site: Site, everywhere: list[Address], username: str
) -> None:
    before = contents(site)
    with Visitor(site.address) as visitor:
        token = visitor.token
        if username:
            session = site.do("session", username=username)
            visitor.client.cookies.set(SESSION, session, path="/admin")
        for address in everywhere:
            if address.path.startswith("/api/"):
                response = ask(visitor, address, **{HEADER: token})
                check_headers(response)
                assert response.status_code == 401, address
                assert response.json() == {"error": "Auth failed"}
    assert contents(site) == before


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "NONSENSE"])
def test_nothing_is_written_without_the_token(
    site: Site, superuser: Visitor, everywhere: list[Address], method: str
) -> None:
    before = contents(site)
    for path in sorted({address.path for address in everywhere}):
        response = ask(superuser, Address(method, path))
        check_headers(response)
        assert response.status_code == 403, path
        assert response.json()["detail"]
    assert contents(site) == before


def test_looking_changes_nothing(
    site: Site, superuser: Visitor, everywhere: list[Address]
) -> None:
    before = contents(site)
    for address in everywhere:
        if address.method == "GET":
            response = ask(superuser, address)
            check_headers(response)
            assert response.status_code in {200, 404}, address
            kept = response.headers["cache-control"] != "no-store"
            assert kept == address.path.endswith("swagger-ui.css"), address
    assert contents(site) == before


METHODS: dict[str, str] = {
    "/tables/": "GET, HEAD, OPTIONS",
    "/tables/album/": "GET, HEAD, POST, PATCH, DELETE, OPTIONS",
    "/tables/album/~1/": "GET, HEAD, PUT, PATCH, DELETE, OPTIONS",
    "/forms/announcement/": "GET, HEAD, POST, OPTIONS",
    "/change-password/": "POST, OPTIONS",
}


@pytest.mark.parametrize("path", METHODS)
def test_other_methods_are_told_those_that_there_are(
    superuser: Visitor, path: str
) -> None:
    address = f"/api{path}"
    refused = ask(superuser, Address("NONSENSE", address), **{HEADER: superuser.token})
    assert (refused.status_code, refused.headers["allow"]) == (405, METHODS[path])
    assert refused.json()["detail"]
    asked = ask(superuser, Address("OPTIONS", address))
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["allow"] == METHODS[path]


@pytest.mark.parametrize("path", ["/tables/album/", "/tables/", "/openapi.json"])
def test_head_is_a_get_without_its_body(superuser: Visitor, path: str) -> None:
    get, head = (
        ask(superuser, Address(name, f"/api{path}")) for name in ("GET", "HEAD")
    )
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "cache-control"):
        assert head.headers[name] == get.headers[name]


def test_addresses_that_are_not_there(superuser: Visitor) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        assert ask(superuser, Address(method, "/api/nowhere/")).status_code == 404
    assert ask(superuser, Address("HEAD", "/api/change-password/")).status_code == 405


def test_read_only_admins_write_nothing(site: Site, everywhere: list[Address]) -> None:
    before = contents(site)
    with Visitor.logged_in(site, "admin", "/read-only") as visitor:
        token = visitor.token
        for address in everywhere:
            is_asked = address.path.endswith("/generate-file-url/")
            is_public = address.path.startswith("/public/")
            if address.method not in SAFE and not (is_asked or is_public):
                response = ask(visitor, address, **{HEADER: token})
                assert response.status_code == 405, address
    assert contents(site) == before
