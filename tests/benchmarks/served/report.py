"""What was measured, for people: tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ..report import installed, machine, table
from .databases import POSTGRES, SQLITE
from .exports import Exports
from .peers import LIMITS, OURS, PEERS, Peer
from .rounds import Effort, Result, Sample
from .scenarios import Scenario
from .starts import Starts

NAMES = {SQLITE: "SQLite", POSTGRES: "PostgreSQL"}

PACKAGES = (
    *("piccolo", "piccolo-admin", "starlette-admin", "sqladmin", "sqlalchemy"),
    *("django", "gunicorn", "starlette", "uvicorn", "uvloop", "jinja2", "pydantic"),
)

Figure = Callable[[Sample], float]


@dataclass(frozen=True)
class Measured:
    """All of one kind of database."""

    kind: str
    results: Sequence[Result]
    exports: Sequence[Exports]
    starts: Sequence[Starts]


def report(measured: Sequence[Measured], effort: Effort) -> str:
    parts = [part for each in measured for part in of_database(each)]
    return "\n".join([*parts, facts(effort)])


def of_database(measured: Measured) -> Iterator[str]:
    name = NAMES[measured.kind]
    groups = grouped(measured.results)
    beside = [group for group in groups if not group[0].scenario.is_ours]
    if beside:
        yield f"### Requests: {name}\n"
        yield compared("requests per second", beside, rate_beside, rate)
        yield compared("processor time", beside, work_beside, work)
    if len(beside) < len(groups):
        yield f"### A thousand rows and a million: {name}\n"
        yield growth([group for group in groups if group not in beside])
    if measured.exports:
        yield f"### A file of all rows: {name}\n"
        yield exported(measured.exports)
    if measured.starts:
        yield f"### Starting: {name}\n"
        yield started(measured.starts)
    if faults := remarks(measured.results, measured.exports):
        yield "\n".join(faults) + "\n"


def grouped(results: Sequence[Result]) -> list[list[Result]]:
    """By scenario."""
    found: dict[Scenario, list[Result]] = {}
    for result in results:
        found.setdefault(result.scenario, []).append(result)
    return list(found.values())


def compared(
    what: str,
    groups: Sequence[Sequence[Result]],
    beside: Callable[[Result, Result], float],
    own: Callable[[Result], str],
) -> str:
    """How many times as good as each peer we are; in bold where it is too little."""
    peers = [peer for peer in PEERS if peer is not OURS and is_there(peer, groups)]
    rows = [
        [what, "ours", *(peer.name for peer in peers)],
        ["---", "---:", *("---:" for _ in peers)],
    ]
    for group in groups:
        by_peer = {result.peer: result for result in group if result.samples}
        if mine := by_peer.get(OURS):
            others = (by_peer.get(peer) for peer in peers)
            ratios = [ratio(mine, other, beside) for other in others]
            rows.append([mine.scenario.name, own(mine), *ratios])
    return table(rows)


def is_there(peer: Peer, groups: Sequence[Sequence[Result]]) -> bool:
    return any(result.peer is peer for group in groups for result in group)


def ratio(
    mine: Result, other: Result | None, beside: Callable[[Result, Result], float]
) -> str:
    if other is None:
        return "–"
    return marked(beside(mine, other), target(mine, other.peer))


def target(mine: Result, peer: Peer) -> float:
    """How many times as good as a peer we want to be."""
    if peer in LIMITS:
        return 0.5
    return 2 if mine.scenario.name.startswith("list of") else 1


def marked(times: float, least: float) -> str:
    return f"{times:.2f}" if times >= least else f"**{times:.2f}**"


def rate(result: Result) -> str:
    return f"{result.typical(attrgetter('rate')):,.0f}/s"


def rate_beside(mine: Result, other: Result) -> float:
    return mine.ratio(other, attrgetter("rate"))


def work(result: Result) -> str:
    return milliseconds(result, attrgetter("processor"))


def work_beside(mine: Result, other: Result) -> float:
    return other.ratio(mine, attrgetter("processor"))


def milliseconds(result: Result, figure: Figure) -> str:
    return f"{result.typical(figure) * 1000:.2f} ms"


def growth(groups: Sequence[Sequence[Result]]) -> str:
    """What a million rows cost beside a thousand."""
    head = ["request", "a thousand", "a million", "time", "processor time"]
    rows = [head, ["---", *("---:" for _ in head[1:])]]
    for group in groups:
        if all(result.samples for result in group):
            few, many = group
            times = [few.ratio(many, attrgetter("rate")), 1 / work_beside(many, few)]
            cells = [work(few), work(many), *(at_most(each, 1.3) for each in times)]
            rows.append([few.scenario.name, *cells])
    return table(rows)


def at_most(times: float, most: float) -> str:
    return f"{times:.2f}" if times <= most else f"**{times:.2f}**"


def exported(exports: Sequence[Exports]) -> str:
    found = [each for each in exports if each.samples]
    ours = next(each for each in found if each.peer is OURS)
    head = ["peer", "seconds", "of the processor", "beside ours", "MB more", "peak MB"]
    rows = [head, ["---", *("---:" for _ in head[1:])]]
    for each in found:
        times = f"{each.seconds:.2f}", f"{each.processor:.2f}"
        sizes = f"{each.growth:.0f}", f"{each.peak:.0f}"
        rows.append([each.peer.name, *times, f"{each.ratio(ours):.2f}", *sizes])
    return table(rows)


def started(starts: Sequence[Starts]) -> str:
    head = [
        *("peer", "tables", "import s", "build s", "of the processor"),
        *("MB", "first answer s", "MB then"),
    ]
    rows = [head, ["---", *("---:" for _ in head[1:])]]
    for each in starts:
        cells = [
            f"{each.typical(attrgetter('imported')):.2f}",
            f"{each.typical(attrgetter('built')):.2f}",
            f"{each.typical(attrgetter('processor')):.2f}",
            f"{each.typical(attrgetter('memory')):.0f}",
            f"{each.typical(attrgetter('answered')):.2f}",
            f"{each.typical(attrgetter('served')):.0f}",
        ]
        rows.append([each.peer.name, str(each.tables), *cells])
    return table(rows)


def remarks(results: Sequence[Result], exports: Sequence[Exports]) -> list[str]:
    """What was wrong."""
    found = []
    for result in results:
        what = f"- {result.scenario.name}, {result.peer.name}"
        found += [f"{what}: {first_line(result.wrong)}"] if result.wrong else []
        found += [f"{what}: {number} × {e}" for e, number in result.errors.items()]
    for each in exports:
        what = f"- file of all rows, {each.peer.name}"
        found += [f"{what}: {first_line(each.wrong)}"] if each.wrong else []
    return found


def first_line(text: str) -> str:
    return text.partition("\n")[0][:200]


def facts(effort: Effort) -> str:
    packages = [f"{name} {found}" for name in PACKAGES if (found := installed(name))]
    how = f"{effort.rounds} rounds of {effort.seconds:g} s"
    connections = f"{effort.connections} connections"
    return f"{how}; {connections}; {machine()}; {', '.join(packages)}.\n"
