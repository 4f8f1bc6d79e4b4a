"""What may be written to statics: a field per column."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.BigInteger)


class StaticForm(Form):
    """The form of one static."""

    page: Annotated[fields.Text, Field(max_length=255)]
