"""The admin as an ASGI app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from . import errors
from .forms import FORMS
from .routes import routes
from .settings import Settings
from .toolbox.connections import connected
from .toolbox.custom_forms import by_slug
from .toolbox.i18n import LanguageMiddleware, offered_languages
from .toolbox.limits import Attempts
from .toolbox.replica import ReadNodeMiddleware
from .toolbox.security import HeadersMiddleware
from .toolbox.zones import TimeZoneMiddleware


def create_admin(**options: Any) -> Starlette:
    """The admin, ready to be mounted or served.

    The options are those of ``settings.Settings``; what is not given stands there.
    """
    settings = Settings(**options)
    offered = offered_languages(settings.translations)
    admin = Starlette(
        debug=settings.debug,
        routes=routes,
        exception_handlers=errors.handlers(settings),
        lifespan=lifespan,
        middleware=[
            Middleware(GZipMiddleware, compresslevel=4),
            Middleware(HeadersMiddleware),
            Middleware(LanguageMiddleware, settings.default_language_code, offered),
            Middleware(TimeZoneMiddleware),
            Middleware(ReadNodeMiddleware, settings.read_node),
        ],
    )
    admin.state.settings = settings
    admin.state.forms = by_slug(*FORMS, *settings.forms)
    admin.state.attempts = Attempts(settings)
    admin.state.languages = offered
    return admin


@asynccontextmanager
async def lifespan(admin: Starlette) -> AsyncIterator[None]:
    """Served alone, the admin opens the connections; mounted, the host app does."""
    settings: Settings = admin.state.settings
    async with connected(settings.auth_table._meta.db, settings.read_node):
        yield
