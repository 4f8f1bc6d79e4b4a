"""Every query on customers. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shop.tables import Customer, Order

from ...toolbox import filters
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, equals, writing
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page, count_equal
from ...toolbox.rich_text import plain
from .forms import CustomerForm

primary_key = Customer._meta.primary_key

LABEL = Customer.name.as_alias("_label")

COLUMNS = (
    primary_key,
    Customer.name,
)

LISTED = (
    primary_key,
    Customer.name,
)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

SORTABLE = (
    primary_key,
    Customer.name,
)

FILTERS: tuple[filters.Filter, ...] = (filters.Text(Customer.name),)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(Customer.select(*LISTED), SORTABLE)


def export_rows(listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    return Batches(listing, lambda: Customer.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await Customer.select(*COLUMNS, LABEL).where(primary_key == key).first()
    if row is None:
        raise NotFound
    row["_label"] = plain(row["_label"] or "")
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(Customer)


async def create_row(form: CustomerForm) -> Customer:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    async with writing(Customer):
        return await Customer.objects().create(**values)


async def update_row(key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(Customer):
        changes = CustomerForm.changes(text, await get_row(key))
        if changes:
            await Customer.update(changes).where(primary_key == key)


async def update_rows(rows: Condition, text: Text, names: Sequence[str]) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Customer):
        query = Customer.select(*COLUMNS).where(rows)
        stored = await query if CustomerForm.has_rules() else ()
        changes = CustomerForm.some(text, names, stored)
        await Customer.update(changes).where(rows)


async def delete_rows(rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Customer):
        await Customer.delete().where(rows)


async def count_references(row: Mapping[str, Any]) -> dict[str, str]:
    """How many rows of other tables refer to this one, by where they do."""
    return {
        "order.customer": await count_equal(Order.customer, row["id"]),
    }


async def search(text: str, page: int) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; those on the next page are asked for while people scroll.
    """
    query = Customer.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, Customer.name)
    found = query.where(named | equals(text, primary_key)).order_by(
        Customer.name, primary_key
    )
    rows = await found.limit(20).offset((page - 1) * 20)
    for row in rows:
        row["_label"] = plain(row["_label"] or "")
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
