"""What is sent to the REST API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic_core import from_json
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ..database import Busy, Refused, writing
from ..fields import as_text
from ..forms import Sent
from ..i18n import gettext as _
from ..retries import retried
from ..security import json_body
from .answers import RowRefused, Unprocessable
from .resource import Resource

T = TypeVar("T")

MAX_ROWS = 1_000
"""As many as can be added at once."""


async def read_json(request: Request) -> Any:
    """Raises a 422 for what is no JSON, a 413 for too much."""
    body = await json_body(request)
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        raise Unprocessable({"": _("This is not valid JSON.")}) from None


async def read_object(request: Request) -> dict[str, Any]:
    return as_object(await read_json(request))


def as_object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Unprocessable({"": _("This value is not of the right kind.")})
    return body


async def new_rows(
    request: Request, table: Resource, most: int = MAX_ROWS
) -> list[Sent]:
    """One new row, or several. Raises a 422 for more than ``most``."""
    body = await read_json(request)
    rows = [as_object(row) for row in (body if isinstance(body, list) else [body])]
    if len(rows) > most:
        message = _("These are too many rows. At most: {number}")
        raise Unprocessable({"": message.format(number=most)})
    key = table.key_name
    made = key not in table.written
    if made and any(row.get(key) is not None for row in rows):
        raise Unprocessable({key: _("This cannot be written.")})
    found = [writable(table, row) for row in rows]
    for sent in found:
        require(sent, table.required if made else [*table.required, key])
    return found


async def changes(request: Request, table: Resource, key: Any) -> Sent:
    """What is to be written to a row. Its key may be sent back, and no other one."""
    body = await read_object(request)
    own = table.key_name
    if own in body and as_text(body[own]) != as_text(key):
        raise Unprocessable({own: _("This cannot be written.")})
    return writable(table, {name: body[name] for name in body if name != own})


async def whole_row(request: Request, table: Resource, key: Any) -> Sent:
    """The same; what a row cannot do without must be there. Secrets nobody knows."""
    sent = await changes(request, table, key)
    unknown = {*table.form.secret, table.key_name}
    require(sent, [name for name in table.required if name not in unknown])
    return sent


def require(sent: Sent, names: Sequence[str]) -> None:
    """Raises a 422 if some of these columns are missing."""
    message = _("This field is required.")
    if missing := [name for name in names if name not in sent]:
        raise Unprocessable(dict.fromkeys(missing, message))


async def same_for_all(
    request: Request, table: Resource, allowed: Sequence[str]
) -> Sent:
    """What is to be written to many rows."""
    sent = writable(table, await read_object(request))
    if wrong := [name for name in sent if name not in allowed]:
        raise Unprocessable(dict.fromkeys(wrong, _("This cannot be written.")))
    return sent


def writable(table: Resource, row: Mapping[str, Any]) -> Sent:
    """Without what makes itself. Raises a 400 for what is no column."""
    secret = table.form.secret
    known = {*table.columns, *table.written}
    if unknown := [name for name in row if name not in known]:
        message = _("There is no column {name}.").format(name=unknown[0])
        raise HTTPException(400, message)
    # Nobody can see a secret, and so send it back: nothing means that it stays.
    return Sent(
        (name, value)
        for name, value in row.items()
        if name in table.written and not (name in secret and value in ("", None))
    )


async def write_each(
    table: Resource, rows: Sequence[Sent], write: Callable[[Sent], Awaitable[T]]
) -> list[T]:
    """Write all rows, or none. Raises ``ValueError``; of several, ``RowRefused``."""
    if len(rows) == 1:
        return [await write(rows[0])]
    return await write_all(table, rows, write)


@retried
async def write_all(
    table: Resource, rows: Sequence[Sent], write: Callable[[Sent], Awaitable[T]]
) -> list[T]:
    found: list[T] = []
    try:
        async with writing(table.table):
            for number, row in enumerate(rows):
                try:
                    found.append(await write(row))
                except ValueError as refusal:
                    raise RowRefused(number, refusal) from refusal
    except Busy:
        raise
    except Refused as refusal:  # When all is written, at the end.
        raise RowRefused(len(rows) - 1, refusal) from refusal
    return found
