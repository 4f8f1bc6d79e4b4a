"""Every address of an admin, taken from its routes, so that none is forgotten."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from tests.served.site import Site

TABLES = {
    "album": "Album",
    "article": "Article",
    "authenticator_secret": "AuthenticatorSecret",
    "director": "Director",
    "door": "Door",
    "label": "Label",
    "lists": "Lists",
    "movie": "Movie",
    "piccolo_user": "BaseUser",
    "sessions": "SessionsBase",
    "specimen": "Specimen",
    "sticker": "Sticker",
    "studio": "Studio",
    "ticket": "Ticket",
    "vault": "Vault",
}
"""The class of each table, by its part of the address."""

FILE = "canary.svg"
"""The key of a file of an album, which itself has gone."""


TOKEN = 1
"""The key of an API token, which may have gone."""


class Address(NamedTuple):
    method: str
    path: str


def addresses(site: Site) -> list[Address]:
    """The methods of all routes, with a row, a form and a file that there are."""
    keys = {name: first_key(site, table) for name, table in TABLES.items()}
    found = {
        Address(method, filled(path, keys)) for method, path in site.do("addresses")
    }
    return sorted(found)


def first_key(site: Site, table: str) -> str:
    return quote(str(site.do("keys", table=table)[0]), safe="")


def filled(path: str, keys: dict[str, str]) -> str:
    path = path.replace("{column}/{key}", f"cover/{FILE}")
    path = path.replace("/tokens/{key}", f"/tokens/{TOKEN}")
    if "{key:path}" in path:
        path = path.replace("{key:path}", keys[path.split("/")[2]])
    path = path.replace("{slug:path}", "announcement").replace("{what}", "update")
    path = "/static/admin.css" if path == "/static/" else path
    assert "{" not in path, f"what stands there in {path}?"
    return path


def contents(site: Site) -> dict[str, Any]:
    """All rows, but for what logging in and looking around changes."""
    found: dict[str, Any] = site.do("dump")
    del found["SessionsBase"]
    for user in found["BaseUser"]:
        del user["last_login"]
    return found
