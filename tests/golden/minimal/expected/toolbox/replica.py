"""Reading from a replica what may be a moment old: lists, counts, searches, files.

Where ``read_node`` names one. Everything else reads where it is written. Whoever has
just written something reads everything there, for ``BEHIND`` seconds: a cookie tells,
so that it does not matter which process answers.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from logging import getLogger
from typing import Any, TypeVar

from piccolo.query import Query, Select
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import reading
from .security import root, writes

Result = TypeVar("Result")

BEHIND = 10
"""How many seconds a replica may be behind before somebody misses what they wrote."""

RETRY = 10
"""After how many seconds a replica that was lost is asked again."""

WRITTEN_COOKIE = "written"

node: ContextVar[str] = ContextVar("node", default="")
"""What this request may read from; nothing, if only from where it is written."""

lost: dict[str, float] = {}
"""Until when a node is not asked. Each process finds out for itself."""

logger = getLogger(__name__)


class ReadNodeMiddleware:
    """Decide what a request reads from."""

    def __init__(self, app: ASGIApp, read_node: str) -> None:
        self.app = app
        self.read_node = read_node

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.read_node:
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and writes(scope):
                remember(request, MutableHeaders(scope=message))
            await send(message)

        has_written = writes(scope) or WRITTEN_COOKIE in request.cookies
        token = node.set("" if has_written else self.read_node)
        try:
            await self.app(scope, receive, send_with_cookie)
        finally:
            node.reset(token)


def remember(request: Request, headers: MutableHeaders) -> None:
    """Let the browser say for a while that something was written."""
    response = Response()
    response.set_cookie(
        WRITTEN_COOKIE,
        "1",
        max_age=BEHIND,
        path=root(request) or "/",
        httponly=True,
        secure=request.app.state.settings.production,
        samesite="lax",
    )
    headers.append("set-cookie", response.headers["set-cookie"])


async def read(query: Query[Any, Result]) -> Result:
    """What a query finds on the replica; where that fails, what it finds otherwise."""
    name = node.get()
    if not name or not is_there(name, query.table._meta.db):
        return await reading.read(query)
    try:
        return await query.run(node=name)
    except Exception as error:
        # If it is the query's own fault, this fails, too.
        found = await reading.read(query)
        lost[name] = time.monotonic() + RETRY
        logger.warning("%s is not read from for %s s: %r", name, RETRY, error)
        return found


def is_there(name: str, engine: Any) -> bool:
    """Whether it may be asked. In a transaction there is only one to be asked."""
    return (
        name in getattr(engine, "extra_nodes", ())
        and lost.get(name, 0) < time.monotonic()
        and not engine.transaction_exists()
    )


async def first(query: Select[Any]) -> dict[str, Any] | None:
    """The first row that a query finds there."""
    rows = await read(query.limit(1))
    return rows[0] if rows else None
