"""Asking the database, with a time limit, without ever writing to it."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from piccolo.engine.base import Engine
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.querystring import QueryString

from scaffold.doctor.checks import without_secrets

LIMIT = 5.0
"""Seconds that a connection and what is asked over it may take."""

SOMETHING = {"sqlite": "SELECT 1 FROM sqlite_master LIMIT 1"}
"""What to ask just for an answer: SQLite looks into no file that it need not."""

NO_TABLE = ("no such table", "UndefinedTableError", "InvalidSchemaNameError")
"""How engines say so."""


class Unanswered(Exception):
    """The database did not answer; its text is one line, without secrets."""


class Database:
    """Asks over a connection of its own each time, whatever the project opens."""

    def __init__(self, engine: Engine[Any]) -> None:
        self.engine = engine

    @property
    def nodes(self) -> dict[str, Engine[Any]]:
        """The engine under the name ``DB``, and its replicas under theirs."""
        others = getattr(self.engine, "extra_nodes", None) or {}
        return {
            "DB": self.engine,
            **{f"DB.extra_nodes[{name!r}]": node for name, node in others.items()},
        }

    @cached_property
    def unreachable(self) -> Mapping[str, str]:
        """Why, by the names of the nodes that do not answer."""
        found: dict[str, str] = {}
        for name, node in self.nodes.items():
            try:
                run(node, SOMETHING.get(node.engine_type, "SELECT 1"))
            except Unanswered as error:
                found[name] = str(error)
        return found

    @property
    def answers(self) -> bool:
        return "DB" not in self.unreachable

    def rows(self, query: str) -> list[dict[str, Any]] | None:
        """What a query gives; ``None`` where its table is not there.

        :raises Unanswered: otherwise.
        """
        if isinstance(self.engine, SQLiteEngine) and missing_file(self.engine):
            return None
        try:
            return run(self.engine, query)
        except Unanswered as error:
            if any(sign in str(error) for sign in NO_TABLE):
                return None
            raise


def run(engine: Engine[Any], query: str) -> list[dict[str, Any]]:
    """:raises Unanswered: for whatever reason."""
    if isinstance(engine, SQLiteEngine) and (empty := missing_file(engine)):
        if not empty.parent.is_dir():
            raise Unanswered(f"there is no folder {empty.parent}")
        return []
    try:
        return asyncio.run(answer(engine, query))
    except (TimeoutError, asyncio.TimeoutError) as error:  # Two before Python 3.11.
        raise Unanswered(f"no answer within {LIMIT:g} seconds") from error
    except ModuleNotFoundError as error:
        raise Unanswered(f"its driver {error.name} is not installed") from error
    except Exception as error:
        raise Unanswered(told(error, engine)) from error


async def answer(engine: Engine[Any], query: str) -> list[dict[str, Any]]:
    """A connection that aiosqlite cannot make ends a moment later, in a thread which
    would complain if there were no loop any more.
    """
    before = {*threading.enumerate()}
    question = engine.run_querystring(QueryString(query), in_pool=False)
    try:
        return list(await asyncio.wait_for(question, LIMIT))
    finally:
        threads = {*threading.enumerate()} - before
        for thread in threads if isinstance(engine, SQLiteEngine) else ():
            await asyncio.to_thread(thread.join, 1)


def missing_file(engine: SQLiteEngine) -> Path | None:
    """Where SQLite would make a file by being asked."""
    path = str(engine.path)
    if path.startswith("file:") and engine.connection_kwargs.get("uri"):
        address = urlsplit(path)
        path = ":memory:" if "mode=memory" in address.query else unquote(address.path)
    return None if path == ":memory:" or Path(path).exists() else Path(path)


def told(error: Exception, engine: Engine[Any]) -> str:
    """What the driver says, on one line, without what nobody may see.

    An address that cannot be read is not repeated: any part of it may be the password.
    """
    address = str(config_of(engine).get("dsn", ""))
    if isinstance(error, ValueError) and address:
        return f"{type(error).__name__}: its address (dsn) cannot be read"
    line = " ".join(str(error).split())
    for secret in secrets_of(engine):
        line = line.replace(secret, "***")
    return f"{type(error).__name__}: {without_secrets(line)}"


def secrets_of(engine: Engine[Any]) -> Iterator[str]:
    config = config_of(engine)
    if isinstance(password := config.get("password"), str) and password:
        yield password
    if match := re.match(r"\w+://[^:/@]*:(.+)@", str(config.get("dsn", ""))):
        yield match[1]


def config_of(engine: Engine[Any]) -> Mapping[str, Any]:
    return engine.config if isinstance(engine, PostgresEngine) else {}
