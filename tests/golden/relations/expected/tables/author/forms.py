"""What may be written to authors: a field per column."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.UUID)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = ()


class AuthorForm(Form):
    """The form of one author."""

    name: Annotated[fields.Text, Field(max_length=255)]
