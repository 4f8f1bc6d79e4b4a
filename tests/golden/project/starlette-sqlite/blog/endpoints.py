"""The blog as JSON. Posts are written in the admin."""

from datetime import date
from typing import Any

from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from blog.queries import latest_posts, published_post


class PublicPost(BaseModel):
    id: int
    title: str
    author: str
    body: str
    written: date


async def list_posts(request: Request) -> JSONResponse:
    """The latest posts."""
    return JSONResponse([as_json(post) for post in await latest_posts()])


async def get_post(request: Request) -> JSONResponse:
    """One post."""
    post = await published_post(request.path_params["key"])
    if post is None:
        raise HTTPException(404, "There is no such post.")
    return JSONResponse(as_json(post))


def as_json(post: dict[str, Any]) -> dict[str, Any]:
    return PublicPost(**post).model_dump(mode="json")
