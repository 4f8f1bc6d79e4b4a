"""What may be written to routes: a field per column."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.BigInteger)


class RouteForm(Form):
    """The form of one route."""

    form: fields.Nullable[fields.BigInteger]
