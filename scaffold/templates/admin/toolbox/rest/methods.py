"""Methods that no route of an address has."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send

METHODS = (("GET", "HEAD"), ("POST",), ("PUT",), ("PATCH",), ("DELETE",))


class Methods:
    """HEAD is answered as GET is, and OPTIONS with what can be done at an address; so
    is what cannot.
    """

    def __init__(self, app: ASGIApp, router: Router) -> None:
        self.app = app
        self.router = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") == "HEAD":
            scope = {**scope, "method": "GET"}
        try:
            await self.app(scope, receive, send)
        except HTTPException as error:
            known = [*self.known(scope)]
            if error.status_code != 405 or scope["method"] in known:
                raise
            allowed = {"Allow": ", ".join([*known, "OPTIONS"])}
            if scope["method"] != "OPTIONS":
                raise HTTPException(405, headers=allowed) from None
            await Response(status_code=204, headers=allowed)(scope, receive, send)

    def known(self, scope: Scope) -> Iterator[str]:
        for method, *others in METHODS:
            asked = {**scope, "method": method}
            if any(r.matches(asked)[0] is Match.FULL for r in self.router.routes):
                yield from (method, *others)
