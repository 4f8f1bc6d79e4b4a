"""What may be written."""

from __future__ import annotations

from typing import Any

from piccolo_api.crud.endpoints import PiccoloCRUD
from starlette.exceptions import HTTPException
from starlette.requests import Request

from .tables import Order

SEEN: list[str] = []


async def is_fine(piccolo_crud: PiccoloCRUD, request: Request) -> None:
    """It reads what was sent before anybody else does."""
    sent: Any = await request.form() or await request.json()
    if sent["customer"] == "Nobody":
        raise HTTPException(422, f"Not into {piccolo_crud.table.__name__}.")


async def note(row: Order, request: Request) -> Order:
    """It reads it when it has been read."""
    sent: Any = await request.form() or await request.json()
    SEEN.append(f"{request.user.username}: {sent['customer']}")
    return row
