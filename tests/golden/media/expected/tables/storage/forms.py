"""What may be written to storages: a field per column."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = ()


class StorageForm(Form):
    """The form of one storage."""

    media: ClassVar[frozenset[str]] = frozenset({"media"})

    media_: Annotated[fields.Text, Field(min_length=1)] = Field(alias="media")
