"""The demo: films and tickets, with an admin that is generated, filled and served."""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scaffold.errors import OutputError, Problem

from . import postgres
from .processes import HOST, Interruption, free_port, run, watching_signals, web_server

PROJECT = Path(__file__).with_name("project")
USER = "admin"
LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

Engine = Literal["sqlite", "postgres"]


def demo(
    *,
    folder: Path | None,
    engine: Engine,
    serve: bool,
    port: int | None,
    echo: Callable[[str], None],
) -> None:
    """Make the demo in ``folder`` or a temporary one; serve it until a signal comes.

    The folder stays if it was named, or if the demo is not served; nothing else does.
    Raises KeyboardInterrupt if the signal comes before the demo is served.
    """
    number = free_port(port) if serve else 0
    with watching_signals() as interruption, claim(folder) as place:
        with database(engine, place.path) as environment:
            builder = Builder(place.path, environment, interruption)
            password = one_time_password()
            builder.build(password)
            place.kept = folder is not None or not serve
            if serve:
                builder.serve(number, password, echo)
        if not serve:
            report(place.path, password, echo)
            how_to_start(place.path, engine, echo)


@dataclass
class Builder:
    """The steps; each says on standard error what it is about to do."""

    folder: Path
    environment: dict[str, str]
    interruption: Interruption

    def build(self, password: str) -> None:
        copy_project(self.folder)
        self.generate()
        progress("Creating and filling the tables")
        self._python("-m", "scaffold.demo.prepare", USER, given=password)

    def generate(self) -> None:
        progress("Generating the admin")
        command = ("-m", "scaffold", "admin", "movies", "showcase")
        self._python(*command, "--language", "all")
        register_tokens(self.folder)

    def serve(self, port: int, password: str, echo: Callable[[str], None]) -> None:
        progress("Starting the server")
        command = [sys.executable, "-m", "admin", "--host", HOST, "--port", str(port)]
        with web_server(
            command,
            folder=self.folder,
            environment=self.environment,
            interruption=self.interruption,
            port=port,
        ) as process:
            echo(f"Address   http://{HOST}:{port}/")
            report(self.folder, password, echo)
            progress("Press Ctrl-C to stop.")
            with contextlib.suppress(KeyboardInterrupt):
                while process.poll() is None:
                    self.interruption.pause()

    def _python(self, *arguments: str, given: str = "") -> None:
        run(
            [sys.executable, *arguments],
            folder=self.folder,
            environment=self.environment,
            interruption=self.interruption,
            given=given,
        )


@dataclass
class Place:
    path: Path
    kept: bool = False


@contextlib.contextmanager
def claim(folder: Path | None) -> Iterator[Place]:
    """The demo's folder, gone again with what it holds unless ``kept`` is set."""
    if folder is None:
        path = Path(tempfile.mkdtemp(prefix="piccolo-demo-")).resolve()
        created: Path | None = path
    else:
        path = folder.absolute()
        created = create_empty(path)
    place = Place(path)
    try:
        yield place
    finally:
        if not place.kept:
            discard(path, created)


def create_empty(path: Path) -> Path | None:
    """Returns the topmost folder that was missing; OutputError if there are files."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        what = "it is not an empty folder"
        remedy = "Name one that does not exist yet, or none for a temporary one."
        raise OutputError(Problem(str(path), what, remedy))
    missing = [part for part in (path, *path.parents) if not part.exists()]
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"it cannot be made: {error.strerror}"
        raise OutputError(Problem(str(path), what, "Name another folder.")) from None
    return missing[-1] if missing else None


def discard(path: Path, created: Path | None) -> None:
    """Leave what was there before: nothing, or the empty folder."""
    if created:
        shutil.rmtree(created, ignore_errors=True)
        return
    for entry in path.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def copy_project(folder: Path) -> None:
    skip = shutil.ignore_patterns("__pycache__", "*.pyc", "*.sqlite", ".*_cache")
    shutil.copytree(PROJECT, folder, ignore=skip, dirs_exist_ok=True)


def register_tokens(folder: Path) -> None:
    """Have the table of API tokens migrated, too. It comes with the admin."""
    conf = folder / "piccolo_conf.py"
    last = '"piccolo_api.session_auth.piccolo_app",\n'
    text = conf.read_text(encoding="utf-8")
    more = f'{last}        "admin.tokens.piccolo_app",\n'
    conf.write_text(text.replace(last, more), encoding="utf-8")


@contextlib.contextmanager
def database(engine: Engine, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of the demo's processes, with the database running."""
    if engine == "sqlite":
        yield environment()
        return
    progress("Starting PostgreSQL")
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the server runs as another user
    with postgres.serving(folder / ".postgres") as server:
        yield environment() | {postgres.DATABASE_URL: server.url()}


def environment() -> dict[str, str]:
    """Ours, without what would change the demo's database, settings or imports."""
    changes = ("ADMIN_", "DEMO_", "PG", "PICCOLO_CONF", "PYTHONSAFEPATH")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(changes)
    }
    return kept | {"PICCOLO_CONF": "piccolo_conf", "ADMIN_SITE_NAME": "Cinema"}


def one_time_password() -> str:
    """80 bits in letters that do not look alike; printed, and never written."""
    return "".join(secrets.choice(LETTERS) for _ in range(14))


def report(folder: Path, password: str, echo: Callable[[str], None]) -> None:
    echo(f"User      {USER}")
    echo(f"Password  {password}")
    echo(f"Folder    {folder}")


def how_to_start(folder: Path, engine: Engine, echo: Callable[[str], None]) -> None:
    python = shlex.quote(sys.executable)
    command = f"{python} -m admin"
    if engine == "postgres":
        command = f"{python} -m scaffold.demo.with_postgres .postgres {command}"
    echo("Start it with:")
    echo(f"  cd {shlex.quote(str(folder))}")
    echo(f"  {command}")


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
