"""Migrations that are missing, not run, or in the wrong order across apps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from scaffold.doctor.checks import check
from scaffold.doctor.project import App, Project
from scaffold.doctor.snapshots import QUERIES, Unclear, differences, files
from scaffold.errors import Problem
from scaffold.introspect.importing import Failure

RAN = 'SELECT "app_name", "name" FROM "migration"'


@check("migration-dependency-unknown", "error", "configuration")
def migration_dependency_unknown(project: Project) -> Iterator[Problem]:
    """An app's `migration_dependencies` name what is no Piccolo app.

    No command of Piccolo's for migrations works then.
    """
    for app in project.own_apps:
        for name in app.config.migration_dependencies:
            if project.app(name):
                continue
            module = project.importer.load(name)
            why = module.what if isinstance(module, Failure) else "has no APP_CONFIG"
            remedy = f'Name the module, such as "{suggestion(name)}".'
            what = f"migration_dependencies names {name}, but it {why}"
            yield Problem(project.shown(app.file), what, remedy)


@check("migration-circle", "error", "configuration")
def migration_circle(project: Project) -> Iterator[Problem]:
    """Apps depend on each other's migrations in a circle.

    No command of Piccolo's for migrations works then.
    """
    graph = {app.name: dependencies(project, app) for app in project.apps.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        names = error.args[1]
        what = f"the migrations of these apps depend on each other: {' → '.join(names)}"
        file = project.shown(project.apps[names[0]].file)
        yield Problem(file, what, "Take one out of migration_dependencies.")


@check("migration-order", "error", "configuration")
def migration_order(project: Project) -> Iterator[Problem]:
    """A foreign key refers to a table of an app that need not be migrated before.

    The `migration_dependencies` do not name it, so which comes first is left to chance.
    """
    for app in project.own_apps:
        before = all_dependencies(project, app)
        for other, places in referred(project, app).items():
            if other.name in before:
                continue
            places_shown = ", ".join(places)
            what = f"{places_shown} refers to {other.name}, which may be migrated later"
            if app.name in all_dependencies(project, other):
                remedy = f"{other.name} depends on {app.name}: make one app of both."
            else:
                remedy = f'Add "{other.module}" to its migration_dependencies.'
            yield Problem(project.shown(app.file), what, remedy)


@check("migration-missing", "error", "configuration")
def migration_missing(project: Project) -> Iterator[Problem]:
    """The tables of an app differ from what its migrations say."""
    for app, found in compared(project):
        if found and not isinstance(found, Unclear):
            what = (
                f"the tables of {app.name} differ from its migrations: {listed(found)}"
            )
            remedy = f"piccolo migrations new {app.name} --auto"
            yield Problem(project.shown(app.file), what, remedy)


@check("migration-unclear", "note", "configuration")
def migration_unclear(project: Project) -> Iterator[Problem]:
    """The migrations of an app cannot be compared with its tables.

    One of them fails, or queries the database before it is run: do that in a function
    that `manager.add_raw` is given.
    """
    for app, found in compared(project):
        if isinstance(found, Unclear):
            what = f"{app.name} cannot be compared with its tables: {found}"
            remedy = "Correct it; Piccolo cannot read it, either."
            if QUERIES in what:
                remedy = "Query in a function that is given to manager.add_raw."
            yield Problem(project.shown(app.migrations), what, remedy)


@check("migration-not-run", "error", "configuration", "answer")
def migration_not_run(project: Project) -> Iterator[Problem]:
    """Migrations have not been run on this database."""
    ran = names_run(project)
    behind = {
        app.name: missing
        for app in project.apps.values()
        if (missing := [f.id for f in files(app) if (app.name, f.id) not in ran])
    }
    for name, missing in behind.items():
        app = project.apps[name]
        have = f"and {len(missing) - 1} more have" if len(missing) > 1 else "has"
        what = f"of the app {name}, {missing[0]} {have} not been run"
        needs_others = all_dependencies(project, app).intersection(behind) > {name}
        remedy = f"piccolo migrations forwards {'all' if needs_others else name}"
        where = project.shown(app.migrations) if app.is_own else app.module
        yield Problem(where, what, remedy)


@check("migration-vanished", "warning", "configuration", "answer")
def migration_vanished(project: Project) -> Iterator[Problem]:
    """Migrations were run on this database whose files are gone.

    As after changing to another branch.
    """
    ran = names_run(project)
    for app in project.own_apps:
        there = {(app.name, file.id) for file in files(app)}
        gone = sorted(name for its, name in ran - there if its == app.name)
        if gone:
            what = f"of the app {app.name}, {', '.join(gone)} was run and has no file"
            remedy = "Restore the file, or make the database anew."
            yield Problem(project.shown(app.migrations), what, remedy)


def compared(project: Project) -> Iterator[tuple[App, Sequence[object] | Unclear]]:
    """What a new automatic migration of each app would do.

    Where the dependencies are wrong, Piccolo finds no app, and that is told already.
    """
    wrong = (migration_dependency_unknown(project), migration_circle(project))
    if not any(chain(*wrong)):
        for app in project.own_apps:
            yield app, differences(app, project.engine)


def names_run(project: Project) -> set[tuple[str, str]]:
    """App and id of each migration that was run."""
    assert project.database is not None
    return {(row["app_name"], row["name"]) for row in project.database.rows(RAN) or ()}


def dependencies(project: Project, app: App) -> list[str]:
    others = (project.app(name) for name in app.config.migration_dependencies)
    return [other.name for other in others if other]


def all_dependencies(project: Project, app: App) -> set[str]:
    """The names of the apps that are migrated before, and of this one."""
    found: set[str] = set()
    queue = [app.name]
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += dependencies(project, project.apps[name])
    return found


def referred(project: Project, app: App) -> dict[App, list[str]]:
    """Other apps that foreign keys lead to, and these keys."""
    found: dict[App, list[str]] = {}
    for table in app.tables:
        for column, target in project.references.of(table).items():
            other = project.app_of.get(target)
            if other and target not in app.tables:
                found.setdefault(other, []).append(f"{table.__name__}.{column}")
    return found


def suggestion(name: str) -> str:
    package = name.removesuffix(".piccolo_conf").removesuffix(".tables")
    return package if package.endswith(".piccolo_app") else f"{package}.piccolo_app"


def listed(found: Sequence[object]) -> str:
    shown = ", ".join(str(one) for one in found[:3])
    return f"{shown}, …" if len(found) > 3 else shown
