"""Reading from the database."""

from __future__ import annotations

from typing import Any, TypeVar

from anyio import to_thread
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.query import Query, Select

from .connections import Row, can_be_kept, keep, run, take

Result = TypeVar("Result")


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
    """Whether a kept connection may be used: in a transaction, it has its own."""
    engine = query.table._meta.db
    return (
        can_be_kept(engine)
        and engine.current_transaction.get() is None
        and not (engine.log_queries or engine.log_responses)
    )


def fetch(engine: SQLiteEngine, sql: str, values: list[Any]) -> list[Row]:
    file, connection = take(engine)
    try:
        rows = run(connection, sql, values)
    except BaseException:
        connection.close()
        raise
    keep(file, connection)
    return rows
