"""What the user names → table classes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from keyword import iskeyword
from types import ModuleType
from typing import TypeGuard

from piccolo.table import Table

from scaffold.errors import Problem
from scaffold.introspect.importing import Failure, Importer, near, near_module
from scaffold.introspect.registry import Registry

TableClass = type[Table]


def key_of(table: TableClass) -> str:
    """``module:Class``, as in ``scaffold.schema.Table.key``."""
    return f"{table.__module__}:{table.__name__}"


def find_tables(
    targets: Sequence[str], importer: Importer, registry: Registry
) -> tuple[list[TableClass], list[Problem]]:
    """The tables named, once each, in the order of the targets; all without targets."""
    tables: list[TableClass] = []
    problems: list[Problem] = []
    if not targets:
        found = _registered(registry)
        return ([], [found]) if isinstance(found, Problem) else (found, [])
    for target in dict.fromkeys(targets):
        found = _find(target, importer, registry)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            tables.extend(found)
    return list(dict.fromkeys(tables)), list(dict.fromkeys(problems))


def find_class(text: str, importer: Importer) -> TableClass | Problem:
    """The table that a ``module:Class`` names."""
    module_name, _, name = text.partition(":")
    if not (is_importable(module_name) and name.isidentifier()):
        return _malformed(text)
    module = importer.load(module_name)
    if isinstance(module, Failure):
        return Problem(module_name, module.what, module.remedy)
    found = vars(module).get(name)
    if is_table(found):
        return found
    names = [table.__name__ for table in tables_in(module)]
    if found is Table:
        what = "it is Piccolo's base class, not a table"
    elif name in vars(module):
        what = f"it is no Table class, but {_kind(found)}"
    else:
        what = f"the module has no {name}"
    return Problem(text, what, _choose_from(name, module_name, names))


def tables_in(module: ModuleType) -> list[TableClass]:
    """The tables a module or package defines, or else those it imports.

    Names that begin with an underscore are skipped, as by Piccolo's ``table_finder``.
    """
    found = [
        value
        for name, value in sorted(vars(module).items())
        if not name.startswith("_") and is_table(value)
    ]
    own = [table for table in found if _is_from(table, module.__name__)]
    return list(dict.fromkeys(own or found))


def is_table(value: object) -> TypeGuard[TableClass]:
    return isinstance(value, type) and issubclass(value, Table) and value is not Table


def is_importable(module: str) -> bool:
    """Whether an import statement can name the module."""
    return all(
        part.isidentifier() and not iskeyword(part) for part in module.split(".")
    )


def can_be_imported_back(table: TableClass) -> bool:
    module = sys.modules.get(table.__module__)
    return (
        is_importable(table.__module__)
        and is_importable(table.__name__)
        and getattr(module, table.__name__, None) is table
    )


def _find(
    target: str, importer: Importer, registry: Registry
) -> list[TableClass] | Problem:
    if ":" in target:
        table = find_class(target, importer)
        return table if isinstance(table, Problem) else [table]
    if target in registry.apps:
        return _tables_of_app(target, registry)
    if not is_importable(target):
        return _malformed(target)
    module = importer.load(target)
    if isinstance(module, ModuleType):
        return tables_in(module) or _without_tables(target, importer, registry)
    if module.missing:
        return _missing(target, module, registry)
    return Problem(target, module.what, module.remedy)


def _missing(target: str, module: Failure, registry: Registry) -> Problem:
    if "." in target:
        return Problem(target, module.what, module.remedy)
    if registry.problem and not registry.loaded:
        return registry.problem  # It could tell whether this is an app.
    app = near(target, registry.apps)
    return Problem(
        target,
        "there is neither a module nor a registered app of that name",
        f"Did you mean the app {app}?" if app else module.remedy,
    )


def _without_tables(target: str, importer: Importer, registry: Registry) -> Problem:
    if registry.problem and not registry.loaded and "." not in target:
        return registry.problem
    inner = near_module(f"{target}.tables", importer.directory)
    return Problem(
        target,
        "the module defines and imports no table",
        (
            f"Did you mean {inner}?"
            if inner
            else "Name the module in which the subclasses of piccolo.table.Table are."
        ),
    )


def _registered(registry: Registry) -> list[TableClass] | Problem:
    if registry.problem:
        return registry.problem
    tables = [
        table
        for app in registry.apps.values()
        for table in app.table_classes
        if is_table(table)
    ]
    return list(dict.fromkeys(tables)) or Problem(
        registry.module,
        "no app in its APP_REGISTRY has a table",
        "Name tables in the `table_classes` of an app's AppConfig, and the app in "
        "`AppRegistry(apps=[…])`; or name a module with tables.",
    )


def _tables_of_app(name: str, registry: Registry) -> list[TableClass] | Problem:
    tables = [table for table in registry.apps[name].table_classes if is_table(table)]
    return tables or Problem(
        name,
        "the app registers no table",
        "Name its tables in the `table_classes` of its AppConfig.",
    )


def _malformed(target: str) -> Problem:
    as_module = target.removesuffix(".py").strip("./").replace("/", ".")
    if "/" in target and is_importable(as_module):
        remedy = f"Did you mean {as_module}?"
    else:
        remedy = "Write movies.tables, movies.tables:Movie, or the name of an app."
    return Problem(repr(target), "it names no module, table or app", remedy)


def _is_from(table: TableClass, module: str) -> bool:
    """Defined there, or made there by a call, which leaves another module's name."""
    return (
        table.__module__ == module
        or table.__module__.startswith(f"{module}.")
        or not can_be_imported_back(table)
    )


def _choose_from(name: str, module: str, names: Iterable[str]) -> str:
    names = sorted(names)
    nearest = near(name, names)
    if nearest:
        return f"Did you mean {module}:{nearest}?"
    if names:
        return f"The tables there are {', '.join(names)}."
    return "Name the module in which the subclasses of piccolo.table.Table are."


def _kind(value: object) -> str:
    if isinstance(value, type):
        return "another class"
    return f"an instance of {type(value).__name__}"
