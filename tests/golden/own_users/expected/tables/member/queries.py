"""Every query on members. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from members.tables import Member

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
from .forms import KEY, MemberForm

primary_key = Member._meta.primary_key

LABEL = Member.username.as_alias("_label")

COLUMNS = (
    Member.username,
    Member.first_name,
    Member.last_name,
    Member.email,
    Member.active,
    Member.admin,
    Member.superuser,
    Member.last_login,
    primary_key,
    Member.joined,
)

ROW = Together(*COLUMNS, LABEL)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

SORTABLE = (
    Member.username,
    Member.first_name,
    Member.last_name,
    Member.email,
    Member.active,
    Member.admin,
    Member.superuser,
    Member.last_login,
    primary_key,
    Member.joined,
)

FILTERS: tuple[filters.Filter, ...] = (
    filters.Text(Member.username),
    filters.Text(Member.first_name),
    filters.Text(Member.last_name),
    filters.Text(Member.email),
    filters.Exact(Member.active, fields.Boolean),
    filters.Exact(Member.admin, fields.Boolean),
    filters.Exact(Member.superuser, fields.Boolean),
    filters.Range(Member.last_login, fields.Timestamp),
    filters.Range(primary_key, fields.Serial),
    filters.Range(Member.joined, fields.Date),
)


async def list_rows(user: rights.User, listing: Listing) -> Page:
    """One page of rows."""
    viewed = rights.view(user, Member)
    return await listing.run(Member.select(*COLUMNS), SORTABLE, viewed)


def export_rows(user: rights.User, listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    viewed = rights.view(user, Member)
    return Batches(listing, lambda: Member.select(*COLUMNS), SORTABLE, viewed)


async def get_row(user: rights.User, key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    query = Member.select(*ROW)
    row = await first(query.where(primary_key == key, rights.view(user, Member)))
    if row is None:
        raise NotFound
    return row


async def get_row_to_change(user: rights.User, key: Any) -> dict[str, Any]:
    """The same, if they may change it. Raises ``Forbidden``."""
    row = await get_row(user, key)
    await rights.check_change(user, Member, key)
    return row


async def select_rows(user: rights.User, wanted: Wanted) -> list[dict[str, Any]]:
    """For the REST API: which rows, and which of their columns, is in ``wanted``."""
    query = Member.select(*wanted.columns)
    return await wanted.run(query, SORTABLE, rights.view(user, Member))


def new_row(user: rights.User) -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    rights.add(user, Member)
    return defaults(Member)


@retried
async def create_row(user: rights.User, form: MemberForm) -> Member:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    values["password"] = await hash_password(Member, values.get("password", ""))
    row = Member.from_dict(values)
    async with rights.adding(user, row):
        await row.save()
    return row


async def hash_changed(user: rights.User, key: Any, text: Text) -> str:
    """The hash of the password, if that is changed: made before the transaction, since
    nobody else may write during one in SQLite.
    """
    changes = MemberForm.changes(text, await get_row_to_change(user, key))
    if "password" not in changes:
        return ""
    return await hash_password(Member, changes["password"])


@retried
async def update_row(
    user: rights.User, key: Any, text: Text, hashed: str | None = None
) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message.

    Whoever calls this in a transaction gives what ``hash_changed`` said before.
    """
    if hashed is None:
        hashed = await hash_changed(user, key, text)
    async with rights.changing(user, Member, primary_key == key) as row:
        changes = MemberForm.changes(text, await get_row(user, key))
        if "password" in changes:
            changes["password"] = hashed
        if changes:
            await Member.update(changes).where(row)


@retried
async def update_rows(
    user: rights.User, rows: Condition, text: Text, names: Sequence[str]
) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Member, rows) as changed:
        query = Member.select(*COLUMNS).where(changed)
        stored = await query if MemberForm.has_rules() else ()
        changes = MemberForm.some(text, names, stored)
        await Member.update(changes).where(changed)


@retried
async def delete_rows(user: rights.User, rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.deleting(user, Member, rows) as deleted:
        await Member.delete().where(deleted)


async def list_keys(user: rights.User, rows: Condition) -> list[Any]:
    query = Member.select(primary_key.as_alias("_key"))
    found = await read(query.where(rows, rights.view(user, Member)))
    return [row["_key"] for row in found]


async def search(
    user: rights.User, text: str, limit: int = 20, offset: int = 0
) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; the next ones are asked for while people scroll.
    """
    query = Member.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, Member.username) | has_key(text, primary_key, KEY)
    found = query.where(named, rights.view(user, Member)).order_by(
        Member.username, primary_key
    )
    rows = await replica.read(found.limit(limit).offset(offset))
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
