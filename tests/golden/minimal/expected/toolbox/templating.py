"""Rendering pages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
)
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ..sidebar import LINKS, TABLES
from . import cells, formats, i18n, zones
from .filter_controls import FilterControls
from .form_fields import FormFields
from .headings import Headings
from .rights import on_row, on_table
from .security import DIALOG, form_data, masked, root, style_nonce

ADMIN = Path(__file__).parent.parent

FLASH_COOKIE = "message"

REFUSED = "!"
"""What a message begins with that says why nothing has happened."""

LIST = "__list"
"""In the address of a form: the query of the list that it was opened from."""


@cache
def environment() -> Environment:
    """Pages are looked for in ``templates/``, then in ``tables/``; and ``forms/``."""
    pages = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader([ADMIN / "templates", ADMIN / "tables"]),
                PrefixLoader({"forms": FileSystemLoader(ADMIN / "forms")}),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.globals |= {
        "_": i18n.gettext,
        "ngettext": i18n.ngettext,
        "pgettext": i18n.pgettext,
        "direction": i18n.direction,
        "own_name": i18n.own_name,
        "count": formats.count,
        "FilterControls": FilterControls,
        "FormFields": FormFields,
        "Headings": Headings,
        "Rows": cells.Rows,
        "static": static,
        "style_nonce": style_nonce,
        "list_left": list_left,
        "keep_list": keep_list,
        "is_from_list": is_from_list,
        "sidebar_links": LINKS,
    }
    pages.filters |= cells.FILTERS
    return pages


def render(
    request: Request, name: str, *, status_code: int = 200, **context: Any
) -> HTMLResponse:
    """A page, with what every page needs."""
    settings, user = request.app.state.settings, request.scope.get("user")
    rights_of = cache(partial(on_table, request))
    shared = {
        "request": request,
        "root": root(request),
        "settings": settings,
        "sidebar_tables": [item for item in TABLES if rights_of(item.path).view],
        "sidebar_forms": request.app.state.forms.values(),
        "rights_of": rights_of,
        "user": user,
        "csrf_token": masked(request.scope.get("csrf_token", "")),
        "theme": request.cookies.get("theme", ""),
        "language": i18n.current.get()[0],
        "languages": request.app.state.languages,
        "address": address(request),
        "time_zone": zones.name(),
        "in_dialog": DIALOG in request.query_params,
        "message": unquote(request.cookies.get(FLASH_COOKIE, "")),
    }
    page = environment().get_template(name).render({**shared, **context})
    response = HTMLResponse(page, status_code)
    if FLASH_COOKIE in request.cookies:
        response.delete_cookie(FLASH_COOKIE, path=root(request) or "/")
    return response


def address(request: Request) -> str:
    """The address of this page on this host, escaped as the browser sent it."""
    path = request.scope.get("raw_path") or quote(request.scope["path"]).encode()
    query = request.scope["query_string"]
    return b"?".join(filter(None, (path.partition(b"?")[0], query))).decode("latin-1")


def redirect(request: Request, path: str, message: str = "") -> Response:
    """Go to another page of this admin, and say there what has happened."""
    response = RedirectResponse(root(request) + path, 303)
    if message:
        response.set_cookie(
            FLASH_COOKIE,
            quote(message),
            max_age=60,
            path=root(request) or "/",
            httponly=True,
            secure=request.app.state.settings.production,
            samesite="lax",
        )
    return response


async def saved(request: Request, path: str, key: Any, message: str) -> Response:
    """Go on after saving, where the button that was pressed leads."""
    edit = f"{path}edit/{cells.key(key)}/"
    if DIALOG in request.query_params:
        return redirect(request, f"{edit}?{DIALOG}=saved")
    kept = keep_list(request, path)
    next_pages = {"edit": edit + kept, "add": f"{path}add/{kept}"}
    pressed = str((await form_data(request)).get("__then"))
    if pressed in next_pages:
        return redirect(request, next_pages[pressed], message)
    return back_to_list(request, path, message)


def back_to_list(request: Request, path: str, message: str) -> Response:
    """Go to the list at ``path``, and say there what has happened."""
    return redirect(request, list_left(request, path), message)


def list_left(request: Request, path: str) -> str:
    """The address of the list at ``path``, as the person has left it."""
    query = list_query(request, path)
    return f"{path}?{query}" if query else path


def keep_list(request: Request, path: str) -> str:
    """What the address of a form ends with, so that it leads back to the list."""
    query = list_query(request, path)
    return "?" + urlencode({LIST: query}) if query else ""


def list_query(request: Request, path: str) -> str:
    """What the list was filtered and sorted by, and its page.

    A link in the list tells it by the ``Referer``. Whatever comes stands behind ``?``
    only, so that nobody is led to anywhere else.
    """
    if LIST in request.query_params:
        return request.query_params[LIST]
    query = request.headers.get("referer", "").partition("?")[2]
    return query if is_from_list(request, path) else ""


def is_from_list(request: Request, path: str) -> bool:
    """Whether a link in the list at ``path`` leads here."""
    page = request.headers.get("referer", "").partition("?")[0]
    return page.endswith(root(request) + path)


async def show_deletion(
    request: Request,
    path: str,
    page: str,
    key: Any,
    row: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
) -> Response:
    """The question before a row is deleted, or why it was not."""
    return render(
        request,
        page,
        status_code=409 if errors else 200,
        rights=await on_row(request, path, key),
        key=key,
        row=row,
        errors=errors or {},
    )


@cache
def static(path: str) -> str:
    """The address of a static file. It changes with the file: browsers may keep it."""
    content = (ADMIN / "static" / path).read_bytes()
    return f"/static/{path}?v={hashlib.sha256(content).hexdigest()[:12]}"


class CachedStaticFiles(StaticFiles):
    """Static files; those asked for by their ``static`` address are kept for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = b"v=" in scope["query_string"]
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if versioned else "no-cache"
        )
        return response
