"""Someone who uses an admin, with a browser that has no script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urljoin

import httpx2 as httpx
from typing_extensions import Self

from tests.served.pages import Element, Entries, read, wire
from tests.served.site import PASSWORD, Site, web_client

ADMIN = "/admin"
CSRF = "csrftoken"
SESSION = "id"

PAGES = [
    "/",
    "/login/",
    "/change-password/",
    "/tables/movie/",
    "/tables/movie/add/",
    "/tables/movie/edit/1/",
    "/tables/movie/delete/1/",
    "/tables/specimen/",
    "/tables/specimen/edit/4/",
    "/forms/announcement/",
    "/nowhere/",
]
"""One of each kind, and one that does not exist."""


Files = list[tuple[str, str, bytes]]
"""The control, the name and the content of each file."""

OTHER = "application/octet-stream"


class Visitor:
    """A browser at one address, whose admin is below ``mount``."""

    def __init__(self, address: str, mount: str = ADMIN) -> None:
        self.address = address
        self.mount = mount
        self.client = web_client(address)

    @classmethod
    @contextmanager
    def logged_in(
        cls, site: Site, username: str, mount: str = ADMIN
    ) -> Iterator[Visitor]:
        with cls(site.address, mount) as visitor:
            visitor.client.cookies.set(SESSION, site.do("session", username=username))
            yield visitor

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.client.close()

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Without following where it sends us."""
        return self.client.get(self.mount + path, headers=headers)

    def page(self, path: str, status: int = 200) -> Element:
        response = self.get(path)
        assert response.status_code == status, (response.status_code, path)
        return read(response.text)

    def post(
        self, path: str, entries: Entries | Mapping[str, str], **headers: str
    ) -> httpx.Response:
        """Send a form with the token that the last page gave."""
        pairs = [*(entries.items() if isinstance(entries, Mapping) else entries)]
        if CSRF not in dict(pairs):
            pairs.append((CSRF, self.token))
        return self.send(self.mount + path, pairs, **headers)

    def send(self, path: str, entries: Entries, **headers: str) -> httpx.Response:
        content = urlencode(entries).encode()
        kind = "application/x-www-form-urlencoded"
        given = {"Content-Type": kind, "Origin": self.address, **headers}
        kept = {name: value for name, value in given.items() if value}
        return self.client.post(path, content=content, headers=kept)

    @property
    def token(self) -> str:
        """That of the cookie, which comes with any page."""
        for path in ("/login/", "/"):
            if CSRF not in self.client.cookies:
                self.get(path)
        return str(self.client.cookies[CSRF])

    @property
    def session(self) -> str:
        """The token of the session."""
        cookies = [c for c in self.client.cookies.jar if c.name == SESSION]
        return str(cookies[-1].value)

    def log_in(self, username: str, password: str = PASSWORD, next: str = "") -> Any:
        data = {"username": username, "password": password, "next": next}
        return self.post("/login/", data)

    def save(
        self, path: str, typed: Mapping[str, str] | None = None, untick: str = ""
    ) -> httpx.Response:
        """Open a form, type over some of its controls (``NAME__null`` ticks), save."""
        form = self.page(path).editor
        entries = type_over(form.entries(), typed or {}, untick)
        return self.send(urljoin(self.mount + path, form.attributes["action"]), entries)

    def upload(
        self, path: str, files: Files, typed: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Open a form, choose files, type over some of its controls, save."""
        form = self.page(path).editor
        assert form.attributes["enctype"] == "multipart/form-data"
        sent: dict[str, list[str]] = {}
        for name, value in type_over(form.values(), typed or {}, ""):
            sent.setdefault(name, []).append(value)
        # Browsers send a file without a name where none is chosen.
        parts = [
            *((name, ("", b"", OTHER)) for name in file_controls(form)),
            *((name, (called, content, OTHER)) for name, called, content in files),
        ]
        address = urljoin(self.mount + path, form.attributes["action"])
        headers = {"Origin": self.address}
        return self.client.post(address, data=sent, files=parts, headers=headers)

    def refused(self, path: str, typed: Mapping[str, str], untick: str = "") -> Element:
        """The form that comes back with its errors."""
        response = self.save(path, typed, untick)
        assert response.status_code == 422, read(response.text).alert
        return read(response.text)


def type_over(entries: Entries, typed: Mapping[str, str], untick: str) -> Entries:
    kept = [(n, v) for n, v in entries if n not in typed and n != untick]
    return kept + [(name, wire(value)) for name, value in typed.items()]


def file_controls(form: Element) -> list[str]:
    return [control.attributes["name"] for control in form.all("input", type="file")]


def edit(table: str, key: Any) -> str:
    return f"/tables/{table}/edit/{key}/"


def add(
    site: Site, visitor: Visitor, typed: Mapping[str, str], table: str, name: str
) -> Any:
    """Returns the key of the new row."""
    before = set(site.do("keys", table=table))
    response = visitor.post(f"/tables/{name}/add/", typed)
    assert response.status_code == 303, read(response.text).alert
    (key,) = set(site.do("keys", table=table)) - before
    return key


def save_unchanged(site: Site, visitor: Visitor, table: str, key: Any) -> None:
    """Open a row and save it; the database has to hold it as before."""
    before = site.stored(table, key)
    response = visitor.save(edit(table, key))
    assert response.status_code == 303, read(response.text).alert
    assert site.stored(table, key) == before


def cookies_of(response: Any) -> dict[str, str]:
    """The attributes of each cookie that is set, in lower case."""
    found = {}
    for header in response.headers.get_list("set-cookie"):
        name, _, rest = header.partition("=")
        found[name] = rest.partition(";")[2].lower()
    return found
