"""What the REST API answers: JSON, also where it refuses."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from http.client import responses
from typing import Any

from piccolo.apps.user.tables import BaseUser
from piccolo.table import Table
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ..database import key_of
from ..fields import as_text
from ..forms import Errors, explain
from ..i18n import gettext as _
from ..listing import MAX_PAGE_SIZE
from ..passwords import WeakPassword
from ..rights import Forbidden
from ..security import writes

logger = logging.getLogger(__name__)

Headers = Mapping[str, str]


class Unprocessable(HTTPException):
    """422, with what is wrong by its name; ``where`` is ``body`` or ``query``."""

    def __init__(self, errors: Errors, where: str = "body") -> None:
        super().__init__(422)
        self.errors = errors
        self.where = where


class TooMany(HTTPException):
    """403, for more rows than a page has."""

    def __init__(self) -> None:
        message = _("A page has {number} rows at most.")
        super().__init__(403, message.format(number=MAX_PAGE_SIZE))


class RowRefused(ValueError):
    """One of several rows is why none was written."""

    def __init__(self, number: int, refusal: ValueError) -> None:
        super().__init__(str(refusal))
        self.number = number
        self.refusal = refusal


def json_response(body: bytes, status: int = 200, headers: Headers | None = None) -> Response:
    """What is JSON already."""
    return Response(body, status, headers, "application/json")


def no_content() -> Response:
    return Response(status_code=204)


def created(rows: Sequence[Table]) -> Response:
    """The keys of new rows; of one user, as in Piccolo Admin, not in a list."""
    name = rows[0]._meta.primary_key._meta.name if rows else ""
    keys = [key_of(row) for row in rows]
    plain = [{name: key if isinstance(key, int) else as_text(key)} for key in keys]
    is_user = len(rows) == 1 and isinstance(rows[0], BaseUser)
    return JSONResponse(plain[0] if is_user else plain, 201)


def refused(refusal: ValueError) -> Response:
    """Why nothing was written, by column; in ``db_error`` what the database refused."""
    place: list[Any] = ["body"]
    if isinstance(refusal, RowRefused):
        place, refusal = ["body", refusal.number], refusal.refusal
    errors = explain(refusal)
    body: dict[str, Any] = {"detail": details(errors, place)}
    if isinstance(refusal, WeakPassword):
        return JSONResponse({"detail": " ".join(errors.values())}, 400)
    if refusal.__cause__ is not None:
        body["db_error"] = " ".join(errors.values())
    return JSONResponse(body, 422)


def details(errors: Errors, place: Sequence[Any]) -> list[dict[str, Any]]:
    """Messages as FastAPI has them. (Those of lists name their items.)"""
    return [
        {"loc": [*place, name] if name else [*place], "msg": message, "type": "value_error"}
        for name, message in errors.items()
        if "." not in name
    ]


class JsonErrors:
    """Answers every refusal with JSON, where others get a page."""

    def __init__(self, app: ASGIApp) -> None:
        handlers: dict[Any, Callable[..., Any]] = {
            HTTPException: explained,
            Exception: failed,
        }
        self.app = ExceptionMiddleware(app, handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def explained(request: Request, error: HTTPException) -> Response:
    if isinstance(error, Unprocessable):
        return JSONResponse({"detail": details(error.errors, [error.where])}, 422)
    if isinstance(error, TooMany):
        return JSONResponse({"error": error.detail}, 403)
    if isinstance(error, Forbidden) and is_of_logins(request, error):
        return JSONResponse({"detail": error.detail}, 405, {"Allow": "GET, HEAD"})
    detail = error.detail
    if error.detail == responses.get(error.status_code):  # It says no more than that.
        named = {
            404: _("There is no such page or row. It may have been deleted."),
            405: _("Not possible"),
        }
        detail = named.get(error.status_code, error.detail)
    return JSONResponse({"detail": detail}, error.status_code, error.headers)


def is_of_logins(request: Request, error: Forbidden) -> bool:
    """Who may not write users and sessions is told so as by Piccolo Admin."""
    settings = request.app.state.settings
    known = (settings.auth_table, settings.session_table)
    return writes(request.scope) and error.table in known


async def failed(request: Request, error: Exception) -> Response:
    """A bug."""
    if request.app.state.settings.debug:
        raise error
    logger.error("The REST API failed.", exc_info=error)
    return JSONResponse({"detail": _("Something went wrong")}, 500)
