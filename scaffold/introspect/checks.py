"""What Piccolo itself, or the code written for a table, would trip over."""

from __future__ import annotations

import unicodedata
from typing import Any

from piccolo.columns import Column, ForeignKey

from scaffold.errors import Problem
from scaffold.introspect.references import References
from scaffold.introspect.targets import TableClass, can_be_imported_back, key_of

# What an admin, piccolo_api or Piccolo itself calls on a table or a row. The other
# methods (indexes, ref, refresh, remove) are called by their owners only, and `ref` is
# too good a name for a column to refuse it.
RESERVED = frozenset(
    {
        "add_m2m",
        "all_columns",
        "all_related",
        "alter",
        "count",
        "create_index",
        "create_table",
        "delete",
        "drop_index",
        "exists",
        "from_dict",
        "get_m2m",
        "get_readable",
        "get_related",
        "insert",
        "objects",
        "querystring",
        "raw",
        "remove_m2m",
        "save",
        "select",
        "table_exists",
        "to_dict",
        "update",
        "update_self",
    }
)


def problems_of(table: TableClass) -> list[Problem]:
    """What stands in the way of generating code for the table."""
    key = key_of(table)
    problems: list[Problem] = []
    if not can_be_imported_back(table):
        problems.append(
            Problem(
                key,
                "the table cannot be imported by that module and name",
                "Define it at the top of a module, under its own name; a class made by "
                'a call needs "__module__": __name__ among its members.',
            )
        )
    keys = [column for column in table._meta.columns if column._meta.primary_key]
    if len(keys) > 1:
        names = ", ".join(column._meta.name for column in keys)
        problems.append(
            Problem(
                key,
                f"it has several primary keys: {names}",
                "Piccolo supports one; give the other columns `unique=True`, or one "
                "that is inherited the same name.",
            )
        )
    for column in table._meta.columns:
        problem = _problem_of_name(column._meta.name, f"{key}.{column._meta.name}")
        if problem:
            problems.append(problem)
    return problems


def warnings_of(table: TableClass, references: References) -> list[Problem]:
    """What works, though not as the table's author may think."""
    key = key_of(table)
    warnings = [
        Problem(
            f"{key}.{name}",
            "Piccolo ignores a column whose name begins with an underscore",
            f'Rename it, and keep its name in the database: db_column_name="{name}".',
        )
        for name in _private_columns(table)
    ]
    for name, referenced in references.of(table).items():
        hidden = [
            column._meta.name
            for column in referenced._meta.columns
            if column._meta.name in _FOREIGN_KEY_API
        ]
        warnings.extend(
            Problem(
                f"{key}.{name}",
                f"the column {column} of {key_of(referenced)} hides what Piccolo needs "
                f"of this foreign key, ForeignKey.{column}",
                f'Rename that column, with db_column_name="{column}".',
            )
            for column in hidden
        )
    return warnings


# A foreign key gets an attribute for each column of the table it points to.
_FOREIGN_KEY_API = frozenset(
    {"default", *(name for name in dir(ForeignKey) if not name.startswith("_"))}
)


def _problem_of_name(name: str, where: str) -> Problem | None:
    remedy = (
        "Rename the column, and keep its name in the database: "
        f"db_column_name={name!r}."
    )
    if not name.isidentifier() or unicodedata.normalize("NFKC", name) != name:
        return Problem(where, f"{name!r} is no name in Python", remedy)
    if name in RESERVED:
        return Problem(where, f"the column hides Piccolo's Table.{name}", remedy)
    return None


def _private_columns(table: TableClass) -> list[str]:
    members: dict[str, Any] = {}
    for base in reversed(table.__mro__):
        members.update(vars(base))
    return [
        name
        for name, value in members.items()
        if name.startswith("_") and isinstance(value, Column)
    ]
