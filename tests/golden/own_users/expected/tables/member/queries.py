"""Every query on members. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from members.tables import Member

from ...toolbox import fields, filters
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, equals, writing
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page
from ...toolbox.passwords import hash_password
from .forms import MemberForm

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


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(Member.select(*COLUMNS), SORTABLE)


def export_rows(listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    return Batches(listing, lambda: Member.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await Member.select(*COLUMNS, LABEL).where(primary_key == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(Member)


async def create_row(form: MemberForm) -> Member:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    values["password"] = await hash_password(Member, values.get("password", ""))
    async with writing(Member):
        return await Member.objects().create(**values)


async def update_row(key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(Member):
        changes = MemberForm.changes(text, await get_row(key))
        if "password" in changes:
            changes["password"] = await hash_password(Member, changes["password"])
        if changes:
            await Member.update(changes).where(primary_key == key)


async def update_rows(rows: Condition, text: Text, names: Sequence[str]) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Member):
        query = Member.select(*COLUMNS).where(rows)
        stored = await query if MemberForm.has_rules() else ()
        changes = MemberForm.some(text, names, stored)
        await Member.update(changes).where(rows)


async def delete_rows(rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Member):
        await Member.delete().where(rows)


async def list_keys(rows: Condition) -> list[Any]:
    return await Member.select(primary_key).where(rows).output(as_list=True)


async def search(text: str, page: int) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; those on the next page are asked for while people scroll.
    """
    query = Member.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, Member.username)
    found = query.where(named | equals(text, primary_key)).order_by(
        Member.username, primary_key
    )
    rows = await found.limit(20).offset((page - 1) * 20)
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
