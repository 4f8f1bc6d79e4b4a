"""Passwords: their rules, and how they are hashed and compared."""

from __future__ import annotations

import secrets
from typing import Any

from anyio import to_thread
from piccolo.apps.user.tables import BaseUser

from .database import Refused
from .i18n import gettext as _


class WeakPassword(Refused):
    """It breaks the rules of passwords."""


async def hash_password(table: type[BaseUser], password: str) -> str:
    """Check and hash a new password, off the event loop. Raises ``WeakPassword``."""
    if message := refusal(table, password):
        raise WeakPassword({"password": message})
    return str(await to_thread.run_sync(table.hash_password, password))


def refusal(table: type[BaseUser], password: str) -> str:
    """Why this cannot be a password, by the rules of the table; or nothing."""
    least, most = table._min_password_length, table._max_password_length
    if not least <= len(password) <= most:
        return _("Use {least} to {most} characters.").format(least=least, most=most)
    try:
        table._validate_password(password)
    except ValueError as error:
        if password.startswith("pbkdf2_sha256$"):
            return _("This cannot be a password: it looks like a stored one.")
        return str(error)
    return ""


async def check_password(table: type[BaseUser], username: str, password: str) -> Any:
    """The user who has this name and password and may use the admin, or ``None``.

    An unknown name takes as long as a wrong password, so that names cannot be guessed.
    """
    # Databases store no NUL and no half of a surrogate pair.
    storable = username.encode(errors="replace").decode().replace("\0", "\ufffd")
    found = await table.objects().where(table.username == storable).first()
    stored = (
        found.password
        if found
        else f"pbkdf2_sha256${table._pbkdf2_iteration_count}$-$-"
    )
    _algorithm, iterations, salt, _hash = table.split_stored_password(stored)
    try:
        given = await to_thread.run_sync(
            table.hash_password, password, salt, int(iterations)
        )
    except ValueError:  # It is too long to be anyone's.
        return None
    same = secrets.compare_digest(given, stored)
    return found if found and same and found.active and found.admin else None
