"""What happens before films are written, as piccolo_api's hooks."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from .tables import Film, Note


def set_slug(row: Film) -> Film:
    row.slug = row.title.lower().replace(" ", "-")
    return row


async def sign(row: Film, request: Request) -> Film:
    row.changed_by = request.user.user.username
    return row


async def sign_changes(
    row_id: int, values: dict[Any, Any], request: Request
) -> dict[Any, Any]:
    return {**values, Film.changed_by: request.user.display_name}


def slug_of_title(row_id: int, values: dict[Any, Any]) -> dict[Any, Any]:
    if Film.title in values:
        values[Film.slug] = f"{row_id}-{values[Film.title].lower()}"
    return values


async def changes(row_id: int, **kwargs: Any) -> None:
    name = kwargs["request"].user.username
    await Note.insert(Note(text=f"{name} deletes {row_id}"))


def search(row_id: int) -> None:
    if row_id >= 1000:
        raise ValueError("This film stays.")
