"""Forms: from what was typed to checked values, and from a row to what a page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, ClassVar

from piccolo.columns import Column
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import FormData
from typing_extensions import Self

from .database import Refused
from .fields import BLANK_IS_NULL
from .i18n import gettext as _

Text = dict[str, str | None]
"""What a page's form controls hold: a text per column, ``None`` for NULL.

Under ``SHOWN`` is what they held when the page was made, as ``seal`` tells.
"""

SHOWN = "__shown"

class Sent(dict[str, Any]):
    """What an API sent, text or any other value of JSON: all of it is to be written."""


Errors = dict[str, str]
"""A message per column; under ``""`` what concerns the whole form.

The items of a list have messages of their own, under ``COLUMN.0`` or ``COLUMN.0.1``.
"""

UNCHANGED: Any = object()
"""The value of a secret that was left empty."""


class Form(BaseModel):
    """What may be written to one table: a field per column, named after it."""

    # Built when it is first used: with many tables, starting would take seconds.
    model_config = ConfigDict(
        populate_by_name=True, validate_default=False, defer_build=True
    )

    secret: ClassVar[frozenset[str]] = frozenset()
    """Columns that are never shown. Left empty, they are ``UNCHANGED``."""

    media: ClassVar[frozenset[str]] = frozenset()
    """Columns with keys of files: nobody types these, or could have another's."""

    @classmethod
    def attributes(cls) -> dict[str, str]:
        """The attribute of each column, in the order of the form."""
        return {field.alias or name: name for name, field in cls.model_fields.items()}

    @classmethod
    def show(cls, row: Mapping[str, Any]) -> Text:
        """The text of each form control for a row."""
        columns = cls.attributes()
        hidden = {columns[name] for name in cls.secret}
        values = {name: row[name] for name in columns if name not in cls.secret}
        form = cls.model_construct(**values)
        shown = form.model_dump(by_alias=True, exclude=hidden, warnings=False)
        text = {name: shown.get(name) for name in columns}
        return {**text, SHOWN: seal(text)}

    @classmethod
    def typed(cls, data: FormData) -> Text:
        """What was typed. Browsers send every line break as CRLF."""
        sent = {
            name: [value for value in data.getlist(name) if isinstance(value, str)]
            for name in (*cls.attributes(), SHOWN)
            if name not in cls.media
        }
        text: Text = {
            name: values[-1].replace("\r\n", "\n")
            for name, values in sent.items()
            if values
        }
        nulls = {name: None for name in text if cls.means_null(name, text[name], data)}
        return {**text, **nulls}

    @classmethod
    def means_null(cls, name: str, text: str | None, data: FormData) -> bool:
        """Empty text is NULL where it is nothing else, or if its box is ticked."""
        if text or name == SHOWN:
            return False
        field = cls.model_fields[cls.attributes()[name]]
        blank_is_null = BLANK_IS_NULL in field.metadata and name not in cls.secret
        return blank_is_null or f"{name}__null" in data

    @classmethod
    def parse(cls, text: Text, row: Mapping[str, Any]) -> Self:
        """A new row. A column that was not sent has its default.

        Raises pydantic's ``ValidationError``.
        """
        columns = [name for name in cls.attributes() if name not in cls.secret]
        kept = {name: row[name] for name in columns if name not in text}
        secrets = {name: text[name] for name in cls.secret if text.get(name, "") != ""}
        typed = {name: text[name] for name in columns if name in text}
        return cls.model_validate({**kept, **typed, **secrets})

    def values(self) -> dict[str, Any]:
        """The value of each column, save those that are ``UNCHANGED``."""
        columns = type(self).attributes().items()
        values = {name: getattr(self, attribute) for name, attribute in columns}
        return {name: value for name, value in values.items() if value is not UNCHANGED}

    @classmethod
    def touched(cls, text: Text, row: Mapping[str, Any]) -> Text:
        """The part of what was typed that differs from what was shown."""
        before = unseal(text.get(SHOWN), cls.show(row))
        return {
            name: text[name]
            for name in cls.attributes()
            if name in text
            and (
                text[name] != ""
                if name in cls.secret
                else digest(text[name]) != before[name]
            )
        }

    @classmethod
    def changes(cls, text: Text, row: Mapping[str, Any]) -> dict[Column | str, Any]:
        """The value of each column that was changed.

        Raises ``Refused`` for values that cannot be, and for columns that somebody else
        has changed, too, since they were shown.
        """
        if isinstance(text, Sent):
            written = cls.check(text, row).values()
            return {name: written[name] for name in text}
        touched = cls.touched(text, row)
        values = cls.check(touched, row).values()
        shown = cls.show(row)
        before, now = unseal(text.get(SHOWN), shown), unseal(None, shown)
        after = unseal(None, cls.show({**row, **values}))
        # Browsers send 12:00 for 12:00:00, which is no change.
        changed = [n for n in touched if n in cls.secret or after[n] != before[n]]
        message = _("Somebody else has changed this meanwhile, to: {value}")
        overtaken = {
            name: message.format(value=shown[name])
            for name in changed
            if now[name] not in (before[name], after[name])
        }
        if overtaken:
            raise Refused(overtaken)
        return {name: values[name] for name in changed}

    @classmethod
    def check(cls, touched: Text, row: Mapping[str, Any]) -> Self:
        """A form of a row in which some columns were changed. Raises ``Refused``."""
        columns = cls.attributes()
        stored = {
            name: row[name]
            for name in columns
            if name not in touched and name not in cls.secret
        }
        try:
            return cls.model_validate({**stored, **touched})
        except ValidationError as error:
            found = explain(error).items()
            wrong = {"", *touched}
            errors = {name: text for name, text in found if column_of(name) in wrong}
        if errors:
            raise Refused(errors)
        # Only what is stored breaks a rule, which must not keep people from the rest.
        form = cls.model_construct(**stored)
        for name, text in touched.items():
            cls.__pydantic_validator__.validate_assignment(form, columns[name], text)
        return form

    @classmethod
    def has_rules(cls) -> bool:
        """Whether there are rules for several columns together."""
        return bool(cls.__pydantic_decorators__.model_validators)

    @classmethod
    def some(
        cls, text: Text, names: Sequence[str], rows: Sequence[Mapping[str, Any]] = ()
    ) -> dict[Column | str, Any]:
        """The values of some columns, for many rows. Raises ``Refused``.

        The rows are needed if the form has rules for several columns.
        """
        if not names:
            raise Refused({"": _("Tick what is to be changed.")})
        columns = cls.attributes()
        typed = {name: text.get(name) for name in names}
        form = cls.model_construct()
        for row in rows:
            form = cls.check(typed, row)
        if not rows:
            fill(form, {columns[name]: value for name, value in typed.items()})
        return {name: getattr(form, columns[name]) for name in names}


def fill(form: Form, typed: Text) -> None:
    """Set attributes to what was typed. Raises ``Refused``."""
    names = {attribute: name for name, attribute in form.attributes().items()}
    errors: Errors = {}
    for attribute, text in typed.items():
        try:
            type(form).__pydantic_validator__.validate_assignment(form, attribute, text)
        except ValidationError as error:
            for place, message in explain(error).items():
                item = place.removeprefix(attribute).removeprefix(names[attribute])
                errors[names[attribute] + item] = message
    if errors:
        raise Refused(errors)


def seal(text: Text) -> str:
    """A short digest per column, to tell what was typed from what was shown."""
    return json.dumps({name: digest(shown) for name, shown in text.items()})


def unseal(sealed: str | None, shown: Text) -> dict[str, str]:
    """The digests that were sealed; those of what is shown where there are none."""
    now = {name: digest(text) for name, text in shown.items()}
    try:
        before = json.loads(sealed or "{}")
    except (ValueError, RecursionError):
        before = None
    return now | before if isinstance(before, dict) else now


def digest(text: str | None) -> str:
    """The same for a text that was shown and for what a browser sends back."""
    if text is None:
        return ""
    sent_back = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return blake2b(sent_back.encode(errors="replace"), digest_size=8).hexdigest()


def explain(refusal: ValueError) -> Errors:
    """Why a row was not saved, per column."""
    if isinstance(refusal, ValidationError):
        found = reversed(refusal.errors(include_url=False))
        return with_items({place(error["loc"]): message(error) for error in found})
    if isinstance(refusal, Refused):
        return refusal.errors
    return {"": str(refusal)}


def place(location: tuple[str | int, ...]) -> str:
    """The key of an error; pydantic also tells which part of a union was tried."""
    column = str(location[0]) if location else ""
    items = [str(part) for part in location[1:] if isinstance(part, int)]
    return ".".join([column, *items])


def with_items(errors: Errors) -> Errors:
    """Columns whose items are wrong get a message that tells which."""
    told: dict[str, list[str]] = {}
    for name, text in sorted(errors.items(), key=lambda pair: position(pair[0])):
        if number := ".".join(str(index + 1) for index in position(name)):
            item = _("Item {position}: {message}").format(position=number, message=text)
            told.setdefault(column_of(name), []).append(item)
    return errors | {name: " ".join(items) for name, items in told.items()}


def column_of(name: str) -> str:
    return name.partition(".")[0]


def position(name: str) -> list[int]:
    """The place of an item in its list, and in the list in this, each from 0."""
    return [int(index) for index in name.split(".")[1:]]


def message(error: Mapping[str, Any]) -> str:
    """Pydantic's error in the words of this admin."""
    context = error.get("ctx", {})
    if error["input"] in ("", None) or context.get("min_length") == 1:
        return _("This field is required.")
    if error["type"] == "value_error" and "error" in context:
        return str(context["error"])
    messages = {
        "missing": _("This field is required."),
        "string_too_short": _("Use at least {min_length} characters."),
        "too_long": _("Use at most {max_length} characters."),
        "string_too_long": _("Use at most {max_length} characters."),
        "string_pattern_mismatch": _("This does not have the right form."),
        "greater_than": _("Enter more than {gt}."),
        "greater_than_equal": _("Enter {ge} or more."),
        "less_than": _("Enter less than {lt}."),
        "less_than_equal": _("Enter {le} or less."),
        "multiple_of": _("Enter a multiple of {multiple_of}."),
        "decimal_max_digits": _("Use at most {max_digits} digits."),
        "decimal_max_places": _("Use at most {decimal_places} decimal places."),
        "decimal_whole_digits": _(
            "Use at most {whole_digits} digits before the point."
        ),
        "finite_number": _("Enter a finite number."),
    }
    own = messages.get(error["type"])
    if own is None and re.search("_type$|_parsing$|_from_", error["type"]):
        own = _("This value is not of the right kind.")
    return own.format(**context) if own else str(error["msg"])
