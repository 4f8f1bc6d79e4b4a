"""Forms: from what was typed to checked values, and from a row to what a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from piccolo.columns import Column
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData
from typing_extensions import Self

from .database import Refused
from .i18n import gettext as _

Text = dict[str, str | None]
"""What a page's form controls hold: a text per column, ``None`` for NULL."""

Errors = dict[str, str]
"""A message per column; under ``""`` what concerns the whole form."""


UNCHANGED: Any = object()
"""The value of a secret that was left empty."""


class Form(BaseModel):
    """What may be written to one table: a field per column, named after it."""

    model_config = ConfigDict(populate_by_name=True, validate_default=False)

    secret: ClassVar[frozenset[str]] = frozenset()
    """Columns that are never shown. Left empty, they are ``UNCHANGED``."""

    @classmethod
    def columns(cls) -> list[str]:
        """The names of the columns, in the order of the form."""
        return [field.alias or name for name, field in cls.model_fields.items()]

    @classmethod
    def show(cls, row: Mapping[str, Any]) -> Text:
        """The text of each form control for a row."""
        values = {name: row[name] for name in cls.columns() if name not in cls.secret}
        secret = {
            name
            for name, field in cls.model_fields.items()
            if (field.alias or name) in cls.secret
        }
        shown = cls.model_construct(**values).model_dump(
            by_alias=True, exclude=secret, warnings=False
        )
        return {name: shown.get(name) for name in cls.columns()}

    @classmethod
    def typed(cls, data: FormData) -> Text:
        """What was typed. With ``NAME__null`` ticked, empty text means NULL.

        Browsers send every line break as CRLF.
        """
        text: Text = {}
        for name in cls.columns():
            sent = [value for value in data.getlist(name) if isinstance(value, str)]
            if sent:
                null = sent[-1] == "" and f"{name}__null" in data
                text[name] = None if null else sent[-1].replace("\r\n", "\n")
        return text

    @classmethod
    def parse(cls, text: Text, row: Mapping[str, Any]) -> Self:
        """Check what was typed. A column that was not sent keeps its value in the row.

        Raises pydantic's ``ValidationError``.
        """
        shown = [name for name in cls.columns() if name not in cls.secret]
        kept = {name: row[name] for name in shown if name not in text}
        typed = {name: text[name] for name in text if name in shown or text[name] != ""}
        return cls.model_validate({**kept, **typed})

    def values(self) -> dict[str, Any]:
        """The value of each column, save those that are ``UNCHANGED``."""
        values = {
            field.alias or name: getattr(self, name)
            for name, field in type(self).model_fields.items()
        }
        return {name: value for name, value in values.items() if value is not UNCHANGED}

    def changes(self, row: Mapping[str, Any]) -> dict[Column | str, Any]:
        """The values that a person would see differ from the row's."""
        values = self.values()
        before, after = self.show(row), self.show(values)
        return {
            name: value
            for name, value in values.items()
            if name in self.secret or after[name] != sent_back(before[name])
        }


def sent_back(text: str | None) -> str | None:
    """What comes back of a text that was shown in a page."""
    if text is None:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def explain(refusal: ValueError) -> Errors:
    """Why a row was not saved, per column."""
    if isinstance(refusal, ValidationError):
        return {
            str(error["loc"][0]) if error["loc"] else "": message(error)
            for error in reversed(refusal.errors(include_url=False))
        }
    if isinstance(refusal, Refused):
        return refusal.errors
    return {"": str(refusal)}


def message(error: Mapping[str, Any]) -> str:
    """Pydantic's error in the words of this admin."""
    if error["input"] in ("", None):
        return _("This field is required.")
    context = error.get("ctx", {})
    messages = {
        "missing": _("This field is required."),
        "string_too_long": _("Use at most {max_length} characters."),
        "greater_than_equal": _("Enter {ge} or more."),
        "less_than_equal": _("Enter {le} or less."),
        "decimal_max_digits": _("Use at most {max_digits} digits."),
        "decimal_max_places": _("Use at most {decimal_places} decimal places."),
        "decimal_whole_digits": _(
            "Use at most {whole_digits} digits before the point."
        ),
        "finite_number": _("Enter a finite number."),
    }
    return str(messages.get(error["type"], error["msg"])).format(**context)
