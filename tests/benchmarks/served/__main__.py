"""``python -m tests.benchmarks.served``: measure, and print a report in Markdown."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ..report import insert
from . import exports, rounds, starts
from .databases import POSTGRES, SQLITE, Database, databases
from .peers import LIMITS, PEERS
from .project import add_user, write_projects
from .report import Measured, report
from .rounds import Effort
from .scenarios import ALL

EXPORT, START = "export", "start"

EXPORTED = "100k"


def main(arguments: Sequence[str] | None = None) -> None:
    options = read(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # and the servers, too
    effort = Effort(options.rounds, options.seconds)
    with TemporaryDirectory(prefix="served-") as folder:
        root = Path(folder).resolve()
        data = options.data.resolve() if options.data else root
        for each in (root, data):
            each.mkdir(exist_ok=True)
            each.chmod(0o711)  # where root runs this, PostgreSQL is another user
        write_projects(root)
        kinds = options.databases
        measured = [measure(root, data, kind, options, effort) for kind in kinds]
    text = report(measured, effort)
    print(text)
    if options.markdown:
        insert(options.markdown, text)


def read(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.benchmarks.served")
    kinds, peers = [SQLITE, POSTGRES], [peer.name for peer in PEERS]
    known = [*(scenario.name for scenario in ALL), EXPORT, START]
    parser.add_argument("--databases", nargs="+", choices=kinds, default=kinds)
    parser.add_argument("--peers", nargs="+", choices=peers, default=peers)
    parser.add_argument("--only", nargs="+", choices=known, default=known)
    parser.add_argument("--rounds", type=int, default=5, help="0: look at answers only")
    parser.add_argument("--seconds", type=float, default=2.0, help="of a round")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="keep the databases there, and take those that there are",
    )
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="put the report into this page, between its marks",
    )
    return parser.parse_args(arguments)


def measure(
    root: Path, data: Path, kind: str, options: Namespace, effort: Effort
) -> Measured:
    scenarios = [scenario for scenario in ALL if scenario.name in options.only]
    peers = [peer for peer in PEERS if peer.name in options.peers]
    sizes = {EXPORTED, *(size for each in scenarios for size in each.sizes)}
    with databases(data, kind, sorted(sizes)) as loaded:
        by_size = {database.size: database for database in loaded}
        project = prepare(root, loaded)
        results = rounds.measure(scenarios, peers, by_size, project, effort)
        found = list(results)
        files: list[exports.Exports] = []
        begun: list[starts.Starts] = []
        if EXPORT in options.only and effort.rounds:
            parts = peers, by_size[EXPORTED], project, min(effort.rounds, 3)
            files = exports.measure(*parts)
        if START in options.only and effort.rounds:
            admins = [peer for peer in peers if peer not in LIMITS]
            begun = starts.measure(admins, by_size[EXPORTED], root, effort.rounds)
    return Measured(kind, found, files, begun)


def prepare(root: Path, loaded: Sequence[Database]) -> Path:
    """Add somebody to the databases, and return the project of the three tables."""
    project = root / "3"
    for database in loaded:
        add_user(project, database.address)
    return project


if __name__ == "__main__":
    main()
