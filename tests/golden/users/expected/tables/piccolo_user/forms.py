"""What may be written to users: a field per column."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import UNCHANGED, Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = (
    "first_name",
    "last_name",
    "active",
    "admin",
    "superuser",
    "last_login",
)


class BaseUserForm(Form):
    """The form of one user."""

    secret: ClassVar[frozenset[str]] = frozenset({"password"})

    username: Annotated[fields.Text, Field(max_length=100)]

    password: Annotated[fields.Text, Field(max_length=255)] = Field(default=UNCHANGED)

    first_name: Annotated[fields.Text, Field(max_length=255)] | None

    last_name: Annotated[fields.Text, Field(max_length=255)] | None

    email: Annotated[fields.Text, Field(max_length=255)]

    active: fields.Boolean

    admin: fields.Boolean

    superuser: fields.Boolean

    last_login: fields.Nullable[fields.Timestamp]
