"""What people change about their own access."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .auth import goodbye
from .settings import Settings
from .toolbox.database import writing
from .toolbox.forms import Errors
from .toolbox.i18n import gettext as _
from .toolbox.limits import begin_attempt, succeed
from .toolbox.passwords import check_password, hash_password, refusal
from .toolbox.security import form_data
from .toolbox.sessions import end_sessions
from .toolbox.templating import render


async def password_page(request: Request) -> Response:
    return render(request, "change_password.html", errors={})


async def change_password(request: Request) -> Response:
    """Whoever has changed it logs in again, everywhere."""
    settings: Settings = request.app.state.settings
    table = settings.auth_table
    data = await form_data(request)
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
        return render(request, "change_password.html", status_code=422, errors=errors)
    hashed = await hash_password(table, new)
    async with writing(table):
        query = table.update({table.password: hashed})
        await query.where(table.id == request.user.id)
        await end_sessions(request, request.user.id)
    return goodbye(request, _("Your password has changed. Log in with the new one."))


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
