"""Writing to the database, and telling people why it refused."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, time
from typing import Any
from weakref import WeakKeyDictionary

from piccolo.columns import Column
from piccolo.columns.combination import Where, WhereRaw
from piccolo.columns.defaults.base import Default
from piccolo.columns.operators.comparison import Equal
from piccolo.engine.sqlite import SQLiteEngine, TransactionType
from piccolo.querystring import QueryString
from piccolo.table import Table
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from .connections import Transaction, can_be_kept
from .fields import as_text
from .i18n import gettext as _


class NotFound(HTTPException):
    """There is no such row."""

    def __init__(self) -> None:
        super().__init__(404)


class Refused(ValueError):
    """A row was refused: a message per column, under ``""`` for the whole row."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


class Busy(Refused):
    """Nothing was written, because of what others were writing: see ``retried``."""

    def __init__(self) -> None:
        super().__init__({"": _("Others were writing the same. Try again.")})


def read_key(request: Request, kind: TypeAdapter[Any]) -> Any:
    """The key in an address, as ``cells.key`` wrote it. If it is none: ``NotFound``."""
    return key_from(request.path_params["key"].removeprefix("~"), kind, NotFound())


def key_from(text: str, kind: TypeAdapter[Any], refusal: HTTPException) -> Any:
    """The key that this text is. If it is none, the refusal is raised."""
    try:
        return kind.validate_python(text)
    except ValidationError:
        raise refusal from None


def key_of(row: Table) -> Any:
    return getattr(row, row._meta.primary_key._meta.name)


def defaults(table: type[Table]) -> dict[str, Any]:
    """The default of each column; ``None`` where there is none in Python."""
    values = {
        column._meta.name: column.get_default_value() for column in table._meta.columns
    }
    return {name: python_value(value) for name, value in values.items()}


def python_value(default: Any) -> Any:
    """The value of a default; times to the second, as people type them."""
    if isinstance(default, Default):
        default = default.python()
    if callable(default):  # DateOffset and TimeOffset give a method.
        default = default()
    if isinstance(default, (datetime, time)):
        return default.replace(microsecond=0)
    return None if isinstance(default, QueryString) else default


PATTERNS = {"contains": "%{}%", "starts": "{}%", "ends": "%{}"}


def contains(text: str, *columns: Column) -> WhereRaw:
    """Rows where one of the columns contains the text, in upper or lower case; without
    a text, all rows.
    """
    if not text:
        return WhereRaw("1 = 1")
    return matches("contains", text, *columns)


def matches(how: str, text: str, *columns: Column) -> WhereRaw:
    """The same, for each of the ``PATTERNS``."""
    literal = re.sub("([!%_])", r"!\1", text[:200].replace("\0", "\ufffd"))
    pattern = PATTERNS[how].format(literal)
    # SQLite's LIKE takes upper and lower case for the same.
    like = "LIKE" if columns[0]._meta.engine_type == "sqlite" else "ILIKE"
    test = f"CAST({{}} AS TEXT) {like} {{}} ESCAPE '!'"
    condition = " OR ".join([test] * len(columns))
    values = [value for column in columns for value in (column, pattern)]
    return WhereRaw(f"({condition})", *values)


def has_key(text: str, column: Column, kind: TypeAdapter[Any]) -> Where | WhereRaw:
    """Rows with this key, of this type; none if the text is no key. As a value and not
    as text, so that the database can use its index.
    """
    try:
        return Where(column, kind.validate_python(text), operator=Equal)
    except ValidationError:
        return WhereRaw("1 = 0")


def has_element(column: Column, value: Any) -> WhereRaw:
    """Rows where a column is a list with this element, or a list of lists with it.
    SQLite has lists as JSON.
    """
    if column._meta.engine_type != "sqlite":
        # CockroachDB must be told the type, without a length that would cut it off:
        # CHAR alone is one letter.
        kind = column.column_type.partition("(")[0].replace("[]", "")
        kind = "BPCHAR" if kind == "CHAR" else kind
        return WhereRaw(f"CAST({{}} AS {kind}) = ANY ({{}})", value, column)
    text = str(int(value)) if isinstance(value, bool) else as_text(value)
    elements = "SELECT 1 FROM json_tree({}) WHERE CAST(atom AS TEXT) = {}"
    return WhereRaw(f"EXISTS ({elements})", column, text)


CONFLICTS = frozenset({"40001", "40P01"})
"""What databases say (SQLSTATE) if a transaction is to be begun again."""

COCKROACH_RESTART = "cockroach_restart"
"""CockroachDB commits when a savepoint of this name is released."""


@asynccontextmanager
async def writing(table: type[Table]) -> AsyncIterator[None]:
    """One transaction. What the database refuses is raised as ``Refused``."""
    engine = table._meta.db
    is_outermost = not engine.transaction_exists()
    transaction = transaction_of(engine)
    try:
        async with turn(engine), ended(transaction):
            if is_outermost and engine.engine_type == "cockroach":
                await transaction.savepoint(COCKROACH_RESTART)
            yield
            if is_outermost:
                await finish(table, transaction)
    except Exception as error:
        if is_outermost and getattr(error, "sqlstate", "") in CONFLICTS:
            raise Busy from error
        columns, message = explain_refusal(error)
        if not message:
            raise
        names = {
            column._meta.db_column_name: column._meta.name
            for column in table._meta.columns
        }
        known = [names[column] for column in columns if column in names]
        raise Refused(dict.fromkeys(known or [""], message)) from error


def transaction_of(engine: Any) -> Any:
    if can_be_kept(engine):
        return Transaction(engine)
    if isinstance(engine, SQLiteEngine):
        return engine.transaction(transaction_type=TransactionType.immediate)
    return engine.transaction()


@asynccontextmanager
async def ended(transaction: Any) -> AsyncIterator[None]:
    """A transaction that is over afterwards.

    Where ``COMMIT`` itself fails, as it may in PostgreSQL's SERIALIZABLE, Piccolo would
    keep the connection, and what is written next would go there, in no transaction.
    """
    engine = transaction.engine
    try:
        async with transaction:
            yield
    finally:
        if engine.current_transaction.get() is transaction:
            engine.current_transaction.reset(transaction.context)
            if pool := getattr(engine, "pool", None):
                await pool.release(transaction.connection)
            else:
                await transaction.connection.close()


@asynccontextmanager
async def turn(engine: Any) -> AsyncIterator[None]:
    """In SQLite, one can write at a time. Who waits here goes on at once when it is
    their turn; SQLite itself would look again after a while, and again.
    """
    if not isinstance(engine, SQLiteEngine) or engine.current_transaction.get():
        yield
        return
    locks = turns.setdefault(asyncio.get_running_loop(), {})
    async with locks.setdefault(engine.path, asyncio.Lock()):
        yield


turns: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Lock]]
turns = WeakKeyDictionary()
"""By the path of a database."""


async def finish(table: type[Table], transaction: Any) -> None:
    """What can still be refused is refused now, while the transaction is open."""
    engine_type = table._meta.db.engine_type
    if engine_type == "sqlite":
        await transaction.commit()
    elif engine_type == "postgres":
        await table.raw("SET CONSTRAINTS ALL IMMEDIATE")
    elif engine_type == "cockroach":
        await table.raw(f"RELEASE SAVEPOINT {COCKROACH_RESTART}")


def explain_refusal(error: Exception) -> tuple[list[str], str]:
    """The columns that caused it, and a message; no message if it is no refusal."""
    if isinstance(error, sqlite3.IntegrityError):
        return explain_sqlite(str(error))
    if isinstance(error, OverflowError):
        return [], _("A number is too large for the database.")
    if isinstance(getattr(error, "sqlstate", None), str):
        return explain_postgres(error)
    return [], ""


def explain_sqlite(text: str) -> tuple[list[str], str]:
    """SQLite says ``UNIQUE constraint failed: movie.name, movie.year``."""
    kind, _separator, rest = text.partition(" constraint failed")
    columns = [name.rpartition(".")[2] for name in rest.lstrip(": ").split(", ")]
    if kind == "UNIQUE":
        return columns, unique_message(columns)
    if kind == "NOT NULL":
        return columns, _("This field is required.")
    if kind == "CHECK":
        return [], _("This breaks a rule of the database: {rule}").format(
            rule=rest.lstrip(": ")
        )
    if kind == "FOREIGN KEY":
        return [], _(
            "A row that this one refers to is missing, or others refer to this one."
        )
    return [], text


def explain_postgres(error: Any) -> tuple[list[str], str]:
    """By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html."""
    key = re.match(r"Key \((.+?)\)=", error.detail or "")
    columns = [name.strip(' "') for name in key[1].split(",")] if key else []
    if error.sqlstate == "23505":
        return columns, unique_message(columns)
    if error.sqlstate == "23502":
        # CockroachDB names it in its message only.
        named = re.search('column "(.+?)"', str(error))
        column = error.column_name or (named[1] if named else "")
        return [column], _("This field is required.")
    if error.sqlstate == "23514":
        rule = error.constraint_name or error
        return [], _("This breaks a rule of the database: {rule}").format(rule=rule)
    # Versions before 18 have one code for both sides of a foreign key.
    if error.sqlstate == "23001" or "is still referenced" in (error.detail or ""):
        return [], _("Other rows refer to this one.")
    if error.sqlstate == "23503":
        return columns, _("There is no such row.")
    return [], str(error) if error.sqlstate.startswith(("22", "23", "P0")) else ""


def unique_message(columns: list[str]) -> str:
    if len(columns) == 1:
        return _("Another row has this value already.")
    return _("Another row has these values already.")
