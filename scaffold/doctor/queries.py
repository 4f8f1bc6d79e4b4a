"""Where a file builds queries, and what it does with them, by its syntax tree.

What is not surely a query, a row or a list of rows counts as nothing: a false report
costs more than a missed one.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from scaffold.doctor.sources import TABLE, Source, Sources
from scaffold.naming import words

Kind = Literal["row", "rows", "query", "query of row", "query of rows"]

QUERIES = ("query", "query of row", "query of rows")

STARTS = words(
    "alter count create_index create_table delete drop_index exists insert objects raw "
    "select table_exists update"
)
"""The class methods of a table that build a query."""

OF_ROW = words("add_m2m get_m2m get_related refresh remove remove_m2m save update_self")
"""The methods of a row that build one."""

ENDS = words("batch freeze")
"""The methods of a query that give something else."""

ONE = words("create first get get_or_create")
"""The methods that make a query of rows one of a single row."""

CONSUMING = words("all any bool dict enumerate len list max min set sorted sum tuple")
"""The builtin functions that want rows."""


@dataclass
class Scope:
    """A function, a class or the module itself, and what its variables hold."""

    node: ast.AST
    outer: Scope | None = None
    values: dict[str, list[tuple[ast.expr | None, bool]]] = field(default_factory=dict)
    """What is assigned to each name; ``None`` is unknown; and if it is looped over."""
    annotations: dict[str, ast.expr] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)

    @property
    def is_async(self) -> bool:
        """Whether code right in it runs in an event loop."""
        return isinstance(self.node, ast.AsyncFunctionDef)


class Queries:
    """Knows of the expressions of one file what they are."""

    def __init__(self, source: Source, sources: Sources) -> None:
        self.source = source
        self.sources = sources

    @cached_property
    def scopes(self) -> list[tuple[Scope, list[ast.AST]]]:
        """Each scope, and the nodes right in it, those of functions after their own."""
        found: list[tuple[Scope, list[ast.AST]]] = []
        queue = deque([Scope(self.source.tree)])
        while queue:
            scope = queue.popleft()
            nodes = within(scope.node)
            queue.extend(
                Scope(node, scope) for node in nodes if isinstance(node, SCOPES)
            )
            note_values(scope, nodes)
            found.append((scope, nodes))
        return found

    def kind(self, node: ast.AST | None, scope: Scope) -> Kind | None:
        """What an expression gives, as far as it is certain."""
        with suppress(RecursionError):  # A chain of hundreds of calls.
            if isinstance(node, ast.Await):
                return awaited(self.kind(node.value, scope))
            if isinstance(node, ast.Name):
                return self._of_name(node.id, scope)
            if isinstance(node, ast.Call):
                return self._of_call(node, scope)
        return None

    def is_query(self, node: ast.AST | None, scope: Scope) -> bool:
        return self.kind(node, scope) in QUERIES

    def is_table(self, node: ast.expr, scope: Scope) -> bool:
        """Whether an expression is the class of a table."""
        if isinstance(node, ast.Name):
            if node.id == "cls" and self._is_in_table(scope):
                return True
            if is_bound(node.id, scope):
                return False
        name = self.sources.named(self.source, node)
        return name is not None and self.sources.is_table(name)

    def _of_call(self, node: ast.Call, scope: Scope) -> Kind | None:
        if self.is_table(node.func, scope):
            return "row"
        if not isinstance(node.func, ast.Attribute):
            return None
        owner, method = node.func.value, node.func.attr
        if self.is_table(owner, scope):
            is_own = method in self.sources.own_methods
            return None if is_own else first_query(method)
        kind = self.kind(owner, scope)
        if kind == "row":
            is_query = method in OF_ROW and method not in self.sources.own_methods
            return "query" if is_query else None
        return next_query(kind, method) if kind in QUERIES else None

    def _of_name(self, name: str, scope: Scope) -> Kind | None:
        if name == "self" and self._is_in_table(scope) and name not in scope.values:
            return "row"
        if name in scope.annotations:
            return "row" if self._is_row(scope.annotations[name], scope) else None
        if name not in scope.values or name in scope.busy:
            return None
        scope.busy.add(name)
        kinds = {
            self._of_value(value, looped, scope)
            for value, looped in scope.values[name]
            if not goes_on(value, name)
        }
        scope.busy.discard(name)
        return kinds.pop() if len(kinds) == 1 else None

    def _of_value(
        self, value: ast.expr | None, looped: bool, scope: Scope
    ) -> Kind | None:
        kind = self.kind(value, scope)
        if looped:
            return "row" if kind == "rows" else None
        return kind

    def _is_row(self, annotation: ast.expr, scope: Scope) -> bool:
        """``Movie``, ``"Movie"``, ``Movie | None`` or ``Optional[Movie]``."""
        if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            try:
                annotation = ast.parse(annotation.value, mode="eval").body
            except SyntaxError:
                return False
        if isinstance(annotation, ast.BinOp):
            annotation = annotation.left
        if isinstance(annotation, ast.Subscript):
            kind = ast.unparse(annotation.value).rpartition(".")[2]
            return kind == "Optional" and self.is_table(annotation.slice, scope)
        return self.is_table(annotation, scope)

    def _is_in_table(self, scope: Scope) -> bool:
        """Whether it is a method of a table's."""
        node = scope.outer.node if scope.outer else None
        if not isinstance(node, ast.ClassDef):
            return False
        bases = self.sources.bases(self.source, node)
        return any(base == TABLE or self.sources.is_table(base) for base in bases)


def first_query(method: str) -> Kind | None:
    """What a method of a table's class gives."""
    if method == "objects":
        return "query of rows"
    return "query" if method in STARTS else None


def next_query(kind: Kind, method: str) -> Kind | None:
    """What a method of a query gives."""
    if method == "run_sync":
        return awaited(kind)
    if method in ENDS or method.startswith("_"):
        return None
    return "query of row" if method in ONE else kind


def awaited(kind: Kind | None) -> Kind | None:
    """What a query gives."""
    results: dict[Kind | None, Kind] = {"query of row": "row", "query of rows": "rows"}
    return results.get(kind)


def goes_on(value: ast.expr | None, name: str) -> bool:
    """``query = query.where(…)`` says nothing new; ``query = await query`` does."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if (
            value.func.attr == "run_sync"
            or next_query("query", value.func.attr) is None
        ):
            return False
        value = value.func.value
    return isinstance(value, ast.Name) and value.id == name


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

SCOPES = (*FUNCTIONS, ast.ClassDef)


def within(scope: ast.AST) -> list[ast.AST]:
    """The nodes of a scope, in the order of the file, without those of scopes in it."""
    found: list[ast.AST] = []
    stack = body(scope)[::-1]
    while stack:
        node = stack.pop()
        found.append(node)
        children = [*ast.iter_child_nodes(node)]
        if isinstance(node, SCOPES):  # Decorators and defaults run where it stands.
            later = {*body(node)}
            children = [child for child in children if child not in later]
        stack.extend(children[::-1])
    return found


def body(scope: Any) -> list[ast.AST]:
    """What runs in a scope; of a lambda, one expression."""
    return scope.body if isinstance(scope.body, list) else [scope.body]


def is_bound(name: str, scope: Scope | None) -> bool:
    """Whether a variable or a parameter hides what was imported."""
    while scope and not isinstance(scope.node, ast.Module):
        if name in scope.values or name in scope.annotations:
            return True
        scope = scope.outer
    return False


def note_values(scope: Scope, nodes: list[ast.AST]) -> None:
    """What the parameters and variables of a scope may hold."""
    if isinstance(scope.node, FUNCTIONS):
        note_parameters(scope, scope.node.args)
    known: set[ast.expr] = set()
    for node in nodes:
        for target, value, looped in bindings(node):
            if isinstance(target, ast.Name):
                known.add(target)
                scope.values.setdefault(target.id, []).append((value, looped))
    for node in nodes:
        is_set = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        if isinstance(node, ast.Name) and is_set and node not in known:
            scope.values.setdefault(node.id, []).append((None, False))
    for name in scope.values:
        scope.annotations.pop(name, None)  # It is given another value here.


def note_parameters(scope: Scope, arguments: ast.arguments) -> None:
    for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        if arg.annotation:
            scope.annotations[arg.arg] = arg.annotation
        elif arg.arg not in ("self", "cls"):
            scope.values[arg.arg] = [(None, False)]
    for extra in filter(None, (arguments.vararg, arguments.kwarg)):
        scope.values[extra.arg] = [(None, False)]


def bindings(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr, bool]]:
    """Targets with their values, and whether these are looped over."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, node.value, False
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
        yield node.target, node.value, False
    elif isinstance(node, (ast.For, ast.comprehension)):
        yield node.target, node.iter, True
