"""What was measured, for people: tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ..report import table
from ..served.report import NAMES, facts, grouped, marked, rate, remarks, work
from ..served.rounds import Effort, Result, Sample
from .many import First
from .peers import LIMITS, OURS, PEERS

Figure = Callable[[Sample], float]

BESIDE_ADMIN, BESIDE_LIMIT = 3, 1 / 1.7
"""How many times as good as a peer we want to be."""


@dataclass(frozen=True)
class Measured:
    """All of one kind of database."""

    kind: str
    results: Sequence[Result]
    first: Sequence[First]


def report(measured: Sequence[Measured], effort: Effort) -> str:
    parts = [part for each in measured for part in of_database(each)]
    return "\n".join([*parts, facts(effort)])


def of_database(measured: Measured) -> Iterator[str]:
    name = NAMES[measured.kind]
    groups = grouped(measured.results)
    if groups:
        yield f"### Requests: {name}\n"
        yield compared("requests per second", groups, attrgetter("rate"), rate)
        yield compared("processor time", groups, per_second, work)
    if measured.first:
        yield f"### 200 tables: {name}\n"
        yield first(measured.first)
    if faults := remarks(measured.results, []):
        yield "\n".join(faults) + "\n"


def per_second(sample: Sample) -> float:
    """The requests that a processor does in a second."""
    return 1 / sample.processor


def compared(
    what: str,
    groups: Sequence[Sequence[Result]],
    figure: Figure,
    own: Callable[[Result], str],
) -> str:
    """How many times as good as each peer we are; in bold where it is too little."""
    others = [peer for peer in PEERS if peer is not OURS]
    rows = [
        [what, "ours", *(peer.name for peer in others)],
        ["---", "---:", *("---:" for _ in others)],
    ]
    for group in groups:
        by_peer = {result.peer: result for result in group if result.samples}
        if mine := by_peer.get(OURS):
            found = [ratio(mine, by_peer.get(peer), figure) for peer in others]
            rows.append([mine.scenario.name, own(mine), *found])
    return table(rows)


def ratio(mine: Result, other: Result | None, figure: Figure) -> str:
    if other is None:
        return "–"
    least = BESIDE_LIMIT if other.peer in LIMITS else BESIDE_ADMIN
    return marked(mine.ratio(other, figure), least)


def first(found: Sequence[First]) -> str:
    head = [
        *("peer", "start s", "MB", "first table s", "next table s"),
        *("OpenAPI s", "again s", "its MB", "peak MB", "MB then"),
    ]
    rows = [head, ["---", *("---:" for _ in head[1:])]]
    names = "started", "memory", "table", "other", "documented", "again", "size"
    for each in found:
        cells = [figure(each, name) for name in (*names, "peak", "kept")]
        rows.append([each.peer.name, *cells])
    return table(rows)


def figure(first: First, name: str) -> str:
    places = 0 if name in ("memory", "peak", "kept") else 2
    return f"{first.typical(attrgetter(name)):.{places}f}"
