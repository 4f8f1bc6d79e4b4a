"""The blog as JSON. Posts are written in the admin."""

from datetime import date
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from blog.queries import latest_posts, published_post

router = APIRouter(prefix="/posts", tags=["Posts"])


class PublicPost(BaseModel):
    id: int
    title: str
    author: str
    body: str
    written: date


@router.get("/", response_model=list[PublicPost])
async def list_posts() -> list[dict[str, Any]]:
    """The latest posts."""
    return await latest_posts()


@router.get("/{key}/", response_model=PublicPost)
async def get_post(key: int) -> dict[str, Any]:
    """One post."""
    post = await published_post(key)
    if post is None:
        raise HTTPException(404, "There is no such post.")
    return post
