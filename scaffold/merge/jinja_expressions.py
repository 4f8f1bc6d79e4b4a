"""Jinja's expressions: calls with their arguments, lists, filters.

An expression comes as two parts, what it begins with and its filters. So do the parts
of a tag that ``tag_parts`` gives: delimiter, word, beginning, filters, delimiter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from scaffold.merge.jinja_blocks import TOKEN, change_of_depth
from scaffold.merge.tree import Group, Leaf, Node, Part

TAG = re.compile(r"(\{[{%][-+]?\s*)(.*?)(\s*[-+]?[%}]\})", re.DOTALL)

WORD = re.compile(
    r"""set \s [\w\s.,()]*? \s* =(?!=) \s*
      | call \s* \( [^()]* \) \s*
      | from \s .*? \s import \s+
      | \w* \s*""",
    re.DOTALL | re.VERBOSE,
)
"""What a statement does, before the expression."""

KEYWORD = re.compile(r"(\w+)(\s*=(?!=)\s*)")

STRING = re.compile(r"""["'].*["']""", re.DOTALL)

SIMPLE = re.compile(r"[\w.]+")

BRACKETS = {"(": ")", "[": "]", "{": "}"}


def tag_parts(text: str) -> tuple[Part, ...]:
    """Of ``{{ … }}`` or ``{% … %}``."""
    found = TAG.fullmatch(text)
    assert found
    opening, inner, closing = found.groups()
    word = WORD.match(inner) if text.startswith("{%") else None
    start = word.end() if word else 0
    return (
        delimiter(opening),
        Leaf(inner[:start], meaning(inner[:start])),
        *expression(inner[start:]),
        delimiter(closing),
    )


def inside(text: str) -> str:
    """What stands between the delimiters of a tag."""
    found = TAG.fullmatch(text)
    assert found
    return found[2]


def delimiter(text: str) -> Leaf:
    """Whether it strips whitespace is its meaning."""
    return Leaf(text, "".join(re.findall(r"[-+]", text)))


def meaning(text: str) -> str:
    """An expression however it is quoted and spaced."""
    tokens = [token for token in TOKEN.findall(text) if not token.isspace()]
    return " ".join(
        plain(token)
        for token, after in zip(tokens, [*tokens, ""][1:], strict=True)
        if not (token == "," and after in ("]", "}"))
    )


def plain(token: str) -> str:
    """A string in one kind of quotes, and any other token as it is."""
    return f'"{content_of(token)}"' if STRING.fullmatch(token) else token


def content_of(string: str) -> str:
    """What stands between the quotes; these need no escaping there."""
    return string[1:-1].replace(f"\\{string[0]}", string[0])


def expression(text: str) -> tuple[Part, Group]:
    """The beginning, and the filters."""
    beginning, *filters = split(text, "|")
    if not all(is_filter(part.strip()) for part in filters):
        return Leaf(text, meaning(text)), Group((), "none")
    head = beginning.rstrip() if filters else beginning
    items = tuple(filter_nodes(beginning[len(head) :], filters))
    return value(head), Group(items, "none", strict=True)


def split(text: str, separator: str) -> list[str]:
    """The pieces between separators that stand in no brackets."""
    pieces, depth = [""], 0
    for token in TOKEN.findall(text):
        if depth == 0 and token == separator:
            pieces.append("")
        else:
            pieces[-1] += token
            depth = max(0, depth + change_of_depth(token))
    return pieces


def is_filter(text: str) -> bool:
    function, _arguments = called(text) or (text, "")
    return bool(SIMPLE.fullmatch(function))


def filter_nodes(space: str, texts: list[str]) -> Iterator[Node]:
    """``space`` is what stands before the first."""
    for number, text in enumerate(texts):
        last = number == len(texts) - 1
        inner = text.lstrip()
        body = inner if last else inner.rstrip()
        name = (called(body) or (body, ""))[0]
        pipe = Leaf(f"|{text[: len(text) - len(inner)]}")
        yield Node(
            ("filter", name),
            (pipe, value(body)),
            kind="filter",
            lead=Leaf(space),
            named=False,
            like="filter!",
        )
        space = inner[len(body) :]


def value(text: str) -> Part:
    """A call, a list or a dictionary as a node; anything else as a leaf."""
    if call := called(text):
        return node_of_call(*call)
    if text[:1] in ("[", "{") and closing_of(text, 0) == len(text) - 1:
        kind = "list" if text[0] == "[" else "dict"
        group = arguments(text[1:-1], kind)
        return Node((kind,), (Leaf(text[0]), group, Leaf(text[-1])), kind=kind)
    return Leaf(text, meaning(text))


def called(text: str) -> tuple[str, str] | None:
    """The function and its arguments, if the text is a call and nothing else."""
    tokens = TOKEN.findall(text)
    position = depth = 0
    for token in tokens:
        if depth == 0 and token == "(" and closing_of(text, position) == len(text) - 1:
            return (text[:position], text[position + 1 : -1]) if position else None
        if depth == 0 and not (SIMPLE.fullmatch(token) or token in BRACKETS):
            return None
        depth += change_of_depth(token)
        position += len(token)
        if depth < 0:
            return None
    return None


def closing_of(text: str, start: int) -> int:
    """Where the bracket ends that stands at ``start``; -1 if it does not."""
    depth, position = 0, start
    for token in TOKEN.findall(text[start:]):
        depth += change_of_depth(token)
        if depth == 0:
            return position
        position += len(token)
    return -1


def node_of_call(function: str, inner: str) -> Node:
    name = meaning(function)
    return Node(
        ("call", name),
        (Leaf(function, name), Leaf("("), arguments(inner, "call"), Leaf(")")),
        kind="call",
    )


def arguments(text: str, kind: str) -> Group:
    """Of a call, a list or a dictionary; a comma behind the last is no meaning."""
    *pieces, last = split(text, ",")
    items = [replace(item(piece, kind), trail=comma(piece)) for piece in pieces]
    if last.strip():
        items.append(item(last, kind))
    tail = Leaf(last[len(last.rstrip()) :])
    return Group(
        tuple(items), "commas", tail, strict=kind != "dict", mixable=kind != "list"
    )


def comma(text: str) -> Leaf:
    """The comma behind a piece, with the space before it."""
    return Leaf(f"{text[len(text.rstrip()) :]}," if text.strip() else ",")


def item(text: str, kind: str) -> Node:
    body = text.strip()
    lead = Leaf(text[: len(text) - len(text.lstrip())])
    name, sign, rest = named(body, kind)
    if not sign:
        return positional(body, lead)
    label = meaning(name)
    parts = (Leaf(name, label), Leaf(sign), *expression(rest))
    return Node(("keyword", label), parts, kind="keyword", lead=lead, title=name)


def positional(body: str, lead: Leaf) -> Node:
    return Node(
        ("argument", meaning(body)),
        expression(body),
        kind="argument",
        lead=lead,
        named=False,
        like="argument!",
    )


def named(body: str, kind: str) -> tuple[str, str, str]:
    """Name, sign and value of a keyword or of a dictionary's item."""
    if kind == "call" and (found := KEYWORD.match(body)):
        return found[1], found[2], body[found.end() :]
    if kind == "dict" and len(pieces := split(body, ":")) == 2:
        name, rest = pieces[0].rstrip(), pieces[1].lstrip()
        return name, body[len(name) : len(body) - len(rest)], rest
    return "", "", body


def first_string(inner: str) -> str:
    """The first argument, of arguments, if it is a string; else nothing."""
    first = split(inner, ",")[0].strip()
    is_string = STRING.fullmatch(first) and len(TOKEN.findall(first)) == 1
    return content_of(first) if is_string else ""
