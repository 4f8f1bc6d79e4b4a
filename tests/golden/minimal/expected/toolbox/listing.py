"""Lists: what the address of a list asks for, and one page of rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from piccolo.columns import Column
from piccolo.query import Select
from piccolo.querystring import QueryString
from starlette.exceptions import HTTPException
from starlette.requests import Request

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
        return f"{self.total:,}" if self.total <= COUNT_LIMIT else f"{COUNT_LIMIT:,}+"


@dataclass(frozen=True)
class Listing:
    """The state of a list, all of which is in its address."""

    order: tuple[str, ...]
    """Names of columns, with ``-`` in front to descend."""

    page: int
    page_size: int

    @classmethod
    def read(cls, request: Request, sortable: Sequence[Column]) -> Listing:
        """From the address; a parameter that makes no sense is answered with 400."""
        names = {column._meta.name for column in sortable}
        asked = request.query_params.get("__order", "").split(",")
        wanted = tuple(dict.fromkeys(filter(None, asked)))
        if unknown := [name for name in wanted if name.removeprefix("-") not in names]:
            raise HTTPException(
                400, _("Cannot sort by {name}.").format(name=unknown[0])
            )
        default = request.app.state.settings.page_size
        page_size = positive(request, "__page_size", default)
        return cls(
            wanted, positive(request, "__page", 1), min(page_size, MAX_PAGE_SIZE)
        )

    async def run(self, query: Select[Any], sortable: Sequence[Column]) -> Page:
        """One page of the query's rows; one row more tells if there are more."""
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
        state = {
            "order": ",".join(self.order),
            "page": self.page,
            "page_size": self.page_size,
        }
        return "?" + urlencode({f"__{k}": v for k, v in {**state, **changed}.items()})

    def sorted_by(self, name: str) -> str:
        """The address of this list sorted by a column; twice turns it round."""
        return self.link(
            order=f"-{name}" if self.order[:1] == (name,) else name, page=1
        )

    def direction(self, name: str) -> str:
        """How a column is sorted, in the words of ``aria-sort``."""
        if self.order[:1] == (name,):
            return "ascending"
        return "descending" if self.order[:1] == (f"-{name}",) else "none"


def positive(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, str(default))
    if not re.fullmatch("[1-9][0-9]{0,11}", text):
        raise HTTPException(
            400, _("{name} must be a whole number above 0.").format(name=name)
        )
    return int(text)


async def count(query: Select[Any]) -> int:
    """How many rows a query has, up to one more than ``COUNT_LIMIT``."""
    keys = query.table.select(query.table._meta.primary_key).limit(COUNT_LIMIT + 1)
    keys.where_delegate = query.where_delegate
    sql = QueryString(
        "SELECT COUNT(*) AS total FROM ({}) AS keys", keys.querystrings[0]
    )
    rows = await query.table._meta.db.run_querystring(sql)
    return int(rows[0]["total"])
