"""Rounds in which the peers take turns, so that what else the machine does hits all."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

from .databases import Database
from .load import Job, Load, send
from .peers import OURS, Peer
from .processes import cores
from .scenarios import Scenario, Wrong
from .server import Server, serving
from .web import Request

T = TypeVar("T")


@dataclass(frozen=True)
class Sample:
    """One round of one peer: what a request has cost."""

    load: Load
    server: float
    """Its processor time, in seconds; with SQLite, what the database takes is in it."""

    database: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.load.answers / self.load.seconds

    @property
    def processor(self) -> float:
        """What server and database have worked, in seconds."""
        return self.server + self.database


@dataclass(frozen=True)
class Result:
    """A scenario, one peer, all its rounds."""

    scenario: Scenario
    size: str
    peer: Peer
    samples: Sequence[Sample] = ()
    wrong: str = ""
    """What was not right, so that nothing was measured."""

    def typical(self, figure: Callable[[Sample], float]) -> float:
        return median(map(figure, self.samples))

    def ratio(self, other: Result, figure: Callable[[Sample], float]) -> float:
        """How many times another's: the median of what each round says."""
        pairs = zip(self.samples, other.samples, strict=True)
        return median(figure(mine) / figure(its) for mine, its in pairs)

    @property
    def errors(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for sample in self.samples:
            for name, number in sample.load.errors.items():
                found[name] = found.get(name, 0) + number
        return found


@dataclass(frozen=True)
class Effort:
    """How long is measured."""

    rounds: int
    seconds: float
    connections: int = 4


def measure(
    scenarios: Sequence[Scenario],
    peers: Sequence[Peer],
    databases: Mapping[str, Database],
    project: Path,
    effort: Effort,
) -> Iterator[Result]:
    """Each scenario with each of its sizes, one after another; no rounds: only checked.

    All servers run at once. One that is not asked costs nothing.
    """
    places = [
        (scenario, size, peer)
        for scenario in scenarios
        for peer in peers
        for size in scenario.sizes
        if peer is OURS or not scenario.is_ours
    ]
    with ExitStack() as stack:
        servers = {
            (size, peer): stack.enter_context(serving(peer, project, databases[size]))
            for size, peer in dict.fromkeys(place[1:] for place in places)
        }
        for server in servers.values():
            server.peer.log_in(server.session)
        for scenario in scenarios:
            yield from run(
                [
                    Asked(*place, servers[place[1:]], databases[place[1]])
                    for place in places
                    if place[0] is scenario
                ],
                effort,
            )


@dataclass(frozen=True, eq=False)
class Asked:
    """A scenario at one server."""

    scenario: Scenario
    size: str
    peer: Peer
    server: Server
    database: Database

    def wrong(self) -> str:
        """What is wrong with the answer to the first request."""
        try:
            self.scenario.check(self.server.session, self.database, self.requests())
        except Wrong as error:
            return str(error)
        finally:
            self.restore()
        return ""

    def requests(self) -> list[Request]:
        session, database = self.server.session, self.database
        return self.scenario.requests(self.peer, session, database)

    def restore(self) -> None:
        if self.scenario.writes:
            self.database.restore()

    def sample(self, effort: Effort, *, is_first: bool) -> Sample:
        warm_up = effort.seconds / 2 if is_first else 0.1
        port = self.server.session.port
        others = cores()[1]
        parts = effort.connections, warm_up, effort.seconds, others
        work: list[tuple[float, float]] = []

        def note() -> None:
            spent = self.server.cpu_seconds(), self.database.cpu_seconds()
            work.append(spent)

        load = send(Job(port, self.requests(), *parts), note, note)
        self.restore()
        (before, db_before), (after, db_after) = work
        answers = max(load.answers, 1)
        spent = (after - before) / answers, (db_after - db_before) / answers
        return Sample(load, *spent)


def run(asked: Sequence[Asked], effort: Effort) -> Iterator[Result]:
    wrong = {each: each.wrong() for each in asked}
    right = [each for each in asked if not wrong[each]]
    samples: dict[Asked, list[Sample]] = {each: [] for each in asked}
    for number in range(effort.rounds):
        for each in rotated(right, number):
            sample = each.sample(effort, is_first=not number)
            samples[each].append(sample)
            what = f"{each.scenario.name}, {each.size}, {each.peer.name}"
            costs = f"{sample.rate:.0f}/s, {sample.processor * 1000:.2f} ms"
            print(f"round {number + 1}: {what}: {costs}", file=sys.stderr)
    for each in asked:
        parts = each.scenario, each.size, each.peer
        yield Result(*parts, samples[each], wrong[each])


def rotated(items: Sequence[T], number: int) -> list[T]:
    """Beginning elsewhere each time."""
    start = number % len(items) if items else 0
    return [*items[start:], *items[:start]]
