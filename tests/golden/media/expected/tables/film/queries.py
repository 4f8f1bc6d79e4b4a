"""Every query on films. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from piccolo.columns import Column

from gallery.tables import Film

from ...toolbox import fields, filters
from ...toolbox.database import NotFound, contains, defaults, equals, writing
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page
from ...toolbox.media import holds
from .forms import FilmForm

primary_key = Film._meta.primary_key

LABEL = primary_key.as_alias("_label")

COLUMNS = (
    primary_key,
    Film.title,
    Film.poster,
    Film.screenshots,
)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

SORTABLE = (
    primary_key,
    Film.title,
    Film.poster,
)

FILTERS: tuple[filters.Filter, ...] = (
    filters.Range(primary_key, fields.Serial),
    filters.Text(Film.title),
    filters.Text(Film.poster),
    filters.Element(Film.screenshots),
)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(Film.select(*COLUMNS), SORTABLE)


def export_rows(listing: Listing) -> AsyncIterator[list[dict[str, Any]]]:
    """All rows of a list, some at a time."""
    return listing.batches(lambda: Film.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await Film.select(*COLUMNS, LABEL).where(primary_key == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(Film)


async def create_row(form: FilmForm) -> Film:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    async with writing(Film):
        return await Film.objects().create(**values)


async def update_row(key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(Film):
        changes = FilmForm.changes(text, await get_row(key))
        if changes:
            await Film.update(changes).where(primary_key == key)


async def update_rows(rows: Condition, text: Text, names: Sequence[str]) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Film):
        query = Film.select(*COLUMNS).where(rows)
        stored = await query if FilmForm.has_rules() else ()
        changes = FilmForm.some(text, names, stored)
        await Film.update(changes).where(rows)


async def delete_rows(rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with writing(Film):
        await Film.delete().where(rows)


async def has_file(column: Column, key: str) -> bool:
    """Whether there is a row with this file: who may see no such row, gets no file."""
    return await Film.exists().where(holds(column, key))


async def search(text: str, page: int) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; those on the next page are asked for while people scroll.
    """
    query = Film.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, primary_key)
    found = query.where(named | equals(text, primary_key)).order_by(primary_key)
    rows = await found.limit(20).offset((page - 1) * 20)
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
