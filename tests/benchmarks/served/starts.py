"""How long it takes until an admin can be used, and how much memory it then holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from . import processes
from .databases import Database
from .peers import Peer
from .server import environment, serving

TABLES = (3, 200)


@dataclass(frozen=True)
class Start:
    """Times in seconds, memory in MB."""

    imported: float
    built: float
    processor: float
    """What importing and building have worked."""

    memory: float
    answered: float
    """From the start of the process to the first answer."""

    served: float
    """Memory after that."""

    @property
    def seconds(self) -> float:
        return self.imported + self.built


@dataclass(frozen=True)
class Starts:
    peer: Peer
    tables: int
    samples: Sequence[Start]

    def typical(self, figure: Callable[[Start], float]) -> float:
        return median(map(figure, self.samples))


def measure(
    peers: Sequence[Peer], database: Database, projects: Path, rounds: int
) -> list[Starts]:
    """Of several rounds the first is not counted: it reads the files from the disk."""
    cases = [(peer, tables) for tables in TABLES for peer in peers]
    samples: dict[tuple[Peer, int], list[Start]] = {case: [] for case in cases}
    first = int(rounds > 1)
    for number in range(1 - first, rounds + 1):
        for peer, tables in cases if number % 2 else reversed(cases):
            what = f"{peer.name}, {tables} tables"
            print(f"start {number} of {rounds}: {what}", file=sys.stderr)
            project = projects / str(tables)
            samples[peer, tables].append(start(peer, project, database, tables))
    return [Starts(*case, samples[case][first:]) for case in cases]


def start(peer: Peer, project: Path, database: Database, tables: int) -> Start:
    done = subprocess.run(
        [sys.executable, "-m", "start", peer.app],
        cwd=project,
        env=environment(project, database, tables),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{peer.name} does not start:\n{done.stderr}")
    alone = json.loads(done.stdout)
    with serving(peer, project, database, tables) as server:
        served = processes.memory(server.pid)
        return Start(**alone, answered=server.started, served=served)
