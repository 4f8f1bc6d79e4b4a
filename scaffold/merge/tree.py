"""What is merged: a text as a tree of constructs.

The texts of a tree, put one after another, are the source, byte by byte. So what
nobody touched is never printed anew, only copied.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Union

Key = tuple[str, ...]

Part = Union["Leaf", "Node", "Group"]

Join = Literal["lines", "commas", "words", "links", "none"]
"""How the items of a group stand: each on lines of its own, between commas, between
spaces, each beginning with a dot, or simply one after another."""


@dataclass(frozen=True)
class Clash:
    """A conflict: the texts of a part in three versions; nothing if it is not there."""

    base: str
    yours: str
    new: str


@dataclass(frozen=True, eq=False)
class Leaf:
    """A slice of source.

    Two of one meaning differ in formatting only; what has no meaning is formatting:
    whitespace, brackets, commas.
    """

    text: str
    meaning: str = ""

    block: bool = False
    """Lines of prose, merged line by line: a comment, a docstring."""

    clash: Clash | None = None
    """Of a merged part: what could not be merged in it."""


NOTHING = Leaf("")


@dataclass(frozen=True, eq=False)
class Node:
    """A construct: what stands before it, its parts, and what ends its last line."""

    key: Key
    """Its identity among its siblings: of a name, or its meaning if it has none."""

    parts: tuple[Part, ...]

    kind: str = ""
    """Only nodes of one kind and as many parts are merged part by part."""

    lead: Leaf = NOTHING
    """Whitespace and comments before it; they travel with it."""

    trail: Leaf = NOTHING
    """A comma, a comment on its line, the end of the line."""

    named: bool = True
    """Whether its key is a name. Without, a changed one is recognised by likeness."""

    like: str = ""
    """What one without a name may have been changed from: others of the same like. One
    that ends in ``!`` needs no other likeness. With a name, the user may have changed
    it, and the generator what comes behind the first two words of its key."""

    free: bool = False
    """Whether it may well stand in several places: a statement, but no list element."""

    first: bool = False
    """Whether it means something only as the first: a docstring."""

    headed: bool = False
    """Whether the first part decides what the others mean: what is called."""

    title: str = ""
    """How it is called in messages; nothing if it is not worth a word."""

    clash: Clash | None = None

    @cached_property
    def text(self) -> str:
        inner = "".join(part.text for part in self.parts)
        return f"{self.lead.text}{inner}{self.trail.text}"

    @cached_property
    def core(self) -> Hashable:
        """Its meaning, but for comments around it."""
        return (self.kind, tuple(part.meaning for part in self.parts))

    @cached_property
    def meaning(self) -> Hashable:
        return (self.core, self.lead.meaning, self.trail.meaning)


@dataclass(frozen=True, eq=False)
class Group:
    """Items of one kind, one after another, and what stands behind the last."""

    items: tuple[Node, ...]
    join: Join
    tail: Leaf = NOTHING

    indent: str = ""
    """Of lines: what each begins with."""

    yours_first: bool = False
    """Where both sides insert at one place, the user's comes first: among routes the
    first that fits is taken."""

    strict: bool = False
    """Where both sides insert something without a name at one place, nobody knows in
    which order they belong: positional arguments."""

    unordered: bool = False
    """Whether the order of the items means nothing."""

    mixable: bool = False
    """Whether two versions of it without a common base can be joined: keywords can."""

    lone_comma: bool | None = None
    """Whether a single item needs a comma behind it, as in a tuple, or must have
    none, as in a subscript."""

    bare: bool = False
    """Whether no brackets stand around it, so that it must stay on its line."""

    required: bool = False
    """Whether something must stand in it: a block."""

    wraps: bool = False
    """Whether an item may have come into another one: into an element, say."""

    clash: Clash | None = None

    @cached_property
    def text(self) -> str:
        return "".join(item.text for item in self.items) + self.tail.text

    @cached_property
    def meaning(self) -> Hashable:
        items = [item.meaning for item in self.items]
        found = frozenset(items) if self.unordered else tuple(items)
        return (self.join, found, self.tail.meaning)


def same(one: Part, other: Part) -> bool:
    """Whether two parts mean the same."""
    return one is other or one.text == other.text or one.meaning == other.meaning


@dataclass(frozen=True)
class Place:
    """Where a part stands in a text: a path of titles, and the offset it begins at."""

    titles: tuple[str, ...]
    offset: int


def places(tree: Part) -> list[tuple[Part, Place]]:
    """Every part of a tree, and where it stands."""
    found: list[tuple[Part, Place]] = []
    visit(tree, (), 0, found)
    return found


def visit(
    part: Part,
    titles: tuple[str, ...],
    offset: int,
    found: list[tuple[Part, Place]],
) -> int:
    """Add a part and those in it to ``found``. Returns the offset behind it."""
    if isinstance(part, Leaf):
        found.append((part, Place(titles, offset)))
        return offset + len(part.text)
    inner: tuple[Part, ...]
    if isinstance(part, Node):
        titles = (*titles, part.title) if part.title else titles
        inner = (part.lead, *part.parts, part.trail)
    else:
        inner = (*part.items, part.tail)
    found.append((part, Place(titles, offset)))
    for child in inner:
        offset = visit(child, titles, offset, found)
    return offset


def nodes(part: Part) -> Iterator[Node]:
    """Every construct in a part, itself included."""
    if isinstance(part, Node):
        yield part
    if not isinstance(part, Leaf):
        for inner in part.parts if isinstance(part, Node) else part.items:
            yield from nodes(inner)
