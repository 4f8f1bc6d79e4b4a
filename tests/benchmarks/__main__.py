"""``python -m tests.benchmarks``: measure, and print a report in Markdown."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from .cases import all_cases
from .measure import run_all
from .regeneration import measure_again
from .report import insert, report


def measured(sizes: Sequence[int], rounds: int, *, quick: bool) -> str:
    """The report of one run. What it needs is made in a folder of its own."""
    with TemporaryDirectory(prefix="benchmarks-") as folder:
        root = Path(folder).resolve()
        # cookiecutter and copier keep settings and answers below the home.
        environment = {**os.environ, "HOME": str(root)}
        cases = list(all_cases(root, sizes, environment))
        results = run_all(cases, rounds, environment)
        again = measure_again(root, min(rounds, 3), environment, quick=quick)
        return report(results, again, rounds)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--rounds", type=int, help="by default 5")
    parser.add_argument("--quick", action="store_true", help="20 tables, 2 rounds")
    parser.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="put the report into this page, between its marks",
    )
    options = parser.parse_args(arguments)
    sizes = (1, 20) if options.quick else (1, 20, 200, 1000)
    rounds = options.rounds or (2 if options.quick else 5)
    text = measured(sizes, rounds, quick=options.quick)
    print(text)
    if options.markdown:
        insert(options.markdown, text)


if __name__ == "__main__":
    main()
