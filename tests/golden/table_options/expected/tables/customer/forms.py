"""What may be written to customers: a field per column."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = ("name",)


class CustomerForm(Form):
    """The form of one customer."""

    name: Annotated[fields.RichText, Field(max_length=255)]
