"""Every query on users; the only place that writes them."""

from __future__ import annotations

from typing import Any

from bites.tables import User

from ...toolbox.database import NotFound, contains, defaults, writing
from ...toolbox.fields import as_text
from ...toolbox.listing import Listing, Page
from .forms import UserForm

KEY = User._meta.primary_key

LABEL = KEY.as_alias("_label")

COLUMNS = (
    KEY,
    User.name,
)

SORTABLE = (
    KEY,
    User.name,
)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(User.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await User.select(*COLUMNS, LABEL).where(KEY == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(User)


async def create_row(form: UserForm) -> User:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    async with writing(User):
        row = User(**values)
        await row.save()
    return row


async def update_row(key: Any, form: UserForm) -> None:
    """Write the columns that were changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(User):
        changes = form.changes(await get_row(key))
        if changes:
            await User.update(changes).where(KEY == key)


async def delete_row(key: Any) -> None:
    """Delete a row. Raise ``ValueError`` to refuse with a message."""
    async with writing(User):
        await User.delete().where(KEY == key)


async def search(text: str) -> list[dict[str, str]]:
    """Rows whose label contains the text, for the forms of tables that refer to this one."""
    query = User.select(KEY.as_alias("key"), LABEL)
    matching = contains(text, KEY)
    rows = await query.where(matching).order_by(KEY).limit(20)
    return [{name: as_text(value) for name, value in row.items()} for row in rows]
