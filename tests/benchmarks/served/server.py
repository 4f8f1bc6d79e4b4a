"""The process of a peer, for as long as it is measured."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from . import processes
from .databases import Database
from .peers import Peer
from .project import APPS
from .web import Session

KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")


@dataclass(frozen=True)
class Server:
    """A peer, and somebody who is logged in there."""

    peer: Peer
    pid: int
    session: Session
    started: float
    """The seconds until the first answer."""

    def cpu_seconds(self) -> float:
        return processes.cpu_seconds(self.pid)


@contextmanager
def serving(
    peer: Peer, project: Path, database: Database, tables: int = 3
) -> Iterator[Server]:
    port = free_port()
    with ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile())
        begun = time.perf_counter()
        process = subprocess.Popen(
            peer.command(port),
            cwd=project,
            env=environment(project, database, tables),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        stack.callback(process.wait)
        stack.callback(processes.end, process.pid)
        os.sched_setaffinity(process.pid, processes.cores()[0])
        session = Session(port)
        while not answers(peer, session):
            if process.poll() is not None or time.perf_counter() > begun + 60:
                log.seek(0)
                said = log.read()[-3000:].decode(errors="replace")
                raise SystemExit(f"{peer.name} does not start:\n{said}")
            time.sleep(0.005)
        started = time.perf_counter() - begun
        yield Server(peer, process.pid, session, started)


def answers(peer: Peer, session: Session) -> bool:
    with suppress(OSError):
        return session.send(session.get(peer.ready)).status == 200
    return False


def environment(project: Path, database: Database, tables: int) -> dict[str, str]:
    """Only what a server needs."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | {
        "PYTHONPATH": os.pathsep.join([str(project), str(APPS)]),
        "PYTHONHASHSEED": "0",
        "BENCH_DATABASE": database.address,
        "BENCH_TABLES": str(tables),
    }


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
