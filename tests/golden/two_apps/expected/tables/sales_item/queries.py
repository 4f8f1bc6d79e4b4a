"""Every query on sales items. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sales.tables import Item

from ...toolbox import fields, filters, replica, rights
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, has_key
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page
from ...toolbox.reading import first
from ...toolbox.rest.resource import Wanted
from ...toolbox.retries import retried
from ...toolbox.selecting import Together
from .forms import KEY, ItemForm

primary_key = Item._meta.primary_key

LABEL = primary_key.as_alias("_label")

COLUMNS = (
    primary_key,
    Item.item,
    Item.item.name.as_alias("_item_label"),
    Item.quantity,
)

ROW = Together(*COLUMNS, LABEL)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

SORTABLE = (
    primary_key,
    Item.item,
    Item.quantity,
)

FILTERS: tuple[filters.Filter, ...] = (
    filters.Range(primary_key, fields.Serial),
    filters.Exact(Item.item, fields.Serial),
    filters.Range(Item.quantity, fields.Integer),
)


async def list_rows(user: rights.User, listing: Listing) -> Page:
    """One page of rows."""
    viewed = rights.view(user, Item)
    return await listing.run(Item.select(*COLUMNS), SORTABLE, viewed)


def export_rows(user: rights.User, listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    viewed = rights.view(user, Item)
    return Batches(listing, lambda: Item.select(*COLUMNS), SORTABLE, viewed)


async def get_row(user: rights.User, key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    query = Item.select(*ROW)
    row = await first(query.where(primary_key == key, rights.view(user, Item)))
    if row is None:
        raise NotFound
    return row


async def select_rows(user: rights.User, wanted: Wanted) -> list[dict[str, Any]]:
    """For the REST API: which rows, and which of their columns, is in ``wanted``."""
    query = Item.select(*wanted.columns)
    return await wanted.run(query, SORTABLE, rights.view(user, Item))


def new_row(user: rights.User) -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    rights.add(user, Item)
    return defaults(Item)


@retried
async def create_row(user: rights.User, form: ItemForm) -> Item:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    await rights.check_references(user, Item, values)
    row = Item.from_dict(values)
    async with rights.adding(user, row):
        await row.save()
    return row


@retried
async def update_row(user: rights.User, key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Item, primary_key == key) as row:
        changes = ItemForm.changes(text, await get_row(user, key))
        await rights.check_references(user, Item, changes)
        if changes:
            await Item.update(changes).where(row)


@retried
async def update_rows(
    user: rights.User, rows: Condition, text: Text, names: Sequence[str]
) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Item, rows) as changed:
        query = Item.select(*COLUMNS).where(changed)
        stored = await query if ItemForm.has_rules() else ()
        changes = ItemForm.some(text, names, stored)
        await rights.check_references(user, Item, changes)
        await Item.update(changes).where(changed)


@retried
async def delete_rows(user: rights.User, rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.deleting(user, Item, rows) as deleted:
        await Item.delete().where(deleted)


async def search(
    user: rights.User, text: str, limit: int = 20, offset: int = 0
) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; the next ones are asked for while people scroll.
    """
    query = Item.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, primary_key) | has_key(text, primary_key, KEY)
    found = query.where(named, rights.view(user, Item)).order_by(primary_key)
    rows = await replica.read(found.limit(limit).offset(offset))
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
