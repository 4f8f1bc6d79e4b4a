"""Keys of files that are sent to the REST API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from piccolo.columns import Column

from ..database import Refused
from ..i18n import gettext as _
from ..media import holds, is_plain
from ..reading import read
from ..rights import User

HasFile = Callable[[User, Column, str], Awaitable[bool]]
"""Whether somebody may view a row with a file, by its column and key."""


async def check_files(
    user: User,
    columns: Sequence[Column],
    values: Mapping[Any, Any],
    has_file: HasFile,
) -> None:
    """Refuse the keys of files that only rows have which somebody may not view."""
    message = _("There is no such file.")
    for column in columns:
        value = values.get(column._meta.name)
        for key in value if isinstance(value, list) else [value]:
            if key and not await is_known(user, column, key, has_file):
                raise Refused({column._meta.name: message})


async def is_known(user: User, column: Column, key: str, has_file: HasFile) -> bool:
    """Whether they may view a row with this file, or no row has it: it was uploaded a
    while ago, and who knows its key has done so.
    """
    if await has_file(user, column, key):
        return True
    rows = column._meta.table.exists().where(holds(column, key))
    return is_plain(key) and not await read(rows)
