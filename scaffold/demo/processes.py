"""Child processes that are sure to end, and the wish to stop."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import IO

from scaffold.errors import Problem, ToolError

HOST = "127.0.0.1"
ANSWER_SECONDS = 60
END_SECONDS = 5
SHOWN_LINES = 30


@dataclass
class Interruption:
    """Whether the user asked to stop.

    A signal only sets the flag, and what waits looks at it. So none can come between
    the start of a process and the note that it has to be ended.
    """

    requested: bool = False

    def pause(self) -> None:
        """Wait a moment; raises KeyboardInterrupt once a signal has come."""
        time.sleep(0.05)
        if self.requested:
            raise KeyboardInterrupt


@contextlib.contextmanager
def watching_signals() -> Iterator[Interruption]:
    interruption = Interruption()

    def request(number: int, frame: FrameType | None) -> None:
        interruption.requested = True

    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    numbers = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        numbers.append(signal.SIGHUP)  # not under nohup
    before = {number: signal.signal(number, request) for number in numbers}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    interruption: Interruption,
    given: str = "",
) -> None:
    """Run to the end, ``given`` on standard input; ToolError says what was printed."""
    with tempfile.TemporaryFile() as output:
        with child(command, folder, environment, output) as process:
            assert process.stdin is not None
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(given.encode())
                process.stdin.close()
            while process.poll() is None:
                interruption.pause()
        if process.returncode:
            raise failure(command, output)


@contextlib.contextmanager
def web_server(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    interruption: Interruption,
    port: int,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``command`` from when it answers on ``port`` until the block ends."""
    log = folder / "server.log"
    with (
        log.open("w+b") as output,
        child(command, folder, environment, output) as process,
    ):
        deadline = time.monotonic() + ANSWER_SECONDS
        while not answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise failure(command, output)
            interruption.pause()
        yield process
        if process.poll() is not None:
            raise failure(command, output)


@contextlib.contextmanager
def child(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    output: IO[bytes],
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a session of its own, where Ctrl-C does not reach it."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    for name in ("SIGTERM", "SIGKILL"):
        if process.poll() is None:
            send(process, name)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(END_SECONDS)


def send(process: subprocess.Popen[bytes], name: str) -> None:
    """To the whole process group, where the system has such."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, getattr(signal, name))
    else:
        process.kill()


def failure(command: Sequence[str], output: IO[bytes]) -> ToolError:
    output.seek(0)
    lines = output.read().decode(errors="replace").rstrip().splitlines()
    shown = "\n".join(lines[-SHOWN_LINES:]) or "it printed nothing"
    return ToolError(Problem(" ".join(command), f"failed:\n{shown}"))


def answers(port: int) -> bool:
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/login/")
        connection.getresponse().read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def free_port(wanted: int | None) -> int:
    """``wanted``, or one that the system picks; ToolError if another program has it."""
    with socket.socket() as listener:
        if os.name == "posix":  # elsewhere this would share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, wanted or 0))
        except OSError as error:
            what = f"cannot be used: {error.strerror}"
            remedy = "Choose another, or none to have one picked."
            raise ToolError(Problem(f"port {wanted}", what, remedy)) from None
        port: int = listener.getsockname()[1]
        return port
