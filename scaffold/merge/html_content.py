"""The content of pages: elements, Jinja's blocks, text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scaffold.merge import jinja_nodes
from scaffold.merge.html_attributes import attributes, values
from scaffold.merge.html_tokens import Scope, Token, partners, tokens
from scaffold.merge.jinja_blocks import Piece, Tag
from scaffold.merge.jinja_nodes import Name, held, subject
from scaffold.merge.spacing import Gap, Loose, arrange, collapsed
from scaffold.merge.tree import Group, Leaf, Node

EXACT = frozenset(("pre", "textarea"))
"""Elements in which whitespace is seen."""

SINGLE = frozenset(
    ("html", "head", "body", "title", "main", "table", "thead", "tbody", "tfoot")
)
"""Elements of which there is one, here or altogether."""

IDENTIFYING = ("id", "data-column", "name", "for")
"""Attributes that say which element it is, the surest first."""

ALTERNATIVES = frozenset(("checkbox", "radio", "submit"))
"""Types of controls that share a name with others, and differ in their value."""


def content(pieces: Sequence[Piece], *, exact: bool = False) -> Group:
    scope = Scope.of(pieces)
    found = tokens(scope)
    reader = Content(scope, found, partners(scope, found))
    return reader.group(0, len(found), exact=exact)


@dataclass(frozen=True)
class Content:
    """Reads what stands in one scope: of tokens, by their numbers."""

    scope: Scope
    tokens: list[Token]

    ends: dict[int, int]
    """From the number of each tag that opens an element to that of its end tag."""

    def group(self, start: int, end: int, *, exact: bool) -> Group:
        items, tail = arrange(self.loose(start, end, exact=exact), exact=exact)
        return Group(tuple(items), "none", tail, wraps=True)

    def loose(self, start: int, end: int, *, exact: bool) -> Iterator[Loose]:
        number = start
        while number < end:
            yield self.thing(number, exact=exact)
            number = self.ends.get(number, number) + 1

    def thing(self, number: int, *, exact: bool) -> Loose:
        token = self.tokens[number]
        text = self.scope.text[token.start : token.end]
        if token.kind in ("space", "comment"):
            return Gap(text, token.kind == "comment")
        if token.kind == "open":
            return self.element(number, exact=exact)
        if token.kind == "jinja":
            return self.jinja(self.scope.pieces[token.start], exact=exact)
        if token.kind == "text":
            return prose(text, exact=exact)
        return jinja_nodes.verbatim(text, token.kind)

    def jinja(self, piece: Piece, *, exact: bool) -> Node:
        return jinja_nodes.node(piece, lambda inner: content(inner, exact=exact))

    def element(self, number: int, *, exact: bool) -> Node:
        tag = self.tokens[number]
        tag_parts = self.tag(tag)
        if number not in self.ends:
            return named_element(tag.name, tag_parts, "")
        last = self.ends[number]
        exact = exact or tag.name in EXACT
        inner = self.group(number + 1, last, exact=exact)
        close = self.tokens[last]
        closing = Leaf(self.scope.text[close.start : close.end])
        return named_element(tag.name, (*tag_parts, inner, closing), inner.text)

    def tag(self, tag: Token) -> tuple[Leaf, Group, Leaf]:
        """Of ``<td class="…">`` its name, its attributes, and its end."""
        start, end = self.after_name(tag), before_end(self.scope.masked, tag)
        return (
            Leaf(self.scope.text[tag.start : start], tag.name),
            attributes(self.scope, start, end),
            Leaf(self.scope.text[end : tag.end]),
        )

    def after_name(self, tag: Token) -> int:
        """What Jinja adds to the name belongs to it, as in ``<h{{ level }}>``."""
        position = tag.start + 1 + len(tag.name)
        while True:
            piece = self.scope.pieces.get(position)
            if not (isinstance(piece, Tag) and piece.kind == "output"):
                return position
            position += len(piece.text)


def before_end(masked: str, tag: Token) -> int:
    """Before the space, and the slash, that the tag ends with."""
    inner = masked[tag.start : tag.end - 1]
    return tag.start + len(inner.removesuffix("/").rstrip())


def prose(text: str, *, exact: bool) -> Node:
    words = text if exact else collapsed(text)
    return Node(
        ("text", words),
        (Leaf(text, words, block=True),),
        kind="text",
        named=False,
        like="text",
        free=True,
    )


def named_element(tag: str, parts: tuple[Leaf | Group, ...], inner: str) -> Node:
    attributes = parts[1]
    assert isinstance(attributes, Group)
    node = Node((), parts, kind="element" if len(parts) > 3 else "tag")
    name = (
        name_of_element(tag, values(attributes), inner)
        or wrapper(tag, parts[3:4])
        or Name((f"<{tag}>", signature(node.text)), f"<{tag}>", named=False)
    )
    return replace(
        node,
        key=name.key,
        title=name.title,
        named=name.named,
        like="" if name.named else f"<{tag}>",
        free=not name.named,
    )


def wrapper(tag: str, content: Sequence[Leaf | Group]) -> Name | None:
    """Of an element that holds one thing, what that is called."""
    items = [
        item for group in content if isinstance(group, Group) for item in group.items
    ]
    name = held(items) if len(items) == 1 else None
    return replace(name, title=f"<{tag}>") if name else None


def signature(text: str) -> str:
    """A text however it is spaced and quoted."""
    return " ".join(re.findall(r"\w+|[^\w\s]", text.replace("'", '"')))


def name_of_element(tag: str, given: dict[str, str], inner: str) -> Name | None:
    attribute = next((name for name in IDENTIFYING if given.get(name)), None)
    if attribute:
        value = given[attribute]
        return Name((attribute, value, *alternative(given)), f"<{tag}> {value}")
    if tag in SINGLE:
        return Name((f"<{tag}>",), f"<{tag}>")
    column = subject(inner) if tag in ("td", "th") else ""
    return Name(("cell", column), f"<{tag}> {column}") if column else None


def alternative(given: dict[str, str]) -> tuple[str, ...]:
    """A hidden control may stand in for a checkbox, under its name."""
    kind = given.get("type", "").lower()
    if kind in ALTERNATIVES:
        return (kind, given.get("value", ""))
    return (kind,) if kind == "hidden" else ()
