"""Piccolo Admin, mounted in an app that opens the connections."""

from contextlib import asynccontextmanager

from cinema.tables import TABLES
from piccolo_admin.endpoints import create_admin
from starlette.applications import Starlette
from starlette.routing import Mount

from piccolo_conf import DB
from settings import IS_POSTGRES


@asynccontextmanager
async def lifespan(app):
    if IS_POSTGRES:
        await DB.start_connection_pool()
    yield
    if IS_POSTGRES:
        await DB.close_connection_pool()


def make_app():
    admin = create_admin(tables=TABLES)
    return Starlette(routes=[Mount("/admin/", admin)], lifespan=lifespan)
