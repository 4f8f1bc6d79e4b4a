"""What may be written to sessions: a field per column."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import UNCHANGED, Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = (
    "user_id",
    "expiry_date",
    "max_expiry_date",
)


class SessionsBaseForm(Form):
    """The form of one session."""

    secret: ClassVar[frozenset[str]] = frozenset({"token"})

    token: Annotated[fields.Text, Field(max_length=100)] = Field(default=UNCHANGED)

    user_id: fields.Integer

    expiry_date: fields.Timestamp

    max_expiry_date: fields.Timestamp
