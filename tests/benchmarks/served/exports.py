"""A file with all rows: how long it takes, and how much memory."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from . import processes
from .data import movie
from .databases import Database
from .peers import Peer
from .scenarios import Wrong, answer, contains_all
from .server import serving


@dataclass(frozen=True)
class Export:
    """One file. Times are in seconds, memory is in MB."""

    seconds: float
    processor: float
    growth: float
    """What the server has needed at most, more than before."""

    peak: float


@dataclass(frozen=True)
class Exports:
    peer: Peer
    samples: Sequence[Export]
    wrong: str = ""

    @property
    def seconds(self) -> float:
        return median(sample.seconds for sample in self.samples)

    @property
    def processor(self) -> float:
        return median(sample.processor for sample in self.samples)

    @property
    def peak(self) -> float:
        return median(sample.peak for sample in self.samples)

    @property
    def growth(self) -> float:
        return median(sample.growth for sample in self.samples)

    def ratio(self, other: Exports) -> float:
        pairs = zip(self.samples, other.samples, strict=True)
        return median(mine.processor / its.processor for mine, its in pairs)


def measure(
    peers: Sequence[Peer], database: Database, project: Path, rounds: int
) -> list[Exports]:
    """A server of its own for each file, since memory is seldom given back."""
    samples: dict[Peer, list[Export]] = {peer: [] for peer in peers}
    wrong: dict[Peer, str] = {}
    for number in range(rounds):
        for peer in peers if number % 2 else reversed(peers):
            print(f"export {number + 1} of {rounds}: {peer.name}", file=sys.stderr)
            try:
                samples[peer].append(export(peer, database, project))
            except Wrong as error:
                wrong[peer] = str(error)
    return [Exports(peer, samples[peer], wrong.get(peer, "")) for peer in peers]


def export(peer: Peer, database: Database, project: Path) -> Export:
    with serving(peer, project, database) as server:
        session, pid = server.session, server.pid
        peer.log_in(session)
        answer(session, peer.page(session, 1, 25, "name"))
        before = processes.memory(pid)
        with suppress(OSError):
            processes.forget_peak(pid)
        start, worked = perf_counter(), server.cpu_seconds() + database.cpu_seconds()
        requests = peer.export(session, database.movies)
        bodies = [answer(session, request) for request in requests]
        seconds = perf_counter() - start
        spent = server.cpu_seconds() + database.cpu_seconds() - worked
        check(bodies, database.movies)
        peak = processes.peak_memory(pid)
        return Export(seconds, spent, peak - before, peak)


def check(bodies: Sequence[str], movies: int) -> None:
    """All rows are there: as lines of one file, or in many answers as JSON."""
    if len(bodies) == 1:
        found = bodies[0].count("\n") - 1
    else:
        found = sum(len(json.loads(body)["rows"]) for body in bodies)
    if found != movies:
        raise Wrong(f"{found} rows")
    for number in (1, movies):
        contains_all(bodies[0 if number == 1 else -1], [movie(number)[1]])
