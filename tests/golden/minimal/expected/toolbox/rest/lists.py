"""The lists of the REST API: what their addresses ask for, and what is answered."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any
from urllib.parse import quote

from piccolo.columns import Column
from piccolo.columns.combination import And
from piccolo.query import Select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .. import filters, replica
from ..database import explain_refusal
from ..export import Column as Exported
from ..filters import Condition, Filter
from ..i18n import gettext as _
from ..listing import (
    MAX_PAGE_SIZE,
    Listing,
    conditions_of,
    positive,
    read_flag,
    read_order,
)
from ..rights import ALL
from ..selecting import Selected
from ..sorting import Sorting
from .answers import TooMany, Unprocessable, json_response
from .fields import Fields
from .resource import Resource

OF_LISTS = frozenset(
    {
        *("__order", "__page", "__page_size", "__cursor", "__visible_fields"),
        *("__readable", "__range_header", "__range_header_name", "__delimiter"),
    }
)
"""The parameters of a list that do not filter."""

OF_CHOICE = frozenset({"__key", "__all"})
"""Those that say which rows are changed or deleted together."""

MOST_VALUES = 20
"""How many one column can be filtered by: SQLite parses no deeply nested conditions."""

MATCHES = frozenset(filters.Text.operators)


@dataclass(frozen=True)
class Page:
    """A page of a list, or what comes behind a cursor."""

    table: Resource
    listing: Listing
    fields: Fields

    cursor: str | None
    """Where to go on: what the answer before this one said; empty at first."""

    @classmethod
    def read(cls, request: Request, table: Resource) -> Page:
        """From the address; a parameter that makes no sense is refused."""
        size = number(request, "__page_size", request.app.state.settings.page_size)
        if size > MAX_PAGE_SIZE:
            raise TooMany
        listing = Listing(
            read_order(request, sortable(table)) or (f"-{table.key_name}",),
            number(request, "__page", 1),
            size,
            after=None,
            before=None,
            asked={},
            conditions=read_conditions(request, table, OF_LISTS),
            errors={},
            is_counted=False,
        )
        cursor = request.query_params.get("__cursor")
        return cls(table, listing, Fields.read(request, table), cursor)

    @property
    def columns(self) -> Iterable[Selected]:
        columns = self.fields.columns
        return columns if self.cursor is None else [*columns, *self.sorting.selected()]

    @property
    def sorting(self) -> Sorting:
        return Sorting.by(self.listing.order, sortable(self.table))

    async def run(
        self, query: Select[Any], _sortable: Sequence[Column], viewed: Condition
    ) -> list[dict[str, Any]]:
        """The rows, and behind a cursor one more if there is one."""
        sorting, size = self.sorting, self.listing.page_size
        query = sorting.apply(query.where(viewed, *self.listing.conditions))
        if self.cursor:
            query = query.where(sorting.after(self.read_cursor(sorting), viewed))
        if self.cursor is not None:
            return await self.read_behind(query.limit(size + 1))
        if self.offset:
            query = query.offset(self.offset)
        return await replica.read(query.limit(size))

    async def read_behind(self, query: Select[Any]) -> list[dict[str, Any]]:
        """Whoever makes a cursor up may put in what the database cannot compare."""
        try:
            return await replica.read(query)
        except Exception as error:
            if explain_refusal(error)[1]:
                raise malformed("__cursor", self.cursor or "") from None
            raise

    @property
    def offset(self) -> int:
        return (self.listing.page - 1) * self.listing.page_size

    async def answer(self, request: Request, rows: list[dict[str, Any]]) -> Response:
        more = rows[self.listing.page_size :] if self.cursor is not None else []
        rows = rows[: self.listing.page_size]
        end = b"}"
        if self.cursor is not None:
            end = b',"cursor":%s}' % (self.cursor_after(rows[-1]) if more else b"null")
        await self.fields.complete(request.user, rows)
        body = b'{"rows":' + self.table.many.dump_json(rows, warnings=False) + end
        return json_response(body, headers=await self.headers(request, len(rows)))

    async def headers(self, request: Request, number: int) -> Mapping[str, str]:
        """``Content-Range``, if it is asked for."""
        if not read_flag(request, "__range_header"):
            return {}
        name = request.query_params.get("__range_header_name", quote(self.table.name))
        if not re.fullmatch("[ -~]{0,100}", name):
            raise malformed("__range_header_name", name)
        batches = self.table.queries.export_rows(request.user, self.listing)
        last = self.offset + max(number - 1, 0)
        total = await batches.count()
        return {"Content-Range": f"{name} {self.offset}-{last}/{total}"}

    def cursor_after(self, row: Mapping[str, Any]) -> bytes:
        """What a row is sorted by, so that it may be gone when the cursor is used."""
        names = [column._meta.name for column in self.sorting.columns]
        values = dict(zip(names, self.sorting.values(row), strict=True))
        return b'"%s"' % urlsafe_b64encode(self.table.one.dump_json(values))

    def read_cursor(self, sorting: Sorting) -> Sequence[Any]:
        try:
            text = urlsafe_b64decode((self.cursor or "").encode())
            row = self.table.one.validate_json(text)
            values = [row[column._meta.name] for column in sorting.columns]
        except (ValueError, KeyError):
            raise malformed("__cursor", self.cursor or "") from None
        if any(isinstance(value, dict) for value in values):  # Of rows referred to.
            raise malformed("__cursor", self.cursor or "")
        return values

    def exported(self, columns: Sequence[Exported]) -> list[Exported]:
        """The columns of a file."""
        return [column for column in columns if column.name in self.fields.names]


def sortable(table: Resource) -> Sequence[Column]:
    found: Sequence[Column] = table.queries.SORTABLE
    return found


def read_chosen(request: Request, table: Resource) -> Condition:
    """Which rows are meant to be changed or deleted together: those with the keys in
    ``__key``, those that fit the filters, or with ``__all`` every one.
    """
    keys = [table.read_key(text) for text in request.query_params.getlist("__key")]
    conditions = read_conditions(request, table, OF_CHOICE, may_be_blank=False)
    if not (keys or conditions or read_flag(request, "__all")):
        message = _("Say which rows: with __key, filters, or __all=true.")
        raise HTTPException(400, message)
    chosen = [table.primary_key.is_in(keys)] if keys else []
    return reduce(And, [*chosen, *conditions], ALL)


def read_conditions(
    request: Request, table: Resource, own: Set[str], *, may_be_blank: bool = True
) -> list[Condition]:
    """What the filters mean, which are all parameters but for ``own``. Raises a 400 for
    one that there is not, and a 422 for what is no value of its column.
    """
    asked: dict[str, list[str]] = {}
    for name, text in request.query_params.multi_items():
        if name not in own:
            asked.setdefault(name.removesuffix("[]"), []).append(text)
    condition = partial(take, asked=asked, may_be_blank=may_be_blank)
    found, errors = conditions_of(table.filters, condition)
    if errors:
        raise Unprocessable(errors, "query")
    if asked:
        name = next(iter(asked))
        raise HTTPException(400, _("Cannot filter by {name}.").format(name=name))
    return found


def take(
    wanted: Filter, asked: dict[str, list[str]], *, may_be_blank: bool
) -> Condition | None:
    """What is asked of one column, and taken from what is asked."""
    name = wanted.name
    names = (name, f"{name}__operator", f"{name}__match", f"{name}__to")
    given = {one: asked.pop(one) for one in names if one in asked}
    if not given:
        return None
    values = given.pop(name, [""])
    check_number(wanted, values)
    operator, match, to = (last(given.get(one, [])) for one in names[1:])
    if match and match not in MATCHES:
        raise malformed(f"{name}__match", match)
    if match and not operator and isinstance(wanted, filters.Text):
        operator = match
    found = [condition_of(wanted, operator, value, to) for value in values]
    conditions = [one for one in found if one is not None]
    if len(conditions) < len(found) and not may_be_blank:
        raise malformed(name, "")
    return reduce(And, conditions) if conditions else None


def check_number(wanted: Filter, values: Sequence[str]) -> None:
    name, number = wanted.name, len(values)
    if number > 1 and not isinstance(wanted, filters.Element):
        message = _("{name} can be given only once.").format(name=name)
        raise HTTPException(400, message)
    if number > MOST_VALUES:
        message = _("At most {size} can be sent at once.").format(size=MOST_VALUES)
        raise HTTPException(400, f"{name}: {message}")


def condition_of(
    wanted: Filter, operator: str, value: str, to: str
) -> Condition | None:
    # Pages offer less: nobody looks for titles that are greater than another.
    if operator in filters.COMPARISONS and not isinstance(wanted, filters.Element):
        found = wanted.value({wanted.name: value}, wanted.name)
        return (
            None if found is None else filters.compared(wanted.column, operator, found)
        )
    name = wanted.name
    return wanted.condition(
        {name: value, f"{name}__operator": operator, f"{name}__to": to}
    )


def last(texts: Sequence[str]) -> str:
    return texts[-1] if texts else ""


def malformed(name: str, value: str) -> HTTPException:
    message = _("{name} cannot be “{value}”.")
    return HTTPException(400, message.format(name=name, value=value[:100]))


def read_ids(request: Request) -> tuple[str, int, int]:
    """The text to search for, how many rows at most, and how many to leave out."""
    most = number(request, "limit", MAX_PAGE_SIZE)
    if most > MAX_PAGE_SIZE:
        raise TooMany
    offset = request.query_params.get("offset", "0")
    if not re.fullmatch("[0-9]{1,12}", offset):
        raise malformed("offset", offset)
    return request.query_params.get("search", ""), most, int(offset)


def number(request: Request, name: str, default: int) -> int:
    """Raises a 422 for what is no whole number above 0."""
    try:
        return positive(request, name, default)
    except HTTPException as error:
        raise Unprocessable({name: error.detail}, "query") from None


def accepts_csv(request: Request) -> bool:
    """Whether a file is asked for, and not JSON."""
    accepted = request.headers.get("accept", "").lower()
    return "text/csv" in accepted and "json" not in accepted
