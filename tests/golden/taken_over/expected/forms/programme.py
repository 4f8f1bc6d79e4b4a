"""A form, which stood in Piccolo Admin before."""

from __future__ import annotations

from cinema.forms import Greeting, programme

from ..toolbox.custom_forms import FormConfig

FORM = FormConfig(
    name="Programme",
    pydantic_model=Greeting,
    endpoint=programme,
)
