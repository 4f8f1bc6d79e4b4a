"""What may be written to groups: a field per column."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = ("order",)


class GroupForm(Form):
    """The form of one group."""

    order: fields.Nullable[fields.Serial]
