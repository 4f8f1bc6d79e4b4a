"""Your own forms, in the order of the sidebar.

``piccolo-scaffold form NAME`` adds one.
"""

from __future__ import annotations

from ..toolbox.custom_forms import FormConfig
from . import greet, programme

FORMS: tuple[FormConfig, ...] = (
    greet.FORM,
    programme.FORM,
)
