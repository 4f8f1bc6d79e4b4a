"""Every query on statics; the only place that writes them."""

from __future__ import annotations

from typing import Any

from bites.tables import Static

from ...toolbox.database import NotFound, contains, defaults, writing
from ...toolbox.fields import as_text
from ...toolbox.listing import Listing, Page
from .forms import StaticForm

KEY = Static._meta.primary_key

LABEL = KEY.as_alias("_label")

COLUMNS = (
    KEY,
    Static.page,
)

SORTABLE = (
    KEY,
    Static.page,
)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(Static.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await Static.select(*COLUMNS, LABEL).where(KEY == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(Static)


async def create_row(form: StaticForm) -> Static:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    async with writing(Static):
        row = Static(**values)
        await row.save()
    return row


async def update_row(key: Any, form: StaticForm) -> None:
    """Write the columns that were changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(Static):
        changes = form.changes(await get_row(key))
        if changes:
            await Static.update(changes).where(KEY == key)


async def delete_row(key: Any) -> None:
    """Delete a row. Raise ``ValueError`` to refuse with a message."""
    async with writing(Static):
        await Static.delete().where(KEY == key)


async def search(text: str) -> list[dict[str, str]]:
    """Rows whose label contains the text, for the forms of tables that refer to this one."""
    query = Static.select(KEY.as_alias("key"), LABEL)
    matching = contains(text, KEY)
    rows = await query.where(matching).order_by(KEY).limit(20)
    return [{name: as_text(value) for name, value in row.items()} for row in rows]
