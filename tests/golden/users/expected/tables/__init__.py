"""The tables of this admin, a folder for each."""

from __future__ import annotations

from piccolo.apps.user.tables import BaseUser
from piccolo.table import Table
from piccolo_api.session_auth.tables import SessionsBase

# By their addresses. What does not stand here is not linked to.
TABLES: dict[str, type[Table]] = {
    "/tables/piccolo_user/": BaseUser,
    "/tables/sessions/": SessionsBase,
}
