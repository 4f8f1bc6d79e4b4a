"""``ETag``, which says what a row is like, and ``If-Match``, which asks for just that.

Whoever sends back the ETag of the row that they have read does not overwrite what
somebody else has written since. https://www.rfc-editor.org/rfc/rfc9110#name-if-match
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hashlib import blake2b
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..database import writing
from ..i18n import gettext as _
from ..retries import retried
from .answers import json_response
from .fields import Fields
from .resource import Among, Resource, only


async def read_row(request: Request, table: Resource, key: Any) -> Response:
    """A row, as far as it is asked for; with its ETag, if that is all of it."""
    fields = Fields.read(request, table)
    wanted = Among(table.primary_key, [key], fields.columns)
    row = await only(table, request.user, wanted)
    await fields.complete(request.user, [row])
    if fields.is_all:
        return whole(request, table, row)
    return json_response(table.one.dump_json(row, warnings=False))


async def written(request: Request, table: Resource, key: Any) -> Response:
    """A row that was written, all of it."""
    return whole(request, table, await table.row_with(request.user, key))


def whole(request: Request, table: Resource, row: Mapping[str, Any]) -> Response:
    body = table.one.dump_json(row, warnings=False)
    headers = {"ETag": etag(body)}
    known = tags(request, "if-none-match")
    if request.method == "GET" and known & {"*", headers["ETag"]}:
        return Response(status_code=304, headers=headers)
    return json_response(body, headers=headers)


def etag(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def tags(request: Request, header: str) -> set[str]:
    """The ETags in a header. A proxy that compresses makes them weak."""
    found = (tag.strip() for tag in request.headers.get(header, "").split(","))
    return {tag.removeprefix("W/") for tag in found if tag}


async def if_unchanged(
    request: Request, table: Resource, key: Any, write: Callable[[], Awaitable[None]]
) -> None:
    """Write to a row that is as ``If-Match`` says. If it is not: 412."""
    if "if-match" in request.headers:
        await write_matching(request, table, key, write)
    else:
        await write()


@retried
async def write_matching(
    request: Request, table: Resource, key: Any, write: Callable[[], Awaitable[None]]
) -> None:
    expected = tags(request, "if-match")
    async with writing(table.table):
        if table.table._meta.db.engine_type != "sqlite":
            rows = table.table.select(table.primary_key)
            await rows.where(table.primary_key == key).lock_rows()
        row = await table.row_with(request.user, key)
        if not expected & {"*", etag(table.one.dump_json(row, warnings=False))}:
            message = _("Somebody else has changed this row meanwhile.")
            raise HTTPException(412, message)
        await write()
