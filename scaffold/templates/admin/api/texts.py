"""A few texts that are sent, as JSON or as a form sends them."""

from __future__ import annotations

from starlette.requests import Request

from ..toolbox.rest.bodies import read_object
from ..toolbox.security import form_data


async def read_texts(request: Request, *names: str) -> dict[str, str]:
    """What was sent under these names; nothing for what is no text."""
    kind = request.headers.get("content-type", "")
    is_form = kind.startswith(("multipart/", "application/x-www-form-urlencoded"))
    data = await form_data(request) if is_form else await read_object(request)
    return {name: text for name in names if isinstance(text := data.get(name), str)}
