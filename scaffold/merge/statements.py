"""Python statements as trees: their parts, and the blocks in them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Sequence
from dataclasses import replace

from scaffold.merge import headers
from scaffold.merge.blocks import (
    Body,
    Definition,
    Function,
    beginning,
    block_end,
    clauses,
    has_blocks,
    header_end,
    logical_lines,
    statement_end,
)
from scaffold.merge.elements import short
from scaffold.merge.expressions import (
    annotated,
    comma_group,
    expression,
    gap,
    operands,
)
from scaffold.merge.headers import DefinitionNode
from scaffold.merge.source import Source
from scaffold.merge.tree import Group, Key, Leaf, Node, Part

OPERATIONS = (ast.Assert, ast.AugAssign, ast.Delete, ast.Raise)
"""Statements of expressions with words or signs around them."""


def block(
    source: Source,
    statements: Sequence[ast.stmt],
    lines: tuple[int, int],
    *,
    documented: bool = False,
    local: bool = False,
) -> Group:
    """The statements that stand in a range of whole lines; ``local`` to a function."""
    items: list[Node] = []
    place, end = lines
    for line in logical_lines(statements):
        first, stop = beginning(source, line[0]), statement_end(source, line[-1])
        found = statement(
            source, line, documented=documented and not items, local=local
        )
        if not source.text.startswith(found.text, first):
            found = opaque(source, line)  # Rather one piece than a word too many.
        lead = gap(source, place, first)
        trail = gap(source, first + len(found.text), stop)
        items.append(replace(found, lead=lead, trail=trail))
        place = stop
    indent = items[0].lead.text.rpartition("\n")[2] if items else ""
    tail = gap(source, place, end)
    return Group(tuple(items), "lines", tail, indent=indent, required=True)


def statement(source: Source, line: Body, *, documented: bool, local: bool) -> Node:
    """A statement without what stands before and behind it."""
    node = line[0]
    if len(line) > 1:
        return opaque(source, line)
    if documented and isinstance(node, ast.Expr) and is_text(node.value):
        return docstring(source, node)
    if not has_blocks(source, node):
        return simple(source, node, local=local)
    if isinstance(node, Definition):
        return definition(source, node)
    return compound(source, node, local=local)


def simple(source: Source, node: ast.stmt, *, local: bool) -> Node:
    """A statement without blocks."""
    if isinstance(node, (ast.Import, ast.ImportFrom)) and node.names[0].name != "*":
        return imported(source, node)
    if isinstance(node, ast.AnnAssign):
        return declaration(source, node, local=local)
    if isinstance(node, ast.Assign):
        return assignment(source, node, local=local)
    if isinstance(node, (ast.Return, ast.Expr)) and node.value:
        return with_value(source, node)
    bare = isinstance(node, ast.Raise) and not node.exc
    if isinstance(node, OPERATIONS) and not bare:
        return of_operands(source, node)
    return opaque(source, [node])


def opaque(source: Source, line: Body) -> Node:
    """A statement that is merged as a whole."""
    start, end = beginning(source, line[0]), source.end(line[-1])
    meaning = "\n".join([*map(ast.dump, line), source.comments(start, end)])
    part = Leaf(source.text[start:end], meaning)
    return unnamed(line[0], meaning, (part,), short(part.text))


def unnamed(node: ast.stmt, meaning: str, parts: tuple[Part, ...], title: str) -> Node:
    kind = type(node).__name__
    like = f"{kind}!" if isinstance(node, (ast.Return, ast.Raise)) else kind
    return Node(
        (kind, meaning), parts, kind, named=False, like=like, free=True, title=title
    )


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def docstring(source: Source, node: ast.Expr) -> Node:
    assert isinstance(node.value, ast.Constant)
    start, end = source.start(node), source.end(node)
    meaning = inspect.cleandoc(str(node.value.value)) + source.comments(start, end)
    part = Leaf(source.text[start:end], meaning, block=True)
    return Node(("docstring",), (part,), "docstring", first=True, title="docstring")


def with_value(source: Source, node: ast.Return | ast.Expr) -> Node:
    assert node.value
    start, end = source.start(node), source.end(node)
    word = "return" if isinstance(node, ast.Return) else ""
    value = expression(source, node.value, start + len(word), end)
    title = short(source.text[start:end])
    return unnamed(node, ast.dump(node), (Leaf(word, word), value), title)


def of_operands(source: Source, node: ast.stmt) -> Node:
    start, end = source.start(node), source.end(node)
    parts = tuple(operands(source, node, expression))
    meaning = f"{ast.dump(node)}{source.comments(start, end)}"
    return unnamed(node, meaning, parts, short(source.text[start:end]))


def imported(source: Source, node: ast.Import | ast.ImportFrom) -> Node:
    """Each name by itself."""
    start, end = source.start(node), source.end(node)
    opening, closing, module = source.first(start).end, end, "import"
    if isinstance(node, ast.ImportFrom):
        module = f"{'.' * node.level}{node.module or ''}"
        opening = source.first(opening, "import").end
        bracket = source.first(opening)
        if bracket.text == "(":
            opening, closing = bracket.end, end - 1
    if closing == end:
        opening = source.first(opening).start
    names = comma_group(source, node.names, opening, closing)
    names = replace(names, unordered=True, bare=closing == end)
    head = Leaf(source.text[start:opening], module)
    parts = (head, names, Leaf(source.text[closing:end]))
    key: Key = ("import", module)
    if isinstance(node, ast.Import):
        key = (*key, *(alias.name for alias in node.names))
    return Node(key, parts, "import", title=f"import of {short(module)}")


def assignment(source: Source, node: ast.Assign, *, local: bool) -> Node:
    start, end = source.start(node), source.end(node)
    equals = source.first(source.end(node.targets[-1]), "=").end
    meaning = " ".join(map(ast.dump, node.targets)) + source.comments(start, equals)
    head = Leaf(source.text[start:equals], meaning)
    parts = (head, expression(source, node.value, equals, end))
    name = ast.unparse(node.targets[0])
    return Node(("=", name), parts, "assignment", free=local, title=short(name))


def declaration(source: Source, node: ast.AnnAssign, *, local: bool) -> Node:
    at = source.start(node), source.end(node.target), source.end(node)
    name = ast.unparse(node.target)
    parts = annotated(source, at, ast.dump(node.target), node.annotation, node.value)
    return Node(("=", name), parts, "annotated", free=local, title=short(name))


def definition(source: Source, node: DefinitionNode) -> Node:
    first, start = beginning(source, node), source.start(node)
    body_start, end = header_end(source, node.body), block_end(source, node.body)
    local = isinstance(node, Function)
    parts = (
        headers.decorators(source, node, first, start),
        *headers.signature(source, node, start, body_start),
        block(source, node.body, (body_start, end), documented=True, local=local),
    )
    word = "def" if local else "class"
    key = (word, node.name, *headers.accessors(node))
    title = f"{node.name}()" if local else node.name
    return Node(key, parts, "definition", title=title)


def compound(source: Source, node: ast.stmt, *, local: bool) -> Node:
    """A statement of clauses, each with a block."""
    items: list[Node] = []
    start = place = source.start(node)
    for clause in clauses(node):
        word, test, body = clause.word, clause.test, clause.body
        body_start, end = header_end(source, body), block_end(source, body)
        first = source.first(place).start
        parts = (
            headers.of_clause(source, clause, first, body_start),
            block(source, body, (body_start, end), local=local),
        )
        lead = gap(source, place, first)
        key, like = (word, test), f"{word}!"
        items.append(Node(key, parts, "clause", lead, named=False, like=like))
        place = end
    kind, test = type(node).__name__, items[0].key[1]
    return Node(
        (kind, test),
        (Group(tuple(items), "none"),),
        kind,
        named=False,
        like=kind,
        free=True,
        title=short(source.text[start : source.line_end(start)].strip()),
    )
