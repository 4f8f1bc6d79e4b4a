"""A streaming replica of the tests' PostgreSQL server."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scaffold.demo.postgres import (
    Account,
    Server,
    environment,
    give,
    installation,
    reachable,
    run_folder,
    start,
    stop,
    unprivileged,
)
from tests.postgres import execute, server


@dataclass
class Replica:
    """Runs when it is started, each time at the same place."""

    data: Path
    sockets: Path
    programs: Path
    account: Account | None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = start(self.programs, self.data, self.sockets, self.account)

    def stop(self) -> None:
        if self.process:
            stop(self.process)

    def url(self, database: str) -> str:
        return Server(self.sockets).url(database)

    def follow(self, follows: bool) -> None:
        """Whether it goes on with what the primary sends."""
        what = "resume" if follows else "pause"
        statement = f"SELECT pg_wal_replay_{what}()"
        command = [str(self.programs / "psql"), "--command", statement]
        subprocess.run(
            [*command, self.url("postgres")], check=True, capture_output=True
        )


@contextlib.contextmanager
def replica(user: str, commands: Sequence[str]) -> Iterator[Replica]:
    """What commands make in ``$PGDATA``, with a user that the first of them makes."""
    account = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="piccolo-replica-"))
    folder.chmod(0o711)
    try:
        data = folder / "data"
        data.mkdir(mode=0o700)
        give(data, account)
        programs = reachable(installation(), folder, account) / "bin"
        own = {
            "PATH": os.pathsep.join([str(programs), os.environ["PATH"]]),
            "DATABASE_URL": server().url(),
            "PRIMARY": server().url().replace("postgres@", f"{user}@"),
            "PGDATA": str(data),
        }
        subprocess.run(
            ["/bin/sh", "-ec", "\n".join(commands)],
            cwd="/",
            env=environment() | own,
            check=True,
            capture_output=True,
            **(account.credentials() if account else {}),
        )
        with run_folder(account) as sockets:
            made = Replica(data, sockets, programs, account)
            made.start()
            try:
                yield made
            finally:
                made.stop()
    finally:
        shutil.rmtree(folder)
        execute(f"DROP ROLE IF EXISTS {user}")
