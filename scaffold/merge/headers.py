"""What stands before a block: decorators and signatures, tests and loops."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple, TypeGuard

from scaffold.merge.blocks import Clause
from scaffold.merge.elements import Element, Span, separate
from scaffold.merge.expressions import annotated, by_turns, comma_group, expression, gap
from scaffold.merge.source import Source, Token
from scaffold.merge.tree import NOTHING, Group, Leaf, Node, Part

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

DefinitionNode = FunctionNode | ast.ClassDef

ACCESSORS = (".setter", ".deleter", ".getter")


def accessors(node: DefinitionNode) -> list[str]:
    """What tells definitions of one name apart: ``@name.setter``."""
    found = [ast.unparse(decorator) for decorator in node.decorator_list]
    return [text for text in found if text.endswith(ACCESSORS)]


def decorators(source: Source, node: DefinitionNode, start: int, end: int) -> Group:
    """Each with the line it stands on, and the indentation of the next."""
    items: list[Node] = []
    place = start
    for decorator in node.decorator_list:
        at = source.text.rindex("@", 0, source.start(decorator))
        last = closed(source, source.end(decorator))
        behind = source.first(last).start
        behind = source.text.rfind("\n", 0, behind) + 1
        items.append(
            Node(
                ("@", ast.unparse(called(decorator))),
                (Leaf("@"), expression(source, decorator, at + 1, last)),
                "decorator",
                gap(source, place, at),
                gap(source, last, behind),
            )
        )
        place = behind
    return Group(tuple(items), "lines", gap(source, place, end))


def closed(source: Source, end: int) -> int:
    """Behind the brackets around an expression that ends a line."""
    line = source.line_end(end)
    while brackets := [t for t in source.code(end, line) if t.text == ")"]:
        end = brackets[-1].end
        line = source.line_end(end)
    return end


def called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def signature(
    source: Source, node: DefinitionNode, start: int, end: int
) -> tuple[Part, Part, Part]:
    """The name, what is in brackets, and the rest of the header."""
    tokens = source.code(start, end)
    name = next(index for index, token in enumerate(tokens) if token.text == node.name)
    head = Leaf(
        source.text[start : tokens[name].end],
        f"{type(node).__name__} {node.name}",
    )
    if tokens[name + 1].text != "(":  # Parameters for types, or no bases.
        return head, NOTHING, rest(source, node, tokens[name].end, end)
    opening, closing = tokens[name + 1], tokens[matching(tokens, name + 1)]
    if isinstance(node, ast.ClassDef):
        given: list[Element] = [*node.bases, *node.keywords]
        bases = sorted(given, key=source.start)
        inner = comma_group(source, bases, opening.end, closing.start)
    else:
        inner = parameters(source, node.args, opening.end, closing.start)
    before = Leaf(source.text[tokens[name].end : opening.end])
    brackets = Node((), (before, inner, Leaf(")")), kind="brackets")
    return head, brackets, rest(source, node, closing.end, end)


def rest(source: Source, node: DefinitionNode, start: int, end: int) -> Leaf:
    """What stands behind the brackets. Parameters for types, and all with them."""
    meant = list(getattr(node, "type_params", []))
    if isinstance(node, ast.ClassDef):
        meant += [*node.bases, *node.keywords] if meant else []
    else:
        meant += [node.args] if meant else []
        meant += [node.returns] if node.returns else []
    lines = [*map(ast.dump, meant), source.comments(start, end)]
    return Leaf(source.text[start:end], "\n".join(lines))


def matching(tokens: Sequence[Token], opening: int) -> int:
    """The index of the bracket that closes another."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += change_of_depth(tokens[index])
        if depth == 0:
            return index
    raise AssertionError(tokens[opening])


def change_of_depth(token: Token) -> int:
    return (token.text in OPENING) - (token.text in CLOSING)


OPENING, CLOSING = {"(", "[", "{"}, {")", "]", "}"}


def parameters(source: Source, given: ast.arguments, start: int, end: int) -> Group:
    """The parameters of a function, each named as it is."""
    found = list(written(source, given, start))
    spans = separate(source, [(at.start, at.end) for at in found], start, end)
    items = tuple(map(partial(parameter, source), found, spans))
    behind = spans[-1].stop if spans else start
    return Group(items, "commas", gap(source, behind, end), strict=True)


class Parameter(NamedTuple):
    """Where one begins, but for stars, and ends; ``/`` and ``*`` are some, too."""

    name: str
    start: int
    end: int
    annotation: ast.expr | None = None
    default: ast.expr | None = None


def written(source: Source, given: ast.arguments, start: int) -> Iterator[Parameter]:
    """All parameters in order."""
    place = start
    positional = [*given.posonlyargs, *given.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(given.defaults))
    defaults = [*missing, *given.defaults]
    for number, (arg, default) in enumerate(zip(positional, defaults, strict=True), 1):
        yield (found := named(source, arg, default))
        place = found.end
        if number == len(given.posonlyargs):
            yield mark(source, place, "/")
    if given.vararg:
        yield named(source, given.vararg, None, "*")
    elif given.kwonlyargs:
        yield mark(source, place, "*")
    for arg, value in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield named(source, arg, value)
    if given.kwarg:
        yield named(source, given.kwarg, None, "**")


def named(
    source: Source, node: ast.arg, default: ast.expr | None, stars: str = ""
) -> Parameter:
    start, end = source.start(node), source.end(default or node)
    return Parameter(f"{stars}{node.arg}", start, end, node.annotation, default)


def mark(source: Source, place: int, text: str) -> Parameter:
    token = source.first(place, text)
    return Parameter(text, token.start, token.end)


def parameter(source: Source, node: Parameter, at: Span) -> Node:
    name_end = node.start + len(node.name.lstrip("*") or node.name)
    parts = annotated(
        source, (at.first, name_end, at.last), node.name, node.annotation, node.default
    )
    lead, trail = gap(source, at.place, at.first), gap(source, at.last, at.stop)
    key = ("parameter", node.name)
    return Node(key, parts, "parameter", lead, trail, title=node.name)


def of_clause(source: Source, clause: Clause, start: int, end: int) -> Part:
    """What stands before its block: a word, and the expressions behind it."""
    inner = expressions_of(clause)
    if not inner or is_bracketed(source, clause, start):
        meaning = f"{clause.word} {clause.test}\n{source.comments(start, end)}"
        return Leaf(source.text[start:end], meaning)
    parts = tuple(by_turns(source, inner, start, end, expression))
    return Node((), parts, kind=f"header of {len(inner)}")


def expressions_of(clause: Clause) -> list[ast.expr]:
    if clause.word == "except":  # Its name does not say where it stands.
        return []
    return [
        found
        for node in clause.head
        for found in (ast.iter_child_nodes(node) if is_item(node) else [node])
        if isinstance(found, ast.expr)
    ]


def is_bracketed(source: Source, clause: Clause, start: int) -> bool:
    """Whether brackets may be around all items of a ``with``."""
    items = [node for node in clause.head if is_item(node)]
    return bool(items) and "(" in [
        token.text for token in source.code(start, source.start(items[0].context_expr))
    ]


def is_item(node: ast.AST | None) -> TypeGuard[ast.withitem]:
    return isinstance(node, ast.withitem)
