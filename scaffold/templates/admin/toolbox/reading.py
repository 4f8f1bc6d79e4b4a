"""Reading from the database.

Piccolo opens an SQLite database anew for each query, which takes longer than most
queries do. Here the connections are kept for the next one.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, TypeVar

from piccolo.engine.sqlite import SQLiteEngine
from piccolo.query import Query, Select

Result = TypeVar("Result")

kept: defaultdict[tuple[str, int], list[sqlite3.Connection]] = defaultdict(list)
"""Connections that nobody uses now, by the path and the inode of the file."""


@asynccontextmanager
async def connected(engine: Any) -> AsyncIterator[None]:
    """Connections are kept open, but not after this."""
    if isinstance(engine, SQLiteEngine):
        try:
            yield
        finally:
            close()
    else:
        await engine.start_connection_pool()
        try:
            yield
        finally:
            await engine.close_connection_pool()


def close() -> None:
    while kept:
        for connection in kept.popitem()[1]:
            connection.close()


async def read(query: Query[Any, Result]) -> Result:
    """What a query finds: the same as ``await query``."""
    if not is_quicker(query):
        return await query
    engine, (querystring,) = query.table._meta.db, query.querystrings
    sql, values = querystring.compile_string(engine.engine_type)
    return await query._process_results(
        await asyncio.to_thread(fetch, engine, sql, values)
    )


async def first(query: Select[Any]) -> dict[str, Any] | None:
    """The first row that a query finds."""
    rows = await read(query.limit(1))
    return rows[0] if rows else None


def is_quicker(query: Query[Any, Any]) -> bool:
    """Whether a connection may be kept: in a transaction, it has its own."""
    engine = query.table._meta.db
    return (
        isinstance(query, Query)  # What ``.first()`` and ``.output()`` give is none.
        and type(engine) is SQLiteEngine
        and engine.current_transaction.get() is None
        and not (engine.log_queries or engine.log_responses)
        and Path(engine.path).is_file()
    )


def fetch(engine: SQLiteEngine, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    """The rows that a statement finds, as Piccolo gets them."""
    # A file that was replaced is another one.
    connections = kept[engine.path, Path(engine.path).stat().st_ino]
    connection = connections.pop() if connections else connect(engine)
    try:
        with closing(connection.execute(sql, values)) as cursor:
            names = [name for name, *_rest in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor]
    except BaseException:
        connection.close()
        raise
    connections.append(connection)
    return rows


def connect(engine: SQLiteEngine) -> sqlite3.Connection:
    """A connection that each thread may use, one after the other."""
    options = {**engine.connection_kwargs, "check_same_thread": False}
    connection: sqlite3.Connection = sqlite3.connect(**options)
    return connection


