"""``get_readable``: how the rows of a table are named to people."""

from __future__ import annotations

import re

from piccolo.columns import Column, ForeignKey
from piccolo.columns.readable import Readable

from scaffold import schema
from scaffold.errors import Problem
from scaffold.introspect.importing import raised
from scaffold.introspect.references import References
from scaffold.introspect.targets import TableClass, key_of


class _Unusable(Exception):
    """What is wrong with a readable."""


def read_readable(
    table: TableClass, references: References, warnings: list[Problem]
) -> schema.Readable:
    """What the table says, or its primary key and a warning."""
    try:
        return _read(table, references)
    except _Unusable as error:
        what = str(error)
    except (Exception, SystemExit) as error:
        what = f"it raises {raised(error, references.directory)}"
    warnings.append(
        Problem(
            f"{key_of(table)}.get_readable",
            f"rows are named by their primary key: {what}",
            "Return Readable(template, columns) with a %s for each column, and columns "
            "of this table or reached through its foreign keys.",
        )
    )
    return schema.Readable("%s", (table._meta.primary_key._meta.name,))


def _read(table: TableClass, references: References) -> schema.Readable:
    readable: object = table.get_readable()
    if not isinstance(readable, Readable):
        raise _Unusable(f"it returns {type(readable).__name__}, not a Readable")
    template, columns = readable.template, list(readable.columns)
    paths = tuple(_path(column, table, references) for column in columns)
    # Piccolo gives the template to PRINTF of SQLite, and to FORMAT of PostgreSQL.
    directives = re.findall("%.?", template, re.DOTALL)
    if set(directives) - {"%s", "%%"}:
        raise _Unusable(f"its template {template!r} has more in it than %s")
    if not paths or directives.count("%s") != len(paths):
        raise _Unusable(f"its template {template!r} does not fit {len(paths)} columns")
    return schema.Readable(template, paths)


def _path(column: object, table: TableClass, references: References) -> str:
    if not isinstance(column, Column):
        raise _Unusable(f"it names {column!r}, which is no column")
    steps = [*column._meta.call_chain, column]
    at: TableClass | None = table
    for step in steps:
        name = step._meta.name
        names = [] if at is None else [known._meta.name for known in at._meta.columns]
        # An inherited get_readable may name the columns of the class it is written for.
        if at is None or name not in names or not issubclass(at, step._meta.table):
            raise _Unusable(f"{column!r} cannot be reached from {table.__name__}")
        at = references.of(at).get(name) if isinstance(step, ForeignKey) else None
    return ".".join(step._meta.name for step in steps)
