"""Jinja's tags as constructs, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scaffold.merge.jinja_blocks import Block, Branch, Piece, Tag
from scaffold.merge.jinja_expressions import (
    called,
    delimiter,
    first_string,
    inside,
    meaning,
    tag_parts,
)
from scaffold.merge.tree import Group, Key, Leaf, Node

Inner = Callable[[Sequence[Piece]], Group]
"""What reads the content of a block: elsewhere, or among the attributes of a tag."""

COLUMN = re.compile(r"""\brow(?:\[\s*["']([^\W_]\w*)["']\s*\]|\.([^\W_]\w*))""")
"""A value of a row. What begins with ``_`` is no column but something about one."""

FIELD = re.compile(r"""\w\.\w+\(\s*["']([^\W_]\w*)["']""")

METHOD = re.compile(r"(\w+)\.[\w.]+")

WRAPPED = frozenset(("cell", "output", "value"))
"""What may be wrapped in a condition or in an element, and is known through it."""

DEFINED = frozenset(("block", "macro"))

NAMED_BY = {
    "extends": re.compile(r""),
    "import": re.compile(r"\sas\s+(\w+)"),
    "from": re.compile(r"(?s)from\s+(.*?)\s+import\b"),
    "include": re.compile(r"(?s)include\s+(.*)"),
    "set": re.compile(r"set\s+([^=|]*[^=|\s])"),
}
"""Which part of a statement is its name. A page extends one other."""


@dataclass(frozen=True)
class Name:
    key: Key
    title: str = ""
    named: bool = True


def node(piece: Piece, inner: Inner) -> Node:
    if isinstance(piece, Block):
        return block(piece, inner)
    if piece.kind == "output":
        return output(piece.text)
    if piece.kind == "statement":
        return statement(piece.text, piece.word)
    return verbatim(piece.text, piece.kind)


@lru_cache(maxsize=4096)
def output(text: str) -> Node:
    return tag(text, name_of_output(text), "output")


@lru_cache(maxsize=4096)
def statement(text: str, word: str) -> Node:
    return tag(text, name_of_statement(text, word), word)


def tag(text: str, name: Name, kind: str) -> Node:
    return Node(
        name.key,
        tag_parts(text),
        kind=kind,
        named=name.named,
        like="" if name.named else kind,
        free=not name.named,
        title=name.title,
    )


def verbatim(text: str, kind: str) -> Node:
    """What is not looked into: its lines, but for their indentation."""
    lines = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    return Node(
        (kind, lines),
        (Leaf(text, lines, block=True),),
        kind=kind,
        named=False,
        like=f"{kind}!",
        free=True,
    )


def name_of_output(text: str) -> Name:
    body = inside(text)
    if field := field_of(body):
        return Name(("output", *field), field[1])
    if column := column_of(body):
        function, _arguments = called(body) or ("", "")
        return Name(("value", meaning(function), column))
    return Name(("output", meaning(body)), named=False)


def field_of(body: str) -> tuple[str, str] | None:
    """Of ``fields.input("rating", …)`` what it is of, and the name it is given.

    Not which function: a column of another type remains the same.
    """
    function, arguments = called(body) or ("", "")
    method, name = METHOD.fullmatch(function), first_string(arguments)
    return (method[1], name) if method and name.isidentifier() else None


def name_of_statement(text: str, word: str) -> Name:
    body = inside(text)
    pattern = NAMED_BY.get(word)
    if pattern and (found := pattern.search(body)):
        names = [meaning(name) for name in found.groups()]
        return Name((word, *names), " ".join((word, *names)))
    return Name((word, meaning(body)), named=False)


def block(piece: Block, inner: Inner) -> Node:
    opening, closing = piece.branches[0].opening, piece.closing.text
    branches = [branch(part, inner, opening.word) for part in piece.branches]
    content = branches[0].parts[-1]
    assert isinstance(content, Group)
    name = name_of_block(opening) or held(content.items) or unnamed_block(piece)
    parts = (
        Group(tuple(branches), "none", strict=True),
        Leaf(closing, delimiter(closing).meaning),
    )
    return Node(
        name.key,
        parts,
        kind=opening.word,
        named=name.named,
        like="" if name.named else opening.word,
        free=not name.named,
        title=name.title,
    )


def branch(part: Branch, inner: Inner, first: str) -> Node:
    word = part.opening.word
    condition = meaning(inside(part.opening.text))
    return Node(
        ("elif", condition) if word == "elif" else (word,),
        (*tag_parts(part.opening.text), inner(part.pieces)),
        kind="branch",
        named=word != "elif",
        like=word if word == "elif" else "",
        title="" if word == first else word,
    )


def name_of_block(opening: Tag) -> Name | None:
    word = opening.word
    body = inside(opening.text).removeprefix(word).lstrip()
    if word in DEFINED and (found := re.match(r"\w+", body)):
        return Name((word, found[0]), f"{word} {found[0]}")
    if word == "set":
        return name_of_statement(opening.text, opening.word)
    field = field_of(body) if word == "call" else None
    return Name(("output", *field), field[1]) if field else None


def held(items: Sequence[Node]) -> Name | None:
    """The name of what something is wrapped around, so that it is known as that."""
    keys = (item.key for item in items if item.named and item.key[0] in WRAPPED)
    key = next(keys, None)
    return Name(key) if key else None


def unnamed_block(piece: Block) -> Name:
    opening = piece.branches[0].opening
    header = meaning(inside(opening.text))
    return Name((opening.word, header, subject(piece.text)), named=False)


def subject(text: str) -> str:
    """The column that a text is about, if any."""
    field = FIELD.search(text)
    return column_of(text) or (field[1] if field else "")


def column_of(text: str) -> str:
    """The last column whose value is in a text: a link with the row's key is before."""
    columns = [one or other for one, other in COLUMN.findall(text)]
    return columns[-1] if columns else ""
