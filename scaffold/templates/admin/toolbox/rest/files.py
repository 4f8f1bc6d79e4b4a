"""Keys of files that are sent to the REST API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from piccolo.columns import Column
from starlette.requests import Request

from ..database import Refused
from ..i18n import gettext as _
from ..media import holds, is_plain
from ..reading import read
from .resource import Resource


async def check_files(request: Request, table: Resource, sent: Mapping[str, Any]) -> None:
    """Refuse the key of a file that only rows have which one may not view."""
    for name in sent.keys() & table.form.media:
        value = sent[name]
        for key in value if isinstance(value, list) else [value]:
            if not isinstance(key, str) or not key:
                continue
            if not await is_known(request, table, table.columns[name], key):
                raise Refused({name: _("There is no such file.")})


async def is_known(request: Request, table: Resource, column: Column, key: str) -> bool:
    """Whether one may view a row with this file, or no row has it: it was uploaded a
    while ago, and who knows its key has done so.
    """
    return is_plain(key) and (
        await table.queries.has_file(request.user, column, key)
        or not await read(table.table.exists().where(holds(column, key)))
    )
