"""The documentation: OpenAPI, and Swagger UI to read and try it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, JSONResponse
from starlette.routing import BaseRoute

from ..toolbox.rest.openapi import REFUSALS
from ..toolbox.security import root
from ..toolbox.sessions import SESSION_COOKIE
from ..toolbox.templating import render
from .modules import router_of
from .tables import viewed

SWAGGER_UI = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
"""The files of the package fastapi-offline, so that nothing comes from elsewhere."""

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """What there is for this person. Made in a thread: there may be many tables."""
    names = tuple(sorted(item.name for item in viewed(request)))
    title = request.app.state.settings.site_name
    address = f"{root(request)}/api"
    found = await to_thread.run_sync(document_of, title, address, names)
    return Response(found, media_type="application/json")


@lru_cache(maxsize=32)
def document_of(title: str, address: str, names: Sequence[str]) -> bytes:
    """The documentation of these tables, and of what is shared, as JSON."""
    from .shared import router as shared  # noqa: PLC0415

    tables = [route for name in names for route in router_of(name).routes]
    found = document(title, address, [*tables, *shared.routes])
    found["components"]["securitySchemes"] = SCHEMES
    found["security"] = [{name: []} for name in SCHEMES]
    return bytes(JSONResponse(found).body)


SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token, which needs no csrftoken.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
}
"""What says who asks; either will do."""


def document(title: str, address: str, routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """``address`` is what the paths stand behind."""
    found = get_openapi(
        title=title,
        version="1",
        description="Writing needs the cookie csrftoken, sent back as X-CSRFToken.",
        routes=routes,
        servers=[{"url": address}],
    )
    found.setdefault("components", {})["responses"] = REFUSALS
    return found


@router.get("/docs/")
async def docs(request: Request) -> Response:
    return render(request, "api_docs.html")


@router.get("/docs/{name}")
async def docs_file(name: str) -> Response:
    """A file of Swagger UI's."""
    package = find_spec("fastapi_offline")
    if name not in SWAGGER_UI or package is None or package.origin is None:
        raise HTTPException(404)
    path = Path(package.origin).parent / "static" / name
    headers = {"Cache-Control": "private, max-age=86400"}
    return FileResponse(path, headers=headers, media_type=SWAGGER_UI[name])
