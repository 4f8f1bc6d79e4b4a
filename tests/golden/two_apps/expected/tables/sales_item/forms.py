"""What may be written to sales items: a field per column."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = (
    "item",
    "quantity",
)


class ItemForm(Form):
    """The form of one sales item."""

    item: fields.Serial

    quantity: fields.Integer
