"""The ASGI app: `uvicorn {{ cookiecutter.name }}.app:app`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

{% if cookiecutter.router == "fastapi" %}
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
{% else %}
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
{% endif %}

from admin import create_admin
from admin.toolbox.connections import connected
{% if cookiecutter.router == "fastapi" %}
from blog.endpoints import router as blog
{% else %}
from blog.endpoints import get_post, list_posts
{% endif %}
from piccolo_conf import DB

from .pages import home

STATIC = Path(__file__).with_name("static")

admin = create_admin()


@asynccontextmanager
{% if cookiecutter.router == "fastapi" %}
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
{% else %}
async def lifespan(app: Starlette) -> AsyncIterator[None]:
{% endif %}
    """Keep connections to the database open for as long as the app runs."""
    async with connected(DB, admin.state.settings.read_node):
        yield


{% if cookiecutter.router == "fastapi" %}
app = FastAPI(title="{{ cookiecutter.name }}", lifespan=lifespan)
app.include_router(blog)
app.add_route("/", home)
app.mount("/admin/", app=admin)
app.mount("/static/", app=StaticFiles(directory=STATIC))
{% else %}
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
{% endif %}
