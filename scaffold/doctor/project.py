"""What the checks look at: one project, each part of it read once, when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from piccolo.conf.apps import AppConfig
from piccolo.engine.base import Engine

from scaffold import config
from scaffold.config import Options
from scaffold.doctor.checks import Check, Need
from scaffold.doctor.database import Database
from scaffold.doctor.sources import Source, Sources
from scaffold.errors import ScaffoldError
from scaffold.introspect.importing import Failure, Importer, is_below
from scaffold.introspect.references import References
from scaffold.introspect.registry import Registry
from scaffold.introspect.targets import TableClass, is_table
from scaffold.paths import shown


@dataclass(frozen=True, eq=False)
class App:
    """A Piccolo app whose migrations run: a registered one, or one that others need."""

    module: str
    file: Path
    config: AppConfig
    is_own: bool
    """Whether it is the project's, and no installed package's."""

    @property
    def name(self) -> str:
        return self.config.app_name

    @property
    def tables(self) -> list[TableClass]:
        return [table for table in self.config.table_classes if is_table(table)]

    @property
    def migrations(self) -> Path:
        return Path(self.config.resolved_migrations_folder_path)


class Project:
    """Everything is read as ``piccolo`` reads it, from the current directory."""

    def __init__(self, directory: Path, output: Path, *, database: bool = True) -> None:
        """:param output: The folder of the generated admin, which need not exist."""
        self.directory = directory
        self.output = output
        self.importer = Importer(directory)
        self.registry = Registry(self.importer)
        self.references = References(self.importer, self.registry)
        self.asks_database = database

    def lacks(self, check: Check) -> Need | None:
        """The first of its needs that is not there."""
        return next((need for need in check.needs if not self.has(need)), None)

    def has(self, need: Need) -> bool:
        if need == "configuration":
            return self.registry.problem is None
        if need == "admin":
            return (self.output / config.FILE).is_file()
        if need == "database":
            return self.database is not None
        return self.database is not None and self.database.answers

    @property
    def folder(self) -> Path:
        """The folder of the admin as it is given to commands."""
        return Path(self.shown(self.output))

    def shown(self, path: str | Path) -> str:
        """A path as somebody in the project's folder writes it."""
        return shown(self.directory / path, self.directory)

    @cached_property
    def conf(self) -> ModuleType | Failure:
        """``piccolo_conf``, or why it cannot be imported."""
        return self.importer.load(self.registry.module)

    @cached_property
    def conf_file(self) -> str:
        """The path of ``piccolo_conf.py``, whether it is there or not."""
        own = f"{self.registry.module.replace('.', '/')}.py"
        return self.shown(getattr(self.conf, "__file__", None) or own)

    @cached_property
    def apps(self) -> dict[str, App]:
        """By name, each after those that it depends on, as far as these are there."""
        found: dict[str, App] = {}
        if isinstance(self.conf, ModuleType) and not self.registry.problem:
            for name in self.conf.APP_REGISTRY.apps:
                module = name if self.app(name) else f"{name}.piccolo_app"
                self._collect(module, found, set())
        return found

    def _collect(self, name: str, found: dict[str, App], seen: set[str]) -> None:
        app = self.app(name)
        if app is None or app.name in found or name in seen:
            return
        seen.add(name)
        for other in app.config.migration_dependencies:
            self._collect(other, found, seen)
        found[app.name] = app

    def app(self, name: str) -> App | None:
        """The app of a module such as ``movies.piccolo_app``."""
        module = self.importer.load(name)
        found = getattr(module, "APP_CONFIG", None)
        if not (isinstance(module, ModuleType) and isinstance(found, AppConfig)):
            return None
        file = module.__file__ or ""
        return App(name, Path(file), found, is_below(file, self.directory))

    @property
    def own_apps(self) -> Iterator[App]:
        return (app for app in self.apps.values() if app.is_own)

    @cached_property
    def app_of(self) -> dict[TableClass, App]:
        """Which app has a table: the first one, where several have it."""
        found: dict[TableClass, App] = {}
        for app in self.apps.values():
            for table in app.tables:
                found.setdefault(table, app)
        return found

    @cached_property
    def engine(self) -> Engine[Any] | None:
        found = getattr(self.conf, "DB", None)
        return found if isinstance(found, Engine) else None

    @cached_property
    def database(self) -> Database | None:
        """``None`` where it is to be left alone, or there is none."""
        return Database(self.engine) if self.engine and self.asks_database else None

    @cached_property
    def options(self) -> Options:
        """What the admin was generated with. What is wrong there, generating tells."""
        try:
            return config.read_options(self.output)
        except (OSError, ScaffoldError):
            return Options()

    @cached_property
    def sources(self) -> Sources:
        """The project's own Python files."""
        conf = self.directory / self.conf_file
        migrations = {app.migrations for app in self.own_apps}
        return Sources(self.directory, conf.parent, migrations)

    @property
    def admin_files(self) -> Iterator[Source]:
        """What stands right in the generated package, which its owner edits."""
        found = (self.sources.read(path) for path in sorted(self.output.glob("*.py")))
        return (source for source in found if source)
