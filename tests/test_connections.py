"""``toolbox/connections.py`` of the generated code: connections that are kept."""

from __future__ import annotations

import asyncio
import importlib
import sqlite3
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import anyio
import pytest
from piccolo.columns import ForeignKey, Varchar
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.table import Table

from scaffold.render import TEMPLATES

DB = SQLiteEngine(timeout=0)

T = TypeVar("T")


class Band(Table, db=DB):
    name = Varchar()


class Concert(Table, db=DB):
    band = ForeignKey(Band)


@pytest.fixture
def connections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    monkeypatch.syspath_prepend(str(TEMPLATES / "admin"))
    module = importlib.import_module("toolbox.connections")
    DB.path = str(tmp_path / "music.sqlite")
    for table in (Band, Concert):
        run(partial(create, table))
    yield module
    module.close()
    assert not module.kept


def test_a_connection_is_kept_for_the_next(connections: ModuleType) -> None:
    async def play() -> list[sqlite3.Connection]:
        used = []
        for name in ("one", "two"):
            async with connections.Transaction(DB) as transaction:
                used.append(transaction.connection.opened)
                await Band(name=name).save()
        return used

    first, second = run(play)
    assert first is second
    assert names() == ["one", "two"]
    ((only,),) = connections.kept.values()
    assert only is first


def test_what_goes_wrong_leaves_nothing(connections: ModuleType) -> None:
    async def play() -> None:
        async with connections.Transaction(DB):
            await Band(name="gone").save()
            raise KeyError

    with pytest.raises(KeyError):
        run(play)
    assert names() == []
    ((kept,),) = connections.kept.values()
    assert not kept.in_transaction


def test_a_transaction_that_sqlite_has_ended_itself(connections: ModuleType) -> None:
    """As it does where the disk is full."""

    async def play() -> None:
        async with connections.Transaction(DB) as transaction:
            await Band(name="gone").save()
            await transaction.connection.execute("ROLLBACK")
            raise KeyError

    async def try_and_go_on() -> None:
        with pytest.raises(KeyError):
            await play()
        assert not DB.transaction_exists()
        await Band(name="next").save()

    run(try_and_go_on)
    assert names() == ["next"]


def test_what_is_cancelled_leaves_nothing(connections: ModuleType) -> None:
    async def play() -> None:
        with anyio.CancelScope() as scope:
            async with connections.Transaction(DB):
                await Band(name="gone").save()
                scope.cancel()
                await anyio.sleep(1)
        assert scope.cancelled_caught
        await Band(name="next").save()

    run(play)
    assert names() == ["next"]


def test_a_transaction_of_piccolo_s_joins_in(connections: ModuleType) -> None:
    async def play() -> None:
        async with connections.Transaction(DB) as transaction:
            async with DB.transaction():
                await Band(name="kept").save()
            savepoint = await transaction.savepoint()
            await Band(name="gone").save()
            await savepoint.rollback_to()
            assert await Band.count() == 1

    run(play)
    assert names() == ["kept"]


def test_foreign_keys_are_checked(connections: ModuleType) -> None:
    async def play() -> None:
        async with connections.Transaction(DB):
            await Concert.insert(Concert(band=7))

    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        run(play)


def test_a_transaction_that_cannot_begin(connections: ModuleType) -> None:
    async def play() -> None:
        async with connections.Transaction(DB):
            await Band(name="later").save()

    with closing(sqlite3.connect(DB.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            run(play)
    run(play)
    assert names() == ["later"]
    assert [len(kept) for kept in connections.kept.values()] == [1]


def test_what_replaces_a_database_is_another(connections: ModuleType) -> None:
    async def play() -> None:
        async with connections.Transaction(DB):
            await Band(name="written").save()

    run(play)
    Path(DB.path).rename(f"{DB.path}.old")
    for table in (Band, Concert):
        run(partial(create, table))
    run(play)
    assert names() == ["written"]
    assert len(connections.kept) == 1


def test_which_connections_are_kept(
    connections: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Own(SQLiteEngine):
        """May open them in a way of its own."""

    assert connections.can_be_kept(DB)
    assert not connections.can_be_kept(Own(DB.path))
    assert not connections.can_be_kept(SQLiteEngine(":memory:"))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    assert not connections.can_be_kept(DB)


def run(play: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return asyncio.run(play())


async def create(table: type[Table]) -> None:
    await table.create_table()


def names() -> list[str]:
    with closing(sqlite3.connect(DB.path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM band")]
