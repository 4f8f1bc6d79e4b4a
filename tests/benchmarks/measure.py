"""Whole processes, timed from outside, in rounds that take turns."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_SELF, getrusage, struct_rusage
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter


@dataclass(frozen=True)
class Case:
    """A command, the folder it runs in, and the one it writes to."""

    name: str
    command: tuple[str, ...]
    folder: Path
    output: Path | None = None
    answers: str = ""
    """What it is told where it asks questions."""

    tables: int = 0
    """Of how many tables an admin is generated; cases of one number are compared."""

    state: Path | None = None
    """What the folder is a copy of before every run; else the output is empty."""

    examine: Callable[[], str] | None = None
    """Looks at what a run has made, and says what is wrong with it."""


@dataclass(frozen=True)
class Sample:
    """One run, and what it waited for: wall time, processor time and peak memory."""

    seconds: float
    processor: float
    """Without the system's part, which is mostly the disk's, and varies with it."""

    peak: int
    """Of the largest process."""

    remark: str = ""
    """What is wrong with the outcome."""


@dataclass(frozen=True)
class Result:
    """A case, its runs, and the files that it wrote."""

    case: Case
    samples: Sequence[Sample]
    files: int
    size: int

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
    def remarks(self) -> str:
        return "; ".join(filter(None, dict.fromkeys(s.remark for s in self.samples)))

    def ratio(self, other: Result) -> float:
        """How many times as long as another: the median of what each round says."""
        pairs = zip(self.samples, other.samples, strict=True)
        return median(mine.seconds / its.seconds for mine, its in pairs)


def run_all(
    cases: Sequence[Case], rounds: int, environment: Mapping[str, str]
) -> list[Result]:
    """Run every case in every round, after one that does not count if there are many.

    Every other round runs backwards, so that no case always follows the same one.
    """
    samples: dict[Case, list[Sample]] = {case: [] for case in cases}
    first = int(rounds > 1)
    for number in range(1 - first, rounds + 1):
        for case in cases if number % 2 else reversed(cases):
            what = f"{case.name}, {case.tables} tables" if case.tables else case.name
            print(f"round {number} of {rounds}: {what}", file=sys.stderr)
            samples[case].append(run(case, environment))
    return [
        Result(case, samples[case][first:], *written(case.output)) for case in cases
    ]


def run(case: Case, environment: Mapping[str, str]) -> Sample:
    """Run a case once, from where it always begins, when the disk has settled."""
    begin(case)
    os.sync()
    with TemporaryFile() as answers, TemporaryFile() as said:
        answers.write(case.answers.encode())
        answers.seek(0)
        start = perf_counter()
        process = subprocess.Popen(
            case.command,
            cwd=case.folder,
            env=environment,
            stdin=answers,
            stdout=said,
            stderr=said,
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{case.name} failed:\n{said.read().decode(errors='replace')}")
    remark = case.examine() if case.examine else ""
    return Sample(seconds, usage.ru_utime, peak(usage), remark)


def begin(case: Case) -> None:
    if case.state:
        shutil.rmtree(case.folder, ignore_errors=True)
        shutil.copytree(case.state, case.folder, symlinks=True)
        if (case.folder / ".git").exists():
            # It would notice that all files are new, and read them, in the run.
            command = ["git", "status", "--short"]
            subprocess.run(command, cwd=case.folder, check=True, capture_output=True)
    elif case.output:
        shutil.rmtree(case.output, ignore_errors=True)
        case.output.mkdir()


def peak(usage: struct_rusage) -> int:
    """The most memory resident at a time, in bytes; Linux counts in kilobytes."""
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def least_peak() -> int:
    """What a child begins with: until it runs its program, it is this process."""
    return peak(getrusage(RUSAGE_SELF))


def written(folder: Path | None) -> tuple[int, int]:
    """How many files there are below a folder, and their bytes."""
    sizes = [file.stat().st_size for file in files_below(folder)] if folder else []
    return len(sizes), sum(sizes)


def files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
