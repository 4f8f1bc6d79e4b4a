"""The pages on which people make and revoke API tokens."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..account import is_password
from ..settings import Settings
from ..toolbox import fields
from ..toolbox.database import read_key
from ..toolbox.fields import as_text
from ..toolbox.forms import Errors, Text, explain
from ..toolbox.i18n import gettext as _
from ..toolbox.rights import User
from ..toolbox.security import form_data
from ..toolbox.templating import redirect, render
from .keeping import (
    NewToken,
    Row,
    get_token,
    is_over,
    is_ready,
    list_tokens,
    make_token,
    revoke,
    usual_days,
    user_names,
)
from .piccolo_app import APP_CONFIG

KEY = TypeAdapter[Any](fields.Serial)


async def list_page(request: Request) -> Response:
    """A person's own tokens, and for superusers those of others."""
    settings: Settings = request.app.state.settings
    if not await is_ready(settings):
        line = f'"{__package__}.piccolo_app",'
        command = f"piccolo migrations forwards {APP_CONFIG.app_name}"
        return render(request, "tokens_missing.html", line=line, command=command)
    rows = await list_tokens(settings, seen_by(request.user))
    own = as_text(request.user.id)
    others = [row for row in rows if row["user_key"] != own]
    return render(
        request,
        "tokens.html",
        own=[row for row in rows if row["user_key"] == own],
        others=others,
        names=await user_names(settings, others),
        is_over=is_over,
    )


async def add_page(request: Request) -> Response:
    settings: Settings = request.app.state.settings
    days = str(usual_days(settings))
    return show_form(request, {"name": "", "scope": "read", "days": days}, {})


async def add(request: Request) -> Response:
    """The token is shown once, and asking for it takes the password."""
    data = await form_data(request)
    text: Text = {name: str(data.get(name, "")) for name in NewToken.model_fields}
    if "days__null" in data and not text["days"]:
        text["days"] = None
    errors: Errors = {}
    if not await is_password(request, str(data.get("password", ""))):
        errors["password"] = _("This is not your password.")
        return show_form(request, text, errors)
    try:
        new = NewToken.model_validate(text)
        token = await make_token(request.app.state.settings, request.user.id, new)
    except ValueError as refusal:
        return show_form(request, text, explain(refusal))
    return render(request, "token_made.html", token=token, made=new, errors={})


async def revoke_page(request: Request) -> Response:
    return render(request, "token_revoke.html", row=await wanted(request))


async def revoke_token(request: Request) -> Response:
    row = await wanted(request)
    await revoke(request.app.state.settings, row["id"])
    message = _("{name} was revoked.").format(name=row["name"])
    return redirect(request, "/tokens/", message)


def show_form(request: Request, text: Text, errors: Errors) -> Response:
    return render(
        request,
        "token_add.html",
        status_code=422 if errors else 200,
        text=text,
        errors=errors,
    )


async def wanted(request: Request) -> Row:
    """The token at this address. Raises ``NotFound``, also for those of others."""
    key = read_key(request, KEY)
    return await get_token(request.app.state.settings, key, seen_by(request.user))


def seen_by(user: User) -> Any:
    """Whose tokens somebody may see, and revoke; ``None`` if everybody's."""
    return None if user.superuser else user.id


routes = [
    Route("/", list_page, methods=["GET"]),
    Route("/add/", add_page, methods=["GET"]),
    Route("/add/", add, methods=["POST"]),
    Route("/{key}/revoke/", revoke_page, methods=["GET"]),
    Route("/{key}/revoke/", revoke_token, methods=["POST"]),
]
