"""What a project lacks to run its admin: lines of code, and commands.

Neither the database nor anything that runs is asked: what only they know is a command.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold.config import AUTH_TABLE, SESSION_TABLE, Options
from scaffold.introspect.importing import Importer
from scaffold.introspect.offline import offline
from scaffold.introspect.registry import Registry
from scaffold.introspect.targets import key_of
from scaffold.schema import Schema
from scaffold.wiring.mounting import mount
from scaffold.wiring.registry import register
from scaffold.wiring.source import Edit, write

APPS = {
    AUTH_TABLE: "piccolo.apps.user.piccolo_app",
    SESSION_TABLE: "piccolo_api.session_auth.piccolo_app",
}
"""The apps of tables that are not the project's own."""

FORWARDS = "piccolo migrations forwards all"

USER = "piccolo user create --is_admin=true --is_superuser=true --is_active=true"

OWN_USER = (
    "from getpass import getpass; from {module} import {name}; {name}.create_user_sync("
    "username=input('Name: '), password=getpass(), active=True, admin=True, "
    "superuser=True)"
)


@dataclass(frozen=True)
class Missing:
    """What to add to which files, and what to run then."""

    edits: tuple[Edit, ...] = ()
    commands: tuple[str, ...] = ()

    @property
    def by_hand(self) -> tuple[Edit, ...]:
        """Those that cannot be made safely."""
        return tuple(edit for edit in self.edits if edit.new is None)

    def write(self, project: Path) -> None:
        """Make the others. Raises ``OutputError``."""
        for edit in self.edits:
            write(project, edit)

    def after(self, earlier: Edit) -> Missing:
        """With an edit that was made before these, as one with that of its place."""
        others = [edit for edit in self.edits if edit.old != earlier.new]
        same = [edit for edit in self.edits if edit.old == earlier.new]
        for edit in same:
            earlier = replace(edit, old=earlier.old, lines=earlier.lines + edit.lines)
        return replace(self, edits=(earlier, *others))


def missing(project: Path, package: str, schema: Schema, options: Options) -> Missing:
    """Raises ``OSError``."""
    apps = [*apps_for(project, schema, options), *own_apps(project, package, options)]
    edits = (register(project, apps), mount(project, package))
    commands = (
        *(f"piccolo migrations new {app} --auto" for app in unmigrated(project)),
        FORWARDS,
        create_user(options.auth_table),
        f"python -m {package}",
    )
    return Missing(tuple(edit for edit in edits if edit), commands)


def registration(project: Path, schema: Schema, options: Options) -> Edit | None:
    """The edit that registers the apps of its tables, if there are any.

    Raises ``OSError``.
    """
    return register(project, apps_for(project, schema, options))


def apps_for(project: Path, schema: Schema, options: Options) -> list[str]:
    """The apps of its tables that nobody has registered, as far as they are known."""
    tables = {options.auth_table, options.session_table}
    tables |= {table.key for table in schema.tables}
    apps = registry(project).apps.values()
    classes = (table for app in apps for table in app.table_classes)
    unregistered = sorted(tables - {key_of(table) for table in classes})
    modules = dict.fromkeys(app_of(project, table) for table in unregistered)
    return [module for module in modules if module]


def own_apps(project: Path, package: str, options: Options) -> list[str]:
    """The app of API tokens, which comes with the admin, unless it is registered."""
    folder = project / package.replace(".", "/") / "tokens"
    known = (
        Path(app.resolved_migrations_folder_path).parent
        for app in registry(project).of_admins
    )
    if not options.api or folder in known:
        return []
    return [f"{package}.tokens.piccolo_app"]


def registry(project: Path) -> Registry:
    """What is registered; nothing where that cannot be read."""
    with offline(project):
        return Registry(Importer(project))


def app_of(project: Path, table: str) -> str | None:
    """The module of the app that a table belongs to, if there is one to register."""
    if table in APPS:
        return APPS[table]
    package = table.partition(":")[0].rpartition(".")[0]
    module = f"{package}.piccolo_app" if package else "piccolo_app"
    return module if (project / f"{module.replace('.', '/')}.py").is_file() else None


def unmigrated(project: Path) -> Iterator[str]:
    """The project's own apps that have tables and no migration."""
    for app in registry(project).apps.values():
        folder = project / app.resolved_migrations_folder_path
        own = folder.is_relative_to(project)
        if own and app.table_classes and not any(folder.glob("*[0-9]*.py")):
            yield app.app_name


def create_user(table: str) -> str:
    """The command that makes a superuser."""
    if table == AUTH_TABLE:
        return USER
    module, _, name = table.partition(":")
    return f'python -c "{OWN_USER.format(module=module, name=name)}"'
