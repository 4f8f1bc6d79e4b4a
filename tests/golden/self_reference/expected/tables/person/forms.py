"""What may be written to people: a field per column."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = (
    "name",
    "manager",
    "employer",
)


class PersonForm(Form):
    """The form of one person."""

    name: Annotated[fields.Text, Field(max_length=255)]

    manager: fields.Nullable[fields.Serial]

    employer: fields.Nullable[fields.Serial]
