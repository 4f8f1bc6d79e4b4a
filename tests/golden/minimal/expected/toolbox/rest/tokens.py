"""Who asks the REST API: the token that a script shows, or else a session.

Change with care.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ...permissions import LOGINS
from ...tables import TABLES
from ...tokens.keeping import find_token, find_user, note_use
from ..i18n import gettext as _
from ..limits import fail
from ..security import ForgeryMiddleware, writes
from ..sessions import SessionMiddleware


class SessionOrToken:
    """Find out who asks: ``request.user``, or ``None``.

    With ``Authorization: Bearer …`` it is whose token that is, whatever cookies there
    are. No other site can make a browser send that, so there is no forgery to check.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.by_session = SessionMiddleware(ForgeryMiddleware(app))
        self.by_token = TokenMiddleware(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_token = scope["type"] == "http" and sent_token(scope) is not None
        await (self.by_token if has_token else self.by_session)(scope, receive, send)


def sent_token(scope: Scope) -> str | None:
    """https://www.rfc-editor.org/rfc/rfc6750#section-2.1"""
    header = HTTPConnection(scope).headers.get("authorization", "")
    scheme, _space, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


class TokenMiddleware:
    """Find out whose token was sent. Those that nobody has are counted."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings = scope["app"].state.settings
        token = await find_token(settings, sent_token(scope) or "")
        user = await find_user(settings, token) if token else None
        if token and user:
            await note_use(token)
        else:
            await fail(Request(scope), "token")
        scope["token"], scope["user"] = token, user
        await self.app(scope, receive, send)


class TokenScope:
    """Refuse what a token may not do: to write, if it may only read; and ever to change
    who can log in, or it would be as good as a password.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = scope.get("token")
        if token and writes(scope):
            if token.scope != "write":
                raise HTTPException(403, _("This token may only read."))
            if is_about_logins(scope["path"].removeprefix(scope["root_path"])):
                raise HTTPException(403, _("No token may do this. Log in to do it."))
        await self.app(scope, receive, send)


def is_about_logins(path: str) -> bool:
    """Whether this is the address of a password, of a second factor, or of who can log
    in.
    """
    _start, first, name, *_rest = [*path.split("/"), "", ""]
    table = TABLES.get(f"/{first}/{quote(name)}/")
    if first in {"change-password", "mfa-setup"}:
        return True
    return bool(table and issubclass(table, LOGINS))
