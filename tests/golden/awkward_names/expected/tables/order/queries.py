"""Every query on orders; the only place that writes them."""

from __future__ import annotations

from typing import Any

from piccolo.columns.readable import Readable

from bites.tables import Order

from ...toolbox.database import NotFound, contains, defaults, writing
from ...toolbox.fields import as_text
from ...toolbox.listing import Listing, Page
from .forms import OrderForm

KEY = Order._meta.primary_key

LABEL = Readable("100%% '%s' \u007b{ }\u007d \"", [Order.group], "_label")

COLUMNS = (
    KEY,
    Order.group,
)

SORTABLE = (
    KEY,
    Order.group,
)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(Order.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await Order.select(*COLUMNS, LABEL).where(KEY == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(Order)


async def create_row(form: OrderForm) -> Order:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    async with writing(Order):
        row = Order(**values)
        await row.save()
    return row


async def update_row(key: Any, form: OrderForm) -> None:
    """Write the columns that were changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(Order):
        changes = form.changes(await get_row(key))
        if changes:
            await Order.update(changes).where(KEY == key)


async def delete_row(key: Any) -> None:
    """Delete a row. Raise ``ValueError`` to refuse with a message."""
    async with writing(Order):
        await Order.delete().where(KEY == key)


async def search(text: str) -> list[dict[str, str]]:
    """Rows whose label contains the text, for the forms of tables that refer to this one."""
    query = Order.select(KEY.as_alias("key"), LABEL)
    matching = contains(text, Order.group)
    rows = await query.where(matching).order_by(Order.group).limit(20)
    return [{name: as_text(value) for name, value in row.items()} for row in rows]
