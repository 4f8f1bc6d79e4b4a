"""What may be written to requests: a field per column."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Serial)

# What can be changed in many rows at once.
BULK: tuple[str, ...] = ()


class RequestForm(Form):
    """The form of one request."""
