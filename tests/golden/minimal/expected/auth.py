"""Logging in and out."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote, unquote

from piccolo.apps.user.tables import BaseUser
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .settings import Settings
from .toolbox.i18n import gettext as _
from .toolbox.limits import begin_attempt, succeed
from .toolbox.mfa import find_factor, use_code
from .toolbox.passwords import check_password
from .toolbox.security import form_data, root
from .toolbox.sessions import (
    CODE_COOKIE,
    CODE_TIME,
    SESSION_COOKIE,
    end_session,
    end_waiting,
    find_waiting,
    start_session,
    start_waiting,
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
    if await find_factor(settings, found.id):
        return await ask_for_code(request, settings, found, destination)
    return await welcome(request, settings, found, destination)


async def ask_for_code(
    request: Request, settings: Settings, user: BaseUser, destination: str
) -> Response:
    response = redirect(request, f"/login/code/?next={quote(destination)}")
    token = await start_waiting(settings, user.id)
    set_cookie(request, response, CODE_COOKIE, token, CODE_TIME)
    return response


async def code_page(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    if not await find_waiting(settings, request.cookies.get(CODE_COOKIE, "")):
        return redirect(request, "/login/")
    destination = request.query_params.get("next", "")
    return render(request, "login_code.html", destination=destination, errors={})


async def enter_code(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    data = await form_data(request)
    destination = str(data.get("next", ""))
    token = request.cookies.get(CODE_COOKIE, "")
    user = await find_waiting(settings, token)
    if user is None:
        return redirect(request, "/login/", _("Your time is up. Log in again."))
    await begin_attempt(request, user.username, "code")
    if not await use_code(settings, user.id, str(data.get("code", ""))):
        return render(
            request,
            "login_code.html",
            status_code=401,
            destination=destination,
            errors={"code": _("This code is wrong, or was used before.")},
        )
    await succeed(request, user.username, "code")
    await end_waiting(settings, token)
    response = await welcome(request, settings, user, destination)
    response.delete_cookie(CODE_COOKIE, path=root(request) or "/")
    return response


async def welcome(
    request: Request, settings: Settings, user: BaseUser, destination: str
) -> Response:
    """Start a session, and go where the person wanted to go."""
    response = RedirectResponse(inside(request, destination), 303)
    await let_in(request, settings, user, response)
    return response


async def let_in(
    request: Request, settings: Settings, user: BaseUser, response: Response
) -> None:
    """Start a session, whose cookie comes with the response."""
    table = settings.auth_table
    await table.update({table.last_login: datetime.now()}).where(table.id == user.id)
    token = await start_session(settings, user.id)
    set_cookie(request, response, SESSION_COOKIE, token, settings.max_session_expiry)


async def logout(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    if token := request.cookies.get(SESSION_COOKIE):
        await end_session(settings, token)
    return goodbye(request, _("You are logged out."))


def goodbye(request: Request, message: str = "") -> Response:
    """To the log-in page, where the message stands."""
    response = redirect(request, "/login/", message)
    response.delete_cookie(SESSION_COOKIE, path=root(request) or "/")
    return response


def set_cookie(
    request: Request, response: Response, name: str, token: str, time: timedelta
) -> None:
    response.set_cookie(
        name,
        token,
        max_age=int(time.total_seconds()),
        path=root(request) or "/",
        httponly=True,
        secure=request.app.state.settings.production,
        samesite="lax",
    )


def inside(request: Request, destination: str) -> str:
    """The destination, if it lies in this admin: no link may lead people elsewhere."""
    home = f"{root(request)}/"
    lies_inside = destination.startswith(home) and not destination.startswith("//")
    path = destination.partition("?")[0]
    leads_out = "\\" in path or ".." in unquote(path)
    return destination if lies_inside and not leads_out else home
