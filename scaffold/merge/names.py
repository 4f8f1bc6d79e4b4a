"""Names that Python code uses and nothing in it binds."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from functools import lru_cache

MODULE = {"__file__", "__name__", "__doc__", "__path__", "__spec__", "__package__"}


@lru_cache(maxsize=8)
def unresolved(text: str) -> frozenset[str]:
    """The names that a module uses without binding them anywhere.

    Scopes are not told apart: what is bound in one function counts in all.
    """
    tree = ast.parse(text)
    bound = set(bindings(tree))
    if "*" in bound:
        return frozenset()
    used = frozenset(
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
    )
    return used - bound - set(dir(builtins)) - MODULE


def bindings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
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
