"""A table as the REST API sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Protocol

from piccolo.columns import Column
from piccolo.columns.readable import Readable
from piccolo.query import Select
from piccolo.table import Table
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ..database import NotFound, key_from
from ..filters import Condition, Filter
from ..forms import Form
from ..i18n import gettext as _
from ..reading import read
from ..rights import User
from ..selecting import Selected, Together

Related = dict[str, Any]
"""Some columns of the row that a foreign key refers to."""


class Wanted(Protocol):
    """Some rows of a table, and some of their columns."""

    @property
    def columns(self) -> Iterable[Selected]: ...

    async def run(
        self, query: Select[Any], sortable: Sequence[Column], viewed: Condition
    ) -> list[dict[str, Any]]:
        """What the query finds, as far as it is wanted and may be viewed."""


@dataclass(frozen=True, eq=False)
class Resource:
    """A table: what is read of it, what is written, and what asks the database."""

    name: str
    """Its name in addresses."""

    row: Any
    """The type of its rows, as they are read."""

    form: type[Form]

    queries: Any
    """The module of its queries."""

    key: TypeAdapter[Any]
    """The type of its primary key."""

    filters: Sequence[Filter]

    validate: Callable[[Request, str], Awaitable[None]] | None = None
    """Refuses requests, besides what permissions.py says: see ``validators.py``."""

    # What Piccolo Admin's front end asks for.

    lists_key: bool = True

    link_column: str = ""

    rich_text_columns: tuple[str, ...] = ()

    time_resolution: Mapping[str, float] = field(default_factory=dict)

    @property
    def primary_key(self) -> Column:
        found: Column = self.queries.primary_key
        return found

    @property
    def key_name(self) -> str:
        return self.primary_key._meta.name

    @property
    def table(self) -> type[Table]:
        return self.primary_key._meta.table

    @cached_property
    def one(self) -> TypeAdapter[Any]:
        """Reads and writes a row as JSON. Columns may be missing."""
        return TypeAdapter(self.row)

    @cached_property
    def many(self) -> TypeAdapter[Any]:
        return TypeAdapter(list[self.row])  # type: ignore[name-defined]

    @cached_property
    def selects(self) -> Mapping[str, Column | Readable]:
        """What its queries select, by its name in a row."""
        return {name_of(selected): selected for selected in self.queries.COLUMNS}

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """What can be read: never what its queries do not select."""
        known = {column._meta.name: column for column in self.table._meta.columns}
        return {name: known[name] for name in self.selects if name in known}

    @cached_property
    def written(self) -> frozenset[str]:
        """The columns that can be written; others make themselves."""
        return frozenset(self.form.attributes())

    @cached_property
    def required(self) -> list[str]:
        """The columns that a whole row cannot do without."""
        return [
            column._meta.name
            for column in self.table._meta.columns
            if column._meta.required and column._meta.name in self.written
        ]

    def read_key(self, text: str) -> Any:
        """The key in an address. ``~`` stands before one that would mean something else
        there, as ``~new``.
        """
        refusal = HTTPException(400, _("That is no key of a row."))
        return key_from(text.removeprefix("~"), self.key, refusal)

    async def row_with(self, user: User, key: Any) -> dict[str, Any]:
        """The row with this key, all of it. Raises ``NotFound``."""
        columns = selection(self, tuple(self.columns))
        return await only(self, user, Among(self.primary_key, [key], columns))


@lru_cache(maxsize=1_000)
def selection(table: Resource, names: tuple[str, ...]) -> Together:
    """What is to be selected so that a row has these names."""
    selects = table.selects
    return Together(*(selects[name] for name in names if name in selects))


def name_of(selected: Column | Readable) -> str:
    """The name of what is selected, in a row."""
    if isinstance(selected, Readable):
        return selected.output_name.strip('"')
    return selected._alias or selected._meta.name


@dataclass(frozen=True)
class Among:
    """The rows that have one of some values in a column."""

    column: Column
    values: Sequence[Any]
    columns: Iterable[Selected]

    async def run(
        self, query: Select[Any], _sortable: Sequence[Column], viewed: Condition
    ) -> list[dict[str, Any]]:
        return await read(query.where(self.column.is_in(list(self.values)), viewed))


async def only(table: Resource, user: User, wanted: Wanted) -> dict[str, Any]:
    """The only row that is wanted. Raises ``NotFound`` if there is none."""
    rows: list[dict[str, Any]] = await table.queries.select_rows(user, wanted)
    if not rows:
        raise NotFound
    return rows[0]
