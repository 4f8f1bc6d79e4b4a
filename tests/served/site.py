"""A project with its admin, in a folder and on a server of its own."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
from babel.messages.pofile import read_po, write_po

from scaffold import demo
from scaffold.demo import postgres
from scaffold.demo.processes import (
    HOST,
    Interruption,
    free_port,
    run,
    web_server,
)
from tests.postgres import execute, fresh_database, server
from tests.served.project import cockroach

PROJECT = Path(__file__).with_name("project")
ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse"
MORE_APPS = ['"cases.piccolo_app",', '"piccolo_api.mfa.authenticator.piccolo_app",']
LANGUAGES = ("de", "fa", "zh-CN")
OPTIONS = """
[tables.album]
media_columns = ["cover", "tracks"]

[tables.article]
rich_text_columns = ["body", "teaser"]
"""
TRANSLATED = {
    (None, "Add row"): "Zeile anlegen",
    ("movie", "Movies"): "Filme",
    ("forms/announcement", "Announcement"): "Ankündigung",
    ("forms/announcement", "Staff"): "Belegschaft",
}


@dataclass(frozen=True)
class Site:
    """A served project. ``do`` reaches its tables through Piccolo."""

    engine: str
    folder: Path
    environment: Mapping[str, str]
    address: str
    client: httpx.Client

    def do(self, task: str, **arguments: Any) -> Any:
        """Run one of the tasks of ``project/application.py``."""
        sent = pickle.dumps((task, arguments))
        answer = self.client.post("/control/", content=sent)
        result = pickle.loads(answer.content)
        if isinstance(result, RuntimeError):
            raise result
        return result

    def insert(self, table: str, **values: Any) -> Any:
        return self.do("insert", table=table, values=values)

    def fetch(self, table: str, key: Any) -> dict[str, Any]:
        row: dict[str, Any] | None = self.do("fetch", table=table, key=key)
        assert row is not None
        return row

    def stored(self, table: str, key: int) -> Mapping[str, Any]:
        """A row as the database itself writes it down."""
        if self.engine != "sqlite":
            query = (
                f"SELECT json_build_array(t, t::text) FROM {table} t WHERE id = {key}"
            )
            row, text = json.loads(execute(query, database_name(self.folder)))
            return {**row, "": text}
        with contextlib.closing(sqlite3.connect(self.folder / "movies.sqlite")) as file:
            file.text_factory = bytes
            cursor = file.execute(f"SELECT * FROM {table} WHERE id = ?", [key])
            (row,) = cursor.fetchall()
            names = [name for name, *_ in cursor.description]
            return {
                name: (type(value), value)
                for name, value in zip(names, row, strict=True)
            }

    @contextlib.contextmanager
    def serving(self, *command: str, **environment: str) -> Iterator[str]:
        """The address of another server of this project, while it runs."""
        folder = Path(tempfile.mkdtemp(dir=self.folder.parent))
        path = os.pathsep.join([str(self.folder), self.environment["PYTHONPATH"]])
        given = {**self.environment, "PYTHONPATH": path, **environment}
        with served(folder, given, command) as address:
            yield address


def web_client(address: str) -> httpx.Client:
    """For plain HTTP: certificates need not be read, which takes its time."""
    # The server ends connections that are idle for 5 seconds: not while one is used.
    limits = httpx.Limits(keepalive_expiry=2)
    return httpx.Client(
        base_url=address, trust_env=False, timeout=30, verify=False, limits=limits
    )


def database_name(folder: Path) -> str:
    return f"served_{folder.parent.name}"


@contextlib.contextmanager
def building(engine: str, folder: Path) -> Iterator[Site]:
    """Make the project and its admin, create and fill its tables, and serve it."""
    copy_project(folder)
    environment = demo.environment() | {"PYTHONPATH": str(ROOT)}
    if engine != "sqlite":
        name = database_name(folder)
        fresh_database(name)
        environment[postgres.DATABASE_URL] = server().url(name)
    if engine == "cockroach":
        execute(cockroach.SETUP, name)
        use_cockroach(folder / "piccolo_conf.py")
    languages = (f"--language={code}" for code in LANGUAGES)
    python(folder, environment, "-m", "scaffold", "admin", *languages)
    demo.register_tokens(folder)
    python(folder, environment, "-m", "scaffold", "form", "Announcement")
    with (folder / "admin" / "scaffold.toml").open("a") as file:
        file.write(OPTIONS)
    python(folder, environment, "-m", "scaffold", "admin")
    add_rule(folder / "admin" / "tables" / "door" / "forms.py")
    add_hooks(folder / "admin" / "tables" / "door" / "queries.py")
    add_permissions(folder / "admin" / "permissions.py")
    translate(folder / "admin" / "locale" / "de.po")
    python(folder, environment, "-m", "scaffold.demo.prepare", "admin", given=PASSWORD)
    with (
        served(folder, environment, ["application.py"]) as address,
        web_client(address) as client,
    ):
        site = Site(engine, folder, environment, address, client)
        add_users(site)
        yield site
    log = (folder / "server.log").read_text()
    bugs = re.findall(r"^\S*(?:Error|Exception|Warning)\b.*", log, re.MULTILINE)
    assert set(bugs) <= {"RuntimeError: on purpose"}, bugs


def copy_project(folder: Path) -> None:
    demo.copy_project(folder)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT, folder, ignore=ignored, dirs_exist_ok=True)
    (folder / "__init__.py").unlink()
    conf = folder / "piccolo_conf.py"
    apps = '"showcase.piccolo_app",'
    conf.write_text(
        conf.read_text().replace(apps, "\n        ".join([apps, *MORE_APPS]))
    )


def use_cockroach(conf: Path) -> None:
    """Piccolo's engine for it, and PostgreSQL that acts as it does."""
    text = conf.read_text()
    for old, new in {
        "piccolo.engine.postgres import PostgresEngine": (
            "cockroach import Connection\n"
            "from piccolo.engine.cockroach import CockroachEngine"
        ),
        'PostgresEngine(config={"dsn": DATABASE_URL}': (
            'CockroachEngine(config={"dsn": DATABASE_URL, "connection_class":'
            " Connection}"
        ),
    }.items():
        assert old in text, old
        text = text.replace(old, new)
    conf.write_text(text)


RULE = """
    @model_validator(mode="after")
    def is_not_red(self) -> DoorForm:
        if self.number == 13 and self.colour == "red":
            raise ValueError("Number 13 is not red.")
        return self
"""


def add_rule(forms: Path) -> None:
    """As an owner would."""
    text = forms.read_text().replace(
        " TypeAdapter\n", " TypeAdapter, model_validator\n"
    )
    forms.write_text(text.rstrip() + f"\n{RULE}")


HOOKS = {
    "await row.save()": """\
await row.save()
        await hooks.written("added", row.colour)""",
    "await Door.update(changes).where(row)": """\
await Door.update(changes).where(row)
            await hooks.written("changed", changes.get("colour", ""))""",
    "await Door.update(changes).where(changed)": """\
await Door.update(changes).where(changed)
        await hooks.written("all changed", changes.get("colour", ""))""",
    "await Door.delete().where(deleted)": """\
for colour in await Door.select(Door.colour).where(deleted).output(as_list=True):
            await hooks.written("deleted", colour)
        await Door.delete().where(deleted)""",
}


def add_hooks(queries: Path) -> None:
    """As an owner would: before or after writing, in its transaction."""
    text = queries.read_text()
    for line, lines in HOOKS.items():
        assert text.count(line) == 1, line
        text = text.replace(line, lines)
    queries.write_text(
        text.replace("from cases.tables ", "import hooks\nfrom cases.tables ", 1)
    )


def add_permissions(permissions: Path) -> None:
    """As an owner would: see ``project/clerk.py``."""
    text = permissions.read_text()
    for right in ("view", "add", "change", "delete"):
        head = f"def {right}(user: BaseUser, table: type[Table]) -> bool | Condition:\n"
        assert head in text
        rule = f"""\
    if user.username == "clerk" and table in clerk.{right.upper()}:
        return clerk.{right.upper()}[table]
"""
        text = text.replace(head, head + rule)
    permissions.write_text(
        text.replace("from piccolo.apps", "import clerk\nfrom piccolo.apps")
    )


def translate(catalogue: Path) -> None:
    """As a translator would begin."""
    with catalogue.open("rb") as file:
        messages = read_po(file, locale="de")
    for (context, message), translation in TRANSLATED.items():
        found = messages.get(message, context)
        assert found is not None, message
        found.string = translation
    with catalogue.open("wb") as file:
        write_po(file, messages)


def python(
    folder: Path, environment: Mapping[str, str], *arguments: str, given: str = ""
) -> None:
    run(
        [sys.executable, *arguments],
        folder=folder,
        environment=environment,
        interruption=Interruption(),
        given=given,
    )


@contextlib.contextmanager
def served(
    folder: Path, environment: Mapping[str, str], command: Sequence[str]
) -> Iterator[str]:
    port = free_port(None)
    options = ["--port"] if "-m" in command else []
    with web_server(
        [sys.executable, *command, *options, str(port)],
        folder=folder,
        environment=environment,
        interruption=Interruption(),
        port=port,
    ):
        yield f"http://{HOST}:{port}"


def add_users(site: Site) -> None:
    rights = {
        "staff": {"active": True, "admin": True, "superuser": False},
        "clerk": {"active": True, "admin": True, "superuser": False},
        "customer": {"active": True, "admin": False, "superuser": False},
        "retired": {"active": False, "admin": True, "superuser": True},
    }
    for username, given in rights.items():
        site.do("add_user", username=username, password=PASSWORD, **given)
