"""Rows to be deleted or changed together: those ticked in a list, or all it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import And, WhereRaw
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from .filters import Condition
from .i18n import gettext as _
from .listing import Listing
from .security import form_data


@dataclass(frozen=True)
class Selection:
    """What the form around a list has sent, and what it means."""

    path: str
    """Where the list is."""

    listing: Listing

    keys: tuple[str, ...]
    """The keys of the rows that were ticked, as text."""

    everything: bool
    """Whether all rows are meant that fit the filters, on whatever page."""

    condition: Condition

    number: int
    """How many rows there are."""

    is_asked: bool
    """Whether this comes from the page that asks, and not from the list."""

    is_confirmed: bool
    """Whether somebody has agreed to as many."""

    @classmethod
    async def read(
        cls,
        request: Request,
        path: str,
        listing: Listing,
        primary_key: Column,
        kind: TypeAdapter[Any],
    ) -> Selection:
        """``kind`` is the type of the primary key."""
        if listing.errors:
            raise HTTPException(400, " ".join(listing.errors.values()))
        data = await form_data(request)
        keys = tuple(str(key) for key in data.getlist("__key"))
        everything = "__all" in data
        if everything:
            condition = all_of(listing)
        elif keys:
            condition = primary_key.is_in(values(kind, keys))
        else:
            condition = WhereRaw("1 = 0")
        number = await primary_key._meta.table.count().where(condition)
        asked = "__number" in data
        confirmed = number > 0 and data.get("__number") == str(number)
        return cls(path, listing, keys, everything, condition, number, asked, confirmed)


def all_of(listing: Listing) -> Condition:
    """What all rows of a list have in common."""
    condition: Condition = WhereRaw("1 = 1")
    for one in listing.conditions:
        condition = And(condition, one)
    return condition


def values(kind: TypeAdapter[Any], keys: tuple[str, ...]) -> list[Any]:
    try:
        return [kind.validate_python(key) for key in keys]
    except ValidationError:
        raise HTTPException(400, _("That is no key of a row.")) from None
