"""The page where a person chooses the time zone that moments are shown in."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .auth import inside
from .toolbox import zones
from .toolbox.i18n import gettext as _
from .toolbox.security import form_data, root
from .toolbox.templating import render


async def choose_page(request: Request) -> Response:
    return render(
        request,
        "time_zone.html",
        chosen=request.cookies.get(zones.CHOSEN_COOKIE, ""),
        zones=sorted(zones.known()),
        destination=request.query_params.get("next", ""),
    )


async def choose(request: Request) -> Response:
    """Keep the choice for a year; none at all leaves it to the browser."""
    data = await form_data(request)
    chosen = str(data.get("time_zone", ""))
    if chosen and chosen not in zones.known():
        raise HTTPException(400, _("There is no such time zone."))
    response = RedirectResponse(inside(request, str(data.get("next", ""))), 303)
    response.set_cookie(
        zones.CHOSEN_COOKIE,
        chosen,
        max_age=365 * 24 * 60 * 60 if chosen else 0,
        path=root(request) or "/",
        secure=request.app.state.settings.production,
        httponly=True,
        samesite="lax",
    )
    return response
