"""Logging in and out."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote

from piccolo.apps.user.tables import BaseUser
from piccolo_api.rate_limiting.middleware import RateLimitError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .settings import Settings
from .toolbox.i18n import gettext as _
from .toolbox.security import (
    SESSION_COOKIE,
    check_password,
    digest,
    form_data,
    root,
    start_session,
)
from .toolbox.templating import redirect, render


async def login_page(request: Request) -> Response:
    if request.user:
        return redirect(request, "/")
    destination = request.query_params.get("next", "")
    return render(request, "login.html", destination=destination, username="", error="")


async def login(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    data = await form_data(request)
    username, password = str(data.get("username", "")), str(data.get("password", ""))
    destination = str(data.get("next", ""))
    limit_attempts(request, username)
    found = await check_password(settings.auth_table, username, password)
    if found is None:
        return render(
            request,
            "login.html",
            status_code=401,
            destination=destination,
            username=username,
            error=_("Wrong user name or password."),
        )
    return await welcome(request, settings, found, destination)


async def welcome(
    request: Request, settings: Settings, user: BaseUser, destination: str
) -> Response:
    """Start a session, and go where the person wanted to go."""
    table = settings.auth_table
    await table.update({table.last_login: datetime.now()}).where(table.id == user.id)
    response = RedirectResponse(inside(request, destination), 303)
    response.set_cookie(
        SESSION_COOKIE,
        await start_session(settings, user.id),
        max_age=int(settings.max_session_expiry.total_seconds()),
        path=root(request) or "/",
        httponly=True,
        secure=settings.production,
        samesite="lax",
    )
    return response


async def logout(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    if token := request.cookies.get(SESSION_COOKIE):
        await settings.session_table.remove_session(digest(token))
    response = redirect(request, "/login/", _("You are logged out."))
    response.delete_cookie(SESSION_COOKIE, path=root(request) or "/")
    return response


def limit_attempts(request: Request, username: str) -> None:
    """Slow down whoever guesses passwords.

    By address and name, so that people who share an address do not lock each other out.
    """
    address = request.client.host if request.client else ""
    try:
        request.app.state.settings.rate_limit_provider.increment(
            f"{address} {username}"
        )
    except RateLimitError:
        raise HTTPException(429, _("Wait a few minutes, then try again.")) from None


def inside(request: Request, destination: str) -> str:
    """The destination, if it lies in this admin: no link may lead people elsewhere."""
    home = f"{root(request)}/"
    lies_inside = destination.startswith(home) and not destination.startswith("//")
    path = destination.partition("?")[0]
    leads_out = "\\" in path or ".." in unquote(path)
    return destination if lies_inside and not leads_out else home
