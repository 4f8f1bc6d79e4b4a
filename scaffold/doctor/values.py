"""The settings of admins, as they can be read from the source.

Of ``settings.py`` and of calls of ``create_admin``. What is only known when the code
runs is not known here.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from scaffold.doctor.project import Project
from scaffold.doctor.sources import Source
from scaffold.references.expressions import dotted

RATE_LIMIT_STORE = "rate_limit_store"

PICCOLO_ADMIN = "piccolo_admin.endpoints:create_admin"

DEFAULTS_OF_PICCOLO_ADMIN: Mapping[str, Any] = {
    "allowed_hosts": [],
    "debug": False,
    "production": False,
}


@dataclass(frozen=True)
class Value:
    """A setting: what it is, if that can be seen, and where that is said."""

    value: Any
    where: str


Settings = Mapping[str, Value]


def said(project: Project, name: str, value: object) -> Iterator[str]:
    """Where an admin is given this value for a setting."""
    for its in all_settings(project):
        if name in its and its[name].value is value:
            yield its[name].where


def all_settings(project: Project) -> Iterator[Settings]:
    """Of each admin that the project makes: those given to it, and the others."""
    package = ".".join(project.folder.parts)
    own = settings(project)
    made = [
        *calls(project, f"{package}:create_admin"),
        *calls(project, f"{package}.app:create_admin"),
    ]
    if own:
        yield from ({**own, **given_to(call, source)} for source, call in made)
        if not made:  # `python -m admin`
            yield own
    for source, call in calls(project, PICCOLO_ADMIN):
        yield of_call(source, call, DEFAULTS_OF_PICCOLO_ADMIN)


def settings(project: Project) -> Settings:
    """Those in ``settings.py`` of the generated admin; none without that file."""
    source = project.sources.read(settings_file(project))
    node = source.classes.get("Settings") if source else None
    if source is None or node is None:
        return {}
    return {
        line.target.id: Value(value(line.value), f"{source.path}:{line.lineno}")
        for line in node.body
        if isinstance(line, ast.AnnAssign)
        and isinstance(line.target, ast.Name)
        and line.value
    }


def settings_file(project: Project) -> Path:
    return project.output / "settings.py"


def of_call(source: Source, call: ast.Call, defaults: Mapping[str, Any]) -> Settings:
    where = f"{source.path}:{call.lineno}"
    usual = {name: Value(its, where) for name, its in defaults.items()}
    return {**usual, **given_to(call, source)}


def given_to(call: ast.Call, source: Source) -> Settings:
    """What a call gives by name; after ``**options``, anything may be given."""
    found = {}
    for keyword in call.keywords:
        where = f"{source.path}:{keyword.value.lineno}"
        found[keyword.arg or "**"] = Value(value(keyword.value), where)
    if "**" in found:
        unknown = Value(None, f"{source.path}:{call.lineno}")
        return dict.fromkeys(("allowed_hosts", "debug", "production"), unknown) | found
    return found


def value(node: ast.expr) -> Any:
    """What an expression is: a literal, or read from the environment; else ``None``."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        pass
    first = node.args[0] if isinstance(node, ast.Call) and node.args else None
    if not (isinstance(node, ast.Call) and isinstance(first, ast.Constant)):
        return None
    name, variable = dotted(node.func), str(first.value)
    default = value(node.args[1]) if len(node.args) > 1 else None
    if name == "flag":
        given = os.environ.get(variable, default or "")
        return given.lower() in {"1", "true", "yes", "on"}
    if name in ("os.environ.get", "os.getenv"):
        return os.environ.get(variable, default)
    return None


def calls(project: Project, name: str) -> Iterator[tuple[Source, ast.Call]]:
    """Calls of a function that is imported from somewhere, but for those of tests."""
    function = name.partition(":")[2]
    for source in project.sources.files:
        is_meant = function in source.text and not source.is_test
        nodes = source.nodes if is_meant else ()
        for node in filter(is_call, nodes):
            if project.sources.named(source, node.func) == name:
                yield source, node


def is_call(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call)
