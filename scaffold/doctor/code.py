"""Queries in the project's own code: built and not awaited, or blocking the loop."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from scaffold.doctor.checks import check
from scaffold.doctor.project import Project
from scaffold.doctor.queries import CONSUMING, Queries, Scope
from scaffold.doctor.sources import Source
from scaffold.errors import Problem
from scaffold.naming import words
from scaffold.references.expressions import characters

BLOCKING = {
    "piccolo.table:create_db_tables_sync": "create_db_tables",
    "piccolo.table:create_tables": "create_db_tables",
    "piccolo.table:drop_db_tables_sync": "drop_db_tables",
    "piccolo.table:drop_tables": "drop_db_tables",
}
"""Functions of Piccolo's that wait for the database, and those that can be awaited."""

SYNC = words(
    "authenticate_sync create_session_sync create_token_sync create_user_sync "
    "get_user_id_sync login_sync remove_session_sync update_password_sync"
)
"""Methods of Piccolo's own tables that wait; without the ending, they do not."""

RUN_SYNC = "piccolo.utils.sync:run_sync"


@check("query-not-awaited", "error")
def query_not_awaited(project: Project) -> Iterator[Problem]:
    """A query is built, and nobody awaits it, so that it never runs.

    It stands alone, is looped over, counted, compared or asked whether it is true
    (which it always is), or its variable is never used. A coroutine of `run()` counts,
    too.
    """
    for queries in looked_through(project):
        for scope, nodes in queries.scopes:
            raising = {id(node) for block in nodes for node in expected_to_raise(block)}
            for node in nodes:
                for query, what in unused(node, scope, queries):
                    if id(node) not in raising:
                        remedy = awaiting(queries.source, query, scope)
                        yield Problem(place(queries.source, query), what, remedy)


@check("run-sync-in-async", "warning")
def run_sync_in_async(project: Project) -> Iterator[Problem]:
    """An async function calls `run_sync`, or another function that waits.

    The event loop stands still meanwhile, for everybody, and the query runs in a
    thread, outside of the transaction that may be open.
    """
    what = "it stops the event loop, and runs outside of an open transaction"
    for queries in looked_through(project):
        for scope, nodes in queries.scopes:
            calls = [node for node in nodes if isinstance(node, ast.Call)]
            for call in calls if scope.is_async else ():
                right = instead(call, scope, queries)
                if right is not None and not is_awaited(call, nodes):
                    name = ast.unparse(call.func).rpartition(".")[2]
                    told = f"{name} in an async function: {what}"
                    yield Problem(place(queries.source, call), told, right)


@cache
def looked_through(project: Project) -> list[Queries]:
    """The files that may have to do with a query."""
    names = "|".join(map(re.escape, sorted(project.sources.table_names)))
    word = re.compile(rf"\b(?:{names})\b|_sync\b")
    files = [source for source in project.sources.files if word.search(source.text)]
    return [Queries(source, project.sources) for source in files]


def place(source: Source, node: ast.expr) -> str:
    line = source.lines[node.lineno - 1]
    return f"{source.path}:{node.lineno}:{characters(line, node.col_offset) + 1}"


# Not awaited.

ALWAYS_TRUE = "a query that was not awaited is always true"


def unused(
    node: ast.AST, scope: Scope, queries: Queries
) -> Iterator[tuple[ast.expr, str]]:
    """Queries that a statement or expression takes for what they give."""
    for part, what in misuses(node):
        if queries.is_query(part, scope):
            yield part, what
    is_local = isinstance(scope.node, (ast.FunctionDef, ast.AsyncFunctionDef))
    if (
        is_local
        and isinstance(node, ast.Assign)
        and queries.is_query(node.value, scope)
    ):
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        is_kept = len(names) < len(node.targets)
        if not is_kept and not any(is_used(name, scope) for name in names):
            yield node.value, f"a query is built, and {names[0]} is never awaited"


def misuses(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Expressions that must not be queries, and what happens if they are."""
    if isinstance(node, ast.Expr):
        yield node.value, "a query is built and never awaited, so it does not run"
    elif isinstance(node, (ast.For, ast.comprehension)):
        yield node.iter, "a query is looped over that was not awaited"
    elif isinstance(node, (ast.If, ast.While, ast.IfExp, ast.Assert)):
        yield last(node.test), ALWAYS_TRUE
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield last(node.operand), ALWAYS_TRUE
    elif isinstance(node, ast.BoolOp):
        for value in node.values[:-1]:
            yield value, ALWAYS_TRUE
    elif isinstance(node, ast.Compare):
        is_identity = isinstance(node.ops[0], (ast.Is, ast.IsNot))
        if isinstance(node.comparators[0], ast.Constant) and not is_identity:
            yield node.left, "a query is compared that was not awaited"
    elif isinstance(node, ast.Subscript):
        yield node.value, "a query is asked for an item, and was not awaited"
    elif isinstance(node, ast.Call) and node.args:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in CONSUMING:
            yield node.args[0], f"{name} of a query that was not awaited"


def last(node: ast.expr) -> ast.expr:
    """Of ``a and b`` the one that is not tested for its own sake; else all of it."""
    while isinstance(node, ast.BoolOp):
        node = node.values[-1]
    return node


def expected_to_raise(node: ast.AST) -> list[ast.stmt]:
    """What a test does to see it fail: ``with pytest.raises(…)``."""
    if not isinstance(node, ast.With):
        return []
    contexts = (ast.unparse(item.context_expr).lower() for item in node.items)
    raises = any("raises" in context.partition("(")[0] for context in contexts)
    return node.body if raises else []


def is_used(name: str, scope: Scope) -> bool:
    """Also by functions in this one."""
    for node in ast.walk(scope.node):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id == name:
                return True
        elif isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names:
            return True
    return False


def awaiting(source: Source, query: ast.expr, scope: Scope) -> str:
    """The expression as it should be."""
    text = source.segment(query)
    if scope.is_async:
        return f"await {text}" if text else "Put `await` in front of it."
    if text.endswith(".run()"):
        text = text.removesuffix(".run()")
    return f"{text}.run_sync()" if text else "Put `.run_sync()` behind it."


# Blocking.


def instead(call: ast.Call, scope: Scope, queries: Queries) -> str | None:
    """What to write where a call blocks; ``None`` if it does not."""
    source = queries.source
    name = queries.sources.named(source, call.func)
    if name == RUN_SYNC:
        return f"await {arguments(call, source)}"
    if name in BLOCKING:
        return f"await {BLOCKING[name]}({arguments(call, source)})"
    if not isinstance(call.func, ast.Attribute):
        return None
    owner, method = call.func.value, call.func.attr
    if method == "run_sync" and is_piccolos(call, scope, queries):
        text = source.segment(owner)
        return f"await {text}" if text else "Put `await` in front, not `.run_sync()`."
    if method in SYNC and queries.is_table(owner, scope):
        right = f"{source.segment(owner)}.{method.removesuffix('_sync')}"
        return f"await {right}({arguments(call, source)})"
    return None


def arguments(call: ast.Call, source: Source) -> str:
    return ", ".join(source.segment(node) for node in (*call.args, *call.keywords))


def is_piccolos(call: ast.Call, scope: Scope, queries: Queries) -> bool:
    """Others have a ``run_sync``, too: they are given a function, and awaited."""
    assert isinstance(call.func, ast.Attribute)
    owner = call.func.value
    if queries.is_query(owner, scope):
        return True
    if ast.unparse(owner) in ("self", "cls", "super()"):
        return False
    names = queries.source.imports.values()
    knows = any(n.startswith("piccolo") or queries.sources.is_table(n) for n in names)
    return knows and not call.args


def is_awaited(call: ast.Call, nodes: list[ast.AST]) -> bool:
    return any(isinstance(node, ast.Await) and node.value is call for node in nodes)
