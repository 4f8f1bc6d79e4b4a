"""What may be written to items: a field per column."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.BigInteger)


class ItemForm(Form):
    """The form of one item."""

    item: fields.BigInteger

    quantity: fields.Integer
