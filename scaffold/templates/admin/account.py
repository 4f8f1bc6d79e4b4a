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
    if not await check_password(table, request.user.username, current):
        errors["current_password"] = _("This is not your password.")
    if message := refusal(table, new):
        errors["new_password"] = message
    elif new != repeated:
        errors["confirm_new_password"] = _("This differs from the new password.")
    if errors:
        return render(request, "change_password.html", status_code=422, errors=errors)
    changes = {table.password: await hash_password(table, new)}
    async with writing(table):
        await table.update(changes).where(table.id == request.user.id)
        await end_sessions(request, request.user.id)
    return goodbye(request, _("Your password has changed. Log in with the new one."))


password_routes = [
    Route("/", password_page, methods=["GET"]),
    Route("/", change_password, methods=["POST"]),
]
