"""The pages people see when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from http.client import responses
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .settings import Settings
from .toolbox.i18n import gettext as _
from .toolbox.security import HEADERS
from .toolbox.templating import render

Handlers = dict[Any, Callable[..., Any]]


def handlers(settings: Settings) -> Handlers:
    """What answers each kind of error. While debugging, a bug shows its traceback."""
    handlers: Handlers = {HTTPException: refused}
    return handlers if settings.debug else {**handlers, Exception: failed}


async def refused(request: Request, error: HTTPException) -> Response:
    titles = {
        400: _("This address makes no sense"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Not possible"),
        413: _("Too large"),
        429: _("Too many attempts"),
    }
    explanations = {404: _("There is no such page or row. It may have been deleted.")}
    # Without a detail, an error has the name of its status, in English.
    is_name = error.detail == responses.get(error.status_code)
    detail = "" if is_name else error.detail
    response = render(
        request,
        "error.html",
        status_code=error.status_code,
        title=titles.get(error.status_code, error.detail),
        explanation=explanations.get(error.status_code, detail),
    )
    response.headers.update(error.headers or {})
    return response


async def failed(request: Request, _error: Exception) -> Response:
    """A bug. The error itself is in the server's log."""
    response = render(
        request,
        "error.html",
        status_code=500,
        title=_("Something went wrong"),
        explanation=_("The error has been logged."),
    )
    response.headers.update(HEADERS)
    return response
