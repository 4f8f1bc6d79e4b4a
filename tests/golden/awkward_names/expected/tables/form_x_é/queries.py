"""Every query on forms. Nothing else reads or writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bites.tables import Form

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
from .forms import KEY, MODEL_CONFIG_CHOICES, FormForm

primary_key = Form._meta.primary_key

LABEL = primary_key.as_alias("_label")

COLUMNS = (
    primary_key,
    getattr(Form, "class"),
    getattr(Form, "from"),
    getattr(Form, "import"),
    Form.json,
    Form.copy,
    Form.schema,
    Form.model_config,
    Form.metadata,
    Form.request,
    Form.form,
    Form.id_,
    Form.row.as_alias("row"),
    Form.key,
    Form.errors,
    Form.int,
    Form.items,
    Form.values,
    Form.名前,
)

ROW = Together(*COLUMNS, LABEL)

# How a list is sorted if its address does not say; "-" in front descends.
ORDER: tuple[str, ...] = ()

SORTABLE = (
    primary_key,
    getattr(Form, "class"),
    getattr(Form, "from"),
    getattr(Form, "import"),
    Form.json,
    Form.copy,
    Form.schema,
    Form.model_config,
    Form.metadata,
    Form.request,
    Form.form,
    Form.id_,
    Form.row,
    Form.key,
    Form.errors,
    Form.int,
    Form.items,
    Form.values,
    Form.名前,
)

FILTERS: tuple[filters.Filter, ...] = (
    filters.Range(primary_key, fields.Serial),
    filters.Text(getattr(Form, "class")),
    filters.Text(getattr(Form, "from")),
    filters.Text(getattr(Form, "import")),
    filters.Text(Form.json),
    filters.Text(Form.copy),
    filters.Text(Form.schema),
    filters.Exact(Form.model_config, fields.Text, MODEL_CONFIG_CHOICES),
    filters.Text(Form.metadata),
    filters.Text(Form.request),
    filters.Text(Form.form),
    filters.Text(Form.id_),
    filters.Text(Form.row),
    filters.Text(Form.key),
    filters.Text(Form.errors),
    filters.Text(Form.int),
    filters.Text(Form.items),
    filters.Text(Form.values),
    filters.Text(Form.名前),
)


async def list_rows(user: rights.User, listing: Listing) -> Page:
    """One page of rows."""
    viewed = rights.view(user, Form)
    return await listing.run(Form.select(*COLUMNS), SORTABLE, viewed)


def export_rows(user: rights.User, listing: Listing) -> Batches:
    """All rows of a list, some at a time."""
    viewed = rights.view(user, Form)
    return Batches(listing, lambda: Form.select(*COLUMNS), SORTABLE, viewed)


async def get_row(user: rights.User, key: Any) -> dict[str, Any]:
    """The row with this key. Raises ``NotFound``."""
    query = Form.select(*ROW)
    row = await first(query.where(primary_key == key, rights.view(user, Form)))
    if row is None:
        raise NotFound
    return row


async def select_rows(user: rights.User, wanted: Wanted) -> list[dict[str, Any]]:
    """For the REST API: which rows, and which of their columns, is in ``wanted``."""
    query = Form.select(*wanted.columns)
    return await wanted.run(query, SORTABLE, rights.view(user, Form))


def new_row(user: rights.User) -> dict[str, Any]:
    """What a new row holds before anything is typed."""
    rights.add(user, Form)
    return defaults(Form)


@retried
async def create_row(user: rights.User, form: FormForm) -> Form:
    """Insert a row. Raise ``ValueError`` to refuse with a message."""
    values = form.values()
    row = Form.from_dict(values)
    async with rights.adding(user, row):
        await row.save()
    return row


@retried
async def update_row(user: rights.User, key: Any, text: Text) -> None:
    """Write what was changed. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Form, primary_key == key) as row:
        changes = FormForm.changes(text, await get_row(user, key))
        if changes:
            await Form.update(changes).where(row)


@retried
async def update_rows(
    user: rights.User, rows: Condition, text: Text, names: Sequence[str]
) -> None:
    """Write the same to these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.changing(user, Form, rows) as changed:
        query = Form.select(*COLUMNS).where(changed)
        stored = await query if FormForm.has_rules() else ()
        changes = FormForm.some(text, names, stored)
        await Form.update(changes).where(changed)


@retried
async def delete_rows(user: rights.User, rows: Condition) -> None:
    """Delete these rows. Raise ``ValueError`` to refuse with a message."""
    async with rights.deleting(user, Form, rows) as deleted:
        await Form.delete().where(deleted)


async def search(
    user: rights.User, text: str, limit: int = 20, offset: int = 0
) -> list[dict[str, str]]:
    """Rows whose label contains the text or whose key it is, for forms to refer to.

    Twenty of them; the next ones are asked for while people scroll.
    """
    query = Form.select(primary_key.as_alias("_key"), LABEL)
    named = contains(text, primary_key) | has_key(text, primary_key, KEY)
    found = query.where(named, rights.view(user, Form)).order_by(primary_key)
    rows = await replica.read(found.limit(limit).offset(offset))
    return [
        {name: "" if value is None else as_text(value) for name, value in row.items()}
        for row in rows
    ]
