"""A project in a folder of its own, and what is read from it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from piccolo.columns.reference import LAZY_COLUMN_REFERENCES
from piccolo.table import TABLE_REGISTRY

from scaffold import schema
from scaffold.errors import Problem, TargetError
from scaffold.introspect import Introspection, introspect

HEADER = """\
from piccolo.apps.user.tables import BaseUser
from piccolo.columns import *
from piccolo.columns.base import OnDelete
from piccolo.columns.choices import Choice
from piccolo.columns.column_types import Blob
from piccolo.columns.defaults import *
from piccolo.columns.defaults.numeric import InfinityDecimal
from piccolo.columns.defaults.real import NegativeInfinityFloat
from piccolo.columns.defaults.uuid import UUID7
from piccolo.columns.readable import Readable
from piccolo.constraints import Check, Unique
from piccolo.querystring import QueryString
from piccolo.table import Table, create_table_class
from piccolo_api.session_auth.tables import SessionsBase
import datetime, decimal, enum, functools, uuid
"""

CONF = """\
from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="never_made.sqlite")

APP_REGISTRY = AppRegistry(apps=[{apps}])
"""

APP = """\
from pathlib import Path
from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="{name}",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes={tables},
    migration_dependencies={dependencies},
)
"""

ITEM = "class Item(Table):\n    name = Varchar()\n"


class Project:
    """Modules below a folder; it has a ``piccolo_conf`` unless that is removed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.conf()

    def write(self, path: str, source: str, *, header: bool = True) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((HEADER if header else "") + dedent(source), encoding="utf-8")

    def conf(self, *apps: str) -> None:
        names = ", ".join(repr(app) for app in apps)
        self.write("piccolo_conf.py", CONF.format(apps=names), header=False)

    def app(
        self, name: str, tables: str | None = None, dependencies: str = "[]"
    ) -> None:
        """An app in a package of its name, its tables found in the ``tables`` there."""
        found = tables or f'table_finder(["{name}.tables"], exclude_imported=True)'
        source = APP.format(name=name, tables=found, dependencies=dependencies)
        self.write(f"{name}/piccolo_app.py", source, header=False)

    def read(self, *targets: str, **options: Any) -> Introspection:
        return introspect(targets, directory=self.folder, **options)

    def keys(self, *targets: str, **options: Any) -> list[str]:
        return [table.key for table in self.read(*targets, **options).schema.tables]

    def table(self, key: str, **options: Any) -> schema.Table:
        tables = self.read(key, **options).schema.tables
        found = next((table for table in tables if table.key == key), None)
        assert found is not None
        return found

    def column(self, source: str) -> schema.Column:
        """The column called ``column`` of a table that has only that."""
        self.write("one/tables.py", f"class One(Table):\n    column = {source}\n")
        return columns_of(self.table("one.tables:One"))["column"]

    def problems(self, *targets: str, **options: Any) -> list[Problem]:
        with pytest.raises(TargetError) as caught:
            self.read(*targets, **options)
        return list(caught.value.problems)

    def problem(self, *targets: str, **options: Any) -> Problem:
        (problem,) = self.problems(*targets, **options)
        return problem

    def warnings(self, *targets: str, **options: Any) -> list[Problem]:
        return list(self.read(*targets, **options).warnings)


def columns_of(table: schema.Table) -> dict[str, schema.Column]:
    return {column.name: column for column in table.columns}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A new project. What it imports is forgotten afterwards."""
    monkeypatch.delenv("PICCOLO_CONF", raising=False)
    modules = set(sys.modules)
    tables, lazy = len(TABLE_REGISTRY), len(LAZY_COLUMN_REFERENCES.foreign_key_columns)
    folder = tmp_path / "project"
    folder.mkdir()
    yield Project(folder)
    for name in set(sys.modules) - modules:
        file = getattr(sys.modules[name], "__file__", None)
        if file is None or Path(file).is_relative_to(tmp_path):
            del sys.modules[name]
    del TABLE_REGISTRY[tables:]
    del LAZY_COLUMN_REFERENCES.foreign_key_columns[lazy:]


@pytest.fixture
def shop(project: Project) -> Project:
    """A registered app with one table."""
    project.write("shop/tables.py", ITEM)
    project.write("shop/empty.py", "")
    project.app("shop")
    project.conf("shop.piccolo_app")
    return project
