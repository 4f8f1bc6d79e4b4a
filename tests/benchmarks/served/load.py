"""The client: sends requests over kept connections, and looks at every answer.

``python -m tests.benchmarks.served.load`` takes a pickled ``Job`` and prints what a
``Load`` holds as JSON. In between it says when it has warmed up, and waits to be told
to go on. It is a process of its own, so that its work is not counted as the server's.
"""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from time import perf_counter

from .project import ROOT
from .web import Request

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.I)
CLOSE = re.compile(rb"\r\nconnection: *close", re.I)


@dataclass(frozen=True)
class Job:
    """Requests to send in turn, from so many connections at a time."""

    port: int
    requests: Sequence[Request]
    connections: int
    warm_up: float
    seconds: float
    cores: set[int]


@dataclass(frozen=True)
class Load:
    """What came of a job."""

    seconds: float
    answers: int
    """Those that were good."""

    latencies: Sequence[float]
    """Their median and 99th percentile, in seconds."""

    size: float
    """The bytes of an answer."""

    errors: dict[str, int]


def send(job: Job, before: Callable[[], None], after: Callable[[], None]) -> Load:
    """Do a job in a process. The functions are called around what is measured."""
    process = subprocess.Popen(
        [sys.executable, "-m", __spec__.name],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{pickle.dumps(job).hex()}\n")
        process.stdin.flush()
        process.stdout.readline()
        before()
        process.stdin.write("go\n")
        process.stdin.flush()
        result = process.stdout.readline()
        after()
    if not result:
        raise SystemExit("The client has failed.")
    return Load(**json.loads(result))


class Connection(asyncio.Protocol):
    """A connection of HTTP/1.1, and the answer that it waits for."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.is_open = False
        self.received = bytearray()
        self.answer: asyncio.Future[tuple[int, bytes]]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.is_open = transport, True

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if not self.answer.done():
            self.answer.set_exception(ConnectionError("connection lost"))

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        self.received.clear()
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answer

    def data_received(self, data: bytes) -> None:
        self.received += data
        end = self.received.find(b"\r\n\r\n") + 4
        if end < 4 or self.answer.done():
            return
        head = bytes(self.received[:end])
        body = body_of(head, self.received, end)
        if body is not None:
            if CLOSE.search(head):
                self.is_open = False
                self.transport.close()
            self.answer.set_result((int(head[9:12]), body))


def body_of(head: bytes, received: bytearray, start: int) -> bytes | None:
    """The body, once all of it is there."""
    if CHUNKED.search(head):
        return unchunked(received, start) if received.endswith(b"0\r\n\r\n") else None
    length = LENGTH.search(head)
    end = start + (int(length[1]) if length else 0)
    return bytes(received[start:end]) if len(received) >= end else None


def unchunked(received: bytearray, start: int) -> bytes | None:
    """A body sent in pieces: each after its length, the last one empty."""
    pieces: list[bytes] = []
    while (line := received.find(b"\r\n", start)) >= 0:
        size = int(received[start:line].partition(b";")[0], 16)
        start = line + 2 + size + 2
        if size == 0:
            return b"".join(pieces)
        if len(received) < start:
            return None
        pieces.append(bytes(received[line + 2 : start - 2]))
    return None


async def do(job: Job) -> Load:
    await phase(job, job.warm_up)
    print("warm", flush=True)
    sys.stdin.readline()
    return await phase(job, job.seconds)


async def phase(job: Job, seconds: float) -> Load:
    """Send for so many seconds."""
    host = f"127.0.0.1:{job.port}"
    asked = cycle([(r.raw(host), r.status, r.text.encode()) for r in job.requests])
    latencies: list[float] = []
    errors: Counter[str] = Counter()
    received = 0
    start = perf_counter()
    end = start + seconds

    async def worker() -> None:
        nonlocal received
        connection = Connection()
        while perf_counter() < end and errors.total() < 100:
            raw, status, text = next(asked)
            begun = perf_counter()
            try:
                if not connection.is_open:
                    connection = await connect(job.port)
                found, body = await connection.ask(raw)
            except OSError as error:
                errors[str(error)] += 1
                continue
            if found != status or text not in body:
                errors[f"status {found}" if found != status else "no such text"] += 1
                continue
            latencies.append(perf_counter() - begun)
            received += len(connection.received)
        if connection.is_open:
            connection.transport.close()

    await asyncio.gather(*(worker() for _ in range(job.connections)))
    took = perf_counter() - start
    size = received / max(len(latencies), 1)
    return Load(took, len(latencies), quantiles(latencies), size, dict(errors))


async def connect(port: int) -> Connection:
    loop = asyncio.get_running_loop()
    _transport, made = await loop.create_connection(Connection, "127.0.0.1", port)
    return made


def quantiles(latencies: list[float]) -> list[float]:
    found = sorted(latencies) or [float("nan")]
    return [found[int(share * (len(found) - 1))] for share in (0.5, 0.99)]


def main() -> None:
    job: Job = pickle.loads(bytes.fromhex(sys.stdin.readline()))
    os.sched_setaffinity(0, job.cores)
    print(json.dumps(asyncio.run(do(job)).__dict__))


if __name__ == "__main__":
    main()
