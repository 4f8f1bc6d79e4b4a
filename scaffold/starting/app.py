"""``piccolo-scaffold startapp``: a Piccolo app, registered."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from keyword import iskeyword
from pathlib import Path

import inflection

from scaffold import wiring
from scaffold.commands import package_of, refusing
from scaffold.config import line_length
from scaffold.errors import ConfigError, Problem
from scaffold.render import format_python, render
from scaffold.starting.names import check, check_free
from scaffold.starting.placing import placed, workshop, write
from scaffold.wiring import Edit, registry

FILES = (
    "__init__.py",
    "piccolo_app.py",
    "piccolo_migrations/__init__.py",
    "tables.py",
)

TAKEN = {"Table", "User", "Varchar"}
"""What the module of the tables imports, and what databases keep for themselves."""

NO_CONF = "There is no piccolo_conf.py, in which apps are registered."


@dataclass(frozen=True)
class NewApp:
    """An app; ``edit`` registers it, and is ``None`` if it was already."""

    name: str
    folder: Path
    files: tuple[str, ...]
    edit: Edit | None


def startapp(directory: Path, name: str, output: Path | None) -> NewApp:
    """Write a new app, and register it if that can be done safely.

    Raises ``ScaffoldError``.
    """
    folder = directory / (output or name)
    conf = registry.conf_path(directory)
    if conf is None:
        remedy = "Run it in the project's folder, or with -C; startproject makes one."
        raise ConfigError(Problem(str(directory), NO_CONF, remedy))
    taken = registered(directory, directory / conf)
    check("piccolo-scaffold startapp", name, directory, taken)
    check_free(folder)
    module = f"{package_of(directory, folder)}.piccolo_app"
    files = contents(name, line_length(directory))
    with refusing(folder):
        edit = registry.register(directory, [module])
    with workshop(folder) as made:
        write(made, files)
        with placed(made, folder):
            if edit:
                wiring.write(directory, edit)
    return NewApp(name, folder, tuple(files), edit)


def registered(directory: Path, conf: Path) -> set[str]:
    """The names of the apps there: as they say, or as their packages are called."""
    modules = registry.registered(conf)
    packages = (module.removesuffix(registry.SUFFIX) for module in modules)
    return {
        app_name(directory, package) or package.rpartition(".")[2]
        for package in packages
    }


def app_name(directory: Path, package: str) -> str | None:
    """What an app of the project's calls itself, if it says so plainly."""
    path = directory / package.replace(".", "/") / "piccolo_app.py"
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="app_name", value=ast.Constant(value=str(name))):
                return name
    return None


def contents(name: str, length: int) -> dict[str, str]:
    """The files of an app, by their paths below it."""
    table = inflection.camelize(inflection.singularize(name) or name)
    if table in TAKEN or iskeyword(table):
        table = f"{table}Row"
    names = {"app": name, "table": table}
    texts = {file: render(f"app/{file}.jinja", **names) for file in FILES}
    return format_python(texts, line_length=length)
