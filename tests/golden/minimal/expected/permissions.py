"""Who may do what: with which tables, and with which of their rows.

Each function is asked about a person and a table, and answers ``True`` for all rows,
``False`` for none, or a condition for those that fit::

    def change(user: BaseUser, table: type[Table]) -> bool | Condition:
        if table is Rate:
            return user.superuser
        if table is Task:
            return (Task.owner == user.id) | Task.owner.is_null()
        return True

Whoever may not view a row can do nothing else with it, either. What is added or changed
must fit afterwards, too, or it is refused: so nobody adds a task for somebody else, or
gives one away. Everything asks here, since ``queries.py`` of each table does.
"""

from __future__ import annotations

from piccolo.apps.user.tables import BaseUser
from piccolo.table import Table
from piccolo_api.mfa.authenticator.tables import AuthenticatorSecret
from piccolo_api.session_auth.tables import SessionsBase
from piccolo_api.token_auth.tables import TokenAuth

from .tokens.tables import ApiToken
from .toolbox.filters import Condition
from .toolbox.i18n import gettext as _

LOGINS = (BaseUser, SessionsBase, AuthenticatorSecret, TokenAuth, ApiToken)
"""Who can log in, and who is logged in; and tables that inherit from these."""


def view(user: BaseUser, table: type[Table]) -> bool | Condition:
    return True


def add(user: BaseUser, table: type[Table]) -> bool | Condition:
    return user.superuser or not issubclass(table, LOGINS)


def change(user: BaseUser, table: type[Table]) -> bool | Condition:
    return user.superuser or not issubclass(table, LOGINS)


def delete(user: BaseUser, table: type[Table]) -> bool | Condition:
    return user.superuser or not issubclass(table, LOGINS)


def refusal(user: BaseUser, table: type[Table]) -> str:
    """What people read who may not do what they have asked for."""
    if issubclass(table, LOGINS):
        return _("Only a superuser may change this.")
    return _("You have no right to do this.")
