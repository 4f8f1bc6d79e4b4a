"""Pieces of Python's syntax tree."""

from __future__ import annotations

import ast
import re

from scaffold import naming

LOOKUPS = naming.words("get pop setdefault getattr setattr hasattr delattr")


def characters(line: str, offset: int) -> int:
    """The place in a line of what ``ast`` finds at a byte."""
    return len(line.encode()[:offset].decode(errors="replace"))


def root(node: ast.AST | None) -> str | None:
    """The name that an expression starts with: ``movie`` of ``movie.cast[0].name``."""
    while True:
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, (ast.Attribute, ast.Subscript, ast.Await, ast.Starred)):
            node = node.value
        else:
            return None


def looked_up_in(node: ast.AST) -> ast.expr | None:
    """``row`` of ``row[…]``, ``row.get(…)`` and ``getattr(row, …)``."""
    if isinstance(node, ast.Subscript):
        return node.value
    if not isinstance(node, ast.Call) or identifiers(node.func)[0] not in LOOKUPS:
        return None
    if isinstance(node.func, ast.Attribute):
        return node.func.value
    return node.args[0] if node.args else None


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def identifiers(node: ast.AST) -> list[str]:
    """The last name of a dotted one first, or all names within another expression."""
    if isinstance(node, ast.Attribute):
        return [node.attr]
    names = [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
    texts = [
        word
        for n in ast.walk(node)
        if isinstance(n, ast.Constant) and isinstance(n.value, str)
        for word in re.findall(r"\w+", n.value)
    ]
    return [*names, *texts] or [""]


def module_of(path: str) -> str:
    """A package ends in ``__init__``, so that what is imported is counted alike."""
    return path.removesuffix(".py").replace("/", ".")


def absolute_module(node: ast.ImportFrom, here: str) -> str:
    """The module that is imported from."""
    if not node.level:
        return node.module or ""
    package = here.split(".")[: -node.level]
    return ".".join([*package, node.module or ""]).strip(".")
