"""One embedded PostgreSQL server for all tests of a process, and databases on it."""

from __future__ import annotations

import atexit
import contextlib
import functools
import shutil
import subprocess
import tempfile
from pathlib import Path

from scaffold.demo.postgres import Server, installation, serving


@functools.cache
def server() -> Server:
    """Started when it is first asked for, and stopped when Python ends."""
    folder = Path(tempfile.mkdtemp(prefix="piccolo-test-"))
    folder.chmod(0o711)  # where root runs the tests, the server is another user
    running = contextlib.ExitStack()
    running.callback(shutil.rmtree, folder)
    atexit.register(running.close)
    return running.enter_context(serving(folder / "data"))


def fresh_database(name: str) -> dict[str, str | int]:
    """An empty database, for ``PostgresEngine(config=…)``; one of that name is dropped.

    ``server().url(name)`` is its address.
    """
    execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    execute(f'CREATE DATABASE "{name}"')
    return server().config(name)


def execute(statement: str, database: str = "postgres") -> str:
    """Run SQL and return what ``psql`` prints: a line per row, columns divided by |."""
    program = installation() / "bin" / "psql"
    options = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
    done = subprocess.run(
        [program, *options, "--set", "ON_ERROR_STOP=1", server().url(database)],
        input=statement,
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()
