"""Rows to be deleted or changed together: those ticked in a list, or all it has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

from piccolo.columns import Column
from piccolo.columns.combination import And, WhereRaw
from piccolo.table import Table
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request

from .database import key_from
from .filters import Condition
from .i18n import gettext as _
from .listing import Listing
from .reading import read
from .rights import ALL, Right, view
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

    table: type[Table]

    condition: Condition

    number: int
    """How many rows there are."""

    left_out: int
    """How many more would be meant, which somebody may view and nothing else."""

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
        right: Right,
    ) -> Selection:
        """``kind`` is the type of the primary key, ``right`` what somebody is to have
        on the rows.
        """
        user, table = request.user, primary_key._meta.table
        allowed = right(user, table)
        if listing.errors:
            raise HTTPException(400, " ".join(listing.errors.values()))
        data = await form_data(request)
        keys = tuple(str(key) for key in data.getlist("__key"))
        everything = "__all" in data
        if everything:
            chosen = reduce(And, listing.conditions, ALL)
        elif keys:
            refusal = HTTPException(400, _("That is no key of a row."))
            found = [key_from(key, kind, refusal) for key in keys]
            chosen = primary_key.is_in(found)
        else:
            chosen = WhereRaw("1 = 0")
        number = await read(table.count().where(chosen, allowed))
        left_out = 0
        if allowed is not ALL:
            viewed = table.count().where(chosen, view(user, table))
            left_out = await read(viewed) - number
        return cls(
            path,
            listing,
            keys,
            everything,
            table,
            And(chosen, allowed),
            number,
            left_out,
            is_asked="__number" in data,
            is_confirmed=number > 0 and data.get("__number") == str(number),
        )
