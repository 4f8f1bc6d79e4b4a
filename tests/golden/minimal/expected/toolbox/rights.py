"""What ``permissions.py`` says, as conditions for queries and as rights for pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from piccolo.apps.user.tables import BaseUser
from piccolo.columns import ForeignKey
from piccolo.columns.combination import And, WhereRaw
from piccolo.table import Table
from starlette.exceptions import HTTPException
from starlette.requests import Request

from .. import permissions
from ..tables import TABLES
from .database import Refused, key_of, writing
from .filters import Condition
from .i18n import gettext as _
from .reading import read

User = BaseUser

Rule = Callable[[User, type[Table]], bool | Condition]
"""A function of ``permissions.py``."""

Right = Callable[[User, type[Table]], Condition]
"""One of the functions below."""

ALL: Condition = WhereRaw("1 = 1")

MOST_VALUES = 1_000
"""In one query, since databases take only so many."""


class Forbidden(HTTPException):
    """Somebody may not do this, and is told so."""

    def __init__(self, user: User, table: type[Table]) -> None:
        super().__init__(403, permissions.refusal(user, table))
        self.table = table


# The rows that somebody may …, as a condition; ``Forbidden`` if there can be none.


def view(user: User, table: type[Table]) -> Condition:
    return combined(user, table, permissions.view)


def add(user: User, table: type[Table]) -> Condition:
    return combined(user, table, permissions.view, permissions.add)


def change(user: User, table: type[Table]) -> Condition:
    return combined(user, table, permissions.view, permissions.change)


def delete(user: User, table: type[Table]) -> Condition:
    return combined(user, table, permissions.view, permissions.delete)


def combined(user: User, table: type[Table], *rules: Rule) -> Condition:
    """What fits all rules; ``ALL`` itself if everything does."""
    answers = [rule(user, table) for rule in rules]
    if not all(answers):
        raise Forbidden(user, table)
    conditions: list[Any] = [answer for answer in answers if answer is not True]
    return reduce(And, conditions) if conditions else ALL


# Transactions to write in. What the database refuses is raised as ``Refused``.


@asynccontextmanager
async def adding(user: User, row: Table) -> AsyncIterator[None]:
    """To insert a row, which must fit when it is there."""
    table = type(row)
    allowed = add(user, table)
    async with writing(table):
        yield
        if allowed is not ALL:
            await check_written(table, [key_of(row)], allowed)


@asynccontextmanager
async def changing(
    user: User, table: type[Table], rows: Condition
) -> AsyncIterator[Condition]:
    """To update rows: gives those of them that somebody may view.

    If one of these may not be changed: ``Forbidden``. All must fit afterwards.
    """
    allowed = change(user, table)
    async with writing(table):
        if allowed is ALL:
            yield rows
        else:
            keys, checked = await check_rows(user, table, rows, allowed)
            yield And(rows, checked)
            await check_written(table, keys, allowed)


@asynccontextmanager
async def deleting(
    user: User, table: type[Table], rows: Condition
) -> AsyncIterator[Condition]:
    """To delete rows: gives those of them that somebody may view.

    If one of these may not be deleted: ``Forbidden``.
    """
    allowed = delete(user, table)
    async with writing(table):
        if allowed is ALL:
            yield rows
        else:
            _keys, checked = await check_rows(user, table, rows, allowed)
            yield And(rows, checked)


async def check_change(user: User, table: type[Table], key: Any) -> None:
    """``Forbidden``, if this row may not be changed; ``changing`` asks again."""
    allowed = change(user, table)
    if allowed is not ALL and not await fitting(table, [key], allowed):
        raise Forbidden(user, table)


async def check_rows(
    user: User, table: type[Table], rows: Condition, allowed: Condition
) -> tuple[list[Any], Condition]:
    """The keys of rows, which nobody else can change until the transaction ends, and
    what fits none but these: others may be inserted meanwhile.
    """
    key = table._meta.primary_key
    keys: list[Any] = (
        await table.select(key).where(rows, view(user, table)).output(as_list=True)
    )
    checked = allowed
    if table._meta.db.engine_type != "sqlite":  # There, only one can write at a time.
        checked = WhereRaw("{} = ANY ({})", key, keys)
        await table.select(key).where(checked).lock_rows()
    if len(await fitting(table, keys, allowed)) < len(keys):
        raise Forbidden(user, table)
    return keys, checked


async def check_written(
    table: type[Table], keys: Sequence[Any], allowed: Condition
) -> None:
    if len(await fitting(table, keys, allowed)) < len(keys):
        message = _("You have no right to save a row with these values.")
        raise Refused({"": message})


async def check_references(
    user: User, table: type[Table], values: Mapping[Any, Any]
) -> None:
    """Refuse foreign keys of rows that somebody may not view, as if there were none."""
    message = _("There is no such row.")
    errors = {
        column._meta.name: message
        for column in table._meta.foreign_key_columns
        if not await can_refer(user, column, values.get(column._meta.name))
    }
    if errors:
        raise Refused(errors)


async def can_refer(user: User, column: ForeignKey[Any], value: Any) -> bool:
    """Where somebody may view all rows, the database itself finds out."""
    if value is None:
        return True
    meta = column._foreign_key_meta
    table, target = meta.resolved_references, meta.resolved_target_column
    try:
        allowed = view(user, table)
    except Forbidden:
        return False
    return allowed is ALL or await read(table.exists().where(target == value, allowed))


async def fitting(
    table: type[Table], keys: Sequence[Any], allowed: Condition
) -> set[Any]:
    """The keys of those rows that fit."""
    key = table._meta.primary_key
    found: set[Any] = set()
    for start in range(0, len(keys), MOST_VALUES):
        some = list(keys[start : start + MOST_VALUES])
        query = table.select(key.as_alias("_key")).where(key.is_in(some), allowed)
        found.update(row["_key"] for row in await read(query))
    return found


# For pages.


@dataclass(frozen=True)
class Rights:
    """What somebody may do with a row; or with a table, at least some of its rows."""

    view: bool = False
    add: bool = False
    change: bool = False
    delete: bool = False


def on_table(request: Request, path: str) -> Rights:
    """With the table at this address; nothing, if there is none, or nobody."""
    user, table = request.scope.get("user"), TABLES.get(path)
    if user is None or table is None or not permissions.view(user, table):
        return Rights()
    if request.app.state.settings.read_only:
        return Rights(view=True)
    return Rights(
        view=True,
        add=bool(permissions.add(user, table)),
        change=bool(permissions.change(user, table)),
        delete=bool(permissions.delete(user, table)),
    )


async def on_row(request: Request, path: str, key: Any) -> Rights:
    """With the row with this key, which they may view.

    ``None`` is a new one, which they may change if they may add it.
    """
    rights = on_table(request, path)
    if key is None:
        return replace(rights, change=rights.add, delete=False)
    changed = await among(request, path, [key], rights.change, permissions.change)
    deleted = await among(request, path, [key], rights.delete, permissions.delete)
    return replace(rights, change=bool(changed), delete=bool(deleted))


async def on_rows(
    request: Request, path: str, rows: Sequence[Mapping[str, Any]]
) -> Mapping[Any, Rights]:
    """With rows that they may view, by key."""
    rights = on_table(request, path)
    if not rights.view:
        return defaultdict(Rights)
    name = TABLES[path]._meta.primary_key._meta.name
    keys = [row[name] for row in rows]
    changed = await among(request, path, keys, rights.change, permissions.change)
    deleted = await among(request, path, keys, rights.delete, permissions.delete)
    return {
        key: replace(rights, change=key in changed, delete=key in deleted)
        for key in keys
    }


async def among(
    request: Request, path: str, keys: Sequence[Any], is_allowed: bool, rule: Rule
) -> Collection[Any]:
    """Those keys whose rows fit a rule. Only a condition costs a query."""
    if not is_allowed:
        return ()
    answer = rule(request.user, TABLES[path])
    if isinstance(answer, bool):
        return keys
    return await fitting(TABLES[path], keys, answer)
