"""Every query on users. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from piccolo.apps.user.tables import BaseUser

from ...toolbox import fields, filters, replica, rights
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, has_key
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page
from ...toolbox.passwords import hash_password
from ...toolbox.reading import first, read
from ...toolbox.rest.resource import Wanted
from ...toolbox.retries import retried
from ...toolbox.selecting import Together
from .forms import KEY, BaseUserForm

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

ROW = Together(*COLUMNS, LABEL)

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


async def list_rows(user: rights.User, listing: Listing) -> Page:
    """One page of rows."""
    viewed = rights.view(user, BaseUser)
    return await listing.run(BaseUser.select(*COLUMNS), SORTABLE, viewed)


def export_rows(user: rights.User, listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    viewed = rights.view(user, BaseUser)
    return Batches(listing, lambda: BaseUser.select(*COLUMNS), SORTABLE, viewed)


async def get_row(user: rights.User, key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    query = BaseUser.select(*ROW)
    row = await first(query.where(primary_key == key, rights.view(user, BaseUser)))
    if row is None:
        raise NotFound
    return row


async def get_row_to_change(user: rights.User, key: Any) -> dict[str, Any]:
    """The same, if they may change it. Raises ``Forbidden``."""
    row = await get_row(user, key)
    await rights.check_change(user, BaseUser, key)
    return row


async def select_rows(user: rights.User, wanted: Wanted) -> list[dict[str, Any]]:
    """For the REST API: which rows, and which of their columns, is in ``wanted``."""
    query = BaseUser.select(*wanted.columns)
    return await wanted.run(query, SORTABLE, rights.view(user, BaseUser))


def new_row(user: rights.User) -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    rights.add(user, BaseUser)
    return defaults(BaseUser)


@retried
async def create_row(user: rights.User, form: BaseUserForm) -> BaseUser:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    values["password"] = await hash_password(BaseUser, values.get("password", ""))
    row = BaseUser.from_dict(values)
    async with rights.adding(user, row):
        await row.save()
    return row


async def hash_changed(user: rights.User, key: Any, text: Text) -> str:
    """The hash of the password, if that is changed: made before the transaction, since
    nobody else may write during one in SQLite.
    """
    changes = BaseUserForm.changes(text, await get_row_to_change(user, key))
    if "password" not in changes:
        return ""
    return await hash_password(BaseUser, changes["password"])


@retried
async def update_row(
    user: rights.User, key: Any, text: Text, hashed: str | None = None
) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message.

    Whoever calls this in a transaction gives what ``hash_changed`` said before.
    """
    if hashed is None:
        hashed = await hash_changed(user, key, text)
    async with rights.changing(user, BaseUser, primary_key == key) as row:
        changes = BaseUserForm.changes(text, await get_row(user, key))
        if "password" in changes:
            changes["password"] = hashed
        if changes:
            await BaseUser.update(changes).where(row)


@retried
async def update_rows(
    user: rights.User, rows: Condition, text: Text, names: Sequence[str]
) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, BaseUser, rows) as changed:
        query = BaseUser.select(*COLUMNS).where(changed)
        stored = await query if BaseUserForm.has_rules() else ()
        changes = BaseUserForm.some(text, names, stored)
        await BaseUser.update(changes).where(changed)


@retried
async def delete_rows(user: rights.User, rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.deleting(user, BaseUser, rows) as deleted:
        await BaseUser.delete().where(deleted)


async def list_keys(user: rights.User, rows: Condition) -> list[Any]:
    query = BaseUser.select(primary_key.as_alias("_key"))
    found = await read(query.where(rows, rights.view(user, BaseUser)))
    return [row["_key"] for row in found]


async def search(
    user: rights.User, text: str, limit: int = 20, offset: int = 0
) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; the next ones are asked for while people scroll.
    """
    query = BaseUser.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, BaseUser.username) | has_key(text, primary_key, KEY)
    found = query.where(named, rights.view(user, BaseUser)).order_by(
        BaseUser.username, primary_key
    )
    rows = await replica.read(found.limit(limit).offset(offset))
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
