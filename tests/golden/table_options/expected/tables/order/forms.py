"""What may be written to orders: a field per column."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

STATE_CHOICES = {
    "o": "Open",
    "p": "Paid",
}

# What can be changed in many rows at once.
BULK: tuple[str, ...] = (
    "customer",
    "state",
    "total",
    "notes",
    "ordered",
    "collected",
)


class OrderForm(Form):
    """The form of one order."""

    number: fields.Integer

    customer: fields.Nullable[fields.Serial]

    state: Annotated[
        fields.Text, Field(min_length=1, max_length=1), fields.one_of(STATE_CHOICES)
    ]

    total: Annotated[fields.Decimal, Field(max_digits=8, decimal_places=2)]

    notes: fields.RichText

    ordered: fields.Timestamp

    collected: fields.Nullable[fields.Time]
