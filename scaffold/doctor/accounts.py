"""Who can log in to the admin, and what that needs."""

from __future__ import annotations

from collections.abc import Iterator

from scaffold.config import AUTH_TABLE
from scaffold.doctor.checks import check
from scaffold.doctor.project import Project
from scaffold.doctor.tables import register
from scaffold.doctor.values import all_settings
from scaffold.errors import Problem
from scaffold.introspect.targets import TableClass, find_class
from scaffold.wiring.missing import FORWARDS

SECRETS = "piccolo_api.mfa.authenticator.tables:AuthenticatorSecret"


@check("users-unregistered", "error", "configuration", "admin")
def users_unregistered(project: Project) -> Iterator[Problem]:
    """No app registers the table of those who can log in."""
    yield from unregistered(project, project.options.auth_table, "log in by")


@check("sessions-unregistered", "error", "configuration", "admin")
def sessions_unregistered(project: Project) -> Iterator[Problem]:
    """No app registers the table of sessions."""
    yield from unregistered(project, project.options.session_table, "keep sessions in")


@check("mfa-unregistered", "error", "configuration", "admin")
def mfa_unregistered(project: Project) -> Iterator[Problem]:
    """Second factors are on, and no app registers the table of their secrets."""
    for its in all_settings(project):
        given = its.get("mfa_providers")
        if given and given.value not in ((), []):
            yield from unregistered(project, SECRETS, "keep second factors in")
            return


@check("tokens-unregistered", "note", "configuration", "admin")
def tokens_unregistered(project: Project) -> Iterator[Problem]:
    """The REST API is generated, and no app registers the table of its tokens.

    Scripts cannot log in to it with tokens then; all else works.
    """
    file = project.output / "tokens" / "piccolo_app.py"
    registered = any(app.file == file for app in project.apps.values())
    if file.is_file() and not registered:
        what = "no app registers the table of API tokens, so that all are refused"
        module = project.shown(file.parent).replace("/", ".")
        remedy = f"{register(project, f'{module}.tables')} Then: {FORWARDS}"
        yield Problem(project.conf_file, what, remedy)


@check("superuser-missing", "warning", "configuration", "admin", "answer")
def superuser_missing(project: Project) -> Iterator[Problem]:
    """Nobody can do everything in the admin: no active superuser may log in."""
    key = project.options.auth_table
    table = find_class(key, project.importer)
    if isinstance(table, Problem) or table not in project.app_of:
        return
    assert project.database is not None
    if project.database.rows(superusers(table)) == []:
        what = "nobody is an active superuser who may use the admin"
        yield Problem(key, what, how_to_add(key))


def unregistered(project: Project, key: str, use: str) -> Iterator[Problem]:
    table = find_class(key, project.importer)
    if not isinstance(table, Problem) and table not in project.app_of:
        what = f"no app registers {key}, which the admin has to {use}"
        line = register(project, table.__module__)
        remedy = f"{line} Then: {FORWARDS}"
        yield Problem(project.conf_file, what, remedy)


def superusers(table: TableClass) -> str:
    """A query for one of them."""
    return (
        f"SELECT 1 AS one FROM {table._meta.get_formatted_tablename()} "
        'WHERE "active" AND "admin" AND "superuser" LIMIT 1'
    )


def how_to_add(key: str) -> str:
    if key == AUTH_TABLE:
        return (
            "piccolo user create --is_superuser=true --is_admin=true --is_active=true"
        )
    module, _, name = key.partition(":")
    return (
        f'python -c "from {module} import {name}; {name}.create_user_sync('
        "'NAME', 'PASSWORD', active=True, admin=True, superuser=True)\""
    )
