"""The form controls of a Pydantic model: how each is drawn, read and shown."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import pydantic
from annotated_types import MaxLen
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError, PydanticUndefined, to_jsonable_python
from starlette.datastructures import FormData

from . import fields
from .database import Refused, python_value
from .forms import Errors, Text, explain
from .i18n import gettext as _

Model = TypeVar("Model", bound=BaseModel)


def show_value(value: Any) -> str:
    return fields.as_text(value.value if isinstance(value, Enum) else value)


def parse_email(text: str) -> str:
    return fields.check_email(fields.parse_text(text))


def show_structure(value: Any) -> str:
    return json.dumps(to_jsonable_python(value), ensure_ascii=False)


def parse_structure(text: str) -> Any:
    return json.loads(fields.check_json(text))


@dataclass(frozen=True)
class Kind:
    """How values of a type are typed: with a macro of ``fields.html``, as text."""

    macro: str
    parse: Callable[[str], Any]
    arguments: Mapping[str, Any] = field(default_factory=dict)
    show: Callable[[Any], str] = show_value

    empty: bool = False
    """Whether empty text is a value."""

    options: Mapping[str, str] | None = None
    """The label of each choice, by its text."""


PLAIN = Kind("input", fields.parse_text)

STRUCTURE = Kind("textarea", parse_structure, {"code": True}, show_structure)

MOMENT = Kind("picker", fields.read_datetime, {"type": "datetime-local"})

UTC_MOMENT = Kind(
    "picker", fields.parse_timestamptz, {"type": "datetime-local", "unit": "UTC"}
)

DAY = Kind("picker", fields.parse_date, {"type": "date"})

KINDS: tuple[tuple[Any, Kind], ...] = (
    (bool, Kind("checkbox", fields.parse_boolean)),
    (int, Kind("input", fields.parse_integer, {"mode": "numeric"})),
    (float, Kind("input", fields.parse_float, {"mode": "decimal"})),
    (Decimal, Kind("input", fields.parse_decimal, {"mode": "decimal"})),
    (datetime, MOMENT),
    ((pydantic.NaiveDatetime, pydantic.PastDatetime, pydantic.FutureDatetime), MOMENT),
    (pydantic.AwareDatetime, UTC_MOMENT),
    (date, DAY),
    ((pydantic.PastDate, pydantic.FutureDate), DAY),
    (time, Kind("picker", fields.parse_time, {"type": "time"})),
    (timedelta, Kind("input", fields.parse_interval)),
    (uuid.UUID, Kind("input", fields.parse_uuid)),
    (bytes, Kind("textarea", fields.parse_bytes, {"code": True})),
    (pydantic.EmailStr, Kind("input", parse_email, {"mode": "email"})),
    (pydantic.SecretStr, Kind("secret", fields.parse_text, show=lambda value: "")),
    (str, replace(PLAIN, empty=True)),
    ((Mapping, BaseModel), STRUCTURE),
    (Collection, replace(STRUCTURE, parse=fields.parse_list)),
)
"""The first that fits. What is none of these is text that Pydantic makes sense of."""


@dataclass(frozen=True)
class Control:
    """A field of a model, as a page draws it."""

    name: str
    label: str
    help: str
    kind: Kind
    null: bool
    required: bool

    @property
    def has_box(self) -> bool:
        """Whether empty text and null are both values, so that the page offers both."""
        return self.null and self.kind.empty

    @property
    def arguments(self) -> dict[str, Any]:
        """What the macro is told beside name, label and help."""
        given = dict(self.kind.arguments)
        if self.has_box or (self.null and self.kind.options is not None):
            given["null"] = True
        if self.required and self.kind.macro != "checkbox":
            given["required"] = True
        return given

    def value(self, text: str | None) -> Any:
        """What was typed. Raises Pydantic's ``PydanticCustomError``."""
        if text is None or (text == "" and self.null and not self.has_box):
            return None
        if text == "" and (self.required or not self.kind.empty):
            raise fields.invalid(_("This field is required."))
        return self.kind.parse(text)


@cache
def controls(model: type[BaseModel]) -> tuple[Control, ...]:
    """A control for each field, in their order."""
    return tuple(control(name, field) for name, field in model.model_fields.items())


def control(name: str, field: FieldInfo) -> Control:
    types = alternatives(field.annotation)
    null = NoneType in types
    kinds = [kind for kind in types if kind is not NoneType]
    kind = kind_of(kinds[0], default(field)) if len(kinds) == 1 else PLAIN
    if kind.macro == "checkbox" and null:
        kind = replace(kind, macro="yes_or_no")
    longest = [
        limit.max_length for limit in field.metadata if isinstance(limit, MaxLen)
    ]
    if longest and kind.macro == "input":
        kind = replace(kind, arguments={**kind.arguments, "maxlength": min(longest)})
    return Control(
        name,
        field.title or label(name),
        field.description or "",
        kind,
        null,
        field.is_required() and not null,
    )


def alternatives(annotation: Any) -> list[Any]:
    """The types of a union, and ``None`` among choices as one of them."""
    if get_origin(annotation) is Annotated:
        return alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [kind for one in get_args(annotation) for kind in alternatives(one)]
    if get_origin(annotation) is Literal and None in get_args(annotation):
        rest = tuple(value for value in get_args(annotation) if value is not None)
        return [Literal[rest], NoneType]
    return [annotation]


def kind_of(annotation: Any, default: Any) -> Kind:
    if get_origin(annotation) is Literal:
        return choice({value: value for value in get_args(annotation)})
    base = get_origin(annotation) or annotation
    if not isinstance(base, type):
        return PLAIN
    if issubclass(base, Enum):
        return choice({member: member.name.lower() for member in base})
    if isinstance(default, datetime) and default.tzinfo:
        return UTC_MOMENT
    if is_dataclass(base):
        return STRUCTURE
    return next((kind for types, kind in KINDS if issubclass(base, types)), PLAIN)


def choice(names: Mapping[Any, Any]) -> Kind:
    """A choice of these values, by what they are called."""
    values = {show_value(value): value for value in names}
    options = {show_value(value): label(str(name)) for value, name in names.items()}

    def parse(text: str) -> Any:
        if text not in values:
            raise fields.invalid(_("Choose one of the options."))
        return values[text]

    return Kind("select", parse, empty="" in values, options=options)


def label(name: str) -> str:
    """``send_on`` is *Send on*."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def default(field: FieldInfo) -> Any:
    """The default of a field, or ``None``; times of now to the second."""
    if field.default_factory is None:
        return None if field.default is PydanticUndefined else field.default
    if field.default_factory_takes_validated_data:
        return None
    return python_value(field.default_factory)


def show(model: type[BaseModel]) -> Text:
    """What the controls hold before anything is typed."""
    values = {name: default(field) for name, field in model.model_fields.items()}
    return {
        control.name: None if value is None else control.kind.show(value)
        for control, value in zip(controls(model), values.values(), strict=True)
    }


def typed(model: type[BaseModel], data: FormData) -> Text:
    """What was typed, of the controls that were sent."""
    text: Text = {}
    for control in controls(model):
        sent = [value for value in data.getlist(control.name) if isinstance(value, str)]
        if sent:
            # Browsers send every line break as CRLF.
            text[control.name] = sent[-1].replace("\r\n", "\n")
        if text.get(control.name) == "" and f"{control.name}__null" in data:
            text[control.name] = None
    return text


def parse(model: type[Model], text: Text) -> Model:
    """The model with what was typed. What was not sent has its default.

    Raises ``Refused`` with all that is wrong.
    """
    values: dict[str, Any] = dict(text)
    errors: Errors = {}
    for control in controls(model):
        if control.name in text:
            try:
                values[control.name] = control.value(text[control.name])
            except PydanticCustomError as error:
                errors[control.name] = error.message()
    try:
        data = model.model_validate(values, by_name=True, by_alias=False)
    except ValidationError as refusal:
        raise Refused(explain(refusal) | errors) from refusal
    if errors:
        raise Refused(errors)
    return data
