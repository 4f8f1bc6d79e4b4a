"""The choice of a language, which a cookie remembers."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .auth import inside
from .toolbox.i18n import COOKIE
from .toolbox.security import form_data, root


async def choose(request: Request) -> Response:
    """Back to the page that it was chosen on, in another language."""
    data = await form_data(request)
    code = str(data.get("language", "")).lower()
    offered = {language.lower(): language for language in request.app.state.languages}
    if code not in offered:
        raise HTTPException(404)
    response = RedirectResponse(inside(request, str(data.get("back", ""))), 303)
    response.set_cookie(
        COOKIE,
        offered[code],
        max_age=365 * 24 * 60 * 60,
        path=root(request) or "/",
        httponly=True,
        secure=request.app.state.settings.production,
        samesite="lax",
    )
    return response
