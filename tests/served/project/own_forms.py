"""Forms that are given to ``create_admin``, and have no pages of their own."""

from __future__ import annotations

import importlib
import json
import threading
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import partial
from io import BytesIO, StringIO
from typing import Any, Literal
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    PositiveInt,
    SecretStr,
    model_validator,
)
from starlette.requests import Request
from starlette.responses import RedirectResponse
from typing_extensions import Self

admin = importlib.import_module("admin")
Label = importlib.import_module("cases.tables").Label


class Colour(Enum):
    DARK_RED = "r"
    BLUE = "b"


class Place(BaseModel):
    street: str
    number: int = 1


class Everything(BaseModel):
    """A field of each type, with a default, and one that can be null."""

    model_config = ConfigDict(protected_namespaces=())

    yes: bool = True
    yes_null: bool | None = None
    whole: int = 7
    whole_null: PositiveInt | None = None
    broken: float = 2.5
    broken_null: float | None = None
    price: Decimal = Decimal("9.90")
    price_null: Decimal | None = None
    line: str = Field("Hello", max_length=40)
    line_null: str | None = None
    lines: str = "one\ntwo"
    address: EmailStr = "ada@example.com"
    address_null: EmailStr | None = None
    words: list[str] = ["a", "b"]
    words_null: list[str] | None = None
    numbers: set[int] = {1}
    day: date = date(1999, 12, 31)
    day_null: date | None = None
    clock: time = time(12, 30)
    clock_null: time | None = None
    moment: datetime = datetime(1999, 12, 31, 12, 30)
    moment_null: datetime | None = None
    there: datetime = datetime(1999, 12, 31, 12, 30, tzinfo=timezone.utc)
    long: timedelta = timedelta(hours=1)
    long_null: timedelta | None = None
    key: UUID = UUID(int=7)
    data: bytes = b"\x00\xff"
    size: Literal["small", "very_large"] = "small"
    size_null: Literal["small", "very_large"] | None = None
    count: Literal[1, 2] = 2
    colour: Colour = Colour.DARK_RED
    colour_null: Colour | None = None
    place: Place = Place(street="Elm Street")
    facts: dict[str, int] = {"a": 1}
    either: int | str = "x"
    renamed: int = Field(3, alias="other-name", title="Called so", description="Help!")


async def everything(request: Request, data: Everything) -> str:
    values = {name: getattr(data, name) for name in Everything.model_fields}
    return json.dumps({name: repr(value) for name, value in values.items()})


class Booking(BaseModel):
    guest: str
    seats: int = Field(ge=1, le=4)
    first: date
    last: date
    pin: SecretStr
    note: str = ""

    @model_validator(mode="after")
    def check(self) -> Self:
        if self.last < self.first:
            raise ValueError("The last day is before the first.")
        return self


def book(request: Request, data: Booking) -> str:
    """In a thread of its own, since it is not async."""
    assert threading.current_thread() is not threading.main_thread()
    assert data.pin.get_secret_value() == "1234"
    if data.guest == "Nobody":
        raise ValueError("Nobody is not <welcome>.")
    return f"{request.user.username} books\n{data.seats} <seats> for {data.guest}."


class Nothing(BaseModel):
    pass


async def nothing(request: Request, data: Nothing) -> None:
    return None


class Named(BaseModel):
    name: str


async def add_label(request: Request, data: Named) -> str:
    async with Label._meta.db.transaction():
        await Label(name=data.name, note="by a form").save()
        if data.name == "refused":
            raise ValueError("Not this one.")
    return f"{data.name} was added."


async def export(kind: str, request: Request, data: Nothing) -> Any:
    contents = StringIO("a,ß\n") if kind == "text" else BytesIO(b"\x00\xff")
    return admin.FileResponse(contents, f'"söme"\r\n/{kind}.csv', "text/csv")


async def go(request: Request, data: Nothing) -> RedirectResponse:
    return RedirectResponse("https://films.example/", 303)


async def fail(request: Request, data: Nothing) -> None:
    raise RuntimeError("on purpose")


FormConfig = admin.FormConfig

FORMS = [
    FormConfig("Every & <thing>", Everything, everything, "All of <it>.", "Checks"),
    FormConfig(name="Book seats", pydantic_model=Booking, endpoint=book),
    FormConfig("Nothing", Nothing, nothing, form_group="Checks"),
    FormConfig("Add label", Named, add_label),
    FormConfig("Import/Export", Nothing, partial(export, "text"), form_group="Files"),
    FormConfig("Bytes", Nothing, partial(export, "bytes"), form_group="Files"),
    FormConfig("Go", Nothing, go),
    FormConfig("Fail", Nothing, fail),
]
