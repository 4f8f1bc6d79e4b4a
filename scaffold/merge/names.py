"""Names that Python code uses and nothing in it binds."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from functools import lru_cache

Names = frozenset[str]

KNOWN: Names = frozenset(
    {"__file__", "__name__", "__doc__", "__path__", "__spec__", "__package__"}
) | frozenset(dir(builtins))


def unresolved(statements: Iterable[str]) -> Names:
    """The names that a module uses without binding them anywhere.

    Scopes are not told apart: what is bound in one function counts in all.
    """
    found = [uses(text) for text in statements]
    bound = frozenset().union(*(names for names, _used in found))
    if "*" in bound:
        return frozenset()
    return frozenset().union(*(used for _bound, used in found)) - bound - KNOWN


@lru_cache(maxsize=4096)
def uses(text: str) -> tuple[Names, Names]:
    """The names that statements bind, and those that they use."""
    bound: set[str] = set()
    used: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            (bound if isinstance(node.ctx, ast.Store) else used).add(node.id)
        else:
            bound.update(bindings(node))
    return frozenset(bound), frozenset(used)


def bindings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        yield node.name or ""
    elif isinstance(node, ast.MatchMapping):
        yield node.rest or ""
    elif type(node).__name__ in {"TypeVar", "ParamSpec", "TypeVarTuple"}:
        yield node.name  # type: ignore[attr-defined]
