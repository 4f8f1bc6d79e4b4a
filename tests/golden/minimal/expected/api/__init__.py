"""The REST API. Its addresses and answers are those of Piccolo Admin.

FastAPI is imported, and what a table needs is built, when it is first asked for: with
many tables, starting would take seconds.
"""

from __future__ import annotations

from datetime import timezone
from functools import cache
from importlib import import_module
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ..toolbox import zones
from ..toolbox.i18n import gettext as _
from ..toolbox.mfa import find_factor
from ..toolbox.rest.methods import Methods
from ..toolbox.rest.tokens import TokenScope
from ..toolbox.security import ReadOnly
from .modules import MODULES

UNGUARDED = frozenset({".public", ".files"})
"""What works while the admin is read-only, and with tokens that may only read."""


async def private(scope: Scope, receive: Receive, send: Send) -> None:
    """For people who are logged in."""
    # Moments without an offset are in UTC, whoever sends them.
    zones.current.set(timezone.utc)
    app = application(module_for(scope["path"].removeprefix(scope["root_path"])))
    await app(scope, receive, send)


async def public(scope: Scope, receive: Receive, send: Send) -> None:
    """For everybody."""
    await application(".public")(scope, receive, send)


def module_for(path: str) -> str:
    """The module whose ``router`` answers: of ``/tables/NAME/…``, the table's own."""
    _start, first, name, *_rest = [*path.split("/"), "", ""]
    is_shared = path in {"/tables/", "/tables/grouped/"}
    if first == "tables" and name in MODULES and not is_shared:
        return f"..tables.{MODULES[name]}.api"
    return ".shared"


@cache
def application(module: str) -> ASGIApp:
    from fastapi.middleware.asyncexitstack import (  # noqa: PLC0415
        AsyncExitStackMiddleware,
    )

    router = import_module(module, __name__).router
    app: ASGIApp = Methods(AsyncExitStackMiddleware(router), router)
    return app if module in UNGUARDED else ReadOnly(TokenScope(app))


class SessionRequired:
    """Refuse whoever is not logged in and has no token, or needs a second factor."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: Any = self.app
        if scope["type"] == "http":
            settings, user = scope["app"].state.settings, scope["user"]
            if user is None:
                headers = {"WWW-Authenticate": "Bearer"}
                answer = JSONResponse({"error": "Auth failed"}, 401, headers)
            elif needs_factor(scope) and not await find_factor(settings, user.id):
                detail = _("Two-factor authentication is off.")
                answer = JSONResponse({"detail": detail}, 403)
        await answer(scope, receive, send)


def needs_factor(scope: Scope) -> bool:
    """Where one is set up, none is needed."""
    is_required: bool = scope["app"].state.settings.mfa_required
    path = scope["path"].removeprefix(scope["root_path"])
    return is_required and path != "/mfa-setup/"
