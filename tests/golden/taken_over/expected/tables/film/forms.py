"""What may be written to films: a field per column."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = (
    "title",
    "slug",
    "rating",
    "studio",
    "synopsis",
    "shown",
    "extra",
    "changed_by",
)


class FilmForm(Form):
    """The form of one film."""

    media: ClassVar[frozenset[str]] = frozenset({"poster", "trailer", "script"})

    title: Annotated[fields.Text, Field(max_length=80)]

    slug: Annotated[fields.Text, Field(max_length=80)]

    rating: fields.Real

    studio: fields.Nullable[fields.Serial]

    synopsis: fields.RichText

    poster: Annotated[fields.Text, Field(max_length=255)]

    trailer: Annotated[fields.Text, Field(max_length=255)]

    script: Annotated[fields.Text, Field(max_length=255)]

    shown: fields.Nullable[fields.Timestamp]

    extra: fields.Json

    changed_by: Annotated[fields.Text, Field(max_length=255)] | None
