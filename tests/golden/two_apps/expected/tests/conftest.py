"""An admin with an empty SQLite database, and someone who is logged in."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from piccolo.apps.user.tables import BaseUser
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.table import Table
from starlette.testclient import TestClient

from sales.tables import Item as SalesItemTable
from stock.tables import Item as ItemTable

from ..app import create_admin
from ..settings import Settings
from ..sidebar import LINKS
from ..toolbox.cells import key as key_text
from ..toolbox.security import CSRF_COOKIE, CSRF_HEADER
from ..toolbox.sessions import SESSION_COOKIE, start_session

PASSWORD = "long-enough"

TABLES = (
    ItemTable,
    SalesItemTable,
)


class LooseConnection(sqlite3.Connection):
    """Rows may refer to rows that are not there: a test needs one table only."""

    def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
        enforced = sql.startswith("PRAGMA foreign_keys")
        return super().execute("SELECT 1" if enforced else sql, *arguments)


class Admin:
    """What a person does with an admin, in a word each."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, address: str) -> Any:
        return self.client.get(address)

    def post(self, address: str, typed: Mapping[str, Any]) -> Any:
        token = self.client.cookies.get(CSRF_COOKIE, "")
        return self.client.post(address, data={**typed, CSRF_COOKIE: token})

    def add(self, path: str, table: type[Table], typed: Mapping[str, str]) -> Any:
        """Add a row and return its key."""
        before = keys(table)
        response = self.post(f"{path}add/", typed)
        assert response.status_code == 303, response.text
        (key,) = [key for key in keys(table) if key not in before]
        return key

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the REST API."""
        headers = {CSRF_HEADER: self.client.cookies[CSRF_COOKIE]}
        return self.client.request(method, f"/api{path}", json=body, headers=headers)

    def row(self, table: type[Table], key: Any) -> Any:
        """A row as it is stored."""
        query = table.select().where(table._meta.primary_key == key).first()
        return query.run_sync()

    def link(self, path: str, key: Any) -> str:
        return f"{path}{key_text(key)}/"

    def links(self, address: str, part: str) -> list[str]:
        """The links on a page that hold some text, but those of sidebar.py."""
        links = Page.read(self.get(address).text).links
        return [link for link in links if part in link and link not in LINKS.values()]

    def controls(self, address: str) -> dict[str, list[str]]:
        """What a browser would send if the form on a page were saved as it is."""
        return Page.read(self.get(address).text).controls


class Page(HTMLParser):
    """The links of a page and the controls of its editor."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.controls: dict[str, list[str]] = {}
        self.name = ""

    @classmethod
    def read(cls, text: str) -> Page:
        page = cls()
        page.feed(text)
        page.controls.pop("", None)  # Browsers send nothing that has no name.
        return page

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        given = {name: value or "" for name, value in attributes}
        name, kind = given.get("name", ""), given.get("type")
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag in {"textarea", "select"}:
            self.name = name
        if tag == "textarea":
            self.controls[self.name] = [""]
        if tag == "option" and ("selected" in given or self.name not in self.controls):
            self.controls[self.name] = [given.get("value", "")]
        if tag == "input" and name and (kind != "checkbox" or "checked" in given):
            self.controls.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.lasttag == "textarea" and self.controls.get(self.name) == [""]:
            self.controls[self.name] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        self.lasttag = ""


async def create(table: type[Table]) -> None:
    await table.create_table()


def keys(table: type[Table]) -> list[Any]:
    """The primary keys of all rows."""
    query = table.select(table._meta.primary_key).output(as_list=True)
    return list(query.run_sync())


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose tables live in a new database.

    SQLite has no schemas, and Piccolo cannot give its tables constraints.
    """
    settings = Settings()
    engine = SQLiteEngine(str(tmp_path / "test.sqlite"), factory=LooseConnection)
    tables: set[type[Table]] = {
        *TABLES,
        settings.auth_table,
        settings.session_table,
        settings.token_table,
    }
    for table in tables:
        monkeypatch.setattr(table._meta, "_db", engine)
        name = table._meta.get_formatted_tablename(quoted=False)
        monkeypatch.setattr(table._meta, "tablename", name)
        monkeypatch.setattr(table._meta, "schema", None)
        monkeypatch.setattr(table._meta, "constraints", [])
        asyncio.run(create(table))
    monkeypatch.setattr(settings.auth_table, "_pbkdf2_iteration_count", 1)
    return settings


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A browser in which nobody is logged in."""
    address = "http://testserver"
    with TestClient(create_admin(), address, follow_redirects=False) as client:
        client.get("/login/")
        yield client


@pytest.fixture
def user(settings: Settings) -> BaseUser:
    """A superuser."""
    user = settings.auth_table(
        username="tester",
        password=PASSWORD,
        email="tester@example.com",
        active=True,
        admin=True,
        superuser=True,
    )
    user.save().run_sync()
    return user


@pytest.fixture
def admin(settings: Settings, client: TestClient, user: BaseUser) -> Admin:
    """A browser in which the superuser is logged in."""
    client.cookies[SESSION_COOKIE] = asyncio.run(start_session(settings, user.id))
    return Admin(client)
