"""Every query on exhibits. Nothing else reads or writes them."""

from __future__ import annotations

from typing import Any

from exhibits.tables import Exhibit

from ...toolbox.database import NotFound, contains, defaults, equals, writing
from ...toolbox.fields import as_text
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page
from .forms import ExhibitForm

primary_key = Exhibit._meta.primary_key

LABEL = primary_key.as_alias("_label")

COLUMNS = (
    primary_key,
    Exhibit.varchar,
    Exhibit.varchar_unlimited,
    Exhibit.varchar_null,
    Exhibit.varchar_renamed.as_alias("varchar_renamed"),
    Exhibit.char,
    Exhibit.slug,
    Exhibit.email,
    Exhibit.email_null,
    Exhibit.text,
    Exhibit.text_null,
    Exhibit.small_int,
    Exhibit.integer,
    Exhibit.integer_null,
    Exhibit.big_int,
    Exhibit.numeric,
    Exhibit.numeric_digits,
    Exhibit.decimal_null,
    Exhibit.real,
    Exhibit.float_null,
    Exhibit.double_precision,
    Exhibit.date,
    Exhibit.date_null,
    Exhibit.time,
    Exhibit.time_null,
    Exhibit.timestamp,
    Exhibit.timestamp_updated,
    Exhibit.timestamptz,
    Exhibit.timestamptz_null,
    Exhibit.interval,
    Exhibit.interval_null,
    Exhibit.boolean,
    Exhibit.boolean_null,
    Exhibit.varchar_choices,
    Exhibit.varchar_choices_null,
    Exhibit.choice_labels,
    Exhibit.integer_choices,
    Exhibit.boolean_choices,
    Exhibit.numeric_choices,
    Exhibit.date_choices_null,
    Exhibit.interval_choices,
    Exhibit.array_choices,
    Exhibit.no_choices,
    Exhibit.uuid,
    Exhibit.uuid_null,
    Exhibit.json_value,
    Exhibit.json_null,
    Exhibit.jsonb_value,
    Exhibit.bytea,
    Exhibit.blob_null,
    Exhibit.array_varchar,
    Exhibit.array_integer,
    Exhibit.array_null,
    Exhibit.array_nested,
    Exhibit.parent,
    Exhibit.unknown,
)

SORTABLE = (
    primary_key,
    Exhibit.varchar,
    Exhibit.varchar_unlimited,
    Exhibit.varchar_null,
    Exhibit.varchar_renamed,
    Exhibit.char,
    Exhibit.slug,
    Exhibit.email,
    Exhibit.email_null,
    Exhibit.text,
    Exhibit.text_null,
    Exhibit.small_int,
    Exhibit.integer,
    Exhibit.integer_null,
    Exhibit.big_int,
    Exhibit.numeric,
    Exhibit.numeric_digits,
    Exhibit.decimal_null,
    Exhibit.real,
    Exhibit.float_null,
    Exhibit.double_precision,
    Exhibit.date,
    Exhibit.date_null,
    Exhibit.time,
    Exhibit.time_null,
    Exhibit.timestamp,
    Exhibit.timestamp_updated,
    Exhibit.timestamptz,
    Exhibit.timestamptz_null,
    Exhibit.interval,
    Exhibit.interval_null,
    Exhibit.boolean,
    Exhibit.boolean_null,
    Exhibit.varchar_choices,
    Exhibit.varchar_choices_null,
    Exhibit.choice_labels,
    Exhibit.integer_choices,
    Exhibit.boolean_choices,
    Exhibit.numeric_choices,
    Exhibit.date_choices_null,
    Exhibit.interval_choices,
    Exhibit.no_choices,
    Exhibit.uuid,
    Exhibit.uuid_null,
    Exhibit.jsonb_value,
    Exhibit.bytea,
    Exhibit.blob_null,
    Exhibit.parent,
    Exhibit.unknown,
)


async def list_rows(listing: Listing) -> Page:
    """One page of rows."""
    return await listing.run(Exhibit.select(*COLUMNS), SORTABLE)


async def get_row(key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    row = await Exhibit.select(*COLUMNS, LABEL).where(primary_key == key).first()
    if row is None:
        raise NotFound
    return row


def new_row() -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    return defaults(Exhibit)


async def create_row(form: ExhibitForm) -> Exhibit:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    async with writing(Exhibit):
        return await Exhibit.objects().create(**values)


async def update_row(key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with writing(Exhibit):
        changes = ExhibitForm.changes(text, await get_row(key))
        if changes:
            await Exhibit.update(changes).where(primary_key == key)


async def delete_row(key: Any) -> None:
    """Delete a row. Raise ``ValueError`` to refuse with a message."""
    async with writing(Exhibit):
        await Exhibit.delete().where(primary_key == key)


async def search(text: str) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to."""
    query = Exhibit.select(primary_key.as_alias("key"), LABEL)
    named = contains(text, primary_key)
    rows = (
        await query.where(named | equals(text, primary_key))
        .order_by(primary_key)
        .limit(20)
    )
    return [{name: as_text(value) for name, value in row.items()} for row in rows]
