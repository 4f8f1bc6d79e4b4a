"""What processes cost, as the kernel counts it, and on which cores they run."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import psutil


def cores() -> tuple[set[int], set[int]]:
    """One for the server that is measured; others for the database and the client."""
    first, *others = sorted(os.sched_getaffinity(0))
    return {first}, set(others) or {first}


def family(pid: int) -> Iterator[psutil.Process]:
    """A process and those that it has started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        yield process
        yield from process.children(recursive=True)


def cpu_seconds(pid: int, *, ended: bool = False) -> float:
    """The time that a family has worked; with that of its children that have ended."""
    total = 0.0
    for process in family(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
            if ended and process.pid == pid:
                total += times.children_user + times.children_system
    return total


def memory(pid: int) -> float:
    """What a family holds, in MB."""
    return status(pid, "VmRSS")


def peak_memory(pid: int) -> float:
    """The most that it held since ``forget_peak``."""
    return status(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    for process in family(pid):
        Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def status(pid: int, key: str) -> float:
    kilobytes = 0
    for process in family(pid):
        with contextlib.suppress(FileNotFoundError):
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            kilobytes += sum(int(x.split()[1]) for x in lines if x.startswith(key))
    return kilobytes / 1024


def end(pid: int) -> None:
    """End a family, if need be by force."""
    found = list(family(pid))
    for process in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.terminate()
    _gone, alive = psutil.wait_procs(found, timeout=5)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
