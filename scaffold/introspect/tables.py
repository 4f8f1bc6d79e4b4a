"""One Piccolo table → the schema's table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from piccolo.apps.user.tables import BaseUser
from piccolo.columns import M2M, Column
from piccolo.constraints import Check, Constraint, Unique
from piccolo_api.mfa.authenticator.tables import AuthenticatorSecret
from piccolo_api.session_auth.tables import SessionsBase
from piccolo_api.token_auth.tables import TokenAuth

from scaffold import schema
from scaffold.errors import Problem
from scaffold.introspect.columns import UNKNOWN, innermost, read_column, type_of
from scaffold.introspect.readable import read_readable
from scaffold.introspect.references import References, Unresolved
from scaffold.introspect.registry import Registry
from scaffold.introspect.targets import TableClass, key_of

Role = Literal["user", "session", "factor", "token"]

# These are secret whatever their columns say.
_SECRETS = {
    "user": "password",
    "session": "token",
    "factor": "secret",
    "token": "token",
}


def read_table(
    table: TableClass, references: References, registry: Registry
) -> tuple[schema.Table, list[Problem], list[Problem]]:
    """The table, the problems found in reading it, and what to warn of."""
    meta = table._meta
    problems: list[Problem] = []
    warnings: list[Problem] = []
    role = role_of(table)
    many_to_many = _read_many_to_many(table, references, problems, warnings)
    result = schema.Table(
        name=table.__name__,
        module=table.__module__,
        tablename=meta.tablename,
        columns=_read_columns(table, references, role, warnings),
        readable=read_readable(table, references, warnings),
        schema=meta.schema,
        app=registry.app_of(table),
        help_text=None if meta.help_text is None else str(meta.help_text),
        constraints=_read_constraints(table, warnings),
        many_to_many=many_to_many,
        role=role,
    )
    return result, problems, warnings


def role_of(table: TableClass) -> Role | None:
    if issubclass(table, BaseUser):
        return "user"
    if issubclass(table, SessionsBase):
        return "session"
    if issubclass(table, AuthenticatorSecret):
        return "factor"
    return "token" if issubclass(table, TokenAuth) else None


def _read_columns(
    table: TableClass,
    references: References,
    role: Role | None,
    warnings: list[Problem],
) -> tuple[schema.Column, ...]:
    return tuple(
        _read_column(table, column, references, role, warnings)
        for column in table._meta.columns
    )


def _read_column(
    table: TableClass,
    column: Column,
    references: References,
    role: Role | None,
    warnings: list[Problem],
) -> schema.Column:
    result = read_column(column, references)
    if type_of(innermost(column)) == UNKNOWN:
        warnings.append(
            Problem(
                f"{key_of(table)}.{result.name}",
                f"the type {type(innermost(column)).__name__} derives from no column "
                "type of Piccolo: it becomes a text field",
                "Derive it from the type that holds its values, or edit the field.",
            )
        )
    if role and result.name == _SECRETS[role]:
        result = replace(result, secret=True)
    return result


def _read_constraints(
    table: TableClass, warnings: list[Problem]
) -> tuple[schema.Constraint, ...]:
    read = (_read_constraint(item, table, warnings) for item in table._meta.constraints)
    return tuple(constraint for constraint in read if constraint)


def _read_constraint(
    constraint: Constraint, table: TableClass, warnings: list[Problem]
) -> schema.Constraint | None:
    name = constraint._meta.name
    if isinstance(constraint, Check):
        condition = str(constraint._meta.params["condition"])
        return schema.Constraint(name, "check", condition=condition)
    if not isinstance(constraint, Unique):
        return None
    # Not from its `params`: there they are the names in the database.
    named = {column._meta.db_column_name: column for column in table._meta.columns}
    columns: list[str] = []
    for column in constraint.columns:
        db_name = column._meta.db_column_name if isinstance(column, Column) else column
        if db_name not in named:
            warnings.append(_without_column(f"{key_of(table)}.{name}", db_name, named))
            return None
        columns.append(named[db_name]._meta.name)
    return schema.Constraint(name, "unique", tuple(columns))


def _without_column(where: str, name: str, known: Iterable[str]) -> Problem:
    return Problem(
        where,
        f"the constraint is left out: the table has no column {name!r}",
        f"The columns in the database are {', '.join(known)}.",
    )


def _read_many_to_many(
    table: TableClass,
    references: References,
    problems: list[Problem],
    warnings: list[Problem],
) -> tuple[schema.ManyToMany, ...]:
    found: list[schema.ManyToMany] = []
    for relation in table._meta.m2m_relationships:
        where = f"{key_of(table)}.{relation._meta.name}"
        try:
            many = _read_relation(relation, table, references)
        except Unresolved as error:
            problems.append(error.at(where))
            continue
        if many:
            found.append(many)
        else:
            warnings.append(
                Problem(
                    where,
                    "the M2M is left out: Piccolo needs a joining table with a foreign "
                    f"key to {table.__name__} and one to another table",
                    "Name the two keys in M2M(…, foreign_key_columns=[…]).",
                )
            )
    return tuple(found)


def _read_relation(
    relation: M2M, table: TableClass, references: References
) -> schema.ManyToMany | None:
    # Not with the properties of Piccolo's M2MMeta: a relation that is inherited belongs
    # to the last class that inherits it there.
    meta = relation._meta
    joining = references.resolve(meta.joining_table)
    keys = meta._foreign_key_columns or joining._meta.foreign_key_columns[:2]
    sides = [references.resolve(key._foreign_key_meta.references) for key in keys]
    others = [side for side in sides if side is not table]
    if table not in sides or not others:
        return None
    return schema.ManyToMany(meta.name, key_of(joining), key_of(others[0]))
