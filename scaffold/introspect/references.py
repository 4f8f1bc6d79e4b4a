"""Foreign keys followed, lazy ones too: which tables belong together."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterable
from typing import Any

from piccolo.columns import Column, ForeignKey
from piccolo.columns.reference import LazyTableReference
from piccolo.table import Table

from scaffold.errors import Problem
from scaffold.introspect.importing import Failure, Importer, near, raised
from scaffold.introspect.registry import Registry
from scaffold.introspect.targets import TableClass, is_table, key_of, tables_in

_REGISTER = "Register the app, or use LazyTableReference(…, module_path=…)."


class Unresolved(Exception):
    """A reference leads nowhere."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def at(self, where: str) -> Problem:
        return Problem(where, self.what, self.remedy)


class _WithoutConfiguration(Unresolved):
    """No app can be found: one problem, however many references it is of."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what, problem.remedy)
        self.problem = problem

    def at(self, where: str) -> Problem:
        return self.problem


class References:
    """What the foreign keys of each table point to, resolved once per table."""

    def __init__(self, importer: Importer, registry: Registry) -> None:
        self.directory = importer.directory
        self._importer = importer
        self._registry = registry
        self._tables: dict[TableClass, dict[str, TableClass]] = {}
        self._problems: dict[TableClass, list[Problem]] = {}

    def of(self, table: TableClass) -> dict[str, TableClass]:
        """The referenced table by the column's name, for those that can be resolved."""
        if table not in self._tables:
            self._resolve_all(table)
        return self._tables[table]

    def problems_of(self, table: TableClass) -> list[Problem]:
        self.of(table)
        return self._problems[table]

    def resolve(self, reference: object) -> TableClass:
        """The class itself, or the one a lazy reference names.

        :raises Unresolved: where there is none.
        """
        if isinstance(reference, LazyTableReference):
            if reference.app_name:
                return self._in_app(reference.table_class_name, reference.app_name)
            return self._in_module(
                reference.table_class_name, reference.module_path or ""
            )
        if is_table(reference):
            return reference
        raise Unresolved(
            f"its reference is neither a Table class nor lazy, but {reference!r}",
            "Give it a Table class, a LazyTableReference, or the name of a table.",
        )

    def _resolve_all(self, table: TableClass) -> None:
        tables: dict[str, TableClass] = {}
        problems: list[Problem] = []
        for column in table._meta.foreign_key_columns:
            name = column._meta.name
            try:
                referenced = self.resolve(column._foreign_key_meta.references)
                target_column(column, referenced)
            except Unresolved as error:
                problems.append(error.at(f"{key_of(table)}.{name}"))
            else:
                tables[name] = referenced
        self._tables[table], self._problems[table] = tables, problems

    def _in_module(self, name: str, module_name: str) -> TableClass:
        what = f"it refers to {name} in {module_name}"
        module = self._importer.load(module_name)
        if isinstance(module, Failure):
            raise Unresolved(f"{what}, which {module.what}", module.remedy)
        found = getattr(module, name, None)
        if is_table(found):
            return found
        names = [table.__name__ for table in tables_in(module)]
        raise Unresolved(f"{what}, where there is no such table", _meant(name, names))

    def _in_app(self, name: str, app_name: str) -> TableClass:
        what = f"it refers to {name} in the app {app_name}"
        if self._registry.problem:
            raise _WithoutConfiguration(self._registry.problem)
        try:
            app = self._registry.reachable(app_name)
        except (Exception, SystemExit) as error:
            text = raised(error.__cause__ or error, self._importer.directory)
            raise Unresolved(
                f"{what}, and looking for it failed: {text}",
                "Correct what fails, or use LazyTableReference(…, module_path=…).",
            ) from error
        if app is None:
            nearest = near(app_name, self._registry.apps)
            remedy = f"Did you mean {nearest}?" if nearest else _REGISTER
            raise Unresolved(f"{what}, which is not in APP_REGISTRY", remedy)
        names = {table.__name__: table for table in app.table_classes}
        if name not in names:
            raise Unresolved(
                f"{what}, which registers no such table", _meant(name, names)
            )
        return names[name]


def target_column(column: ForeignKey[Any], referenced: TableClass) -> Column:
    """The column a foreign key points to; it may be one of a base or another copy.

    :raises Unresolved: where the referenced table has no such column.
    """
    target = column._foreign_key_meta.target_column
    if target is None:
        return referenced._meta.primary_key
    name = target._meta.name if isinstance(target, Column) else target
    for candidate in referenced._meta.columns:
        if candidate._meta.name == name:
            return candidate
    names = [candidate._meta.name for candidate in referenced._meta.columns]
    raise Unresolved(
        f"its target_column {name!r} is no column of {key_of(referenced)}",
        _meant(str(name), names),
    )


def related(
    tables: Iterable[TableClass], references: References, without: Container[TableClass]
) -> list[TableClass]:
    """The tables, and those reached from them through foreign keys.

    What stands ``without`` is left out, and nothing is reached through it.
    """
    found: dict[type[Table], None] = {}
    queue = deque(tables)
    while queue:
        table = queue.popleft()
        if table not in found and table not in without:
            found[table] = None
            queue.extend(references.of(table).values())
    return list(found)


def _meant(name: str, names: Iterable[str]) -> str:
    names = sorted(names)
    nearest = near(name, names)
    if nearest:
        return f"Did you mean {nearest}?"
    return f"There are {', '.join(names)}." if names else "There is none at all."
