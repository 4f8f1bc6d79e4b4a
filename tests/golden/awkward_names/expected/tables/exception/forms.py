"""What may be written to exceptions: a field per column."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.Text)


class ExceptionForm(Form):
    """The form of one exception."""

    code: Annotated[fields.Text, Field(max_length=255)]
