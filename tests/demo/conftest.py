"""The folder that a demo leaves as it was, and what reads a finished one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.postgres import server

ROOT = Path(__file__).parents[2]
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
COUNT = """
import asyncio
from movies.tables import Director, Movie, Studio, Ticket
from piccolo.apps.user.tables import BaseUser
from showcase.tables import Specimen

async def count():
    for table in Director, Studio, Movie, Ticket, Specimen:
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
Specimen 22
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
        monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
        yield folder


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
