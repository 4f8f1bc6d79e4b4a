"""Tables that no migration sees, and foreign keys that lead nowhere."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from scaffold.doctor.checks import check
from scaffold.doctor.project import App, Project
from scaffold.doctor.sources import TABLE, Source
from scaffold.errors import Problem
from scaffold.introspect.targets import key_of


@check("table-unregistered", "error", "configuration")
def table_unregistered(project: Project) -> Iterator[Problem]:
    """A module has tables, and is in no app of the `APP_REGISTRY`.

    No migration sees them. Tables that others inherit from do not count, nor tests.
    """
    for source, names in unregistered(project).items():
        if app_around(project, source) is None:
            what = f"no app registers {', '.join(names)}"
            yield Problem(source.path, what, how_to_register(project, source))


@check("table-left-out", "error", "configuration")
def table_left_out(project: Project) -> Iterator[Problem]:
    """The `table_classes` of an app leave out a table of its package.

    No migration sees it.
    """
    for source, names in unregistered(project).items():
        app = app_around(project, source)
        if app is not None:
            file, listed = project.shown(app.file), ", ".join(names)
            what = f"the app {app.name} leaves out {listed}"
            yield Problem(
                source.path, what, f"Add {listed} to table_classes in {file}."
            )


@check("reference-broken", "error", "configuration")
def reference_broken(project: Project) -> Iterator[Problem]:
    """A foreign key refers to a table that cannot be found."""
    for app in project.own_apps:
        for table in app.tables:
            yield from project.references.problems_of(table)


@check("reference-unregistered", "error", "configuration")
def reference_unregistered(project: Project) -> Iterator[Problem]:
    """A foreign key refers to a table that no app registers.

    The migration that makes the key fails, as the table is never made.
    """
    for app in project.own_apps:
        for table in app.tables:
            for column, other in project.references.of(table).items():
                if other not in project.app_of:
                    what = f"it refers to {key_of(other)}, which no app registers"
                    remedy = register(project, other.__module__)
                    yield Problem(f"{key_of(table)}.{column}", what, remedy)


def unregistered(project: Project) -> dict[Source, list[str]]:
    """By file, the tables that are in the ``table_classes`` of no app."""
    known = {
        (getattr(sys.modules.get(its.__module__), "__file__", ""), its.__name__)
        for table in project.app_of
        for its in table.__mro__
    }
    inherited = bases(project)
    found: dict[Source, list[str]] = {}
    for source in project.sources.files:
        file = str(project.directory / source.path)
        for name, node in source.classes.items():
            is_known = (file, name) in known or f"{source.module}:{name}" in inherited
            if not is_known and is_real(project, source, node):
                found.setdefault(source, []).append(name)
    return found


def is_real(project: Project, source: Source, node: ast.ClassDef) -> bool:
    """A table for the project's data: none of a test, none chosen by a tag."""
    has_tags = any(keyword.arg == "tags" for keyword in node.keywords)
    if source.is_test or has_tags or node.name.startswith("_"):
        return False
    return project.sources.is_table(f"{source.module}:{node.name}")


def bases(project: Project) -> set[str]:
    """The classes that others inherit from."""
    return {
        base
        for source in project.sources.files
        for node in source.classes.values()
        for base in project.sources.bases(source, node)
        if base != TABLE
    }


def app_around(project: Project, source: Source) -> App | None:
    """The app in whose package a file lies; the innermost one."""
    place = (project.directory / source.path).parent
    around = [app for app in project.own_apps if place.is_relative_to(app.file.parent)]
    return max(around, key=lambda app: len(app.file.parts), default=None)


def how_to_register(project: Project, source: Source) -> str:
    """With the app that is there, or a new one."""
    place = project.directory / source.path
    for folder in place.parents:
        if (folder / "piccolo_app.py").exists():
            return register(project, module_of(project, folder / "piccolo_app.py"))
        if folder == project.directory:
            break
    package = Path(source.path).parent
    if package == Path():
        return "Move it into an app: piccolo-scaffold startapp NAME"
    line = register(project, ".".join((*package.parts, "tables")))
    return f"Write {package.as_posix()}/piccolo_app.py with an APP_CONFIG. {line}"


def module_of(project: Project, file: Path) -> str:
    return project.shown(file).removesuffix(".py").replace("/", ".")


def register(project: Project, module: str) -> str:
    """The line that registers the app of a module."""
    app = f"{module.rpartition('.')[0]}.piccolo_app"
    return f'Add "{app}" to APP_REGISTRY in {project.conf_file}.'
