"""What is there for everybody: logging in and out, and what the log-in page shows."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from typing_extensions import TypedDict

from ..auth import let_in
from ..settings import Settings
from ..toolbox.i18n import catalogue, own_name
from ..toolbox.i18n import gettext as _
from ..toolbox.limits import begin_attempt, succeed
from ..toolbox.mfa import find_factor, use_code
from ..toolbox.passwords import check_password
from ..toolbox.rest.openapi import REFUSED
from ..toolbox.security import root
from ..toolbox.sessions import SESSION_COOKIE, end_session
from .documentation import document
from .texts import read_texts

VERSION = "1.14.0"
"""Of Piccolo Admin: whose front end and clients find here what they know."""

router = APIRouter(responses=REFUSED)


class Meta(TypedDict):
    """What the log-in page shows."""

    piccolo_admin_version: str

    site_name: str


class Language(TypedDict):
    """A language that there is a catalogue in."""

    language_code: str

    language_name: str


class Languages(TypedDict):
    """The languages to choose from."""

    translations: list[Language]

    default_language_code: str


class Translation(Language):
    """What the interface says in a language, by what it says in English."""

    translations: dict[str, str]


@router.post("/login/", response_model=dict[str, str], tags=["Session"])
async def login(request: Request) -> Response:
    """Begin a session, whose cookie comes along. ``username``, ``password`` and, where
    that is asked for, ``mfa_code``.
    """
    settings: Settings = request.app.state.settings
    sent = await read_texts(request, "username", "password", "mfa_code")
    username, password = sent.get("username"), sent.get("password")
    if not (username and password):
        raise HTTPException(422, _("This field is required."))
    await begin_attempt(request, username)
    user = await check_password(settings.auth_table, username, password)
    if user is None:
        raise HTTPException(401, _("Wrong user name or password."))
    await succeed(request, username)
    if await find_factor(settings, user.id):
        await check_code(request, settings, user, sent.get("mfa_code"))
    response = JSONResponse({"message": "logged in"})
    await let_in(request, settings, user, response)
    return response


async def check_code(
    request: Request, settings: Settings, user: Any, code: str | None
) -> None:
    """The second factor. Clients know these texts, which are English everywhere."""
    if code is None:
        raise HTTPException(401, "MFA code required")
    await begin_attempt(request, user.username, "code")
    if not await use_code(settings, user.id, code):
        raise HTTPException(401, "MFA failed")
    await succeed(request, user.username, "code")


@router.post("/logout/", response_class=PlainTextResponse, tags=["Session"])
async def logout(request: Request) -> Response:
    """End the session."""
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        raise HTTPException(401, _("You are not logged in."))
    await end_session(request.app.state.settings, token)
    response = PlainTextResponse("Successfully logged out")
    response.delete_cookie(SESSION_COOKIE, path=root(request) or "/")
    return response


@router.get("/meta/", response_model=Meta, tags=["Meta"])
async def meta(request: Request) -> JSONResponse:
    """What the log-in page shows."""
    name = request.app.state.settings.site_name
    return JSONResponse({"piccolo_admin_version": VERSION, "site_name": name})


@router.get("/translations/", response_model=Languages, tags=["Translations"])
async def languages(request: Request) -> JSONResponse:
    """The languages to choose from."""
    state = request.app.state
    found = [described(code) for code in state.languages]
    default = state.settings.default_language_code
    return JSONResponse({"translations": found, "default_language_code": default})


@router.get("/translations/{code}/", response_model=Translation, tags=["Translations"])
async def translation(request: Request, code: str) -> JSONResponse:
    """What the interface says in a language."""
    known = {one.lower(): one for one in request.app.state.languages}
    if code.lower() not in known:
        raise HTTPException(404)
    language = known[code.lower()]
    messages = getattr(catalogue(language), "_catalog", {})
    texts = {
        message: text
        for message, text in messages.items()
        if isinstance(message, str) and message and "\4" not in message
    }
    return JSONResponse({**described(language), "translations": texts})


def described(code: str) -> Language:
    return {"language_code": code, "language_name": own_name(code)}


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> JSONResponse:
    title = request.app.state.settings.site_name
    return JSONResponse(document(title, f"{root(request)}/public", router.routes))
