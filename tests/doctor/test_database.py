"""The database: how it is asked, and what is told where it does not answer."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from scaffold.doctor import database
from tests.doctor.conftest import Project, piccolo
from tests.postgres import execute, fresh_database, server

ASKING = ["engine-unreachable", "migration-not-run", "superuser-missing"]

SQLITE = 'SQLiteEngine(path="shop.sqlite")'


def use_postgres(project: Project, config: str, more: str = "") -> None:
    project.edit("piccolo_conf.py", SQLITE, f"PostgresEngine(config={config}{more})")
    project.edit("piccolo_conf.py", "sqlite import SQLite", "postgres import Postgres")


@contextlib.contextmanager
def listening() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        yield sock.getsockname()[1]


def unused_port() -> int:
    with listening() as port:
        return port


def test_nobody_listens(project: Project) -> None:
    dsn = f"postgresql://ada:s3cret-word@127.0.0.1:{unused_port()}/shop"
    use_postgres(project, repr({"dsn": dsn}))
    (found,) = project.findings(only=ASKING)
    assert found.code == "engine-unreachable"
    assert found.what.startswith("DB does not answer: ConnectionRefusedError: ")
    assert "\n" not in found.what
    assert "s3cret-word" not in str(project.findings())


def test_nobody_answers(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LIMIT", 0.3)
    with listening() as port:
        use_postgres(project, repr({"host": "127.0.0.1", "port": port, "user": "ada"}))
        start = time.monotonic()
        (found,) = project.findings(only=ASKING)
        assert time.monotonic() - start < 3
    assert found.what == "DB does not answer: no answer within 0.3 seconds"


@pytest.mark.parametrize(
    "dsn",
    ["postgresql://ada:pa/ss-word@host:x/shop", "mysql://ada:pa/ss-word@host/shop"],
)
def test_an_address_that_is_wrong(project: Project, dsn: str) -> None:
    use_postgres(project, repr({"dsn": dsn}))
    (found,) = project.findings(only=ASKING)
    assert "ss-word" not in str(found)
    assert "its address (dsn) cannot be read" in found.what


def test_a_password_in_a_line_that_fails(project: Project) -> None:
    """The line is shown, and the password in it is not."""
    use_postgres(project, '{"password": "s3cret-word", "port": 1 / 0}')
    (found,) = project.findings(only=["conf-unusable"])
    assert '"password": "***"' in found.what
    assert "s3cret-word" not in str(found)


@pytest.mark.parametrize(
    "line",
    [
        'PASSWORD = os.environ.get("PGPASSWORD", "s3cret-word") + 1',
        'PASSWORD = os.environ.get("PG", "s3cret-word") + 1',
        'CONFIG = {"password": os.getenv("PG", "s3cret-word"), "port": 1 / 0}',
        'API_KEY = "s3cret-word" + 1',
        'DSN = "postgresql://ada:p@s3cret-word@localhost/shop" + 1',
        'DSN = "postgresql://localhost/shop?user=ada&password=s3cret-word" + 1',
        'int(os.environ.get("PORT", "postgresql://ada:p@s3cret-word@localhost/shop"))',
        'urlsplit(os.environ["SHOP_URL"]).port',
    ],
)
def test_a_secret_in_a_configuration_that_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setenv("SHOP_URL", "postgresql://ada:s3cret-word/p@localhost/shop")
    imports = "import os\nfrom urllib.parse import urlsplit\n\n"
    project.edit("piccolo_conf.py", "DB =", f"{imports}{line}\nDB =")
    (found,) = project.findings(only=["conf-unusable"])
    assert "***" in found.what
    assert "s3cret-word" not in str(found)


def test_left_alone(project: Project) -> None:
    use_postgres(project, repr({"host": "127.0.0.1", "port": unused_port()}))
    report = project.examine(database=False)
    assert [one.code for one in report.findings] == ["production-off"]
    assert {"engine-unreachable", "migration-not-run"} < set(report.skipped)


def test_no_file_is_made(project: Project) -> None:
    (project.folder / "shop.sqlite").unlink()
    codes = {one.code for one in project.findings()}
    assert codes == {"migration-not-run"}
    assert not (project.folder / "shop.sqlite").exists()


@pytest.mark.parametrize("path", ["file:new.sqlite?mode=rwc", "file:a%20b.sqlite"])
def test_no_file_is_made_at_an_address(project: Project, path: str) -> None:
    project.edit("piccolo_conf.py", SQLITE, f"SQLiteEngine({path!r}, uri=True)")
    before = set(project.folder.iterdir())
    assert {one.code for one in project.findings()} == {"migration-not-run"}
    assert set(project.folder.iterdir()) == before


def test_a_database_at_an_address(project: Project) -> None:
    path = "file:shop.sqlite?mode=ro"
    project.edit("piccolo_conf.py", SQLITE, f"SQLiteEngine({path!r}, uri=True)")
    assert project.findings() == ()


def test_a_file_that_cannot_be_opened(
    project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    """The driver's thread is waited for, and complains of nothing."""
    project.edit("piccolo_conf.py", SQLITE, 'SQLiteEngine(path="music")')
    (found,) = project.findings(only=ASKING)
    assert "OperationalError: unable to open database file" in found.what
    assert [it for it in threading.enumerate() if "connection" in it.name] == []
    assert capfd.readouterr().err == ""


def test_a_file_that_is_no_database(project: Project) -> None:
    (project.folder / "shop.sqlite").write_bytes(b"no database" * 100)
    (found,) = project.findings(only=ASKING)
    assert "DatabaseError: file is not a database" in found.what


@pytest.mark.postgres
def test_postgres(project: Project) -> None:
    """Empty, then migrated, then with somebody who may do everything."""
    config = repr(fresh_database("doctor"))
    use_postgres(project, config)
    assert {one.code for one in project.findings()} == {"migration-not-run"}
    piccolo(project.folder, "migrations", "forwards", "all")
    assert [one.code for one in project.findings()] == ["superuser-missing"]
    execute(
        "INSERT INTO piccolo_user (username, password, email, active, admin, superuser)"
        " VALUES ('a', 'x', 'a', true, true, true)",
        "doctor",
    )
    assert project.findings() == ()


@pytest.mark.postgres
def test_a_replica_that_is_down(project: Project) -> None:
    config = repr(fresh_database("doctor"))
    node = f"PostgresEngine(config={{'host': '127.0.0.1', 'port': {unused_port()}}})"
    use_postgres(project, config, f", extra_nodes={{'replica': {node}}}")
    found = project.finding("engine-unreachable")
    assert found.what.startswith("DB.extra_nodes['replica'] does not answer: ")


@pytest.mark.postgres
def test_a_password_that_is_wrong(project: Project) -> None:
    fresh_database("doctor")
    dsn = server().url("nowhere")
    use_postgres(project, repr({"dsn": dsn}))
    found = project.finding("engine-unreachable")
    assert 'database "nowhere" does not exist' in found.what
