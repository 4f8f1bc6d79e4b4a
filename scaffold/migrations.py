"""What Piccolo's migration files say was renamed, added and dropped.

    apps ─► find ─► files, each with its id ─► read (those not yet seen) ─► compose

The files are parsed and never run. Piccolo writes every operation as a call with
literal arguments, so nothing is lost by that; while running them would import modules
and classes that may be long gone, run ``forwards`` functions that may query the
database, and leave modules behind. What is seen already is not even parsed.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from piccolo.conf.apps import AppConfig

from scaffold.errors import Problem
from scaffold.introspect.importing import Importer
from scaffold.introspect.offline import offline
from scaffold.introspect.registry import Registry

CALLS = {
    "rename_table": (
        "old_class_name",
        "old_tablename",
        "new_class_name",
        "new_tablename",
        "schema",
    ),
    "rename_column": (
        "table_class_name",
        "tablename",
        "old_column_name",
        "new_column_name",
        "old_db_column_name",
        "new_db_column_name",
        "schema",
    ),
    "add_table": ("class_name",),
    "drop_table": ("class_name",),
    "add_column": ("table_class_name", "tablename", "column_name"),
    "drop_column": ("table_class_name", "tablename", "column_name"),
}
"""The methods of Piccolo's ``MigrationManager`` that count, and their parameters."""

OPTIONAL = {"old_db_column_name", "new_db_column_name", "schema"}

ID = re.compile(rb"^ID\s*(?::[^=\n]*)?=\s*(?:(['\"])(.*?)\1)?", re.MULTILINE)


@dataclass(frozen=True)
class App:
    """A Piccolo app, and the folder of its migrations, which need not exist."""

    name: str
    folder: Path


@dataclass(frozen=True)
class MigrationFile:
    app: str
    id: str
    path: Path

    @property
    def key(self) -> str:
        """What is remembered of it: ids are unique within an app only."""
        return f"{self.app}/{self.id}"


@dataclass(frozen=True)
class RenamedTable:
    old: str
    new: str
    old_tablename: str
    new_tablename: str
    schema: str | None = None


@dataclass(frozen=True)
class RenamedColumn:
    table: str
    tablename: str
    old: str
    new: str
    old_db_name: str
    new_db_name: str
    schema: str | None = None


@dataclass(frozen=True)
class Migration:
    """The operations of one file, each kind in the order of the file.

    Tables are named by their classes, and columns by table and column.
    """

    app: str
    id: str
    renamed_tables: tuple[RenamedTable, ...] = ()
    renamed_columns: tuple[RenamedColumn, ...] = ()
    added_tables: tuple[str, ...] = ()
    dropped_tables: tuple[str, ...] = ()
    added_columns: tuple[tuple[str, str], ...] = ()
    dropped_columns: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        return f"{self.app}/{self.id}"


def apps(directory: Path) -> list[App]:
    """The registered apps and those they depend on, which come first.

    None where the configuration cannot be loaded; introspection says why. No database
    is contacted.
    """
    found: dict[str, AppConfig] = {}
    with offline(directory):
        importer = Importer(directory)
        for config in Registry(importer).apps.values():
            _collect(config, importer, found, set())
    return [
        App(name, directory / config.resolved_migrations_folder_path)
        for name, config in found.items()
    ]


def find(apps: Iterable[App]) -> list[MigrationFile]:
    """All migrations, by app and id. As in Piccolo, those have an ``ID``."""
    return [file for app in apps for file in sorted(_files(app), key=lambda f: f.id)]


def read(files: Iterable[MigrationFile]) -> tuple[list[Migration], list[Problem]]:
    """The migrations, in the order of the files, and warnings of what was skipped."""
    migrations: list[Migration] = []
    problems: list[Problem] = []
    for file in files:
        try:
            migrations.append(_migration(file, problems))
        except (OSError, SyntaxError, ValueError, RecursionError) as error:
            problems.append(_skipped(file, str(error).partition("\n")[0]))
    return migrations, problems


# What several migrations come to.


@dataclass
class History:
    """Where the names of today come from; of other names, nothing is known."""

    now: dict[str, str | None] = field(default_factory=dict)
    """Name → the name before; ``None`` if it is new."""

    gone: set[str] = field(default_factory=set)
    """Names before of what was dropped."""

    @property
    def moved(self) -> dict[str, str]:
        """Name before → name today, where they differ."""
        return {old: new for new, old in self.now.items() if old and old != new}

    def rename(self, old: str, new: str) -> None:
        self.now[new] = self._take(old)

    def add(self, name: str) -> None:
        self.now[name] = None

    def drop(self, name: str) -> None:
        origin = self._take(name)
        if origin is not None:
            self.gone.add(origin)

    def _take(self, name: str) -> str | None:
        if name in self.now:
            return self.now.pop(name)
        is_known = name in self.gone or name in self.now.values()
        return None if is_known else name


@dataclass
class AppHistory:
    """The history of an app's tables, and by their classes today of their columns."""

    tables: History = field(default_factory=History)
    columns: dict[str, History] = field(default_factory=dict)


def compose(migrations: Iterable[Migration]) -> dict[str, AppHistory]:
    """What migrations come to, by app: ``a → b, b → c`` is ``a → c``."""
    histories: dict[str, AppHistory] = {}
    for migration in migrations:
        _apply(migration, histories.setdefault(migration.app, AppHistory()))
    return histories


def _apply(migration: Migration, history: AppHistory) -> None:
    """Dropped names are free to be given, and given names free to be taken anew."""
    called = {}
    for table in migration.dropped_tables:
        history.tables.drop(table)
        history.columns.pop(table, None)
    for renamed in migration.renamed_tables:
        history.tables.rename(renamed.old, renamed.new)
        history.columns[renamed.new] = history.columns.pop(renamed.old, History())
        called[renamed.old] = renamed.new
    for table in migration.added_tables:
        history.tables.add(table)
        history.columns[table] = History()

    def columns(table: str) -> History:
        # A migration that renames a table may go on by either name.
        if table not in history.columns:
            table = called.get(table, table)
        return history.columns.setdefault(table, History())

    for table, name in migration.dropped_columns:
        columns(table).drop(name)
    for column in migration.renamed_columns:
        columns(column.table).rename(column.old, column.new)
    for table, name in migration.added_columns:
        columns(table).add(name)


# Finding.


def _collect(
    config: AppConfig, importer: Importer, found: dict[str, AppConfig], seen: set[str]
) -> None:
    """Add an app after those that it depends on, as far as they can be imported."""
    if config.app_name in found or config.app_name in seen:
        return
    seen.add(config.app_name)
    for name in config.migration_dependencies:
        module = importer.load(name)
        other = vars(module).get("APP_CONFIG") if isinstance(module, ModuleType) else 0
        if isinstance(other, AppConfig):
            _collect(other, importer, found, seen)
    found[config.app_name] = config


def _files(app: App) -> Iterator[MigrationFile]:
    if not app.folder.is_dir():
        return
    for path in app.folder.glob("*.py"):
        if path.name == "__init__.py":
            continue
        try:
            match = ID.search(path.read_bytes())
        except OSError:
            continue
        if match:
            # An id that is computed: the file's name is as good.
            name = (match[2] or b"").decode("utf-8", "replace") or path.stem
            yield MigrationFile(app.name, name, path)


# Reading.


def _migration(file: MigrationFile, problems: list[Problem]) -> Migration:
    """:raises SyntaxError: or another error: it cannot be parsed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of escapes in strings, for one.
        tree = ast.parse(file.path.read_bytes())
    calls: dict[str, list[dict[str, str | None]]] = {name: [] for name in CALLS}
    constants = _constants(tree)
    for call in _calls(tree):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        try:
            calls[name].append(_arguments(call, CALLS[name], constants))
        except ValueError:
            what = f"line {call.lineno}: what {name} does is only known when it is run"
            problems.append(_skipped(file, what))
    return Migration(
        file.app,
        file.id,
        renamed_tables=tuple(_renamed_table(call) for call in calls["rename_table"]),
        renamed_columns=tuple(_renamed_column(call) for call in calls["rename_column"]),
        added_tables=tuple(str(call["class_name"]) for call in calls["add_table"]),
        dropped_tables=tuple(str(call["class_name"]) for call in calls["drop_table"]),
        added_columns=tuple(_column(call) for call in calls["add_column"]),
        dropped_columns=tuple(_column(call) for call in calls["drop_column"]),
    )


def _calls(tree: ast.Module) -> list[ast.Call]:
    """The manager's calls in the order of the file."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return sorted(filter(_is_managers, calls), key=lambda c: (c.lineno, c.col_offset))


def _is_managers(call: ast.Call) -> bool:
    """Queries have such methods, too (``Band.alter().drop_column("name")``)."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in CALLS:
        return False
    needed = [name for name in CALLS[call.func.attr] if name not in OPTIONAL]
    spread = any(keyword.arg is None for keyword in call.keywords)
    enough = len(call.args) + len(call.keywords) >= len(needed)
    return not isinstance(call.func.value, ast.Call) and (enough or spread)


def _arguments(
    call: ast.Call, parameters: tuple[str, ...], constants: Mapping[str, ast.expr]
) -> dict[str, str | None]:
    """:raises ValueError: one that is needed is not written out."""
    given = dict(zip(parameters, call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    found: dict[str, str | None] = {}
    for name in parameters:
        node = given.get(name)
        if isinstance(node, ast.Name):
            node = constants.get(node.id, node)
        value = ast.literal_eval(node) if node is not None else None
        if not (isinstance(value, str) or (value is None and name in OPTIONAL)):
            raise ValueError(name)
        found[name] = value
    return found


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _renamed_table(call: Mapping[str, str | None]) -> RenamedTable:
    return RenamedTable(
        old=str(call["old_class_name"]),
        new=str(call["new_class_name"]),
        old_tablename=str(call["old_tablename"]),
        new_tablename=str(call["new_tablename"]),
        schema=call["schema"],
    )


def _renamed_column(call: Mapping[str, str | None]) -> RenamedColumn:
    old, new = str(call["old_column_name"]), str(call["new_column_name"])
    return RenamedColumn(
        table=str(call["table_class_name"]),
        tablename=str(call["tablename"]),
        old=old,
        new=new,
        old_db_name=call["old_db_column_name"] or old,
        new_db_name=call["new_db_column_name"] or new,
        schema=call["schema"],
    )


def _column(call: Mapping[str, str | None]) -> tuple[str, str]:
    return str(call["table_class_name"]), str(call["column_name"])


def _skipped(file: MigrationFile, why: str) -> Problem:
    place = "/".join(file.path.parts[-3:])
    what = f"what this migration renames cannot be read: {why}"
    return Problem(place, what, "Say it with --rename, such as --rename Movie.a=b.")
