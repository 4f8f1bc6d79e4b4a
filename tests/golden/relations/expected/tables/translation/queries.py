"""Every query on translations. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from piccolo.columns.readable import Readable

from library.tables import Translation

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
from .forms import KEY, TranslationForm

primary_key = Translation._meta.primary_key

LABEL = primary_key.as_alias("_label")

COLUMNS = (
    primary_key,
    Translation.book,
    Readable(
        "%s, by %s",
        [Translation.book.title, Translation.book._.author.name],
        "_book_label",
    ),
    Translation.translator,
    Translation.translator.name.as_alias("_translator_label"),
    Translation.language,
)

ROW = Together(*COLUMNS, LABEL)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

SORTABLE = (
    primary_key,
    Translation.book,
    Translation.translator,
    Translation.language,
)

FILTERS: tuple[filters.Filter, ...] = (
    filters.Range(primary_key, fields.Serial),
    filters.Exact(Translation.book, fields.Serial),
    filters.Exact(Translation.translator, fields.UUID),
    filters.Text(Translation.language),
)


async def list_rows(user: rights.User, listing: Listing) -> Page:
    """One page of rows."""
    viewed = rights.view(user, Translation)
    return await listing.run(Translation.select(*COLUMNS), SORTABLE, viewed)


def export_rows(user: rights.User, listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    viewed = rights.view(user, Translation)
    return Batches(listing, lambda: Translation.select(*COLUMNS), SORTABLE, viewed)


async def get_row(user: rights.User, key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    query = Translation.select(*ROW)
    row = await first(query.where(primary_key == key, rights.view(user, Translation)))
    if row is None:
        raise NotFound
    return row


async def select_rows(user: rights.User, wanted: Wanted) -> list[dict[str, Any]]:
    """For the REST API: which rows, and which of their columns, is in ``wanted``."""
    query = Translation.select(*wanted.columns)
    return await wanted.run(query, SORTABLE, rights.view(user, Translation))


def new_row(user: rights.User) -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    rights.add(user, Translation)
    return defaults(Translation)


@retried
async def create_row(user: rights.User, form: TranslationForm) -> Translation:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    await rights.check_references(user, Translation, values)
    row = Translation.from_dict(values)
    async with rights.adding(user, row):
        await row.save()
    return row


@retried
async def update_row(user: rights.User, key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Translation, primary_key == key) as row:
        changes = TranslationForm.changes(text, await get_row(user, key))
        await rights.check_references(user, Translation, changes)
        if changes:
            await Translation.update(changes).where(row)


@retried
async def update_rows(
    user: rights.User, rows: Condition, text: Text, names: Sequence[str]
) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Translation, rows) as changed:
        query = Translation.select(*COLUMNS).where(changed)
        stored = await query if TranslationForm.has_rules() else ()
        changes = TranslationForm.some(text, names, stored)
        await rights.check_references(user, Translation, changes)
        await Translation.update(changes).where(changed)


@retried
async def delete_rows(user: rights.User, rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.deleting(user, Translation, rows) as deleted:
        await Translation.delete().where(deleted)


async def search(
    user: rights.User, text: str, limit: int = 20, offset: int = 0
) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; the next ones are asked for while people scroll.
    """
    query = Translation.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, primary_key) | has_key(text, primary_key, KEY)
    found = query.where(named, rights.view(user, Translation)).order_by(primary_key)
    rows = await replica.read(found.limit(limit).offset(offset))
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
