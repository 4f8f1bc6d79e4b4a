"""``piccolo_conf.py``, and the engine in it."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from scaffold.doctor.checks import check
from scaffold.doctor.project import Project
from scaffold.errors import Problem
from scaffold.introspect.importing import Failure

ENGINE = """\
Write one, such as:

      from piccolo.engine.sqlite import SQLiteEngine

      DB = SQLiteEngine(path="app.sqlite")"""


@check("variable-unset", "error")
def variable_unset(project: Project) -> Iterator[Problem]:
    """`piccolo_conf.py` needs a variable of the environment that is not set.

    Asked only where the file cannot be imported.
    """
    for name, line in unset(project).items():
        what = f"it needs the variable {name}, which is not set"
        if in_env_file(project.directory, name):
            remedy = "set -a; . ./.env; set +a"
        else:
            remedy = f"export {name}=…"
        yield Problem(f"{project.conf_file}:{line}", what, remedy)


@check("conf-unusable", "error")
def conf_unusable(project: Project) -> Iterator[Problem]:
    """There is no `piccolo_conf.py`, it fails, or has no `APP_REGISTRY`."""
    if project.registry.problem and not unset(project):
        yield project.registry.problem


@check("engine-missing", "error", "configuration")
def engine_missing(project: Project) -> Iterator[Problem]:
    """`piccolo_conf.py` has no engine called `DB`."""
    if project.engine is None:
        yield Problem(project.conf_file, "it defines no engine called DB", ENGINE)


@check("engine-unreachable", "error", "database")
def engine_unreachable(project: Project) -> Iterator[Problem]:
    """The database, or one of its replicas, does not answer.

    Nothing else that needs it is checked then. It is given five seconds; a file of
    SQLite's is not made.
    """
    assert project.database is not None
    for name, why in project.database.unreachable.items():
        remedy = (
            f"Start the database, or correct {name} in {project.conf_file} and the "
            "variables that it reads. --no-database leaves it alone."
        )
        yield Problem(project.conf_file, f"{name} does not answer: {why}", remedy)


def unset(project: Project) -> dict[str, int]:
    """Variables that ``os.environ["…"]`` fails on, and the lines that say so."""
    if not isinstance(project.conf, Failure) or project.conf.missing:
        return {}
    try:
        tree = ast.parse((project.directory / project.conf_file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    return {
        name: node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value) in ("os.environ", "environ")
        and isinstance(node.slice, ast.Constant)
        and (name := str(node.slice.value)) not in os.environ
        and f"KeyError: '{name}'" in project.conf.what
    }


def in_env_file(directory: Path, name: str) -> bool:
    """Whether ``.env`` has it, and nothing has read that."""
    try:
        lines = (directory / ".env").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    return any(line.removeprefix("export ").startswith(f"{name}=") for line in lines)
