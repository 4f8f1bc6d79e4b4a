"""Every query on sales items. Nothing else reads or writes them."""

from __future__ import annotations

from typing import Any

from sales.tables import Item

from ...toolbox.database import NotFound, contains, defaults, writing
from ...toolbox.fields import as_text
from ...toolbox.listing import Listing, Page
from .forms import ItemForm

KEY = Item._meta.primary_key

LABEL = KEY.as_alias("_label")

COLUMNS = (
    KEY,
    Item.item,
    Item.item.name.as_alias("_item_label"),
    Item.quantity,
)

SORTABLE = (
    KEY,
    Item.item,
    Item.quantity,
)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(Item.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await Item.select(*COLUMNS, LABEL).where(KEY == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(Item)


async def create_row(form: ItemForm) -> Item:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    async with writing(Item):
        return await Item.objects().create(**values)


async def update_row(key: Any, form: ItemForm) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(Item):
        changes = form.changes(await get_row(key))
        if changes:
            await Item.update(changes).where(KEY == key)


async def delete_row(key: Any) -> None:
    """Delete a row. Raise ``ValueError`` to refuse with a message."""
    async with writing(Item):
        await Item.delete().where(KEY == key)


async def search(text: str) -> list[dict[str, str]]:
    """Rows whose label contains the text, for the forms that refer to one."""
    query = Item.select(KEY.as_alias("key"), LABEL)
    matching = contains(text, KEY)
    rows = await query.where(matching).order_by(KEY).limit(20)
    return [{name: as_text(value) for name, value in row.items()} for row in rows]
