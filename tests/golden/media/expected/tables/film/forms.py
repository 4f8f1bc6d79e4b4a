"""What may be written to films: a field per column."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = ("title",)


class FilmForm(Form):
    """The form of one film."""

    media: ClassVar[frozenset[str]] = frozenset({"poster", "screenshots"})

    title: Annotated[fields.Text, Field(max_length=255)]

    poster: Annotated[fields.Text, Field(max_length=255)] | None

    screenshots: fields.Array[Annotated[fields.Text, Field(max_length=255)]]
