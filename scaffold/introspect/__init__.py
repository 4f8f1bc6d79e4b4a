"""Piccolo tables → schema: the only part that knows Piccolo's classes.

    targets, registry, references ─► table classes ─ checks ─► tables, columns ─► Schema

Everything that is wrong is found before anything is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scaffold.config import AUTH_TABLE, SESSION_TABLE
from scaffold.errors import Problem, TargetError
from scaffold.introspect import checks
from scaffold.introspect.importing import Importer, near
from scaffold.introspect.offline import offline
from scaffold.introspect.references import References, related
from scaffold.introspect.registry import Registry
from scaffold.introspect.tables import read_table, role_of
from scaffold.introspect.targets import TableClass, find_class, find_tables, key_of
from scaffold.schema import Schema, Table


@dataclass(frozen=True)
class Introspection:
    """What the tables say, and what their author should know about it."""

    schema: Schema
    warnings: tuple[Problem, ...]


def introspect(
    targets: Sequence[str],
    *,
    directory: Path,
    include_related: bool = True,
    exclude: Sequence[str] = (),
    auth_table: str | None = None,
    session_table: str | None = None,
) -> Introspection:
    """Read the tables that ``targets`` name; all registered ones without targets.

    The database is never contacted. The user's modules stay imported.

    :param directory: The project's folder, absolute; modules are imported from there.
    :param include_related: Whether tables that foreign keys lead to are read, too.
    :param exclude: Tables to leave out: class, ``module:Class``, name in the database.
    :param auth_table: ``module:Class`` of the users; only validated here.
    :param session_table: ``module:Class`` of the sessions; only validated here.
    :raises TargetError: with every problem found, in a fixed order.
    """
    with offline(directory):
        importer = Importer(directory)
        registry = Registry(importer)
        references = References(importer, registry)
        tables, problems = find_tables(targets, importer, registry)
        if not registry.loaded and registry.problem:
            problems.insert(0, registry.problem)
        excluded, unmatched = _excluded(exclude, tables, references)
        if not problems:
            problems.extend(unmatched)
        problems.extend(_account_problems(auth_table, session_table, importer))
        if include_related:
            tables = related(tables, references, excluded)
        kept = sorted(set(tables) - excluded, key=key_of)
        if not (kept or problems):
            problems.append(_nothing_left(exclude))
        read, warnings = _read(kept, references, registry, problems)
    if problems:
        raise TargetError(*dict.fromkeys(problems))
    return Introspection(Schema(tuple(read)), tuple(dict.fromkeys(warnings)))


def _read(
    tables: Sequence[TableClass],
    references: References,
    registry: Registry,
    problems: list[Problem],
) -> tuple[list[Table], list[Problem]]:
    read: list[Table] = []
    warnings: list[Problem] = []
    for table in tables:
        problems.extend(checks.problems_of(table))
        problems.extend(references.problems_of(table))
        result, its_problems, its_warnings = read_table(table, references, registry)
        read.append(result)
        problems.extend(its_problems)
        warnings.extend([*checks.warnings_of(table, references), *its_warnings])
    return read, warnings


def _excluded(
    exclude: Sequence[str], tables: Sequence[TableClass], references: References
) -> tuple[set[TableClass], list[Problem]]:
    """The tables to leave out, among all that can be reached, and what names none."""
    names: dict[str, list[TableClass]] = {}
    for table in related(tables, references, ()) if exclude else ():
        db_name = table._meta.get_formatted_tablename(quoted=False)
        for name in {table.__name__, key_of(table), table._meta.tablename, db_name}:
            names.setdefault(name, []).append(table)
    problems = []
    for name in dict.fromkeys(exclude):
        if name not in names:
            nearest = near(name, names)
            remedy = f"Did you mean {nearest}?" if nearest else "Leave it out."
            problems.append(Problem(f"--exclude {name}", "it matches no table", remedy))
    return {table for name in exclude for table in names.get(name, ())}, problems


def _account_problems(
    auth_table: str | None, session_table: str | None, importer: Importer
) -> list[Problem]:
    problems = []
    for option, text, role, base in (
        ("--auth-table", auth_table or AUTH_TABLE, "user", AUTH_TABLE),
        ("--session-table", session_table or SESSION_TABLE, "session", SESSION_TABLE),
    ):
        found = find_class(text, importer)
        if isinstance(found, Problem):
            what = f"{found.what} ({option} {text})"
            problems.append(Problem(found.where, what, found.remedy))
        elif role_of(found) != role:
            name = base.partition(":")[2]
            problems.append(
                Problem(
                    text,
                    f"{option} must name {name} or a subclass of it",
                    f"Derive {found.__name__} from {base.replace(':', '.')}.",
                )
            )
    return problems


def _nothing_left(exclude: Sequence[str]) -> Problem:
    return Problem(
        f"--exclude {' '.join(exclude)}",
        "no table is left",
        "Exclude fewer tables, or name more targets.",
    )
