"""Every query on films. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from piccolo.columns import Column

from cinema.hooks import changes as changes_function
from cinema.hooks import search as search_function
from cinema.hooks import set_slug, sign, sign_changes, slug_of_title
from cinema.tables import Film

from ...toolbox import fields, filters, replica, rights
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, has_key
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.hooks import by_column, request_of_hooks
from ...toolbox.listing import Listing, Page
from ...toolbox.media import holds
from ...toolbox.reading import first, read
from ...toolbox.rest.files import check_files
from ...toolbox.rest.resource import Wanted
from ...toolbox.retries import retried
from ...toolbox.selecting import Together
from .forms import KEY, FilmForm

primary_key = Film._meta.primary_key

LABEL = primary_key.as_alias("_label")

COLUMNS = (
    primary_key,
    Film.title,
    Film.slug,
    Film.rating,
    Film.studio,
    Film.studio.name.as_alias("_studio_label"),
    Film.synopsis,
    Film.poster,
    Film.trailer,
    Film.script,
    Film.shown,
    Film.extra,
    Film.changed_by,
)

ROW = Together(*COLUMNS, LABEL)

LISTED = (
    primary_key,
    Film.title,
    Film.rating,
    Film.studio,
    Film.studio.name.as_alias("_studio_label"),
    Film.poster,
)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = (
    "-rating",
    "title",
)

SORTABLE = (
    primary_key,
    Film.title,
    Film.slug,
    Film.rating,
    Film.studio,
    Film.synopsis,
    Film.poster,
    Film.trailer,
    Film.script,
    Film.shown,
    Film.changed_by,
)

# The columns that have keys of files.
FILES = (
    Film.poster,
    Film.trailer,
    Film.script,
)

FILTERS: tuple[filters.Filter, ...] = (
    filters.Range(primary_key, fields.Serial),
    filters.Text(Film.title),
    filters.Text(Film.slug),
    filters.Range(Film.rating, fields.Real),
    filters.Exact(Film.studio, fields.Serial),
    filters.Text(Film.poster),
    filters.Text(Film.trailer),
    filters.Text(Film.script),
    filters.Range(Film.shown, fields.Timestamp),
    filters.Text(Film.changed_by),
)


# By these, only the REST API filters.
MORE_FILTERS: tuple[filters.Filter, ...] = (filters.Text(Film.synopsis),)


async def list_rows(user: rights.User, listing: Listing) -> Page:
    """One page of rows."""
    viewed = rights.view(user, Film)
    return await listing.run(Film.select(*LISTED), SORTABLE, viewed)


def export_rows(user: rights.User, listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    viewed = rights.view(user, Film)
    return Batches(listing, lambda: Film.select(*COLUMNS), SORTABLE, viewed)


async def get_row(user: rights.User, key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    query = Film.select(*ROW)
    row = await first(query.where(primary_key == key, rights.view(user, Film)))
    if row is None:
        raise NotFound
    return row


async def get_row_to_change(user: rights.User, key: Any) -> dict[str, Any]:
    """The same, if they may change it. Raises ``Forbidden``."""
    row = await get_row(user, key)
    await rights.check_change(user, Film, key)
    return row


async def select_rows(user: rights.User, wanted: Wanted) -> list[dict[str, Any]]:
    """For the REST API: which rows, and which of their columns, is in ``wanted``."""
    query = Film.select(*wanted.columns)
    return await wanted.run(query, SORTABLE, rights.view(user, Film))


def new_row(user: rights.User) -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    rights.add(user, Film)
    return defaults(Film)


@retried
async def create_row(user: rights.User, form: FilmForm) -> Film:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    await rights.check_references(user, Film, values)
    await check_files(user, FILES, values, has_file)
    row = Film.from_dict(values)
    row = set_slug(row=row)
    row = await sign(row=row, request=request_of_hooks())
    async with rights.adding(user, row):
        await row.save()
    return row


@retried
async def update_row(user: rights.User, key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Film, primary_key == key) as row:
        changes = FilmForm.changes(text, await get_row(user, key))
        await rights.check_references(user, Film, changes)
        await check_files(user, FILES, changes, has_file)
        if changes:
            written = by_column(Film, changes)
            written = await sign_changes(
                row_id=key, values=written, request=request_of_hooks()
            )
            written = slug_of_title(row_id=key, values=written)
            await Film.update(written).where(row)


@retried
async def update_rows(
    user: rights.User, rows: Condition, text: Text, names: Sequence[str]
) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Film, rows) as changed:
        query = Film.select(*COLUMNS).where(changed)
        stored = await query if FilmForm.has_rules() else ()
        changes = FilmForm.some(text, names, stored)
        await rights.check_references(user, Film, changes)
        await check_files(user, FILES, changes, has_file)
        for key in await Film.select(primary_key).where(changed).output(as_list=True):
            written = by_column(Film, changes)
            written = await sign_changes(
                row_id=key, values=written, request=request_of_hooks()
            )
            written = slug_of_title(row_id=key, values=written)
            await Film.update(written).where(primary_key == key)


@retried
async def delete_rows(user: rights.User, rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.deleting(user, Film, rows) as deleted:
        for key in await Film.select(primary_key).where(deleted).output(as_list=True):
            search_function(row_id=key)
            await changes_function(row_id=key, request=request_of_hooks())
        await Film.delete().where(deleted)


async def has_file(user: rights.User, column: Column, key: str) -> bool:
    """Whether there is a row with this file: who may see no such row, gets no file."""
    return await read(Film.exists().where(holds(column, key), rights.view(user, Film)))


async def search(
    user: rights.User, text: str, limit: int = 20, offset: int = 0
) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; the next ones are asked for while people scroll.
    """
    query = Film.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, primary_key) | has_key(text, primary_key, KEY)
    found = query.where(named, rights.view(user, Film)).order_by(primary_key)
    rows = await replica.read(found.limit(limit).offset(offset))
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
