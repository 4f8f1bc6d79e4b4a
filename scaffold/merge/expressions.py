"""Python expressions as trees: calls, chains of methods, displays and keywords."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from scaffold.merge.source import Source
from scaffold.merge.tree import NOTHING, Group, Key, Leaf, Node, Part

NAMED = (ast.Constant, ast.Name, ast.Attribute)


def expression(source: Source, node: ast.expr, start: int, end: int) -> Part:
    """What stands in a range that holds the expression and brackets around it."""
    inner_start, inner_end = source.start(node), source.end(node)
    found = structure(source, node)
    if found is None:
        return leaf(source, node, start, end)
    text = source.text
    before = gap(source, start, inner_start)
    after = gap(source, inner_end, end)
    return Node((), (before, found, after), kind="expression")


def structure(source: Source, node: ast.expr) -> Part | None:
    """The parts of an expression, if it has any that are merged on their own."""
    if isinstance(node, ast.Await):
        start, inner = source.start(node), source.start(node.value)
        keyword = source.code(start, inner)[0]
        value = expression(source, node.value, keyword.end, source.end(node))
        return Node((), (Leaf("await", "await"), value), kind="await")
    if isinstance(node, ast.Call):
        return chain(source, node)
    if isinstance(node, ast.Subscript):
        return subscript(source, node)
    if isinstance(node, (ast.List, ast.Set, ast.Tuple)):
        return display(source, node)
    if isinstance(node, ast.Dict):
        return dictionary(source, node)
    return None


def leaf(source: Source, node: ast.AST, start: int, end: int) -> Leaf:
    meaning = ast.dump(node)
    if comments := source.comments(start, end):
        meaning = f"{meaning}\n{comments}"
    return Leaf(source.text[start:end], meaning)


def gap(source: Source, start: int, end: int) -> Leaf:
    """Brackets and whitespace; comments mean something."""
    text = source.text[start:end]
    return Leaf(text, source.comments(start, end), block=True)


# Chains: Movie.select(*COLUMNS).where(primary_key == key), or a plain call.


def chain(source: Source, node: ast.Call) -> Part | None:
    """The name it begins with, and its links: attributes, and what is called."""
    links: list[ast.Call | ast.Attribute] = []
    root: ast.expr = node
    while isinstance(root, (ast.Call, ast.Attribute)):
        links.append(root)
        root = root.func if isinstance(root, ast.Call) else root.value
    start, place = source.start(node), source.end(root)
    if source.start(root) != start:  # In brackets of its own.
        return None
    pieces: list[list[Part]] = [[leaf(source, root, start, place)]]
    leads = [NOTHING]
    for link in reversed(links):
        end = source.end(link)
        if isinstance(link, ast.Attribute):
            dot = source.code(place, end)[0].start
            leads.append(gap(source, place, dot))
            pieces.append([Leaf(source.text[dot:end], f".{link.attr}")])
        else:
            pieces[-1] += arguments(source, link, place, end)
        place = end
    head, *rest = (
        Node(name(parts), tuple(parts), kind=f"link{len(parts)}") for parts in pieces
    )
    items = tuple(
        linked(item, lead) for item, lead in zip(rest, leads[1:], strict=True)
    )
    return Node((), (head, Group(items, "links", strict=True)), kind="chain")


def name(parts: Sequence[Part]) -> Key:
    return (str(parts[0].meaning),)


def linked(item: Node, lead: Leaf) -> Node:
    called = f"{item.key[0].lstrip('.')}()" if len(item.parts) > 1 else ""
    return Node(item.key, item.parts, item.kind, lead, title=called)


def arguments(source: Source, node: ast.Call, start: int, end: int) -> list[Part]:
    """The brackets and what is in them."""
    given: list[Element] = [*node.args, *node.keywords]
    nodes = sorted(given, key=source.start)
    opening = source.code(start, end)[0].end
    if nodes and source.start(nodes[0]) < opening:  # A generator has the brackets.
        return [leaf(source, nodes[0], start, end)]
    group = comma_group(source, nodes, opening, end - 1, strict=True)
    return [gap(source, start, opening), group, Leaf(")")]


# Displays: brackets around items with commas between them.


def display(source: Source, node: ast.List | ast.Set | ast.Tuple) -> Part | None:
    start, end = source.start(node), source.end(node)
    if source.text[start] not in "([{" or (
        node.elts and source.start(node.elts[0]) == start
    ):
        return None  # A tuple without brackets.
    lone = isinstance(node, ast.Tuple)
    group = comma_group(source, node.elts, start + 1, end - 1, lone=lone)
    brackets = Leaf(source.text[start]), Leaf(source.text[end - 1])
    return Node((), (brackets[0], group, brackets[1]), kind=type(node).__name__)


def dictionary(source: Source, node: ast.Dict) -> Part | None:
    start, end = source.start(node), source.end(node)
    pairs = [
        Pair(key, value) for key, value in zip(node.keys, node.values, strict=True)
    ]
    group = comma_group(source, pairs, start + 1, end - 1)
    return Node((), (Leaf("{"), group, Leaf("}")), kind="Dict")


def subscript(source: Source, node: ast.Subscript) -> Part | None:
    start, place, end = source.start(node), source.end(node.value), source.end(node)
    if source.start(node.value) != start:
        return None
    items = [node.slice]
    if isinstance(node.slice, ast.Tuple) and node.slice.elts:
        if source.start(node.slice) == source.start(node.slice.elts[0]):
            items = node.slice.elts
    opening = source.code(place, end)[0].end
    group = comma_group(source, items, opening, end - 1, strict=True)
    head = leaf(source, node.value, start, place)
    return Node(
        (), (head, gap(source, place, opening), group, Leaf("]")), kind="subscript"
    )


class Pair:
    """A key and its value in a dict, or ``**value``. Stands where both stand."""

    def __init__(self, key: ast.expr | None, value: ast.expr) -> None:
        first = key or value
        self.key, self.value = key, value
        self.lineno, self.col_offset = first.lineno, first.col_offset
        self.end_lineno, self.end_col_offset = value.end_lineno, value.end_col_offset


Element = ast.expr | ast.keyword | ast.alias | Pair


def comma_group(
    source: Source,
    nodes: Sequence[Element],
    start: int,
    end: int,
    *,
    strict: bool = False,
    lone: bool = False,
    unordered: bool = False,
) -> Group:
    """What stands between two brackets."""
    items: list[Node] = []
    place = start
    for step, node in enumerate(nodes):
        following = nodes[step + 1] if step + 1 < len(nodes) else None
        limit = source.start(following) if following else end
        first = opening(source, node, place)
        last, stop = separated(source, source.end(node), limit)
        items.append(item(source, node, (place, first, last, stop), strict=strict))
        place = stop
    return Group(
        tuple(items),
        "commas",
        gap(source, place, end),
        strict=strict,
        lone_comma=lone,
        unordered=unordered,
        mixable=strict or all(node.named for node in items),
    )


def opening(source: Source, node: Element, place: int) -> int:
    """Where an item begins, with the brackets around it."""
    tokens = source.code(place, source.end(node))
    return tokens[0].start if tokens else source.start(node)


def separated(source: Source, end: int, limit: int) -> tuple[int, int]:
    """Where an item ends, with the brackets around it; and where what follows begins.

    That is behind its comma, and behind a comment on the same line.
    """
    stop = end
    comma = None
    for token in source.between(end, limit):
        if token.text == "," and not token.is_comment and comma is None:
            comma = token
        elif token.text == ")" and comma is None:
            end = stop = token.end
    if comma:
        stop = comma.end
    for token in source.between(stop, limit):
        same_line = "\n" not in source.text[stop : token.start]
        if token.is_comment and same_line:
            stop = token.end
        break
    return end, stop


def item(
    source: Source, node: Element, at: tuple[int, int, int, int], *, strict: bool
) -> Node:
    """An element, keyword, pair or name, with what stands before and behind it."""
    place, first, last, stop = at
    lead, trail = gap(source, place, first), gap(source, last, stop)
    text = source.text
    if isinstance(node, ast.keyword) and node.arg:
        equals = next(token for token in source.code(first, last) if token.text == "=")
        label = Leaf(text[first : equals.end], node.arg)
        value = expression(source, node.value, equals.end, last)
        return Node(
            ("=", node.arg), (label, value), "keyword", lead, trail, title=node.arg
        )
    if isinstance(node, Pair) and node.key:
        colon = source.code(source.end(node.key), source.start(node.value))
        stop_key = next(token for token in colon if token.text == ":").end
        label = Leaf(text[first:stop_key], ast.dump(node.key))
        value = expression(source, node.value, stop_key, last)
        key = (":", ast.dump(node.key))
        return Node(
            key, (label, value), "pair", lead, trail, title=short(ast.unparse(node.key))
        )
    if isinstance(node, ast.alias):
        part: Part = Leaf(text[first:last], f"{node.name} {node.asname}")
        return Node(
            ("name", node.name, node.asname or ""), (part,), "name", lead, trail
        )
    value_node = node.value if isinstance(node, (ast.keyword, Pair)) else node
    if isinstance(node, (ast.keyword, Pair)):
        part = Leaf(text[first:last], f"**{ast.dump(value_node)}")
    else:
        part = expression(source, value_node, first, last)
    return element(value_node, part, lead, trail, strict=strict)


def element(
    node: ast.expr, part: Part, lead: Leaf, trail: Leaf, *, strict: bool
) -> Node:
    """A positional argument or an item of a list. A call is named by what it is given."""
    called = None if strict else call_name(node)
    if called:
        return Node(
            called, (part,), "element", lead, trail, title=short(called_title(called))
        )
    return Node(
        ("", ast.dump(node)),
        (part,),
        "element",
        lead,
        trail,
        named=False,
        like="argument!" if strict else "element",
        title=short(ast.unparse(node)),
    )


def call_name(node: ast.expr) -> Key | None:
    """``Item("movie")`` is named by its function and first argument."""
    if not isinstance(node, ast.Call) or not node.args:
        return None
    function, first = node.func, node.args[0]
    simple = isinstance(function, ast.Name) or (
        isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    )
    if not simple or not isinstance(first, NAMED):
        return None
    methods = [ast.unparse(k.value) for k in node.keywords if k.arg == "methods"]
    return ("call", ast.unparse(function), ast.unparse(first), *methods)


def called_title(key: Key) -> str:
    _call, function, first, *more = key
    return f"{function}({', '.join([first, *more])})"


def short(text: str) -> str:
    """A title that fits into a line."""
    line = re.sub(r"\s+", " ", text)
    return line if len(line) <= 40 else f"{line[:39]}…"
