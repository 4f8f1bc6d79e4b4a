"""The second factor: set up, and done without again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

import pyotp
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from typing_extensions import TypedDict

from ..account import authenticator, confirm_factor, is_password, mfa_page
from ..toolbox.i18n import gettext as _
from ..toolbox.mfa import find_factor, qr_code, recovery_codes, remove_factor
from ..toolbox.rest.answers import Unprocessable
from .texts import read_fields

router = APIRouter(prefix="/mfa-setup", tags=["User"])

RECOVERY_CODE = re.compile("[a-z0-9]{6}-[a-z0-9]{6}")
"""What piccolo_api makes."""


class Factor(TypedDict):
    """What people need to have a second factor."""

    qrcode_image: str
    """A PNG, in Base64."""

    secret: str

    recovery_codes: list[str]


@router.get("/", response_class=HTMLResponse)
async def page(request: Request) -> Response:
    """The admin's own page; with the status 400 if there is a second factor."""
    found = await find_factor(request.app.state.settings, request.user.id)
    response = await mfa_page(request)
    response.status_code = 400 if found else 200
    return response


@router.post(
    "/",
    response_model=Factor | dict[str, str],
    openapi_extra={"security": [{"session": []}]},
)
async def set_up(request: Request) -> JSONResponse:
    """With the ``action`` ``register``: make one. To turn it on, send it all back, with
    a ``code`` of the app. With ``revoke``: turn it off. Both take the ``password``.
    """
    authenticator(request)
    data = await read_fields(request)
    if data.get("action") == "register":
        return await register(request, data)
    if data.get("action") == "revoke":
        await check_password(request, data)
        await remove_factor(request.app.state.settings, request.user.id)
        return JSONResponse({"detail": _("Two-factor authentication is off.")})
    raise Unprocessable({"action": _("Choose one of the options.")})


async def register(request: Request, data: Mapping[str, Any]) -> JSONResponse:
    if await find_factor(request.app.state.settings, request.user.id):
        raise HTTPException(400, _("Two-factor authentication is on."))
    if "code" in data:
        return await confirm(request, data)
    await check_password(request, data)
    codes = recovery_codes(authenticator(request))
    return described(request, pyotp.random_base32(), codes)


async def confirm(request: Request, data: Mapping[str, Any]) -> JSONResponse:
    codes = data.get("recovery_codes")
    if not are_codes(codes, authenticator(request).recovery_code_count):
        message = _("This value is not of the right kind.")
        raise Unprocessable({"recovery_codes": message})
    if errors := await confirm_factor(request, data, codes):
        raise Unprocessable(errors)
    return described(request, data["secret"], codes)


def described(request: Request, secret: str, codes: list[str]) -> JSONResponse:
    """Nobody else has it until a code has confirmed it: it is sent, and not stored."""
    code = qr_code(authenticator(request), request.user, secret)
    image = code.png_data_uri(scale=4).partition(",")[2]
    found = {"qrcode_image": image, "secret": secret, "recovery_codes": codes}
    return JSONResponse(found)


def are_codes(value: Any, number: int) -> TypeGuard[list[str]]:
    """Whether they can have been made here."""
    return (
        isinstance(value, list)
        and len(value) == number
        and all(isinstance(one, str) and RECOVERY_CODE.fullmatch(one) for one in value)
    )


async def check_password(request: Request, data: Mapping[str, Any]) -> None:
    if not await is_password(request, str(data.get("password", ""))):
        raise HTTPException(401, _("This is not your password."))
