"""Forms that both admins are given."""

from __future__ import annotations

import io
from typing import Any

from pydantic import BaseModel, Field


class Booking(BaseModel):
    guest: str
    seats: int = Field(2, ge=1, le=4)
    note: str | None = None


class Nothing(BaseModel):
    pass


async def book(request: Any, data: Booking) -> str:
    if data.guest == "Nobody":
        raise ValueError("Nobody is not welcome.")
    return f"{data.seats} seats for {data.guest}."


def nothing(request: Any, data: Nothing) -> None:
    return None


def forms(form: Any, file: Any) -> list[Any]:
    """``form`` and ``file`` are FormConfig and FileResponse, of either admin."""

    def export(request: Any, data: Nothing) -> Any:
        return file(io.StringIO("a,b\n"), "export.csv", "text/csv")

    return [
        form("Book seats", Booking, book, "At most four."),
        form("Nothing", Nothing, nothing, form_group="Checks"),
        form("Export all", Nothing, export, form_group="Checks"),
    ]
