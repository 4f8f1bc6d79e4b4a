"""The databases that are served: the same rows on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg

from scaffold.demo.postgres import Server, serving

from .data import COLUMNS, INDEXES, SIZES, Row, rows
from .processes import cpu_seconds

SQLITE, POSTGRES = "sqlite", "postgres"

NULLABLE = {"release_date", "genre"}

TYPES = {
    "rating": "real",
    "duration": "integer",
    "director": "integer references director(id) on delete cascade",
    "oscar_nominations": "integer",
    "won_oscar": "boolean",
    "description": "text",
    "release_date": "date",
    "box_office": "numeric(5,1)",
    "barcode": "bigint",
    "genre": "smallint",
    "studio": "integer references studio(id) on delete cascade",
}
"""Those of columns that hold no short text."""

KEYS = {
    SQLITE: "integer primary key autoincrement not null",
    POSTGRES: "serial primary key",
}

SETTINGS = {
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "'1GB'",
    "max_connections": "300",
    "max_wal_size": "'4GB'",
    "checkpoint_timeout": "'1h'",
    "autovacuum": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}
"""What keeps PostgreSQL from doing other things while it is measured."""


class Database(ABC):
    """One set of rows."""

    kind: str

    def __init__(self, size: str) -> None:
        self.size = size
        self.movies = SIZES[size]

    @property
    @abstractmethod
    def address(self) -> str:
        """What the servers are told."""

    @property
    @abstractmethod
    def is_loaded(self) -> bool: ...

    @abstractmethod
    def load(self) -> None: ...

    @abstractmethod
    def fetch(self, sql: str) -> list[Row]:
        """Run a statement, and return its rows."""

    @abstractmethod
    def tidy(self) -> None:
        """Leave nothing to do for later, and bring the statistics up to date."""

    def cpu_seconds(self) -> float:
        """What processes of its own have worked so far."""
        return 0.0

    def restore(self) -> None:
        """Delete the rows that were added."""
        self.fetch(f"delete from movie where id > {self.movies}")
        self.tidy()

    @property
    def contains(self) -> str:
        """The operator that finds part of a text in any case."""
        return "ilike" if self.kind == POSTGRES else "like"


class Sqlite(Database):
    kind = SQLITE

    def __init__(self, folder: Path, size: str) -> None:
        super().__init__(size)
        self.file = folder / f"{size}.sqlite"

    @property
    def address(self) -> str:
        return str(self.file)

    @property
    def is_loaded(self) -> bool:
        return self.file.exists()

    def load(self) -> None:
        with contextlib.closing(self.connect()) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute("begin")
            for statement in tables(SQLITE):
                connection.execute(statement)
            for table, columns in COLUMNS.items():
                places = ", ".join("?" for _ in columns)
                insert = f"insert into {table} values ({places})"
                connection.executemany(insert, map(plain, rows(table, self.movies)))
            for statement in indexes():
                connection.execute(statement)
            connection.execute("commit")
        self.tidy()

    def fetch(self, sql: str) -> list[Row]:
        with contextlib.closing(self.connect()) as connection:
            return connection.execute(sql).fetchall()

    def tidy(self) -> None:
        self.fetch("analyze")
        self.fetch("pragma wal_checkpoint(truncate)")

    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.file, timeout=30, isolation_level=None)


class Postgres(Database):
    kind = POSTGRES

    def __init__(self, server: Server, pid: int, size: str) -> None:
        super().__init__(size)
        self.server, self.pid = server, pid

    @property
    def address(self) -> str:
        host = quote(str(self.server.sockets), safe="")
        return f"postgresql://postgres@/{self.size}?host={host}&port=5432"

    @property
    def is_loaded(self) -> bool:
        select = f"select 1 from pg_database where datname = '{self.size}'"
        return bool(asyncio.run(execute(self.server, "postgres", select)))

    def load(self) -> None:
        asyncio.run(execute(self.server, "postgres", f'create database "{self.size}"'))
        asyncio.run(copy(self.address, self.movies))
        self.tidy()

    def fetch(self, sql: str) -> list[Row]:
        return asyncio.run(execute(self.server, self.size, sql))

    def tidy(self) -> None:
        self.fetch("vacuum analyze")
        self.fetch("checkpoint")

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid, ended=True)


def tables(kind: str) -> Iterator[str]:
    """The statements that create them."""
    for table, columns in COLUMNS.items():
        parts = [f"id {KEYS[kind]}"]
        for column in columns[1:]:
            null = "" if column in NULLABLE else " not null"
            parts.append(f"{column} {TYPES.get(column, 'varchar(300)')}{null}")
        yield f"create table {table} ({', '.join(parts)})"


def indexes() -> Iterator[str]:
    for table, columns in INDEXES.items():
        for column in columns:
            yield f"create index {table}_{column} on {table} ({column})"


def plain(row: Row) -> Row:
    """As SQLite takes it."""
    return tuple(map(plain_value, row))


def plain_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


@contextlib.contextmanager
def databases(
    folder: Path, kind: str, sizes: Iterable[str]
) -> Iterator[list[Database]]:
    """Loaded, if they are not already, for as long as they are measured."""
    with contextlib.ExitStack() as stack:
        found: list[Database]
        if kind == SQLITE:
            found = [Sqlite(folder, size) for size in sizes]
        else:
            server, pid = stack.enter_context(postgres(folder / "postgres"))
            found = [Postgres(server, pid, size) for size in sizes]
        for database in found:
            if not database.is_loaded:
                database.load()
        yield found


@contextlib.contextmanager
def postgres(data: Path) -> Iterator[tuple[Server, int]]:
    """A server with our settings, and the number of its process."""
    with serving(data) as server:
        for name, value in SETTINGS.items():
            statement = f"alter system set {name} = {value}"
            asyncio.run(execute(server, "postgres", statement))
    with serving(data) as server:
        yield server, int((data / "postmaster.pid").read_text().split()[0])


async def execute(server: Server, database: str, sql: str) -> list[Row]:
    connection = await asyncpg.connect(**server.config(database))
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def copy(address: str, movies: int) -> None:
    connection = await asyncpg.connect(address)
    try:
        for statement in tables(POSTGRES):
            await connection.execute(statement)
        for table, columns in COLUMNS.items():
            await connection.copy_records_to_table(
                table, records=rows(table, movies), columns=columns
            )
            last = f"(select max(id) from {table})"
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            await connection.execute(f"select setval({sequence}, {last})")
        for statement in indexes():
            await connection.execute(statement)
    finally:
        await connection.close()


def pin(pid: int, cores: set[int]) -> None:
    """Keep a process, and those it starts from now on, on these cores."""
    os.sched_setaffinity(pid, cores)
