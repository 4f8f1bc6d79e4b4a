"""What the REST API answers: JSON, also where it refuses."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from http.client import responses
from typing import Any

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
from ..passwords import WeakPassword

logger = logging.getLogger(__name__)

Headers = Mapping[str, str]


class Unprocessable(HTTPException):
    """422, with what is wrong by its name; ``where`` is ``body`` or ``query``."""

    def __init__(self, errors: Errors, where: str = "body") -> None:
        super().__init__(422)
        self.errors = errors
        self.where = where


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
    """The keys of new rows."""
    name = rows[0]._meta.primary_key._meta.name if rows else ""
    keys = [key_of(row) for row in rows]
    plain = [{name: key if isinstance(key, int) else as_text(key)} for key in keys]
    return JSONResponse(plain, 201)


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


async def explained(_request: Request, error: HTTPException) -> Response:
    if isinstance(error, Unprocessable):
        detail: Any = details(error.errors, [error.where])
        return JSONResponse({"detail": detail}, 422)
    detail = error.detail
    if error.detail == responses.get(error.status_code):  # It says no more than that.
        named = {
            404: _("There is no such page or row. It may have been deleted."),
            405: _("Not possible"),
        }
        detail = named.get(error.status_code, error.detail)
    return JSONResponse({"detail": detail}, error.status_code, error.headers)


async def failed(request: Request, error: Exception) -> Response:
    """A bug."""
    if request.app.state.settings.debug:
        raise error
    logger.error("The REST API failed.", exc_info=error)
    return JSONResponse({"detail": _("Something went wrong")}, 500)
