"""The ASGI app: `uvicorn shop.app:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from admin import create_admin
from admin.toolbox.connections import connected
from blog.endpoints import router as blog
from piccolo_conf import DB

from .pages import home

STATIC = Path(__file__).with_name("static")

admin = create_admin()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep connections to the database open for as long as the app runs."""
    async with connected(DB, admin.state.settings.read_node):
        yield


app = FastAPI(title="shop", lifespan=lifespan)
app.include_router(blog)
app.add_route("/", home)
app.mount("/admin/", app=admin)
app.mount("/static/", app=StaticFiles(directory=STATIC))
