"""The first page after logging in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from .toolbox.templating import render


async def home(request: Request) -> Response:
    return render(request, "home.html")
