"""The forms of the user's own: a new one, and what lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from scaffold import naming
from scaffold.render import render

OwnForms = tuple[tuple[str, str], ...]
"""Path, below the admin, and text of the user's files in ``forms/``."""

LIST = "forms/__init__.py"


@dataclass(frozen=True)
class FormNames:
    """The names of one form."""

    label: str

    @property
    def module(self) -> str:
        """Its module in ``forms/``, and its function there."""
        return naming.identifier(self.label.lower(), naming.FORMS_NAMES)

    @property
    def model(self) -> str:
        words = self.module.strip("_").split("_")
        return "".join(word[:1].upper() + word[1:] for word in words) + "Data"

    @property
    def slug(self) -> str:
        """As the admin makes it of the name."""
        return self.label.replace(" ", "-").lower()

    @property
    def context(self) -> str:
        return f"forms/{self.slug}"

    @property
    def path(self) -> str:
        return f"/forms/{quote(self.slug, safe='')}/"


def generate(form: FormNames) -> Iterator[tuple[str, str]]:
    """Path, below the admin, and text of each file of a new form."""
    templates = {
        f"forms/{form.module}.py": "form/form.py.jinja",
        f"forms/{form.module}.html": "form/form.html.jinja",
        f"tests/test_form_{form.module}.py": "form/test.py.jinja",
    }
    for path, template in templates.items():
        yield path, render(template, form=form)


def listing(forms: OwnForms) -> str:
    """The module that lists the forms."""
    return render(f"admin/{LIST}.jinja", forms=listed(forms))


def listed(forms: OwnForms) -> list[str]:
    """The modules that have a form."""
    found = (re.fullmatch(r"forms/(\w+)\.py", path) for path, _text in forms)
    has_form = (re.search(r"^FORM\b.*=", text, re.MULTILINE) for _path, text in forms)
    return [
        path[1] for path, form in zip(found, has_form, strict=True) if path and form
    ]
