"""PostgreSQL that acts as CockroachDB where the two differ, as far as they are known.

Piccolo speaks CockroachDB's dialect to it. What that one refuses is refused.
https://www.cockroachlabs.com/docs/stable/postgresql-compatibility
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import asyncpg

SETUP = """
CREATE SEQUENCE rowids START 1152921504606846977;
CREATE FUNCTION unique_rowid() RETURNS BIGINT LANGUAGE SQL
    AS $$ SELECT nextval('rowids') $$;
"""
"""Its keys are larger than what JavaScript's numbers can hold exactly."""

MISSING = re.compile(
    r"""
    SET\ CONSTRAINTS | DEFERRABLE | \b(?:LISTEN|NOTIFY|UNLISTEN|TABLESAMPLE|MERGE)\b
    | \b(?:xmin|xmax|cmin|ctid|reltuples)\b | pg_try_advisory | \bWITH\ HOLD\b
    | \bCOPY\b.*\bTO\b | \bLIKE\ ANY\b | \bjson_each\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

UNTYPED = re.compile(r"\$\d+ = (?:ANY|SOME|ALL) ", re.IGNORECASE)
"""https://github.com/cockroachdb/cockroach/issues/43007"""

CONFLICTS = Path(__file__).with_name("conflicts")
"""How many of the next transactions have to be begun again, and at which statement."""

COMMITTING = "RELEASE SAVEPOINT cockroach_restart"

CONFLICT = "DO $$ BEGIN RAISE 'restart transaction' USING ERRCODE = '40001'; END $$"
"""After this, PostgreSQL takes nothing but ROLLBACK."""


class Connection(asyncpg.Connection):  # type: ignore[misc]
    """A transaction that has released its savepoint is committed."""

    first = False
    committed = False

    async def fetch(self, query: str, *args: Any, **options: Any) -> Any:
        await self.meet_conflicts(query)
        query = self.translated(query)
        try:
            return await super().fetch(query, *args, **options)
        except asyncpg.NotNullViolationError as error:
            raise without_column(error) from None

    async def execute(self, query: str, *args: Any, **options: Any) -> Any:
        await self.meet_conflicts(query)
        return await super().execute(self.translated(query), *args, **options)

    async def meet_conflicts(self, query: str) -> None:
        text = CONFLICTS.read_text() if CONFLICTS.exists() else "0"
        left, _space, where = text.partition(" ")
        if int(left) and where in query:
            CONFLICTS.write_text(f"{int(left) - 1} {where}")
            await super().execute(CONFLICT)

    def translated(self, query: str) -> str:
        """The same for PostgreSQL."""
        if self.committed and query not in {"COMMIT;", "ROLLBACK;"}:
            raise asyncpg.ActiveSQLTransactionError(f"only COMMIT, not: {query}")
        if MISSING.search(query):
            raise asyncpg.FeatureNotSupportedError(query)
        if UNTYPED.search(query):
            message = f"could not determine data type of placeholder in: {query}"
            raise asyncpg.IndeterminateDatatypeError(message)
        if query == "SAVEPOINT cockroach_restart" and not self.first:
            raise asyncpg.SyntaxOrAccessError("it must come first")
        if query == COMMITTING:
            self.committed = True
        if query.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            self.committed = False
        self.first = query.startswith("BEGIN")
        return as_postgres(query)

    def get_reset_query(self) -> str:
        """None: see ``_detect_server_capabilities`` of asyncpg."""
        return ""


def as_postgres(query: str) -> str:
    if query.startswith("SET LOCAL autocommit_before_ddl"):
        return "SELECT 1"
    if query.startswith(("CREATE TABLE", "ALTER TABLE")):
        # What Piccolo gives a Time as its default.
        query = query.replace("CURRENT_TIME::TIMESTAMP", "CURRENT_TIME")
        return re.sub(r"\bINTEGER\b", "BIGINT", query)
    query = re.sub(r" ASC\b", " ASC NULLS FIRST", query)
    return re.sub(r" DESC\b", " DESC NULLS LAST", query)


def without_column(error: Any) -> Any:
    """It names the column in the message alone."""
    message = f'null value in column "{error.column_name}" violates not-null constraint'
    refusal = asyncpg.NotNullViolationError(message)
    refusal.sqlstate = error.sqlstate
    for name in ("detail", "column_name", "table_name", "constraint_name"):
        setattr(refusal, name, None)
    return refusal
