"""The columns of a query, written once.

Piccolo writes each column anew for every query, which takes longer than the query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from piccolo.columns import Column
from piccolo.columns.readable import Readable
from piccolo.querystring import QueryString

Selected = Column | Readable | QueryString


class Together:
    """Columns to be selected together: ``select(*TOGETHER)``."""

    def __init__(self, *columns: Selected) -> None:
        self.columns = columns

    def __iter__(self) -> Iterator[Selected]:
        return iter(self.written)

    @cached_property
    def written(self) -> Sequence[Selected]:
        """One piece of SQL, where there is nothing but names in it."""
        kinds = {c._meta.engine_type for c in self.columns if isinstance(c, Column)}
        if len(kinds) != 1:
            return self.columns
        (kind,) = kinds
        parts = [column.get_select_string(kind) for column in self.columns]
        together = QueryString(", ".join("{}" for _part in parts), *parts)
        sql, values = together.compile_string(kind)
        if values:
            return self.columns
        found = QueryString(sql.replace("{", "{{").replace("}", "}}"))
        found.columns = [*joined(self.columns)]  # So that Piccolo joins their tables.
        return (found,)


def joined(columns: Iterable[Selected]) -> Iterator[Column]:
    """The columns of other tables among them."""
    for column in columns:
        if not isinstance(column, Column):
            yield from joined(column.columns)
        elif column._meta.call_chain:
            yield column
