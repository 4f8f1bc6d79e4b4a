"""Reading from the database.

Piccolo opens an SQLite database anew for each query, which takes longer than most
queries do. Here the connections are kept for the next one.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, TypeVar

from anyio import to_thread
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.query import Query, Select

Result = TypeVar("Result")

File = tuple[str, int, int]
"""The path of a database, its device and its inode: what replaces it is another."""

kept: defaultdict[File, list[sqlite3.Connection]] = defaultdict(list)
"""Connections that nobody uses now."""


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
    for file in list(kept):
        close_all(file)


def close_all(file: File) -> None:
    for connection in kept.pop(file, ()):
        connection.close()


async def read(query: Query[Any, Result]) -> Result:
    """What a query finds: the same as ``await query``."""
    if not is_quicker(query):
        return await query
    engine, (querystring,) = query.table._meta.db, query.querystrings
    sql, values = querystring.compile_string(engine.engine_type)
    return await query._process_results(
        await to_thread.run_sync(fetch, engine, sql, values)
    )


async def first(query: Select[Any]) -> dict[str, Any] | None:
    """The first row that a query finds."""
    rows = await read(query.limit(1))
    return rows[0] if rows else None


def is_quicker(query: Query[Any, Any]) -> bool:
    """Whether a connection may be kept: in a transaction, it has its own."""
    engine = query.table._meta.db
    return (
        type(engine) is SQLiteEngine
        and engine.current_transaction.get() is None
        and not (engine.log_queries or engine.log_responses)
        and Path(engine.path).is_file()
    )


def fetch(engine: SQLiteEngine, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    """The rows that a statement finds, as Piccolo gets them."""
    stat = Path(engine.path).stat()
    file = (engine.path, stat.st_dev, stat.st_ino)
    try:
        connection = kept[file].pop()
    except IndexError:
        connection = connect(engine)
        close_replaced(file)
    try:
        with closing(connection.execute(sql, values)) as cursor:
            names = [name for name, *_rest in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor]
    except BaseException:
        connection.close()
        raise
    kept[file].append(connection)
    return rows


def close_replaced(file: File) -> None:
    """Let go of what had the same path before."""
    for other in list(kept):
        if other[0] == file[0] and other != file:
            close_all(other)


def connect(engine: SQLiteEngine) -> sqlite3.Connection:
    """A connection that each thread may use, one after the other."""
    options = {**engine.connection_kwargs, "check_same_thread": False}
    options.pop("iter_chunk_size", None)  # It is aiosqlite's own.
    connection: sqlite3.Connection = sqlite3.connect(**options)
    return connection
