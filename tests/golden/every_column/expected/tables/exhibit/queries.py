"""Every query on exhibits. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from exhibits.tables import Exhibit

from ...toolbox import fields, filters, replica, rights
from ...toolbox.batches import Batches
from ...toolbox.database import NotFound, contains, defaults, has_key
from ...toolbox.fields import as_text
from ...toolbox.filters import Condition
from ...toolbox.forms import Text
from ...toolbox.listing import Listing, Page, count_equal
from ...toolbox.reading import first
from ...toolbox.rest.resource import Wanted
from ...toolbox.retries import retried
from ...toolbox.selecting import Together
from .forms import (
    ARRAY_CHOICES_CHOICES,
    BOOLEAN_CHOICES_CHOICES,
    CHOICE_LABELS_CHOICES,
    DATE_CHOICES_NULL_CHOICES,
    INTEGER_CHOICES_CHOICES,
    INTERVAL_CHOICES_CHOICES,
    KEY,
    NUMERIC_CHOICES_CHOICES,
    VARCHAR_CHOICES_CHOICES,
    VARCHAR_CHOICES_NULL_CHOICES,
    ExhibitForm,
)

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

ROW = Together(*COLUMNS, LABEL)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

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

FILTERS: tuple[filters.Filter, ...] = (
    filters.Range(primary_key, fields.BigInteger),
    filters.Text(Exhibit.varchar),
    filters.Text(Exhibit.varchar_unlimited),
    filters.Text(Exhibit.varchar_null),
    filters.Text(Exhibit.varchar_renamed),
    filters.Text(Exhibit.char),
    filters.Text(Exhibit.slug),
    filters.Text(Exhibit.email),
    filters.Text(Exhibit.email_null),
    filters.Text(Exhibit.text),
    filters.Text(Exhibit.text_null),
    filters.Range(Exhibit.small_int, fields.SmallInteger),
    filters.Range(Exhibit.integer, fields.Integer),
    filters.Range(Exhibit.integer_null, fields.Integer),
    filters.Range(Exhibit.big_int, fields.BigInteger),
    filters.Range(Exhibit.numeric, fields.Decimal),
    filters.Range(Exhibit.numeric_digits, fields.Decimal),
    filters.Range(Exhibit.decimal_null, fields.Decimal),
    filters.Range(Exhibit.real, fields.Real),
    filters.Range(Exhibit.float_null, fields.Float),
    filters.Range(Exhibit.double_precision, fields.Float),
    filters.Range(Exhibit.date, fields.Date),
    filters.Range(Exhibit.date_null, fields.Date),
    filters.Range(Exhibit.time, fields.Time),
    filters.Range(Exhibit.time_null, fields.Time),
    filters.Range(Exhibit.timestamp, fields.Timestamp),
    filters.Range(Exhibit.timestamp_updated, fields.Timestamp),
    filters.Range(Exhibit.timestamptz, fields.Timestamptz),
    filters.Range(Exhibit.timestamptz_null, fields.Timestamptz),
    filters.Range(Exhibit.interval, fields.Interval),
    filters.Range(Exhibit.interval_null, fields.Interval),
    filters.Exact(Exhibit.boolean, fields.Boolean),
    filters.Exact(Exhibit.boolean_null, fields.Boolean),
    filters.Exact(Exhibit.varchar_choices, fields.Text, VARCHAR_CHOICES_CHOICES),
    filters.Exact(
        Exhibit.varchar_choices_null, fields.Text, VARCHAR_CHOICES_NULL_CHOICES
    ),
    filters.Exact(Exhibit.choice_labels, fields.Text, CHOICE_LABELS_CHOICES),
    filters.Exact(Exhibit.integer_choices, fields.Integer, INTEGER_CHOICES_CHOICES),
    filters.Exact(Exhibit.boolean_choices, fields.Boolean, BOOLEAN_CHOICES_CHOICES),
    filters.Exact(Exhibit.numeric_choices, fields.Decimal, NUMERIC_CHOICES_CHOICES),
    filters.Exact(Exhibit.date_choices_null, fields.Date, DATE_CHOICES_NULL_CHOICES),
    filters.Exact(Exhibit.interval_choices, fields.Interval, INTERVAL_CHOICES_CHOICES),
    filters.Element(Exhibit.array_choices, fields.Text, ARRAY_CHOICES_CHOICES),
    filters.Text(Exhibit.no_choices),
    filters.Exact(Exhibit.uuid, fields.UUID),
    filters.Exact(Exhibit.uuid_null, fields.UUID),
    filters.Element(Exhibit.array_varchar),
    filters.Element(Exhibit.array_integer, fields.BigInteger),
    filters.Element(Exhibit.array_null),
    filters.Element(Exhibit.array_nested, fields.Integer),
    filters.Exact(Exhibit.parent, fields.BigInteger),
    filters.Text(Exhibit.unknown),
)


async def list_rows(user: rights.User, listing: Listing) -> Page:
    """One page of rows."""
    viewed = rights.view(user, Exhibit)
    return await listing.run(Exhibit.select(*COLUMNS), SORTABLE, viewed)


def export_rows(user: rights.User, listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    viewed = rights.view(user, Exhibit)
    return Batches(listing, lambda: Exhibit.select(*COLUMNS), SORTABLE, viewed)


async def get_row(user: rights.User, key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    query = Exhibit.select(*ROW)
    row = await first(query.where(primary_key == key, rights.view(user, Exhibit)))
    if row is None:
        raise NotFound
    return row


async def select_rows(user: rights.User, wanted: Wanted) -> list[dict[str, Any]]:
    """For the REST API: which rows, and which of their columns, is in ``wanted``."""
    query = Exhibit.select(*wanted.columns)
    return await wanted.run(query, SORTABLE, rights.view(user, Exhibit))


def new_row(user: rights.User) -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    rights.add(user, Exhibit)
    return defaults(Exhibit)


@retried
async def create_row(user: rights.User, form: ExhibitForm) -> Exhibit:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    await rights.check_references(user, Exhibit, values)
    row = Exhibit.from_dict(values)
    async with rights.adding(user, row):
        await row.save()
    return row


@retried
async def update_row(user: rights.User, key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Exhibit, primary_key == key) as row:
        changes = ExhibitForm.changes(text, await get_row(user, key))
        await rights.check_references(user, Exhibit, changes)
        if changes:
            await Exhibit.update(changes).where(row)


@retried
async def update_rows(
    user: rights.User, rows: Condition, text: Text, names: Sequence[str]
) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Exhibit, rows) as changed:
        query = Exhibit.select(*COLUMNS).where(changed)
        stored = await query if ExhibitForm.has_rules() else ()
        changes = ExhibitForm.some(text, names, stored)
        await rights.check_references(user, Exhibit, changes)
        await Exhibit.update(changes).where(changed)


@retried
async def delete_rows(user: rights.User, rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.deleting(user, Exhibit, rows) as deleted:
        await Exhibit.delete().where(deleted)


async def count_references(user: rights.User, row: Mapping[str, Any]) -> dict[str, str]:
    """How many rows of other tables refer to this one, by where they do."""
    return {
        "exhibit.parent": await count_equal(user, Exhibit.parent, row["id"]),
    }


async def search(
    user: rights.User, text: str, limit: int = 20, offset: int = 0
) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; the next ones are asked for while people scroll.
    """
    query = Exhibit.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, primary_key) | has_key(text, primary_key, KEY)
    found = query.where(named, rights.view(user, Exhibit)).order_by(primary_key)
    rows = await replica.read(found.limit(limit).offset(offset))
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
