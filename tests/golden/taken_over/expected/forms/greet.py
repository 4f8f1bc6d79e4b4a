"""A form, which stood in Piccolo Admin before."""

from __future__ import annotations

from cinema.forms import Greeting, greet

from ..toolbox.custom_forms import FormConfig
from ..toolbox.hooks import with_user

FORM = FormConfig(
    name="Greet",
    pydantic_model=Greeting,
    endpoint=with_user(greet),
    description="Says hello.",
    form_group="People",
)
