"""The ASGI app: `uvicorn shop.app:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from admin import create_admin
from admin.toolbox.connections import connected
from blog.endpoints import get_post, list_posts
from piccolo_conf import DB

from .pages import home

STATIC = Path(__file__).with_name("static")

admin = create_admin()


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Keep connections to the database open for as long as the app runs."""
    async with connected(DB, admin.state.settings.read_node):
        yield


app = Starlette(
    routes=[
        Route("/", home),
        Route("/posts/", list_posts),
        Route("/posts/{key:int}/", get_post),
        Mount("/admin/", app=admin),
        Mount("/static/", app=StaticFiles(directory=STATIC)),
    ],
    lifespan=lifespan,
)
