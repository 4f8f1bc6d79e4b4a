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


@router.post("/", response_model=Factor | dict[str, str])
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
    provider = authenticator(request)
    if await find_factor(request.app.state.settings, request.user.id):
        raise HTTPException(400, _("Two-factor authentication is on."))
    if "code" not in data:
        await check_password(request, data)
        secret, codes = pyotp.random_base32(), recovery_codes(provider)
    else:
        secret, codes = data.get("secret"), data.get("recovery_codes")
        if not are_codes(codes, provider.recovery_code_count):
            raise Unprocessable(
                {"recovery_codes": _("This value is not of the right kind.")}
            )
        if errors := await confirm_factor(request, data, codes):
            raise Unprocessable(errors)
    image = qr_code(provider, request.user, str(secret)).png_data_uri(scale=4)
    found = {"qrcode_image": image.partition(",")[2], "secret": secret}
    return JSONResponse({**found, "recovery_codes": codes})


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
