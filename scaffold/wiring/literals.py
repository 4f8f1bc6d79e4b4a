"""Finding a list in a module that its author has written out."""

from __future__ import annotations

import ast

from scaffold.wiring.source import Unsafe


def assigned(tree: ast.Module, name: str) -> ast.expr:
    """The value of a name that is bound once, outside of any condition.

    Raises ``Unsafe``.
    """
    bound = [node for node in ast.walk(tree) if binds(node, name)]
    values = [value for node in tree.body if (value := value_of(node, name))]
    if not bound:
        raise Unsafe(f"It does not define {name}.")
    if len(bound) > 1:
        raise Unsafe(f"{name} is defined in several places.")
    if not values:
        raise Unsafe(f"{name} depends on a condition, or comes from elsewhere.")
    return values[0]


def binds(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.alias):
        return (node.asname or node.name) in {name, "*"}
    return (
        isinstance(node, ast.Name)
        and node.id == name
        and not isinstance(node.ctx, ast.Load)
    )


def value_of(statement: ast.stmt, name: str) -> ast.expr | None:
    match statement:
        case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
            return value
        case ast.AnnAssign(target=ast.Name(id=found), value=value) if found == name:
            return value
    return None


def written_out(tree: ast.Module, value: ast.expr, what: str) -> ast.List:
    """The list that a value is, also by a name of its own. Raises ``Unsafe``."""
    if isinstance(value, ast.Name):
        name = value.id
        value = assigned(tree, name)
        used = [node for node in ast.walk(tree) if is_use(node, name)]
        if len(used) > 1:
            raise Unsafe(f"{name} is used in several places.")
    if not isinstance(value, ast.List):
        raise Unsafe(f"{what} is computed, rather than written out as a list.")
    return value


def is_use(node: ast.AST, name: str) -> bool:
    return (
        isinstance(node, ast.Name)
        and node.id == name
        and isinstance(node.ctx, ast.Load)
    )


def argument(call: ast.Call, name: str) -> ast.expr | None:
    """Raises ``Unsafe`` if that cannot be told."""
    if any(keyword.arg is None for keyword in call.keywords):
        raise Unsafe("What is passed is computed.")
    found = (keyword.value for keyword in call.keywords if keyword.arg == name)
    return next(found, None)
