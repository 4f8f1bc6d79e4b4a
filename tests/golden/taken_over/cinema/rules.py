"""Who may do what, as piccolo_api's validators."""

from __future__ import annotations

from piccolo_api.crud.endpoints import PiccoloCRUD
from starlette.exceptions import HTTPException
from starlette.requests import Request

from .tables import Note


def has_name(piccolo_crud: PiccoloCRUD, request: Request) -> None:
    if request.user.user.username == "nobody":
        raise HTTPException(403, f"No {piccolo_crud.table.__name__} for you.")


async def writes(piccolo_crud: PiccoloCRUD, request: Request) -> None:
    if not request.user.user.superuser:
        raise HTTPException(403, "Only superusers add films.")


def breaks(piccolo_crud: PiccoloCRUD, request: Request) -> None:
    if not request.user.user.superuser:
        raise RuntimeError("Not meant for people.")


async def counts(piccolo_crud: PiccoloCRUD, request: Request) -> None:
    await Note.insert(Note(text="counted"))
