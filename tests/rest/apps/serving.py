"""Serves one of the two admins, mounted several times with the same options for both.

``python serving.py generated|original PORT``, with a project on the path.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import warnings
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import piccolo_admin.endpoints
import uvicorn
from piccolo.apps.user.tables import BaseUser
from piccolo.conf.apps import Finder
from piccolo.engine import engine_finder
from piccolo_admin.endpoints import ASSET_PATH, TableConfig
from piccolo_api.crud.endpoints import OrderBy
from piccolo_api.encryption.providers import PlainTextProvider
from piccolo_api.media.local import LocalMediaStorage
from piccolo_api.mfa.authenticator.provider import AuthenticatorProvider
from piccolo_api.rate_limiting.middleware import InMemoryLimitProvider
from starlette._utils import get_route_path
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

forms = importlib.import_module("forms").forms

PLAIN = PlainTextProvider()  # type: ignore[no-untyped-call]

Admin = Callable[..., Any]


def often() -> InMemoryLimitProvider:
    """Tests log in more often than people."""
    return InMemoryLimitProvider(limit=10_000, timespan=300)


def mounts(create_admin: Admin, given_forms: list[Any]) -> dict[str, ASGIApp]:
    twice = InMemoryLimitProvider(limit=2, timespan=300, block_duration=300)
    limited = {"rate_limit_provider": twice}
    # By itself, each has its own name.
    patient = {"rate_limit_provider": often(), "site_name": "Piccolo Admin"}
    links = {"Website": "https://films.example/?a=1", "Best": "#/movie?__order=-rating"}
    admin = create_admin(forms=given_forms, sidebar_links=links, **patient)
    others: dict[str, dict[str, Any]] = {
        "read-only": {"read_only": True, **patient},
        "options": {
            "page_size": 4,
            "site_name": "Films",
            "default_language_code": "de",
            "rate_limit_provider": often(),
        },
        "limited": limited,
        "defaults": {},
        "production": {"production": True, **patient},
        "brief": {"session_expiry": timedelta(seconds=-1), **patient},
        "mfa": {"mfa_providers": [AuthenticatorProvider(PLAIN)]},
    }
    return {
        "admin": admin,
        "front": front(admin),
        **{name: when_asked(create_admin, given) for name, given in others.items()},
    }


def when_asked(create_admin: Admin, options: dict[str, Any]) -> ASGIApp:
    """Made with the first request: few are asked for, and each takes its time."""
    made = cache(lambda: create_admin(**options))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await made()(scope, receive, send)

    return app


def front(admin: ASGIApp) -> ASGIApp:
    """Piccolo Admin's own front end, with the endpoints of ``admin``."""
    files = StaticFiles(directory=ASSET_PATH, html=True)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        is_endpoint = get_route_path(scope).startswith(("/api/", "/public/"))
        await (admin if is_endpoint else files)(scope, receive, send)

    return app


def original() -> dict[str, ASGIApp]:
    def create_admin(**options: Any) -> Any:
        return piccolo_admin.endpoints.create_admin(tables=tables(), **options)

    endpoints = piccolo_admin.endpoints
    return mounts(create_admin, forms(endpoints.FormConfig, endpoints.FileResponse))


def tables() -> list[Any]:
    """With the options that the generated admin has in its ``scaffold.toml``."""
    found: dict[str, Any] = {
        table.__name__: table for table in Finder().get_table_classes()
    }
    del found["ApiToken"]  # No table of the generated admin.
    album, article = found["Album"], found["Article"]
    media = Path(sys.modules["piccolo_conf"].__file__ or "").with_name("media")
    columns = [album.cover, album.tracks]
    storages = [
        LocalMediaStorage(column, str(media / "album" / column._meta.name))
        for column in columns
    ]
    texts = [article.body, article.teaser]
    sticker, specimen = found["Sticker"], found["Specimen"]
    configured = [
        TableConfig(album, media_storage=storages),
        TableConfig(article, rich_text_columns=texts),
        TableConfig(
            sticker,
            visible_columns=[sticker.code, sticker.label, sticker.door, sticker.shelf],
            exclude_visible_filters=[sticker.place],
            link_column=sticker.code,
            order_by=[OrderBy(sticker.shelf, ascending=False), OrderBy(sticker.code)],
            menu_group="Labels",
        ),
        TableConfig(
            specimen,
            time_resolution={specimen.time: 60, specimen.timestamp: 0.001},
        ),
    ]
    classes = {config.table_class for config in configured}
    return [*configured, *(table for table in found.values() if table not in classes)]


def generated() -> dict[str, ASGIApp]:
    admin = importlib.import_module("admin")
    return mounts(admin.create_admin, forms(admin.FormConfig, admin.FileResponse))


@contextlib.asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    engine: Any = engine_finder()
    is_pooled = engine.engine_type == "postgres"
    if is_pooled:
        await engine.start_connection_pool()
    yield
    if is_pooled:
        await engine.close_connection_pool()


def application(name: str) -> Starlette:
    BaseUser._pbkdf2_iteration_count = 1
    warnings.simplefilter("ignore")  # Piccolo Admin's, of secrets and of production
    admins = {"generated": generated, "original": original}[name]()
    return Starlette(
        lifespan=lifespan,
        routes=[Mount(f"/{path}/", app) for path, app in admins.items()],
    )


if __name__ == "__main__":
    port = int(sys.argv[2])
    uvicorn.run(application(sys.argv[1]), host="127.0.0.1", port=port, access_log=False)
