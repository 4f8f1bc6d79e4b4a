"""What stands between commas in Python: where it begins and ends, and its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from scaffold.merge.source import Source
from scaffold.merge.tree import Key


class Pair:
    """A key and its value in a dict, or ``**value``. Stands where both stand."""

    def __init__(self, key: ast.expr | None, value: ast.expr) -> None:
        first = key or value
        self.key, self.value = key, value
        self.lineno, self.col_offset = first.lineno, first.col_offset
        self.end_lineno, self.end_col_offset = value.end_lineno, value.end_col_offset


Element = ast.expr | ast.keyword | ast.alias | Pair


class Span(NamedTuple):
    """Where an element stands, as offsets."""

    place: int
    """Behind the one before."""

    first: int
    last: int
    """Behind its last letter, or the brackets around it."""

    stop: int
    """Behind its comma, and a comment on that line."""


def separate(
    source: Source, nodes: Sequence[tuple[int, int]], start: int, end: int
) -> list[Span]:
    """The spans of nodes, given as their starts and ends, that fill a range."""
    spans: list[Span] = []
    place = start
    limits = [begin for begin, _end in nodes[1:]] + [end] * bool(nodes)
    for (_begin, stop), limit in zip(nodes, limits, strict=True):
        first = source.first(place).start
        last, behind = separated(source, stop, limit)
        spans.append(Span(place, first, last, behind))
        place = behind
    return spans


def separated(source: Source, end: int, limit: int) -> tuple[int, int]:
    """Where a node ends, with the brackets around it; and where what follows begins."""
    stop = end
    tokens = source.between(end, limit)
    comma = next((token for token in tokens if token.text == ","), None)
    for token in tokens:
        if token is comma:
            break
        if token.text == ")":
            end = stop = token.end
    if comma:
        stop = comma.end
    behind = next((token for token in tokens if token.start >= stop), None)
    if behind and behind.is_comment and "\n" not in source.text[stop : behind.start]:
        stop = behind.end
    return end, stop


def call_name(node: ast.expr) -> Key | None:
    """``Item("movie")`` is named by its first argument, and its function. A route is
    named by its methods, too.
    """
    if not isinstance(node, ast.Call) or not node.args:
        return None
    function, first = dotted(node.func), node.args[0]
    if function.count(".") > 1 or not function:
        return None
    argument = repr(first.value) if isinstance(first, ast.Constant) else dotted(first)
    if not argument:
        return None
    methods = [ast.unparse(k.value) for k in node.keywords if k.arg == "methods"]
    return ("call", argument, function, *methods)


def dotted(node: ast.expr) -> str:
    """``a.b.c``, or nothing if it is anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


ROUTING = {"Route", "Mount", "WebSocketRoute", "Host", "Middleware"}


def is_routing(node: ast.expr) -> bool:
    """Whether the order of such elements decides: the first that fits is taken."""
    return isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in ROUTING


def called_title(key: Key) -> str:
    _call, argument, function, *more = key
    return f"{function}({', '.join([argument, *more])})"


def short(text: str) -> str:
    """A title that fits into a line."""
    line = re.sub(r"\s+", " ", text)
    return line if len(line) <= 40 else f"{line[:39]}…"
