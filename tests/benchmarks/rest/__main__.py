"""``python -m tests.benchmarks.rest``: measure, and print a report in Markdown."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from ..report import insert
from ..served import rounds
from ..served.databases import POSTGRES, SQLITE, databases
from ..served.project import add_user, write_projects
from ..served.rounds import Effort
from . import many
from .cases import CASES
from .peers import PEERS
from .report import Measured, report

SIZE = "100k"

MANY = "200 tables"


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
    parser = ArgumentParser(prog="python -m tests.benchmarks.rest")
    kinds, peers = [SQLITE, POSTGRES], [peer.name for peer in PEERS]
    known = [*(case.name for case in CASES), MANY]
    parser.add_argument("--databases", nargs="+", choices=kinds, default=kinds)
    parser.add_argument("--peers", nargs="+", choices=peers, default=peers)
    parser.add_argument("--only", nargs="+", choices=known, default=known)
    parser.add_argument("--rounds", type=int, default=5, help="0: look at answers only")
    parser.add_argument("--seconds", type=float, default=2.0, help="of a round")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep databases")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="a page to fill")
    return parser.parse_args(arguments)


def measure(
    root: Path, data: Path, kind: str, options: Namespace, effort: Effort
) -> Measured:
    cases = [case for case in CASES if case.name in options.only]
    peers = [peer for peer in PEERS if peer.name in options.peers]
    with databases(data, kind, [SIZE]) as (database,):
        project = root / "3"
        add_user(project, database.address)
        found = list(rounds.measure(cases, peers, {SIZE: database}, project, effort))
        first: list[many.First] = []
        if MANY in options.only:
            first = many.measure(peers, database, root / "200", effort.rounds)
    return Measured(kind, found, first)


if __name__ == "__main__":
    main()
