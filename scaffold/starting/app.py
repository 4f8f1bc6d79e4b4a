"""``piccolo-scaffold startapp``: a Piccolo app, registered."""

from __future__ import annotations

from dataclasses import dataclass
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

IMPORTED = {"Table", "Varchar"}
"""What the module of the tables calls by a name."""

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
    check("piccolo-scaffold startapp", name, directory, registered(directory / conf))
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


def registered(conf: Path) -> set[str]:
    """The names of the apps there, which are those of their packages as a rule."""
    modules = registry.registered(conf)
    packages = (module.removesuffix(registry.SUFFIX) for module in modules)
    return {package.rpartition(".")[2] for package in packages}


def contents(name: str, length: int) -> dict[str, str]:
    """The files of an app, by their paths below it."""
    table = inflection.camelize(inflection.singularize(name))
    if table in IMPORTED:
        table = f"{table}Row"
    names = {"app": name, "table": table}
    texts = {file: render(f"app/{file}.jinja", **names) for file in FILES}
    return format_python(texts, line_length=length)
