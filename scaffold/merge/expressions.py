"""Python expressions as trees: calls, chains of methods, displays and keywords."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any, TypeGuard

from scaffold.merge.elements import (
    Element,
    Pair,
    Span,
    call_name,
    called_title,
    is_routing,
    separate,
    short,
)
from scaffold.merge.source import Source
from scaffold.merge.tree import NOTHING, Group, Key, Leaf, Node, Part

Operation = ast.expr | ast.stmt

Read = Callable[[Source, ast.expr, int, int], Part]


def expression(source: Source, node: ast.expr, start: int, end: int) -> Part:
    """What stands in a range that holds the expression and brackets around it."""
    found = structure(source, node)
    if found is None:
        return leaf(source, node, start, end)
    before = gap(source, start, source.start(node))
    after = gap(source, source.end(node), end)
    # Merged apart in one shape only: elsewhere the brackets go with what is in them.
    shape = f"{found.kind} {len(found.parts)}" if isinstance(found, Node) else ""
    return Node((), (before, found, after), kind=f"expression {shape}")


def structure(source: Source, node: ast.expr) -> Part | None:
    """The parts of an expression, if it has any that are merged on their own."""
    read = STRUCTURES.get(type(node))
    return read(source, node) if read else None


def awaited(source: Source, node: ast.Await) -> Part:
    keyword = source.first(source.start(node))
    value = expression(source, node.value, keyword.end, source.end(node))
    return Node((), (Leaf("await", "await"), value), kind="await")


def operation(source: Source, node: ast.expr) -> Node:
    """``Text | None``, ``a == b``, ``not a``: what stands around the signs."""
    signs = getattr(node, "ops", [getattr(node, "op", node)])
    kind = " ".join(type(sign).__name__ for sign in signs)
    return Node((), tuple(operands(source, node, bracketed)), kind=kind)


def operands(source: Source, node: Operation, read: Read) -> Iterator[Part]:
    """By turns what stands before an expression in a node, and the expression."""
    inner = [child for child in ast.iter_child_nodes(node) if is_expression(child)]
    inner.sort(key=source.start)
    return by_turns(source, inner, source.start(node), source.end(node), read)


def by_turns(
    source: Source, inner: Sequence[ast.expr], place: int, end: int, read: Read
) -> Iterator[Part]:
    """The same of expressions in a range, with nothing but signs behind the last."""
    for child, following in zip_longest(inner, inner[1:]):
        first, last = source.start(child), source.end(child)
        signs = source.code(place, first)
        while signs and signs[-1].text == "(":
            signs.pop()
        begin = signs[-1].end if signs else place
        for token in source.code(last, source.start(following) if following else end):
            if token.text != ")":
                break
            last = token.end
        meaning = " ".join(token.text for token in signs)
        comments = source.comments(place, begin)
        yield Leaf(source.text[place:begin], f"{meaning}{comments}")
        yield read(source, child, begin, last)
        place = last
    yield gap(source, place, end)


def is_expression(node: ast.AST) -> TypeGuard[ast.expr]:
    return isinstance(node, ast.expr)


def bracketed(source: Source, node: ast.expr, start: int, end: int) -> Node:
    """An operand. Brackets around one mean something: what is in them may come to bind
    less tightly.
    """
    first, last = source.start(node), source.end(node)
    depth = sum(token.text == "(" for token in source.code(start, first))
    part = structure(source, node) or leaf(source, node, first, last)
    parts = gap(source, start, first), part, gap(source, last, end)
    return Node((), parts, kind=f"operand in {depth}")


def leaf(source: Source, node: ast.AST, start: int, end: int) -> Leaf:
    meaning = ast.dump(node)
    if comments := source.comments(start, end):
        meaning = f"{meaning}\n{comments}"
    return Leaf(source.text[start:end], meaning)


def gap(source: Source, start: int, end: int) -> Leaf:
    """Brackets and whitespace; comments mean something."""
    if start == end:
        return NOTHING
    return Leaf(source.text[start:end], source.comments(start, end), block=True)


def annotated(
    source: Source,
    at: tuple[int, int, int],
    meaning: str,
    annotation: ast.expr | None,
    value: ast.expr | None,
) -> tuple[Part, Part, Part]:
    """A name, its annotation and its value.

    ``at`` is where it starts, where the name ends, and where all of it ends.
    """
    start, name_end, end = at
    stop = end
    its_value: Part = NOTHING
    if value:
        equals = source.first(source.end(annotation) if annotation else name_end, "=")
        stop = source.before(equals.start).end
        sign = Leaf(source.text[stop : equals.end], "=")
        inner = expression(source, value, equals.end, end)
        its_value = Node((), (sign, inner), kind="value")
    if annotation:
        colon = source.first(name_end, ":").end
        head = Leaf(source.text[start:colon], f"{meaning}:")
        return head, expression(source, annotation, colon, stop), its_value
    return Leaf(source.text[start:stop], meaning), NOTHING, its_value


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
            dot = source.first(place).start
            leads.append(gap(source, place, dot))
            pieces.append([Leaf(source.text[dot:end], f".{link.attr}")])
        else:
            pieces[-1] += arguments(source, link, place, end)
        place = end
    head, *rest = (
        Node(name(parts), tuple(parts), kind="link", headed=len(parts) > 1)
        for parts in pieces
    )
    items = tuple(
        linked(item, lead) for item, lead in zip(rest, leads[1:], strict=True)
    )
    return Node((), (head, Group(items, "links", strict=True)), kind="chain")


def name(parts: Sequence[Part]) -> Key:
    return (str(parts[0].meaning),)


def linked(item: Node, lead: Leaf) -> Node:
    called = f"{item.key[0].lstrip('.')}()" if len(item.parts) > 1 else ""
    return replace(item, lead=lead, title=called)


def arguments(source: Source, node: ast.Call, start: int, end: int) -> list[Part]:
    """The brackets and what is in them."""
    given: list[Element] = [*node.args, *node.keywords]
    nodes = sorted(given, key=source.start)
    opening = source.first(start).end
    if nodes and source.start(nodes[0]) < opening:  # A generator has the brackets.
        return [leaf(source, node.args[0], start, end)]
    group = comma_group(source, nodes, opening, end - 1, strict=True)
    return [gap(source, start, opening), group, Leaf(")")]


# Displays: brackets around items with commas between them.


def display(source: Source, node: ast.List | ast.Set | ast.Tuple) -> Part | None:
    start, end = source.start(node), source.end(node)
    if is_bare_tuple(node, source):
        return None
    group = replace(
        comma_group(source, node.elts, start + 1, end - 1),
        lone_comma=isinstance(node, ast.Tuple) or None,
        yours_first=any(map(is_routing, node.elts)),
    )
    brackets = Leaf(source.text[start]), Leaf(source.text[end - 1])
    return Node((), (brackets[0], group, brackets[1]), kind=type(node).__name__)


def dictionary(source: Source, node: ast.Dict) -> Part:
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
    if is_bare_tuple(node.slice, source):
        items = node.slice.elts
        if len(items) == 1:  # With a comma behind it, which makes it a tuple.
            return None
    opening = source.first(place, "[").end
    group = replace(
        comma_group(source, items, opening, end - 1, strict=True),
        lone_comma=False,
        required=True,
    )
    head = leaf(source, node.value, start, place)
    return Node(
        (), (head, gap(source, place, opening), group, Leaf("]")), kind="subscript"
    )


def is_bare_tuple(node: ast.expr, source: Source) -> TypeGuard[ast.Tuple]:
    """Whether it is a tuple without brackets of its own."""
    if not isinstance(node, ast.Tuple) or not node.elts:
        return False
    first = node.elts[0]
    comma = source.first(source.end(first), ",")
    opened = source.code(source.start(node), source.start(first))
    return len(opened) == len(source.code(source.end(first), comma.start))


def comma_group(
    source: Source,
    nodes: Sequence[Element],
    start: int,
    end: int,
    *,
    strict: bool = False,
) -> Group:
    """What stands between two brackets."""
    ends = [(source.start(node), source.end(node)) for node in nodes]
    spans = separate(source, ends, start, end)
    items = tuple(
        item(source, node, span, strict=strict)
        for node, span in zip(nodes, spans, strict=True)
    )
    return Group(
        items,
        "commas",
        gap(source, spans[-1].stop if spans else start, end),
        strict=strict,
        mixable=strict or all(node.named for node in items),
    )


def item(source: Source, node: Element, at: Span, *, strict: bool) -> Node:
    """An element, keyword, pair or name, with what stands before and behind it."""
    lead, trail = gap(source, at.place, at.first), gap(source, at.last, at.stop)
    text = source.text[at.first : at.last]
    if isinstance(node, ast.alias):
        key = ("name", node.name, node.asname or "")
        name = Leaf(text, f"{node.name} {node.asname}")
        return Node(key, (name,), "name", lead, trail)
    if isinstance(node, ast.keyword) and node.arg:
        stop = source.first(at.first, "=").end
        parts = keyed(source, node.arg, stop, node.value, at)
        return Node(("=", node.arg), parts, "keyword", lead, trail, title=node.arg)
    if isinstance(node, Pair) and node.key:
        key_dump = ast.dump(node.key)
        stop = source.first(source.end(node.key), ":").end
        parts = keyed(source, key_dump, stop, node.value, at)
        title = short(source.text[at.first : source.end(node.key)])
        return Node((":", key_dump), parts, "pair", lead, trail, title=title)
    if isinstance(node, (ast.keyword, Pair)):
        part: Part = Leaf(text, f"**{ast.dump(node.value)}")
        found = element(node.value, part, lead, trail, strict=strict)
        return replace(found, kind="keyword")
    part = expression(source, node, at.first, at.last)
    return element(node, part, lead, trail, strict=strict)


def keyed(
    source: Source, name: str, stop: int, value: ast.expr, at: Span
) -> tuple[Part, Part]:
    """A name or key up to the sign behind it, and the value."""
    label = Leaf(source.text[at.first : stop], name)
    return label, expression(source, value, stop, at.last)


def element(
    node: ast.expr, part: Part, lead: Leaf, trail: Leaf, *, strict: bool
) -> Node:
    """A positional argument or an item of a list. A call is named by its argument."""
    called = None if strict else call_name(node)
    if called:
        title = short(called_title(called))
        kind = "element"
        return Node(called, (part,), kind, lead, trail, like="call", title=title)
    return Node(
        ("", str(part.meaning) if isinstance(part, Leaf) else ast.dump(node)),
        (part,),
        "element",
        lead,
        trail,
        named=False,
        like="argument!" if strict else "element",
        title=short(part.text.strip()),
    )


STRUCTURES: dict[type[ast.expr], Callable[[Source, Any], Part | None]] = {
    ast.Await: awaited,
    ast.BinOp: operation,
    ast.BoolOp: operation,
    ast.Call: chain,
    ast.Compare: operation,
    ast.Dict: dictionary,
    ast.IfExp: operation,
    ast.List: display,
    ast.Set: display,
    ast.Subscript: subscript,
    ast.Tuple: display,
    ast.UnaryOp: operation,
}
