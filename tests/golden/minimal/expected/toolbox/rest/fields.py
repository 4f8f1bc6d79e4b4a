"""Which columns are asked for: ``__visible_fields=title,director.name``.

Rows that others refer to are read by queries of their own tables, one for each foreign
key: so the rights on these rows hold, and what nobody may view is null.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from piccolo.columns import ForeignKey
from piccolo.table import Table
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ...api.modules import MODULES, resource
from ...tables import TABLES
from ..fields import as_text
from ..i18n import gettext as _
from ..listing import read_flag
from ..rights import Forbidden, User, view
from ..selecting import Together
from .resource import Among, Resource, selection

MOST = 500
"""How many keys one query is asked for."""


@dataclass(frozen=True)
class Fields:
    """Some columns of a table."""

    table: Resource

    names: Mapping[str, Fields | None]
    """By the name of the column; of a foreign key, what is asked of the other row."""

    readable: bool = False
    """Whether the label of the other row comes along, as ``director_readable``."""

    is_all: bool = field(default=False)

    @classmethod
    def read(cls, request: Request, table: Resource) -> Fields:
        """From an address. What makes no sense is answered with 400."""
        asked = ",".join(request.query_params.getlist("__visible_fields"))
        names = [name for name in asked.split(",") if name]
        readable = read_flag(request, "__readable")
        if not names:
            return cls(table, dict.fromkeys(table.columns), readable, not readable)
        joins = request.app.state.settings.max_joins
        found = named(table, [name.split(".") for name in names], joins)
        return cls(table, found, readable)

    @property
    def columns(self) -> Together:
        """What is to be selected."""
        labels = (f"_{name}_label" for name in self.readables)
        return selection(self.table, (*self.names, *labels))

    @property
    def readables(self) -> Iterator[str]:
        """The foreign keys whose labels are asked for."""
        columns = self.table.columns
        foreign = (name for name in self.names if isinstance(columns[name], ForeignKey))
        return foreign if self.readable else iter(())

    async def complete(self, user: User, rows: Sequence[dict[str, Any]]) -> None:
        """Put into rows what stands in other tables."""
        for name in self.readables:
            for row in rows:
                value = row.get(f"_{name}_label", row[name])
                row[f"{name}_readable"] = "" if value is None else as_text(value)
        for name, other in self.names.items():
            if other is not None:
                await other.put_into(user, rows, name, self.table.columns[name])

    async def put_into(
        self, user: User, rows: Sequence[dict[str, Any]], name: str, column: Any
    ) -> None:
        """Put rows of this table in place of the values that refer to them."""
        target = column._foreign_key_meta.resolved_target_column
        values = list({row[name] for row in rows} - {None})
        if not may_view(user, self.table.table):
            values = []
        # So that it can be told which row is meant, whatever is asked of it.
        columns = [*self.columns, target.as_alias("_target")]
        found: dict[Any, Any] = {}
        for start in range(0, len(values), MOST):
            wanted = Among(target, values[start : start + MOST], columns)
            others = await self.table.queries.select_rows(user, wanted)
            await self.complete(user, others)
            for other in others:
                found[other["_target"]] = self.table.one.dump_python(
                    other, mode="json", include={*self.names}, warnings=False
                )
        for row in rows:
            row[name] = found.get(row[name])


def named(
    table: Resource, paths: Sequence[Sequence[str]], joins: int
) -> dict[str, Fields | None]:
    """What these paths of names lead to. Raises a 400 for one that leads nowhere."""
    found: dict[str, Fields | None] = {}
    for name in dict.fromkeys(path[0] for path in paths):
        if name not in table.columns:
            message = _("There is no column {name}.").format(name=name)
            raise HTTPException(400, message)
        further = [path[1:] for path in paths if path[0] == name and path[1:]]
        found[name] = related(table, name, further, joins) if further else None
    return found


def related(
    table: Resource, name: str, paths: Sequence[Sequence[str]], joins: int
) -> Fields:
    """What is asked of the rows that a foreign key refers to."""
    other = referred(table, name)
    if other is None:
        path = ".".join([name, *paths[0]])
        raise HTTPException(400, _("There is no column {name}.").format(name=path))
    if not joins:
        message = _("{name} leads through too many tables.").format(name=name)
        raise HTTPException(400, message)
    return Fields(other, named(other, paths, joins - 1))


def referred(table: Resource, name: str) -> Resource | None:
    """The table that a foreign key refers to, if it is in the admin."""
    column = table.columns[name]
    if not isinstance(column, ForeignKey):
        return None
    address = addresses().get(column._foreign_key_meta.resolved_references)
    return resource(address) if address else None


@cache
def addresses() -> Mapping[type[Table], str]:
    """The name of each table in addresses."""
    return {
        TABLES[path]: n for n in MODULES if (path := f"/tables/{quote(n)}/") in TABLES
    }


def options(user: User, table: Resource, joins: int, prefix: str = "") -> Iterator[str]:
    """All that ``__visible_fields`` can name, of tables that somebody may view."""
    for name in table.columns:
        yield prefix + name
        other = referred(table, name) if joins else None
        if other is not None and may_view(user, other.table):
            yield from options(user, other, joins - 1, f"{prefix}{name}.")


def may_view(user: User, table: type[Table]) -> bool:
    """Whether somebody may view any row at all."""
    try:
        view(user, table)
    except Forbidden:
        return False
    return True
