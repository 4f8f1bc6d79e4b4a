"""Every query on customers. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shop.tables import Customer, Order

from ...toolbox import fields, filters, replica, rights
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, has_key
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page, count_equal
from ...toolbox.reading import first
from ...toolbox.rest.resource import Wanted
from ...toolbox.retries import retried
from ...toolbox.rich_text import plain
from ...toolbox.selecting import Together
from .forms import KEY, CustomerForm

primary_key = Customer._meta.primary_key

LABEL = Customer.name.as_alias("_label")

COLUMNS = (
    primary_key,
    Customer.name,
)

ROW = Together(*COLUMNS, LABEL)

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


# By these, only the REST API filters.
MORE_FILTERS: tuple[filters.Filter, ...] = (filters.Range(primary_key, fields.Serial),)


async def list_rows(user: rights.User, listing: Listing) -> Page:
    """One page of rows."""
    viewed = rights.view(user, Customer)
    return await listing.run(Customer.select(*LISTED), SORTABLE, viewed)


def export_rows(user: rights.User, listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    viewed = rights.view(user, Customer)
    return Batches(listing, lambda: Customer.select(*COLUMNS), SORTABLE, viewed)


async def get_row(user: rights.User, key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    query = Customer.select(*ROW)
    row = await first(query.where(primary_key == key, rights.view(user, Customer)))
    if row is None:
        raise NotFound
    row["_label"] = plain(row["_label"] or "")
    return row


async def select_rows(user: rights.User, wanted: Wanted) -> list[dict[str, Any]]:
    """For the REST API: which rows, and which of their columns, is in ``wanted``."""
    query = Customer.select(*wanted.columns)
    return await wanted.run(query, SORTABLE, rights.view(user, Customer))


def new_row(user: rights.User) -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    rights.add(user, Customer)
    return defaults(Customer)


@retried
async def create_row(user: rights.User, form: CustomerForm) -> Customer:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    row = Customer.from_dict(values)
    async with rights.adding(user, row):
        await row.save()
    return row


@retried
async def update_row(user: rights.User, key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Customer, primary_key == key) as row:
        changes = CustomerForm.changes(text, await get_row(user, key))
        if changes:
            await Customer.update(changes).where(row)


@retried
async def update_rows(
    user: rights.User, rows: Condition, text: Text, names: Sequence[str]
) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Customer, rows) as changed:
        query = Customer.select(*COLUMNS).where(changed)
        stored = await query if CustomerForm.has_rules() else ()
        changes = CustomerForm.some(text, names, stored)
        await Customer.update(changes).where(changed)


@retried
async def delete_rows(user: rights.User, rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.deleting(user, Customer, rows) as deleted:
        await Customer.delete().where(deleted)


async def count_references(user: rights.User, row: Mapping[str, Any]) -> dict[str, str]:
    """How many rows of other tables refer to this one, by where they do."""
    return {
        "order.customer": await count_equal(user, Order.customer, row["id"]),
    }


async def search(
    user: rights.User, text: str, limit: int = 20, offset: int = 0
) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; the next ones are asked for while people scroll.
    """
    query = Customer.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, Customer.name) | has_key(text, primary_key, KEY)
    found = query.where(named, rights.view(user, Customer)).order_by(
        Customer.name, primary_key
    )
    rows = await replica.read(found.limit(limit).offset(offset))
    for row in rows:
        row["_label"] = plain(row["_label"] or "")
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
