"""With 200 tables: the first answers, which build what they need, and OpenAPI."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from ..served import processes
from ..served.databases import Database
from ..served.peers.piccolo_admin import PiccoloAdmin
from ..served.scenarios import Wrong
from ..served.server import Server, serving
from .peers import LIMITS

TABLES = 200


@dataclass(frozen=True)
class First:
    """Times in seconds, memory in MB."""

    peer: PiccoloAdmin
    samples: Sequence[Sample]

    def typical(self, figure: Callable[[Sample], float]) -> float:
        return median(map(figure, self.samples))


@dataclass(frozen=True)
class Sample:
    started: float
    """From the start of the process to the first answer, which is of no table."""

    memory: float
    table: float
    """The first answer about a table: its schema."""

    other: float
    """The first one about another table."""

    documented: float
    """The first answer of all of OpenAPI."""

    again: float
    peak: float
    """Of memory, meanwhile."""

    kept: float
    """Memory afterwards."""

    size: float
    """Of the documentation."""


def measure(
    peers: Sequence[PiccoloAdmin], database: Database, project: Path, rounds: int
) -> list[First]:
    """Those peers that know all tables. Nothing, if there is no round."""
    if not rounds:
        return []
    admins = [peer for peer in peers if peer not in LIMITS]
    return [
        First(peer, [sample(peer, database, project) for _ in range(min(rounds, 2))])
        for peer in admins
    ]


def sample(peer: PiccoloAdmin, database: Database, project: Path) -> Sample:
    print(f"{TABLES} tables, {peer.name}", file=sys.stderr)
    with serving(peer, project, database, TABLES) as server:
        peer.log_in(server.session)
        before = processes.memory(server.pid)
        table, _size = timed(server, "/api/tables/t100/schema/")
        other, _size = timed(server, "/api/tables/t150/schema/")
        documented, size = timed(server, "/api/openapi.json")
        again, _size = timed(server, "/api/openapi.json")
        peak = processes.peak_memory(server.pid)
        kept = processes.memory(server.pid)
    times = table, other, documented, again
    return Sample(server.started, before, *times, peak, kept, size)


def timed(server: Server, path: str) -> tuple[float, float]:
    """The seconds that an answer takes, and its MB."""
    begun = perf_counter()
    path = f"{server.peer.root}{path}"  # type: ignore[attr-defined]
    found = server.session.send(server.session.get(path))
    if found.status != 200:
        raise Wrong(f"{path}: {found.status}")
    return perf_counter() - begun, len(found.body) / 1e6
