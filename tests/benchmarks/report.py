"""What was measured, for people: two tables in Markdown, and what they stand on."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

from .cases import OURS
from .measure import Case, Result, least_peak
from .regeneration import Again
from .situations import Situation

BEGIN, END = "<!-- measured -->\n", "<!-- /measured -->\n"

PACKAGES = ("piccolo", "jinja2", "ruff", "cookiecutter", "copier", "cruft")


def report(results: Sequence[Result], again: Again, rounds: int) -> str:
    """All that was measured in one run."""
    waited = growth(results, "ms per further table", attrgetter("seconds"))
    worked = growth(results, "of the processor", attrgetter("processor"))
    updates = f"### Regenerating\n\n{regenerating(again)}"
    return "\n".join([runs(results), waited, worked, updates, facts(rounds)])


def runs(results: Sequence[Result]) -> str:
    """A row per command; beside its own number of tables, ours is the measure."""
    ours = {r.case.tables: r for r in results if r.case.name == OURS}
    rows = [
        ["tables", "command", "files", "kB", "seconds", "beside ours", "peak MB"],
        ["---:", "---", "---:", "---:", "---:", "---:", "---:"],
        *(cells(result, beside(result.case, ours)) for result in results),
    ]
    return table(rows)


def beside(case: Case, ours: Mapping[int, Result]) -> Result | None:
    """Our admin of as many tables; the smallest for what knows no tables."""
    return ours[case.tables or min(ours)] if case.output or case.tables else None


def cells(result: Result, ours: Result | None) -> list[str]:
    return [
        f"{result.case.tables:,}" if result.case.tables else "",
        result.case.name,
        f"{result.files:,}" if result.files else "",
        f"{result.size / 1000:,.0f}" if result.files else "",
        f"{result.seconds:.2f}",
        f"{result.ratio(ours):.2f}" if ours else "",
        memory(result),
    ]


def memory(result: Result) -> str:
    """A process that stays below what it began with cannot be told from it."""
    sign = "≤ " if result.peak <= least_peak() else ""
    return f"{sign}{result.peak / 1e6:.0f}"


def regenerating(again: Again) -> str:
    """A row per situation and command; the first command is the measure."""
    head = [
        "what has happened",
        "files",
        "changed",
        "command",
        "seconds",
        "beside ours",
    ]
    rows = [[*head, "peak MB", "remarks"], ["---", *["---:"] * 2, "---", *["---:"] * 3]]
    rows[1].append("---")
    for situation, results in again:
        rows += [again_cells(situation, result, results[0]) for result in results]
    return table(rows)


def again_cells(situation: Situation, result: Result, ours: Result) -> list[str]:
    return [
        situation.kind.name,
        f"{situation.files:,}",
        f"{len(situation.changes):,}",
        result.case.name,
        f"{result.seconds:.2f}",
        f"{result.ratio(ours):.2f}",
        memory(result),
        result.remarks,
    ]


def growth(
    results: Sequence[Result], what: str, seconds: Callable[[Result], float]
) -> str:
    """What one more table costs in milliseconds, between each two sizes."""
    by_name: dict[str, list[Result]] = {}
    for result in results:
        if result.case.tables:
            by_name.setdefault(result.case.name, []).append(result)
    steps = pairwise(result.case.tables for result in by_name[OURS])
    head = [what, *(f"{few:,} to {many:,}" for few, many in steps)]
    rows = [head, ["---", *("---:" for _step in head[1:])]]
    for name, found in by_name.items():
        costs = [further(few, many, seconds) for few, many in pairwise(found)]
        rows.append([name, *(f"{cost:.1f}" for cost in costs)])
    return table(rows)


def further(few: Result, many: Result, seconds: Callable[[Result], float]) -> float:
    tables = many.case.tables - few.case.tables
    return (seconds(many) - seconds(few)) / tables * 1000


def table(rows: Sequence[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def facts(rounds: int) -> str:
    """What the figures stand on."""
    packages = [f"{name} {found}" for name in PACKAGES if (found := installed(name))]
    return f"{rounds} rounds; {machine()}; {', '.join(packages)}.\n"


def machine() -> str:
    where = f"{cores()} cores, {platform.system()} on {platform.machine()}"
    return f"{where}; {platform.python_implementation()} {platform.python_version()}"


def cores() -> int:
    """Those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def insert(file: Path, text: str) -> None:
    """Put the report between the marks of a page."""
    page = file.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{file} has no {BEGIN.strip()} and {END.strip()}")
    file.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
