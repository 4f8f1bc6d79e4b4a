"""Who is logged in, and their password."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from typing_extensions import TypedDict

from ..account import replace_password
from ..auth import goodbye
from .texts import read_texts

router = APIRouter(tags=["User"])

PASSWORDS = ("current_password", "new_password", "confirm_new_password")


class User(TypedDict):
    """Who is logged in."""

    username: str

    user_id: str


@router.get("/user/", response_model=User)
async def user(request: Request) -> JSONResponse:
    """Who is logged in."""
    known = request.user
    return JSONResponse({"username": known.username, "user_id": str(known.id)})


@router.post(
    "/change-password/",
    status_code=303,
    openapi_extra={"security": [{"session": []}]},
)
async def change_password(request: Request) -> Response:
    """Write a new password, which ends all sessions of this user."""
    texts = await read_texts(request, *PASSWORDS)
    errors = await replace_password(request, texts)
    if errors:
        raise HTTPException(422, " ".join(errors.values()))
    return goodbye(request)
