"""Every query on users. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from piccolo.apps.user.tables import BaseUser

from ...toolbox import fields, filters
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, equals, writing
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page
from ...toolbox.passwords import hash_password
from .forms import BaseUserForm

primary_key = BaseUser._meta.primary_key

LABEL = BaseUser.username.as_alias("_label")

COLUMNS = (
    primary_key,
    BaseUser.username,
    BaseUser.first_name,
    BaseUser.last_name,
    BaseUser.email,
    BaseUser.active,
    BaseUser.admin,
    BaseUser.superuser,
    BaseUser.last_login,
)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

SORTABLE = (
    primary_key,
    BaseUser.username,
    BaseUser.first_name,
    BaseUser.last_name,
    BaseUser.email,
    BaseUser.active,
    BaseUser.admin,
    BaseUser.superuser,
    BaseUser.last_login,
)

FILTERS: tuple[filters.Filter, ...] = (
    filters.Range(primary_key, fields.Serial),
    filters.Text(BaseUser.username),
    filters.Text(BaseUser.first_name),
    filters.Text(BaseUser.last_name),
    filters.Text(BaseUser.email),
    filters.Exact(BaseUser.active, fields.Boolean),
    filters.Exact(BaseUser.admin, fields.Boolean),
    filters.Exact(BaseUser.superuser, fields.Boolean),
    filters.Range(BaseUser.last_login, fields.Timestamp),
)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(BaseUser.select(*COLUMNS), SORTABLE)


def export_rows(listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    return Batches(listing, lambda: BaseUser.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await BaseUser.select(*COLUMNS, LABEL).where(primary_key == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(BaseUser)


async def create_row(form: BaseUserForm) -> BaseUser:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    values["password"] = await hash_password(BaseUser, values.get("password", ""))
    async with writing(BaseUser):
        return await BaseUser.objects().create(**values)


async def update_row(key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(BaseUser):
        changes = BaseUserForm.changes(text, await get_row(key))
        if "password" in changes:
            changes["password"] = await hash_password(BaseUser, changes["password"])
        if changes:
            await BaseUser.update(changes).where(primary_key == key)


async def update_rows(rows: Condition, text: Text, names: Sequence[str]) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(BaseUser):
        query = BaseUser.select(*COLUMNS).where(rows)
        stored = await query if BaseUserForm.has_rules() else ()
        changes = BaseUserForm.some(text, names, stored)
        await BaseUser.update(changes).where(rows)


async def delete_rows(rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(BaseUser):
        await BaseUser.delete().where(rows)


async def list_keys(rows: Condition) -> list[Any]:
    return await BaseUser.select(primary_key).where(rows).output(as_list=True)


async def search(text: str, page: int) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; those on the next page are asked for while people scroll.
    """
    query = BaseUser.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, BaseUser.username)
    found = query.where(named | equals(text, primary_key)).order_by(
        BaseUser.username, primary_key
    )
    rows = await found.limit(20).offset((page - 1) * 20)
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
