"""Lists: what the address of a list asks for, and one page of rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from piccolo.columns import Column
from piccolo.query import Select
from piccolo.querystring import QueryString
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from .filters import Condition, Filter
from .forms import explain
from .i18n import gettext as _

COUNT_LIMIT = 10_000
"""Rows are counted up to here; counting on would cost more than it tells."""

MAX_PAGE_SIZE = 1_000


@dataclass(frozen=True)
class Page:
    """The rows of one page, whether there are more, and how many there are in all."""

    rows: Sequence[Mapping[str, Any]]
    more: bool
    total: int
    """At most ``COUNT_LIMIT + 1``, which means more than the limit."""

    @property
    def shown_total(self) -> str:
        return shown_total(self.total)


@dataclass(frozen=True)
class Listing:
    """The state of a list, all of which is in its address."""

    order: tuple[str, ...]
    """Names of columns, with ``-`` in front to descend."""

    page: int
    page_size: int

    asked: Mapping[str, str]
    """The parameters that filter, as they were given."""

    conditions: Sequence[Condition]
    """What they mean."""

    errors: Mapping[str, str]
    """A message for each column that was given something that is no value of it."""

    @classmethod
    def read(
        cls, request: Request, sortable: Sequence[Column], filters: Sequence[Filter]
    ) -> Listing:
        """From the address; a parameter that makes no sense is answered with 400."""
        page_size = positive(
            request, "__page_size", request.app.state.settings.page_size
        )
        asked = read_asked(request, filters)
        conditions: list[Condition] = []
        errors: dict[str, str] = {}
        for wanted in filters:
            try:
                condition = wanted.condition(asked)
            except ValidationError as error:
                errors[wanted.name] = explain(error)[""]
            else:
                conditions += [] if condition is None else [condition]
        return cls(
            read_order(request, sortable),
            positive(request, "__page", 1),
            min(page_size, MAX_PAGE_SIZE),
            asked,
            conditions,
            errors,
        )

    async def run(self, query: Select[Any], sortable: Sequence[Column]) -> Page:
        """One page of the query's rows; one row more tells if there are more."""
        if self.errors:
            return Page([], False, 0)
        if self.conditions:
            query = query.where(*self.conditions)
        total = await count(query)
        columns = {column._meta.name: column for column in sortable}
        for name in self.order:
            descending = name.startswith("-")
            query = query.order_by(
                columns[name.removeprefix("-")], ascending=not descending
            )
        query = query.order_by(
            query.table._meta.primary_key
        )  # Never two orders for one address.
        offset = (self.page - 1) * self.page_size
        rows = await query.offset(offset).limit(self.page_size + 1)
        return Page(rows[: self.page_size], len(rows) > self.page_size, total)

    @property
    def sizes(self) -> list[int]:
        """The page sizes on offer."""
        return sorted({15, 30, 50, 100, self.page_size})

    @property
    def first(self) -> int:
        """The number of the first row on this page, from 1."""
        return (self.page - 1) * self.page_size + 1

    def link(self, **changed: Any) -> str:
        """The address of this list with some of its parameters changed."""
        own = {f"__{name}": value for name, value in changed.items()}
        return "?" + urlencode({**self.parameters, **own})

    @property
    def parameters(self) -> dict[str, str]:
        """All that is in its address."""
        own = {"__page": str(self.page), "__page_size": str(self.page_size)}
        order = {"__order": ",".join(self.order)} if self.order else {}
        return {**self.asked, **order, **own}

    @property
    def cleared(self) -> str:
        """The address of this list without filters."""
        return replace(self, asked={}).link(page=1)

    def sorted_by(self, name: str) -> str:
        """The address of this list sorted by a column; twice turns it round."""
        return self.link(order=f"-{name}" if self.order == (name,) else name, page=1)

    def also_sorted_by(self, name: str) -> str:
        """The address of this list sorted by a column besides the others: at first
        upwards, then downwards, then no more.
        """
        turned = {name: f"-{name}", f"-{name}": ""}
        order = [turned.get(other, other) for other in self.order]
        order += [] if self.rank(name) else [name]
        return self.link(order=",".join(filter(None, order)), page=1)

    def rank(self, name: str) -> int:
        """The place of a column among those sorted by, from 1; 0 if it is none."""
        names = [other.removeprefix("-") for other in self.order]
        return names.index(name) + 1 if name in names else 0

    def direction(self, name: str) -> str:
        """How a column is sorted, in the words of ``aria-sort``."""
        if name in self.order:
            return "ascending"
        return "descending" if f"-{name}" in self.order else "none"


def shown_total(total: int) -> str:
    return f"{total:,}" if total <= COUNT_LIMIT else f"{COUNT_LIMIT:,}+"


def read_order(request: Request, sortable: Sequence[Column]) -> tuple[str, ...]:
    names = {column._meta.name for column in sortable}
    asked = ",".join(request.query_params.getlist("__order")).split(",")
    order: dict[str, str] = {}
    for name in filter(None, asked):
        order.setdefault(name.removeprefix("-"), name)
    if unknown := [name for name in order if name not in names]:
        raise HTTPException(400, _("Cannot sort by {name}.").format(name=unknown[0]))
    return tuple(order.values())


def read_asked(request: Request, filters: Sequence[Filter]) -> dict[str, str]:
    """The parameters that filter, but for blank ones."""
    known = {name for wanted in filters for name in wanted.parameters}
    found = {
        name: text
        for name, text in request.query_params.items()
        if name not in {"__order", "__page", "__page_size"}
    }
    if unknown := [name for name in found if name not in known]:
        raise HTTPException(400, _("Cannot filter by {name}.").format(name=unknown[0]))
    return {name: text for name, text in found.items() if text}


def positive(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not re.fullmatch("[1-9][0-9]{0,11}", text):
        raise HTTPException(
            400, _("{name} must be a whole number above 0.").format(name=name)
        )
    return int(text)


async def count_equal(column: Column, value: Any) -> str:
    """How many rows have a value in a column, up to ``COUNT_LIMIT``; NULL is none."""
    if value is None:
        return "0"
    table = column._meta.table
    return shown_total(await count(table.select().where(column == value)))


async def count(query: Select[Any]) -> int:
    """How many rows a query has, up to one more than ``COUNT_LIMIT``."""
    keys = query.table.select(query.table._meta.primary_key).limit(COUNT_LIMIT + 1)
    keys.where_delegate = query.where_delegate
    sql = QueryString(
        "SELECT COUNT(*) AS total FROM ({}) AS keys", keys.querystrings[0]
    )
    rows = await query.table._meta.db.run_querystring(sql)
    return int(rows[0]["total"])
