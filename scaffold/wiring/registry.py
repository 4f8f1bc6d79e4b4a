"""Registering Piccolo apps in the ``APP_REGISTRY`` of ``piccolo_conf.py``."""

from __future__ import annotations

import ast
import os
from collections.abc import Sequence
from pathlib import Path

from piccolo.conf.apps import DEFAULT_MODULE_NAME, ENVIRONMENT_VARIABLE

from scaffold.wiring.literals import argument, assigned, written_out
from scaffold.wiring.source import Edit, Unsafe, plan, texts

PLACE = "in the apps of APP_REGISTRY"
SUFFIX = ".piccolo_app"


def configuration() -> str:
    """The module that ``piccolo`` reads."""
    return os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT_MODULE_NAME


def conf_path(project: Path) -> str | None:
    """Its file below the project; ``None`` if it is none."""
    path = configuration().replace(".", "/")
    found = (f"{path}.py", f"{path}/__init__.py")
    return next((file for file in found if (project / file).is_file()), None)


def register(project: Path, modules: Sequence[str]) -> Edit | None:
    """The edit that registers these, ``None`` if they are. Raises ``OSError``."""
    if not modules:
        return None
    path = conf_path(project)
    if path is None:
        lines = tuple(f'"{module}",' for module in modules)
        return Edit(configuration(), PLACE, lines, why="It is outside of the project.")
    missing = [module for module in modules if not is_listed(project / path, module)]
    if not missing:
        return None
    lines = tuple(f'"{module}",' for module in missing)
    return plan(project, path, PLACE, lines, lambda tree: append(tree, missing))


def registered(file: Path) -> list[str]:
    """What a file registers, as far as it is written out. Raises ``OSError``."""
    try:
        return texts(apps(ast.parse(file.read_bytes())))
    except (SyntaxError, ValueError, Unsafe):
        return []


def is_listed(file: Path, module: str) -> bool:
    """Piccolo takes the name of the package, too."""
    return bool({module, module.removesuffix(SUFFIX)} & {*registered(file)})


def append(tree: ast.Module, modules: Sequence[str]) -> None:
    """Raises ``Unsafe``."""
    listed = apps(tree)
    for module in modules:
        if module in texts(tree):
            raise Unsafe(f'"{module}" stands elsewhere in it already.')
    listed.elts.extend(ast.Constant(module) for module in modules)


def apps(tree: ast.Module) -> ast.List:
    """The list of apps. Raises ``Unsafe``."""
    call = assigned(tree, "APP_REGISTRY")
    if not (isinstance(call, ast.Call) and is_registry(call.func)):
        raise Unsafe("APP_REGISTRY is not made by AppRegistry(…) there.")
    value = call.args[0] if call.args else argument(call, "apps")
    if value is None:
        value = ast.List([], ast.Load())
        call.keywords.append(ast.keyword("apps", value))
    return written_out(tree, value, "The list of apps")


def is_registry(function: ast.expr) -> bool:
    return ast.unparse(function).rpartition(".")[2] == "AppRegistry"
