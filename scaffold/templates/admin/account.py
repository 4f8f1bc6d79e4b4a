"""What people change about their own access."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pyotp
from piccolo_api.mfa.authenticator.provider import AuthenticatorProvider
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .auth import goodbye
from .settings import Settings
from .toolbox.database import NotFound, writing
from .toolbox.forms import Errors
from .toolbox.i18n import gettext as _
from .toolbox.limits import begin_attempt, succeed
from .toolbox.mfa import (
    add_factor,
    find_factor,
    qr_code,
    recovery_codes,
    remove_factor,
    step_of,
)
from .toolbox.passwords import check_password, hash_password, refusal
from .toolbox.retries import retried
from .toolbox.security import form_data
from .toolbox.sessions import SESSION_COOKIE, end_sessions
from .toolbox.templating import redirect, render

SECRET = re.compile("[A-Z2-7]{32}")
"""What ``pyotp.random_base32`` makes."""


async def password_page(request: Request) -> Response:
    return render(request, "change_password.html", errors={})


async def change_password(request: Request) -> Response:
    """Whoever has changed it logs in again, everywhere."""
    errors = await replace_password(request, await form_data(request))
    if errors:
        return render(request, "change_password.html", status_code=422, errors=errors)
    return goodbye(request, _("Your password has changed. Log in with the new one."))


async def replace_password(request: Request, data: Mapping[str, Any]) -> Errors:
    """Write a new password and end all sessions. Returns why it was not done."""
    settings: Settings = request.app.state.settings
    table = settings.auth_table
    current, new, repeated = (
        str(data.get(name, ""))
        for name in ("current_password", "new_password", "confirm_new_password")
    )
    errors: Errors = {}
    if not await is_password(request, current):
        errors["current_password"] = _("This is not your password.")
    if message := refusal(table, new):
        errors["new_password"] = message
    elif new != repeated:
        errors["confirm_new_password"] = _("This differs from the new password.")
    if errors:
        return errors
    await write_password(request, await hash_password(table, new))
    return {}


@retried
async def write_password(request: Request, hashed: str) -> None:
    table = request.app.state.settings.auth_table
    async with writing(table):
        query = table.update({table.password: hashed})
        await query.where(table.id == request.user.id)
        await end_sessions(request, request.user.id)


async def mfa_page(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    factor = await find_factor(settings, request.user.id)
    if factor is None:
        return show_setup(request, pyotp.random_base32(), {})
    return show_factor(request, factor, {})


async def turn_mfa_on(request: Request) -> Response:
    """A code shows that the app has the secret: nobody locks themselves out."""
    settings: Settings = request.app.state.settings
    provider = authenticator(request)
    if await find_factor(settings, request.user.id):
        return redirect(request, "/mfa/")
    data = await form_data(request)
    codes = recovery_codes(provider)
    errors = await confirm_factor(request, data, codes)
    if errors:
        return show_setup(request, str(data["secret"]), errors)
    message = _("Two-factor authentication is on.")
    return render(request, "mfa_codes.html", codes=codes, message=message)


async def confirm_factor(
    request: Request, data: Mapping[str, Any], codes: list[str]
) -> Errors:
    """Turn it on, with these codes for recovery, if a code of the app fits the secret,
    and the password is right. Returns why it was not done.
    """
    provider, user = authenticator(request), request.user
    secret, code = (str(data.get(name, "")) for name in ("secret", "code"))
    if not SECRET.fullmatch(secret):
        raise HTTPException(
            403, _("This form has expired. Go back, reload and try again.")
        )
    errors: Errors = {}
    step = step_of(secret, "".join(code.split()), provider.valid_window)
    if step is None:
        errors["code"] = _("This is not the code that the app shows now.")
    if not await is_password(request, str(data.get("password", ""))):
        errors["password"] = _("This is not your password.")
    if errors or step is None:
        return errors
    await add_factor(provider, user.id, secret, codes, step)
    own = request.cookies.get(SESSION_COOKIE, "")
    await end_sessions(request, user.id, keep=own)
    return {}


async def turn_mfa_off(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    factor = await find_factor(settings, request.user.id)
    if factor is None:
        return redirect(request, "/mfa/")
    data = await form_data(request)
    if not await is_password(request, str(data.get("password", ""))):
        errors = {"password": _("This is not your password.")}
        return show_factor(request, factor, errors)
    await remove_factor(settings, request.user.id)
    return redirect(request, "/mfa/", _("Two-factor authentication is off."))


def show_factor(request: Request, factor: Any, errors: Errors) -> Response:
    """What to do about a second factor that is on."""
    return render(
        request,
        "mfa_on.html",
        status_code=422 if errors else 200,
        left=len(factor.recovery_codes),
        errors=errors,
    )


def show_setup(request: Request, secret: str, errors: Errors) -> Response:
    """The secret is nowhere but on this page until a code has confirmed it."""
    code = qr_code(authenticator(request), request.user, secret)
    return render(
        request,
        "mfa_setup.html",
        status_code=422 if errors else 200,
        secret=secret,
        qr_code=code.svg_data_uri(light="white", scale=4),
        errors=errors,
    )


def authenticator(request: Request) -> AuthenticatorProvider:
    """Raises ``NotFound`` if there is no second factor in this admin."""
    settings: Settings = request.app.state.settings
    if settings.authenticator is None:
        raise NotFound
    return settings.authenticator


async def is_password(request: Request, password: str) -> bool:
    """Whether it is that of the person who is logged in. Limited as log-ins are."""
    settings: Settings = request.app.state.settings
    username = request.user.username
    await begin_attempt(request, username)
    found = await check_password(settings.auth_table, username, password)
    if found is not None:
        await succeed(request, username)
    return found is not None


password_routes = [
    Route("/", password_page, methods=["GET"]),
    Route("/", change_password, methods=["POST"]),
]

mfa_routes = [
    Route("/", mfa_page, methods=["GET"]),
    Route("/", turn_mfa_on, methods=["POST"]),
    Route("/off/", turn_mfa_off, methods=["POST"]),
]
