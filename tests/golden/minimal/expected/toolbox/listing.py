"""Lists: what the address of a list asks for, and one page of rows.

The address of a page has its number, and the key of the row that it comes after or
before. So to go on costs no more than to begin, and the number still leads there when
that row is gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from piccolo.columns import Column
from piccolo.columns.combination import WhereRaw
from piccolo.query import Select
from piccolo.querystring import QueryString
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from . import formats, replica
from .database import key_from
from .fields import as_text
from .filters import Condition, Filter
from .forms import explain
from .i18n import gettext as _
from .rights import Forbidden, User, view
from .sorting import Sorting, Values

COUNT_LIMIT = 10_000
"""Rows are counted up to here; counting on would cost more than it tells."""

MAX_PAGE_SIZE = 1_000

WORDS = {"t": True, "true": True, "1": True, "f": False, "false": False, "0": False}
"""What an address may say for yes and no."""

FROM = frozenset({"__after", "__before", "__last"})
"""The parameters that say where a page begins or ends."""

OWN_PARAMETERS = FROM | {
    *("__order", "__page", "__page_size", "__total"),
    *("__columns", "__delimiter", "__readable"),
}


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the addresses of others; empty if there are none."""

    rows: Sequence[Mapping[str, Any]]
    previous: str = ""
    next: str = ""
    last: str = ""

    total: int | None = 0
    """At most ``COUNT_LIMIT + 1``, which means more than the limit; ``None`` if they
    are not counted, since that may take long: see ``count.js``.
    """

    @property
    def shown_total(self) -> str:
        return shown_total(self.total)


@dataclass(frozen=True)
class Listing:
    """The state of a list, all of which is in its address."""

    order: tuple[str, ...]
    """Names of columns, with ``-`` in front to descend."""

    page: int
    """Its number, from 1; 0 if it was reached from the end."""

    page_size: int

    after: Any
    """The key of the row that the page comes after, or ``None``."""

    before: Any

    asked: Mapping[str, str]
    """The parameters that filter, as they were given."""

    conditions: Sequence[Condition]
    """What they mean."""

    errors: Mapping[str, str]
    """A message for each column that was given something that is no value of it."""

    is_counted: bool
    """Whether the rows are to be counted, however long that takes."""

    @classmethod
    def read(
        cls,
        request: Request,
        sortable: Sequence[Column],
        filters: Sequence[Filter],
        order: tuple[str, ...],
        kind: TypeAdapter[Any],
    ) -> Listing:
        """From the address; a parameter that makes no sense is answered with 400.

        ``order`` is meant if the address does not say; ``kind`` is the type of the
        primary key.
        """
        page_size = positive(
            request, "__page_size", request.app.state.settings.page_size
        )
        asked = read_asked(request, filters)
        conditions, errors = conditions_of(filters, lambda one: one.condition(asked))
        return cls(
            read_order(request, sortable) or order,
            read_page(request),
            min(page_size, MAX_PAGE_SIZE),
            read_key(request, "__after", kind),
            read_key(request, "__before", kind),
            asked,
            conditions,
            errors,
            "__total" in request.query_params,
        )

    async def run(
        self, query: Select[Any], sortable: Sequence[Column], viewed: Condition
    ) -> Page:
        """One page of the query's rows, as far as they may be viewed."""
        if self.errors:
            return Page([])
        where = (viewed, *self.conditions)
        query = query.where(*where)
        if not self.conditions:  # A filter may read all rows to find a few.
            query = query.columns(counting(query))
        sorting = Sorting.by(self.order, sortable)
        after = await sorting.values_of(self.after, viewed)
        before = await sorting.values_of(self.before, viewed)
        backwards = before is not None or not (self.page or after)
        if backwards:
            sorting, after = sorting.reversed(), before
        rows = await self.fetch(sorting.apply(query), sorting, after, viewed)
        total = await self.total(rows, query.table.select().where(*where))
        more = len(rows) > self.page_size
        rows = rows[: self.page_size]
        if backwards:
            rows.reverse()
        there = (more, before is not None) if backwards else (self.page != 1, more)
        return self.with_links(rows, query.table._meta.primary_key, *there, total)

    async def fetch(
        self,
        query: Select[Any],
        sorting: Sorting,
        after: Values | None,
        viewed: Condition,
    ) -> list[dict[str, Any]]:
        """The rows of a page, and one more if there is one."""
        if after is not None:
            query = query.where(sorting.after(after, viewed))
        elif self.page > 1:
            query = query.where(self.skipping(query, sorting))
        return await replica.read(query.limit(self.page_size + 1))

    def skipping(self, query: Select[Any], sorting: Sorting) -> Condition:
        """The rows of the page by their keys: others are passed over by an index, and
        not joined with what they refer to.
        """
        primary_key = query.table._meta.primary_key
        keys = sorting.apply(query.table.select(primary_key)).limit(self.page_size + 1)
        keys.where_delegate = query.where_delegate
        keys = keys.offset((self.page - 1) * self.page_size)
        return WhereRaw("{} IN ({})", primary_key, keys.querystrings[0])

    async def total(self, rows: list[dict[str, Any]], query: Select[Any]) -> int | None:
        """How many rows a query finds, if that is known by those of this page, or
        asked for.
        """
        if not self.conditions:
            return int(rows[0]["_total"]) if rows else 0
        is_first = (self.page, self.after, self.before) == (1, None, None)
        if is_first and len(rows) <= self.page_size:
            return len(rows)
        return await count(query) if self.is_counted else None

    def with_links(
        self,
        rows: list[dict[str, Any]],
        primary_key: Column,
        has_previous: bool,
        has_next: bool,
        total: int | None,
    ) -> Page:
        keys = [as_text(row[primary_key._meta.name]) for row in rows]
        previous = next_ = last = ""
        if has_previous:
            # The first page begins at the beginning.
            start = [] if self.page == 2 else keys[:1]
            previous = self.link(page=max(self.page - 1, 0), before=start)
        if has_next:
            next_ = self.link(page=self.page and self.page + 1, after=keys[-1:])
            last = self.link(last="true", page="")
            if total is not None and total <= COUNT_LIMIT:
                last = self.link(page=-(-total // self.page_size))
        return Page(rows, previous, next_, last, total)

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
        asked = {n: v for n, v in {**self.parameters, **own}.items() if v}
        return "?" + urlencode(asked, doseq=True)

    @property
    def parameters(self) -> dict[str, Any]:
        """All that is in its address."""
        own = {"__page": self.page, "__page_size": self.page_size}
        order = {"__order": ",".join(self.order)} if self.order else {}
        return {**self.asked, **order, **own}

    @property
    def cleared(self) -> str:
        """The address of this list without filters."""
        return replace(self, asked={}).link(page=1)

    def sorted_by(self, name: str) -> str:
        """The address of this list sorted by a column; twice turns it round."""
        return self.ordered(f"-{name}" if self.order == (name,) else name)

    def also_sorted_by(self, name: str) -> str:
        """The address of this list sorted by a column besides the others: at first
        upwards, then downwards, then no more.
        """
        turned = {name: f"-{name}", f"-{name}": ""}
        order = [turned.get(other, other) for other in self.order]
        order += [] if self.rank(name) else [name]
        return self.ordered(",".join(filter(None, order)))

    def ordered(self, order: str) -> str:
        return self.unordered + (f"&__order={quote(order)}" if order else "")

    @cached_property
    def unordered(self) -> str:
        """What the addresses of this list in other orders begin with."""
        return self.link(order="", page=1)

    def rank(self, name: str) -> int:
        """The place of a column among those sorted by, from 1; 0 if it is none."""
        names = [other.removeprefix("-") for other in self.order]
        return names.index(name) + 1 if name in names else 0

    def direction(self, name: str) -> str:
        """How a column is sorted, in the words of ``aria-sort``."""
        if name in self.order:
            return "ascending"
        return "descending" if f"-{name}" in self.order else "none"


def shown_total(total: int | None) -> str:
    if total is None:
        return "…"
    more = "+" if total > COUNT_LIMIT else ""
    return formats.count(min(total, COUNT_LIMIT)) + more


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
        if name not in OWN_PARAMETERS
    }
    if unknown := [name for name in found if name not in known]:
        raise HTTPException(400, _("Cannot filter by {name}.").format(name=unknown[0]))
    return {name: text for name, text in found.items() if text}


def conditions_of(
    filters: Sequence[Filter], condition: Callable[[Filter], Condition | None]
) -> tuple[list[Condition], dict[str, str]]:
    """What is asked of columns, and a message for each that was given something that
    is no value of it.
    """
    conditions: list[Condition] = []
    errors: dict[str, str] = {}
    for wanted in filters:
        try:
            found = condition(wanted)
        except ValidationError as error:
            errors[wanted.name] = explain(error)[""]
        else:
            conditions += [] if found is None else [found]
    return conditions, errors


def read_page(request: Request) -> int:
    """The number of the page; 0 if it is only said where it begins or ends."""
    if "__page" not in request.query_params and FROM & {*request.query_params}:
        return 0
    return positive(request, "__page", 1)


def read_key(request: Request, name: str, kind: TypeAdapter[Any]) -> Any:
    text = request.query_params.get(name)
    message = _("{name} must be the key of a row.").format(name=name)
    refusal = HTTPException(400, message)
    return None if text is None else key_from(text, kind, refusal)


def positive(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not re.fullmatch("[1-9][0-9]{0,11}", text):
        raise HTTPException(
            400, _("{name} must be a whole number above 0.").format(name=name)
        )
    return int(text)


def read_flag(request: Request, name: str) -> bool:
    """Yes or no, as an address says it; no, if it does not."""
    text = request.query_params.get(name, "false").lower()
    if text not in WORDS:
        message = _("{name} cannot be “{value}”.").format(name=name, value=text)
        raise HTTPException(400, message)
    return WORDS[text]


async def count_equal(user: User, column: Column, value: Any) -> str:
    """How many rows have a value in a column, up to ``COUNT_LIMIT``; NULL is none.

    Nothing, if somebody may not view the table.
    """
    table = column._meta.table
    try:
        rows = view(user, table)
    except Forbidden:
        return ""
    if value is None:
        return "0"
    return shown_total(await count(table.select().where(column == value, rows)))


def counting(query: Select[Any]) -> QueryString:
    """How many rows a query has as it is now, up to one more than ``COUNT_LIMIT``: a
    column for another query.
    """
    keys = query.table.select(query.table._meta.primary_key).limit(COUNT_LIMIT + 1)
    keys.where_delegate = query.where_delegate
    sql = "(SELECT COUNT(*) FROM ({}) AS keys)"
    return QueryString(sql, keys.querystrings[0], alias="_total")


async def count(query: Select[Any]) -> int:
    row = await replica.first(query.table.select(counting(query)))
    return row["_total"] if row else 0
