"""Forms of the project's own, and files of columns."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest

from tests.rest.client import Client
from tests.rest.compared import Both
from tests.served.test_media import PICTURE, UUID

pytestmark = pytest.mark.one_database

SENT: dict[str, tuple[str, Any, int]] = {
    "form": ("book-seats", {"guest": "Ann", "seats": 3}, 200),
    "texts": ("book-seats", {"guest": "Ann", "seats": "3", "note": None}, 200),
    "default": ("book-seats", {"guest": "Ann"}, 200),
    "nothing": ("nothing", {}, 200),
    "file": ("export-all", {}, 200),
    "invalid": ("book-seats", {"guest": "Ann", "seats": 9}, 422),
    "missing": ("book-seats", {"seats": 1}, 422),
    "refused": ("book-seats", {"guest": "Nobody"}, 422),
    "unknown": ("none", {}, 404),
}


@pytest.mark.parametrize("name", SENT)
def test_send_a_form(both: Both, name: str) -> None:
    slug, sent, status = SENT[name]
    both.same(lambda client: client.post(f"/api/forms/{slug}/", sent), status)


def test_files(both: Both) -> None:
    """Stored under names that differ, and then found by them."""
    for client in (both.original, both.generated):
        answer = client.upload("album", "cover", "a b.png", PICTURE)
        assert (answer.status_code, list(answer.json())) == (200, ["file_key"])
        key = answer.json()["file_key"]
        assert re.fullmatch(UUID.join(["a b-", r"\.png"]), key)
        row = {"title": "Blue", "cover": key, "tracks": [], "year": 1971}
        assert client.create("album", row).status_code == 201
        address = client.file_address("album", "cover", key)
        assert (address.status_code, list(address.json())) == (200, ["file_url"])
        file_url = address.json()["file_url"]
        check_file(client, file_url)
        with contextlib.closing(Client(client.address)) as nobody:
            assert nobody.file(file_url).status_code != 200


def check_file(client: Client, file_url: str) -> None:
    file = client.file(file_url)
    assert (file.status_code, file.content) == (200, PICTURE)
    assert file.headers["content-type"] == "image/png"
    assert "default-src 'none'" in file.headers["content-security-policy"]


def test_files_can_be_seen_before_the_row_is_saved(both: Both) -> None:
    """The front end has a button for it."""
    for client in (both.original, both.generated):
        key = client.upload("album", "cover", "new.png", PICTURE).json()["file_key"]
        file_url = client.file_address("album", "cover", key).json()["file_url"]
        check_file(client, file_url)


UPLOADS = {
    "extension": ("album", "cover", "a.exe", 422),
    "characters": ("album", "cover", "a<b>.png", 422),
    "table": ("nothing", "cover", "a.png", 404),
    "column": ("album", "nothing", "a.png", 404),
    "another column": ("album", "title", "a.png", 422),
    "another table": ("movie", "title", "a.png", 422),
}


@pytest.mark.parametrize("name", UPLOADS)
def test_refused_files(both: Both, name: str) -> None:
    table, column, file, status = UPLOADS[name]
    both.same(lambda client: client.upload(table, column, file, PICTURE), status)


def test_upload_without_a_file(both: Both) -> None:
    names = {"table_name": "album", "column_name": "cover"}
    both.same(lambda client: client.send("POST", "/api/media/", data=names), 422)


@pytest.mark.parametrize(
    ("table", "column", "status"),
    [("nothing", "cover", 404), ("album", "nothing", 404), ("album", "title", 422)],
)
def test_refused_addresses(both: Both, table: str, column: str, status: int) -> None:
    both.same(lambda client: client.file_address(table, column, "a.png"), status)
