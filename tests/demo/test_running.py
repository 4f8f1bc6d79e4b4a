"""The demo as a process: what it serves, and that it ends without a trace."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from scaffold import demo

from .conftest import COUNT, COUNTED, ENGINES, FAKE_ADMIN, python

pytestmark = pytest.mark.thorough

GENERATORS = {
    "real": "",
    "fake": "demo.Builder.generate = lambda self: "
    "print((self.folder / 'admin.py').write_text(fake))",
    "slow": "demo.Builder.generate = lambda self: (print('slow', flush=True), "
    "self._python('-c', 'import time; time.sleep(600)'))",
}
RUN = """
import functools, json, pathlib, signal, sys
from scaffold import demo
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # though the tests run under nohup
options, fake = json.loads(sys.stdin.read())
folder = options.pop("folder")
folder = pathlib.Path(folder) if folder else None
{generator}
demo.demo(folder=folder, echo=functools.partial(print, flush=True), **options)
"""


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


@pytest.mark.postgres
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_a_server_that_was_started_again(
    temporary: Path, number: signal.Signals
) -> None:
    code = "import time; print('up', flush=True); time.sleep(600)"
    module = "scaffold.demo.with_postgres"
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            module,
            str(temporary / "data"),
            sys.executable,
            "-c",
            code,
        ],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(number)
        assert process.wait(30) != 0
    assert processes_in(temporary) == []
    assert [path.name for path in temporary.iterdir()] == ["data"]


@ENGINES
def test_printed_password_opens_the_admin(
    start: Start, temporary: Path, engine: str
) -> None:
    running = start("real", engine=engine)
    running.read_until("Folder")
    address = running.printed["Address"]
    browser = Browser()
    browser.get(f"{address}login/")
    page = browser.send(
        f"{address}login/",
        username=running.printed["User"],
        password=running.printed["Password"],
    )
    assert "/login/" not in page.url
    films = browser.get(f"{address}tables/movie/?__order=year").read().decode()
    assert "The Gold Rush" in films
    assert "Charles Chaplin" in films
    for table in "director", "studio", "ticket", "specimen":
        assert browser.get(f"{address}tables/{table}/").status == 200
    assert running.stop(signal.SIGINT) == 0, running.output()
    assert processes_in(temporary) == []
    assert list(temporary.iterdir()) == []


class Browser:
    """Keeps cookies, and sends forms with the token in one of them."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.ProxyHandler({}),
        )

    def get(self, address: str) -> Any:
        return self.opener.open(address, timeout=30)

    def send(self, address: str, **fields: str) -> Any:
        token = next(cookie for cookie in self.cookies if cookie.name == "csrftoken")
        form = urlencode(fields | {"csrftoken": token.value or ""}).encode()
        return self.opener.open(address, form, timeout=30)
