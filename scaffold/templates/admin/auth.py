"""Logging in and out."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote

from piccolo.apps.user.tables import BaseUser
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .settings import Settings
from .toolbox.i18n import gettext as _
from .toolbox.limits import begin_attempt, succeed
from .toolbox.passwords import check_password
from .toolbox.security import form_data, root
from .toolbox.sessions import SESSION_COOKIE, end_session, start_session
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
    await begin_attempt(request, username)
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
    await succeed(request, username)
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
        await end_session(settings, token)
    return goodbye(request, _("You are logged out."))


def goodbye(request: Request, message: str) -> Response:
    """To the log-in page, where the message stands."""
    response = redirect(request, "/login/", message)
    response.delete_cookie(SESSION_COOKIE, path=root(request) or "/")
    return response


def inside(request: Request, destination: str) -> str:
    """The destination, if it lies in this admin: no link may lead people elsewhere."""
    home = f"{root(request)}/"
    lies_inside = destination.startswith(home) and not destination.startswith("//")
    leads_out = "\\" in destination or ".." in unquote(destination)
    return destination if lies_inside and not leads_out else home
