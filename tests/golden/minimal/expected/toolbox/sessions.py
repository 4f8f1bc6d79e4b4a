"""Sessions: who is logged in, and for how long."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING, Any

from piccolo.apps.user.tables import BaseUser
from piccolo.columns import Column
from piccolo_api.session_auth.tables import SessionsBase
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from .reading import read

if TYPE_CHECKING:
    from ..settings import Settings

SESSION_COOKIE = "id"

PREFIX = "admin$"
"""What the tokens in the table begin with: other apps may have theirs there, too."""

CODE_COOKIE = "code"
CODE_TIME = timedelta(minutes=10)
"""How long there is to type the code, after the password."""


class SessionMiddleware:
    """Find out who is logged in: ``request.user``, or ``None``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            token = HTTPConnection(scope).cookies.get(SESSION_COOKIE)
            settings = scope["app"].state.settings
            scope["user"] = await find_user(settings, token) if token else None
        await self.app(scope, receive, send)


async def find_user(settings: Settings, token: str) -> BaseUser | None:
    """The user of a session, while it lasts and the user may use the admin.

    Everything that is asked begins with this, so it is one query, written once.
    """
    table, users, now = settings.session_table, settings.auth_table, utc()
    key = stored(settings, token)
    query = users.raw(session_sql(table, users), key, now, now)
    for row in await read(query):
        if row.pop("_ends") < now + (settings.increase_expiry or timedelta()):
            await extend(settings, token)
        return admitted(users(**row, _exists_in_db=True))
    return None


@cache
def session_sql(table: type[SessionsBase], users: type[BaseUser]) -> str:
    """It takes what is stored of the token, and now, twice."""
    columns = [column._meta.get_full_name() for column in users._meta.columns]
    ends = name_of(table.expiry_date)
    return (
        f'SELECT {", ".join(columns)}, {ends} AS "_ends" '
        f"FROM {users._meta.get_formatted_tablename()} "
        f"JOIN {table._meta.get_formatted_tablename()} "
        f"ON {name_of(table.user_id)} = {name_of(users._meta.primary_key)} "
        f"WHERE {name_of(table.token)} = {{}} "
        f"AND {ends} > {{}} AND {name_of(table.max_expiry_date)} > {{}}"
    )


def name_of(column: Column) -> str:
    return column._meta.get_full_name(with_alias=False)


async def find_admin(settings: Settings, user_id: Any) -> BaseUser | None:
    """The user with this key, if they may use the admin."""
    table = settings.auth_table
    return admitted(await table.objects().get(table._meta.primary_key == user_id))


def admitted(user: BaseUser | None) -> BaseUser | None:
    return user if user and user.active and user.admin else None


async def extend(settings: Settings, token: str) -> None:
    """Let a session that is used shortly before its end last longer."""
    table, increase = settings.session_table, settings.increase_expiry
    key = stored(settings, token)
    session: Any = await table.objects().get(table.token == key)
    if session is None or increase is None:
        return
    end = min(session.expiry_date + increase, session.max_expiry_date)
    if end > session.expiry_date:
        await table.update({table.expiry_date: end}).where(table.token == session.token)


async def start_session(settings: Settings, user_id: Any) -> str:
    """Begin a session and return its token, of which only a hash is stored."""
    await remove_expired(settings.session_table)
    token, now = secrets.token_urlsafe(32), utc()
    longest = now + settings.max_session_expiry
    session = settings.session_table(
        token=stored(settings, token),
        user_id=user_id,
        expiry_date=min(now + settings.session_expiry, longest),
        max_expiry_date=longest,
    )
    await session.save()
    return token


async def start_waiting(settings: Settings, user_id: Any) -> str:
    """A token for somebody who has given the password, and still owes a code."""
    await remove_expired(settings.session_table)
    token, end = secrets.token_urlsafe(32), utc() + CODE_TIME
    # Its end nobody knows, so that other apps cannot be made to take it for a session.
    session = settings.session_table(
        token=waiting(settings, token) + secrets.token_urlsafe(18),
        user_id=user_id,
        expiry_date=end,
        max_expiry_date=end,
    )
    await session.save()
    return token


async def find_waiting(settings: Settings, token: str) -> BaseUser | None:
    """The user who owes a code, while there is time."""
    table = settings.session_table
    start = waiting(settings, token)
    found = table.token.like(f"{start}%") & (table.expiry_date > utc())
    session: Any = await table.objects().get(found)
    return await find_admin(settings, session.user_id) if session else None


async def end_waiting(settings: Settings, token: str) -> None:
    table = settings.session_table
    start = waiting(settings, token)
    await table.delete().where(table.token.like(f"{start}%"))


async def remove_expired(table: type[SessionsBase]) -> None:
    """Delete the sessions that are over.

    Those of other apps a day later, since they may be in local time.
    """
    over = table.token.like(f"{PREFIX}%") & (table.expiry_date < utc())
    long_over = table.expiry_date < utc() - timedelta(days=1)
    await table.delete().where(over | long_over)


async def end_session(settings: Settings, token: str) -> None:
    await settings.session_table.remove_session(stored(settings, token))


async def end_sessions(request: Request, user_id: Any, keep: str = "") -> None:
    """Log a user out everywhere, but for the session with the token ``keep``."""
    settings = request.app.state.settings
    table, kept = settings.session_table, stored(settings, keep)
    await table.delete().where(table.user_id == user_id, table.token != kept)


def stored(settings: Settings, token: str) -> str:
    """What is stored of a token, so that reading the table lets nobody in."""
    return PREFIX + sealed(settings, token)


def waiting(settings: Settings, token: str) -> str:
    """The beginning of what is stored of a token from ``start_waiting``."""
    return f"{PREFIX}code${sealed(settings, token)}$"


def sealed(settings: Settings, token: str) -> str:
    """With whom it is for: admins that share a table of sessions may have different
    users with the same keys.
    """
    return digest(f"{user_table(settings)} {token}")


def user_table(settings: Settings) -> str:
    return settings.auth_table._meta.get_formatted_tablename(quoted=False)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def utc() -> datetime:
    """Now, as the columns of ``SessionsBase`` hold it: without a time zone."""
    return datetime.now(timezone.utc).replace(tzinfo=None)
