"""What may be written to translations: a field per column."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = (
    "book",
    "translator",
    "language",
)


class TranslationForm(Form):
    """The form of one translation."""

    book: fields.Serial

    translator: fields.UUID

    language: Annotated[fields.Text, Field(max_length=2)]
