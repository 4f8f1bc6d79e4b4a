"""The ASGI app: `uvicorn shop.app:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from admin import create_admin
from admin.toolbox.reading import connected
from blog.endpoints import get_post, list_posts
from piccolo_conf import DB

from .pages import home

STATIC = Path(__file__).with_name("static")


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Keep connections to the database open for as long as the app runs."""
    async with connected(DB):
        yield


app = Starlette(
    routes=[
        Route("/", home),
        Route("/posts/", list_posts),
        Route("/posts/{key:int}/", get_post),
        Mount("/admin/", app=create_admin()),
        Mount("/static/", app=StaticFiles(directory=STATIC)),
    ],
    lifespan=lifespan,
)
