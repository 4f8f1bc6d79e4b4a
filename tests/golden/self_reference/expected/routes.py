"""The whole URL map."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from . import auth, home, time_zone
from .tables import (
    company,
    person,
)
from .toolbox.security import (
    ForgeryMiddleware,
    LoginRequired,
    ReadOnly,
    SessionMiddleware,
)
from .toolbox.templating import ADMIN, CachedStaticFiles

tables = [
    Mount(
        "/company",
        routes=company.routes,
    ),
    Mount(
        "/person",
        routes=person.routes,
    ),
]

# For people who are logged in.
private = [
    Route("/", home.home),
    Route("/time-zone/", time_zone.choose_page, methods=["GET"]),
    Route("/time-zone/", time_zone.choose, methods=["POST"]),
    Mount("/tables", routes=tables, middleware=[Middleware(ReadOnly)]),
]

routes = [
    Mount("/static", app=CachedStaticFiles(directory=ADMIN / "static")),
    Mount(
        "/",
        middleware=[Middleware(SessionMiddleware), Middleware(ForgeryMiddleware)],
        routes=[
            Route("/login/", auth.login_page, methods=["GET"]),
            Route("/login/", auth.login, methods=["POST"]),
            Route("/logout/", auth.logout, methods=["POST"]),
            Mount("/", routes=private, middleware=[Middleware(LoginRequired)]),
        ],
    ),
]
