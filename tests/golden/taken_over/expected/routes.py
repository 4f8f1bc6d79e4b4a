"""The whole URL map."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from . import account, api, auth, form_pages, home, language, time_zone
from .tables import (
    film,
    member,
    note,
    session,
    studio,
)
from .tokens import pages as token_pages
from .toolbox.hooks import RequestMiddleware
from .toolbox.mfa import SecondFactorRequired
from .toolbox.rest.answers import JsonErrors
from .toolbox.rest.tokens import SessionOrToken
from .toolbox.security import ForgeryMiddleware, LoginRequired, ReadOnly
from .toolbox.sessions import SessionMiddleware
from .toolbox.templating import ADMIN, CachedStaticFiles

tables = [
    Mount(
        "/film",
        routes=film.routes,
    ),
    Mount(
        "/member",
        routes=member.routes,
    ),
    Mount(
        "/note",
        routes=note.routes,
    ),
    Mount(
        "/session",
        routes=session.routes,
    ),
    Mount(
        "/studio",
        routes=studio.routes,
    ),
]

# For people who are logged in.
private = [
    Route("/", home.home),
    Route("/time-zone/", time_zone.choose_page, methods=["GET"]),
    Route("/time-zone/", time_zone.choose, methods=["POST"]),
    Mount(
        "/tables",
        routes=tables,
        middleware=[Middleware(ReadOnly), Middleware(RequestMiddleware)],
    ),
    Mount(
        "/forms",
        routes=form_pages.routes,
        middleware=[Middleware(ReadOnly), Middleware(RequestMiddleware)],
    ),
    Mount(
        "/change-password",
        routes=account.password_routes,
        middleware=[Middleware(ReadOnly)],
    ),
    Mount("/tokens", routes=token_pages.routes, middleware=[Middleware(ReadOnly)]),
]

routes = [
    Mount("/static", app=CachedStaticFiles(directory=ADMIN / "static")),
    Mount(
        "/api",
        app=api.private,
        middleware=[
            Middleware(JsonErrors),
            Middleware(SessionOrToken),
            Middleware(api.SessionRequired),
            Middleware(RequestMiddleware),
        ],
    ),
    Mount(
        "/public",
        app=api.public,
        middleware=[
            Middleware(JsonErrors),
            Middleware(SessionMiddleware),
            Middleware(ForgeryMiddleware),
        ],
    ),
    Mount(
        "/",
        middleware=[Middleware(SessionMiddleware), Middleware(ForgeryMiddleware)],
        routes=[
            Route("/login/", auth.login_page, methods=["GET"]),
            Route("/login/", auth.login, methods=["POST"]),
            Route("/logout/", auth.logout, methods=["POST"]),
            Route("/language/", language.choose, methods=["POST"]),
            Route("/login/code/", auth.code_page, methods=["GET"]),
            Route("/login/code/", auth.enter_code, methods=["POST"]),
            Mount(
                "/mfa",
                routes=account.mfa_routes,
                middleware=[Middleware(LoginRequired), Middleware(ReadOnly)],
            ),
            Mount(
                "/",
                routes=private,
                middleware=[
                    Middleware(LoginRequired),
                    Middleware(SecondFactorRequired),
                ],
            ),
        ],
    ),
]
