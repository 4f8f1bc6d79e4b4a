"""Failures are counted for all processes, and lists are read on the replica."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fakeredis
import pytest
from piccolo.apps.user.tables import BaseUser
from redis.exceptions import ResponseError
from starlette.testclient import TestClient

from scaffold.demo import postgres

from ..app import create_admin
from ..settings import Settings
from ..toolbox.security import CSRF_COOKIE

PROJECT = Path(__file__).parents[2]

# Rows that are written while the replica stands still are in no list.
READING = """
import asyncio
from movies.tables import Director
from piccolo.apps.user.tables import BaseUser
from piccolo_conf import DB
from starlette.testclient import TestClient
from admin.settings import Settings
from admin.toolbox.sessions import SESSION_COOKIE, start_session
from app import app

async def replica(sql):
    return await DB.extra_nodes["replica"]._run_in_new_connection(sql)

def until_it_has_all():
    ahead = "SELECT pg_last_wal_replay_lsn() < '{}' AS behind"
    now = "SELECT pg_current_wal_lsn()::text AS at"
    lsn = asyncio.run(DB._run_in_new_connection(now))
    while asyncio.run(replica(ahead.format(lsn[0]["at"])))[0]["behind"]:
        pass

def add(name):
    Director(name=name).save().run_sync()
    return Director.select(Director.id).where(Director.name == name).run_sync()[0]["id"]

user = BaseUser(username="a", password="long-enough", email="a@b.cd",
                active=True, admin=True, superuser=True)
user.save().run_sync()
token = asyncio.run(start_session(Settings(), user.id))
add("Early")
until_it_has_all()
asyncio.run(replica("SELECT pg_wal_replay_pause()"))
late = add("Late")
with TestClient(app, cookies={SESSION_COOKIE: token}) as client:
    for page in ("", "export/"):
        text = client.get(f"/admin/tables/director/{page}").text
        assert "Early" in text and "Late" not in text, text
    assert "Late" in client.get(f"/admin/tables/director/edit/{late}/").text
asyncio.run(replica("SELECT pg_wal_replay_resume()"))
until_it_has_all()
with TestClient(app, cookies={SESSION_COOKIE: token}) as client:
    assert "Late" in client.get("/admin/tables/director/").text
"""


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server."""
    read = fakeredis.FakeRedisConnection.read_response

    def response(*arguments: Any, **options: Any) -> Any:
        # The server would hang up after an error instead of sending it.
        try:
            return read(*arguments, **options)
        except ResponseError as error:
            return error

    monkeypatch.setattr(fakeredis.FakeRedisConnection, "read_response", response)
    server = fakeredis.TcpFakeServer(("127.0.0.1", 0), server_type="redis")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host, port = server.server_address[:2]
    yield f"redis://{host}:{port}"
    server.shutdown()
    server.server_close()


def test_processes_count_together(
    settings: Settings, user: BaseUser, redis: str
) -> None:
    options = {"rate_limit_store": redis, "failures_per_name": "3 per minute"}
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


@pytest.fixture
def folder() -> Iterator[Path]:
    """For the data of servers, which run as somebody else where root runs the tests."""
    with TemporaryDirectory(prefix="piccolo-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


def test_lists_are_read_on_the_replica(folder: Path) -> None:
    with (
        postgres.serving(folder / "primary") as primary,
        postgres.serving(copied(primary, folder / "replica")) as replica,
    ):
        variables = {
            "DEMO_DATABASE_URL": primary.url(),
            "DEMO_REPLICA_URL": replica.url(),
        }
        run(["-m", "piccolo.main", "migrations", "forwards", "all"], variables)
        run(["-c", READING], variables)


def copied(primary: postgres.Server, data: Path) -> Path:
    """A copy of the primary's data, which follows it from then on."""
    account = postgres.unprivileged()
    data.mkdir(mode=0o700)
    postgres.give(data, account)
    program = postgres.installation() / "bin" / "pg_basebackup"
    options = ["--pgdata", data, "--dbname", primary.url(), "--checkpoint", "fast"]
    subprocess.run(
        [program, *options, "--write-recovery-conf"],
        cwd="/",
        check=True,
        **(account.credentials() if account else {}),
    )
    return data


def run(arguments: list[str], variables: dict[str, str]) -> None:
    environment = {**os.environ, **variables, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
