"""Connections to the database that are kept open.

Piccolo opens an SQLite database anew for each query and each transaction, with a thread
of its own, which takes longer than most of them do. Here a connection is kept for the
next one who needs it.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio import CancelScope, to_thread
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType

Row = dict[str, Any]

File = tuple[str, int, int]
"""The path of a database, its device and its inode: what replaces it is another."""

kept: defaultdict[File, list[sqlite3.Connection]] = defaultdict(list)
"""Connections that nobody uses now."""


@asynccontextmanager
async def connected(engine: Any, read_node: str = "") -> AsyncIterator[None]:
    """Connections are kept open, but not after this."""
    if isinstance(engine, SQLiteEngine):
        try:
            yield
        finally:
            close()
        return
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(pooled(engine))
        if read_node:  # It may be away now and come later.
            node = engine.extra_nodes[read_node]
            await stack.enter_async_context(pooled(node, min_size=0))
        yield


@asynccontextmanager
async def pooled(engine: Any, **options: Any) -> AsyncIterator[None]:
    await engine.start_connection_pool(**options)
    try:
        yield
    finally:
        await engine.close_connection_pool()


def can_be_kept(engine: Any) -> bool:
    """Whether this is a file in SQLite. Versions before 3.35 have no RETURNING, for
    which Piccolo has a way of its own.
    """
    return (
        type(engine) is SQLiteEngine
        and Path(engine.path).is_file()
        and sqlite3.sqlite_version_info >= (3, 35)
    )


class Transaction(SQLiteTransaction):
    """Piccolo's, on a connection that is kept. It will write."""

    connection: Connection

    def __init__(self, engine: SQLiteEngine) -> None:
        # Two that begin by reading could block each other.
        super().__init__(engine, TransactionType.immediate)

    async def get_connection(self) -> Connection:
        return Connection(*take(self.engine))

    async def begin(self) -> None:
        try:
            await super().begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await self.connection.close()
            raise

    async def rollback(self) -> None:
        if self.connection.opened.in_transaction:  # A full disk, say, has ended it.
            await super().rollback()  # type: ignore[no-untyped-call]

    async def __aexit__(self, *raised: Any) -> bool:
        with CancelScope(shield=True):
            return await super().__aexit__(*raised)
        return False


@dataclass
class Connection:
    """What Piccolo uses of aiosqlite's, in a transaction."""

    file: File
    opened: sqlite3.Connection

    row_factory: Any = None
    """Piccolo sets it, for what rows are here anyway."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Statement:
        return Statement(self.opened, sql, values)

    async def close(self) -> None:
        if self.opened.in_transaction:  # What ended it has failed.
            self.opened.close()
        else:
            keep(self.file, self.opened)


@dataclass
class Statement:
    """Runs when it is awaited, or entered. Then all rows are there."""

    connection: sqlite3.Connection
    sql: str
    values: Sequence[Any]

    rows: Sequence[Row] = ()

    def __await__(self) -> Generator[Any, Any, Statement]:
        return self.run().__await__()

    async def __aenter__(self) -> Statement:
        return await self

    async def __aexit__(self, *raised: Any) -> None:
        pass

    async def run(self) -> Statement:
        # It is so since the connection was opened, and cannot change in a transaction.
        if self.sql != FOREIGN_KEYS:
            self.rows = await to_thread.run_sync(
                run, self.connection, self.sql, self.values
            )
        return self

    async def fetchall(self) -> Sequence[Row]:
        return self.rows


FOREIGN_KEYS = "PRAGMA foreign_keys = 1"
"""As Piccolo says it."""


def run(connection: sqlite3.Connection, sql: str, values: Sequence[Any]) -> list[Row]:
    """The rows that a statement finds, as Piccolo gets them."""
    with closing(connection.execute(sql, values)) as cursor:
        names = [name for name, *_rest in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def take(engine: SQLiteEngine) -> tuple[File, sqlite3.Connection]:
    stat = Path(engine.path).stat()
    file = (engine.path, stat.st_dev, stat.st_ino)
    try:
        return file, kept[file].pop()
    except IndexError:
        close_replaced(file)
        return file, connect(engine)


def keep(file: File, connection: sqlite3.Connection) -> None:
    kept[file].append(connection)


def connect(engine: SQLiteEngine) -> sqlite3.Connection:
    """A connection that each thread may use, one after the other."""
    options = {**engine.connection_kwargs, "check_same_thread": False}
    options.pop("iter_chunk_size", None)  # It is aiosqlite's own.
    connection: sqlite3.Connection = sqlite3.connect(**options)
    connection.execute(FOREIGN_KEYS)
    return connection


def close() -> None:
    for file in list(kept):
        close_all(file)


def close_replaced(file: File) -> None:
    """Let go of what had the same path before."""
    for other in list(kept):
        if other[0] == file[0] and other != file:
            close_all(other)


def close_all(file: File) -> None:
    for connection in kept.pop(file, ()):
        connection.close()
