"""What is sent as JSON, or as a form sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from ..toolbox.rest.bodies import read_object
from ..toolbox.security import form_data, is_form


async def read_fields(request: Request) -> Mapping[str, Any]:
    """All that was sent."""
    return await form_data(request) if is_form(request) else await read_object(request)


async def read_texts(request: Request, *names: str) -> dict[str, str]:
    """What was sent under these names; nothing for what is no text."""
    data = await read_fields(request)
    return {name: text for name in names if isinstance(text := data.get(name), str)}
