"""What an app's tables differ in from what its migrations say, as Piccolo sees it.

The ``forwards`` functions are called, as ``piccolo migrations new --auto`` calls them:
they only say what is to be done. One that queries by itself is refused the database.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from piccolo.apps.migrations.auto import DiffableTable, SchemaDiffer, SchemaSnapshot
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine.base import Engine
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine

from scaffold import migrations
from scaffold.doctor.project import App
from scaffold.naming import words

QUERYING = words(
    "run_querystring run_ddl batch get_connection get_new_connection "
    "start_connection_pool"
)
"""The methods of engines that all queries and connections come through."""


QUERIES = "it queries the database by itself"
"""Why what a migration does is not known before it is run."""


class Unclear(Exception):
    """What a migration does is only known when it runs; says which and why."""


@dataclass(frozen=True)
class Difference:
    """One operation that a new migration would have."""

    operation: str
    """As Piccolo's ``MigrationManager`` calls it: ``add_column``."""
    table: str
    column: str

    def __str__(self) -> str:
        place = f"{self.table}.{self.column}" if self.column else self.table
        return f"{self.operation.replace('_', ' ')} {place}"


@cache
def differences(app: App, engine: Engine[Any] | None) -> list[Difference] | Unclear:
    """What a new automatic migration of the app would do."""
    try:
        return compare(app, engine)
    except Unclear as error:
        return error


def compare(app: App, engine: Engine[Any] | None) -> list[Difference]:
    """:raises Unclear: where one of its migrations cannot be read so."""
    with without_database(engine), redirect_stdout(io.StringIO()):
        snapshot = SchemaSnapshot(list(managers(app))).get_snapshot()
        statements = SchemaDiffer(
            schema=[diffable(table) for table in app.tables],
            schema_snapshot=snapshot,
            auto_input="n",
        ).get_alter_statements()
    texts = (text for group in statements for text in group.statements)
    return sorted((difference(text) for text in texts), key=str)


def files(app: App) -> list[migrations.MigrationFile]:
    return migrations.find([migrations.App(app.name, app.migrations)])


def managers(app: App) -> Iterator[MigrationManager]:
    for file in files(app):
        try:
            manager = asyncio.run(forwards(file.path))
        except (Exception, SystemExit) as error:
            what = f"{file.path.name} cannot be read: {type(error).__name__}: {error}"
            raise Unclear(what.partition("\n")[0]) from error
        if isinstance(manager, MigrationManager):
            yield manager


async def forwards(path: Path) -> object:
    """Run the file under a name of its own: those of two apps may be the same."""
    spec = spec_from_file_location(f"_migration_{abs(hash(path))}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return await module.forwards()


@contextmanager
def without_database(engine: Engine[Any] | None) -> Iterator[None]:
    """Let engines refuse whatever is asked meanwhile; tables may have their own."""

    async def refuse(*given: object, **named: object) -> None:
        raise RuntimeError(QUERIES)

    methods = [
        (kind, name, vars(kind)[name])
        for kind in {type(engine), PostgresEngine, SQLiteEngine}
        for name in QUERYING
        if name in vars(kind)
    ]
    for kind, name, _method in methods:
        setattr(kind, name, refuse)
    try:
        yield
    finally:
        for kind, name, method in methods:
            setattr(kind, name, method)


def diffable(table: Any) -> DiffableTable:
    meta = table._meta
    return DiffableTable(
        class_name=table.__name__,
        tablename=meta.tablename,
        schema=meta.schema,
        columns=meta.non_default_columns,
        constraints=meta.constraints,
    )


def difference(statement: str) -> Difference:
    """Of ``manager.add_column(table_class_name='Movie', …)``."""
    operation = statement.removeprefix("manager.").partition("(")[0]
    table = re.search(r"\b(?:\w+_)?class_name='([^']*)'", statement)
    column = re.search(r"\b(?:\w+_)?(?:column|constraint)_name='([^']*)'", statement)
    return Difference(operation, table[1] if table else "", column[1] if column else "")
