"""Every query on books. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from piccolo.columns.readable import Readable

from library.tables import Book, Translation

from ...toolbox import fields, filters
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, equals, writing
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page, count_equal
from .forms import BookForm

primary_key = Book._meta.primary_key

LABEL = Readable("%s, by %s", [Book.title, Book.author.name], "_label")

COLUMNS = (
    primary_key,
    Book.title,
    Book.author,
    Book.author.name.as_alias("_author_label"),
    Book.editor,
    Book.editor.id.as_alias("_editor_key"),
)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

SORTABLE = (
    primary_key,
    Book.title,
    Book.author,
    Book.editor,
)

FILTERS: tuple[filters.Filter, ...] = (
    filters.Range(primary_key, fields.Serial),
    filters.Text(Book.title),
    filters.Exact(Book.author, fields.UUID),
    filters.Exact(Book.editor),
)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(Book.select(*COLUMNS), SORTABLE)


def export_rows(listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    return Batches(listing, lambda: Book.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await Book.select(*COLUMNS, LABEL).where(primary_key == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(Book)


async def create_row(form: BookForm) -> Book:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    async with writing(Book):
        return await Book.objects().create(**values)


async def update_row(key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(Book):
        changes = BookForm.changes(text, await get_row(key))
        if changes:
            await Book.update(changes).where(primary_key == key)


async def update_rows(rows: Condition, text: Text, names: Sequence[str]) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Book):
        query = Book.select(*COLUMNS).where(rows)
        stored = await query if BookForm.has_rules() else ()
        changes = BookForm.some(text, names, stored)
        await Book.update(changes).where(rows)


async def delete_rows(rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Book):
        await Book.delete().where(rows)


async def count_references(row: Mapping[str, Any]) -> dict[str, str]:
    """How many rows of other tables refer to this one, by where they do."""
    return {
        "translation.book": await count_equal(Translation.book, row["id"]),
    }


async def search(text: str, page: int) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; those on the next page are asked for while people scroll.
    """
    query = Book.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, Book.title, Book.author.name)
    found = query.where(named | equals(text, primary_key)).order_by(
        Book.title, Book.author.name, primary_key
    )
    rows = await found.limit(20).offset((page - 1) * 20)
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
