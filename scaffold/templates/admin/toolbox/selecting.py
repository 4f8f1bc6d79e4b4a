"""The columns of a query, written once.

Piccolo writes each column anew for every query, which takes longer than most queries do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from piccolo.columns import Column
from piccolo.columns.readable import Readable
from piccolo.querystring import QueryString

Selected = Column | Readable | QueryString


def at_once(columns: Sequence[Selected], engine_type: str) -> Sequence[Selected]:
    """One piece of SQL instead of them all, where there is nothing but names in it."""
    parts = [column.get_select_string(engine_type) for column in columns]
    together = QueryString(", ".join("{}" for _part in parts), *parts)
    sql, values = together.compile_string(engine_type)
    if values or not columns:
        return columns
    found = QueryString(sql.replace("{", "{{").replace("}", "}}"))
    found.columns = [*joined(columns)]  # So that Piccolo joins their tables.
    return [found]


def joined(columns: Iterable[Selected]) -> Iterable[Column]:
    """The columns of other tables among them."""
    for column in columns:
        if isinstance(column, Column):
            if column._meta.call_chain:
                yield column
        else:
            yield from joined(column.columns)
