"""Every query on authors. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from library.tables import Author, Book, Translation

from ...toolbox import fields, filters
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, equals, writing
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page, count_equal
from .forms import AuthorForm

primary_key = Author._meta.primary_key

LABEL = Author.name.as_alias("_label")

COLUMNS = (
    primary_key,
    Author.name,
)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

SORTABLE = (
    primary_key,
    Author.name,
)

FILTERS: tuple[filters.Filter, ...] = (
    filters.Exact(primary_key, fields.UUID),
    filters.Text(Author.name),
)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(Author.select(*COLUMNS), SORTABLE)


def export_rows(listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    return Batches(listing, lambda: Author.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await Author.select(*COLUMNS, LABEL).where(primary_key == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(Author)


async def create_row(form: AuthorForm) -> Author:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    async with writing(Author):
        return await Author.objects().create(**values)


async def update_row(key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(Author):
        changes = AuthorForm.changes(text, await get_row(key))
        if changes:
            await Author.update(changes).where(primary_key == key)


async def update_rows(rows: Condition, text: Text, names: Sequence[str]) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Author):
        query = Author.select(*COLUMNS).where(rows)
        stored = await query if AuthorForm.has_rules() else ()
        changes = AuthorForm.some(text, names, stored)
        await Author.update(changes).where(rows)


async def delete_rows(rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Author):
        await Author.delete().where(rows)


async def count_references(row: Mapping[str, Any]) -> dict[str, str]:
    """How many rows of other tables refer to this one, by where they do."""
    return {
        "book.author": await count_equal(Book.author, row["id"]),
        "book.editor": await count_equal(Book.editor, row["name"]),
        "translation.translator": await count_equal(Translation.translator, row["id"]),
    }


async def search(text: str, page: int) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; those on the next page are asked for while people scroll.
    """
    query = Author.select(primary_key.as_alias("_key"), LABEL, Author.name)
    named = contains(text, Author.name)
    found = query.where(named | equals(text, primary_key)).order_by(
        Author.name, primary_key
    )
    rows = await found.limit(20).offset((page - 1) * 20)
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
