"""Functions that piccolo_api and Piccolo Admin would call: hooks, validators, forms.

They know the person as ``request.user.user``, and hooks know columns by themselves.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from functools import partial, wraps
from typing import Any

from piccolo.table import Table
from piccolo_api.crud.endpoints import PiccoloCRUD
from piccolo_api.crud.validators import Validators
from piccolo_api.shared.auth import User
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .custom_forms import Endpoint
from .i18n import gettext as _
from .security import form_data, is_form, json_body

logger = logging.getLogger(__name__)

current: ContextVar[Request] = ContextVar("request")


class RequestMiddleware:
    """Keep the request, for hooks that ask for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            current.set(Request(scope, receive))
        await self.app(scope, receive, send)


def request_of_hooks() -> Request:
    """The request that is being answered."""
    return known(current.get())


def known(request: Request) -> Request:
    """The request, with the person in it, the key of a row and what was sent as
    piccolo_api knows them.
    """
    params = {**request.path_params}
    if "key" in params:
        params["row_id"] = params["key"].removeprefix("~")
    own = {"user": User(request.user), "path_params": params}
    found = Request({**request.scope, **own}, partial(sent, request))
    found._form = request.scope.get("admin_form")  # ``form()`` reads none again.
    return found


async def sent(request: Request) -> Message:
    """Read once, whoever asks first. Files of a form are never kept as a whole."""
    if is_form(request):
        raise RuntimeError("This is a form: read it with request.form()")
    return {"type": "http.request", "body": await json_body(request)}


def by_column(table: type[Table], values: Mapping[Any, Any]) -> dict[Any, Any]:
    """Values as ``pre_patch`` gets and returns them: by columns, not by their names."""
    columns = {column._meta.name: column for column in table._meta.columns}
    return {columns[name]: value for name, value in values.items()}


async def ask(
    validators: Validators, crud: PiccoloCRUD, request: Request, *endpoints: str
) -> None:
    """Ask those of endpoints, and of every one. Raises ``HTTPException``."""
    if is_form(request):
        await form_data(request)
    given = {"piccolo_crud": crud, "request": known(request)}
    asked = [one for name in endpoints for one in getattr(validators, name)]
    for validator in (*asked, *validators.every):
        try:
            answer = validator(**given, **validators.extra_context)
            if inspect.isawaitable(answer):
                await answer
        except HTTPException:
            raise
        except Exception as error:
            logger.exception("%s failed", validator)
            raise HTTPException(400, _("You have no right to do this.")) from error


def with_user(endpoint: Endpoint) -> Endpoint:
    """A form's function that asks for ``request.user.user``."""

    @wraps(endpoint)
    def called(request: Request, data: Any) -> Any:
        return endpoint(known(request), data)

    return called
