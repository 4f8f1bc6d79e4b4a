"""HTML between Jinja's tags: where its own tags begin and end.

A scope is what stands between two of Jinja's tags that belong together. An element
begins and ends in the same scope, or it is none: then its tags stand by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from scaffold.merge.jinja_blocks import Block, Piece, Tag

HIDDEN = "\0"
"""Stands for each character of Jinja's."""

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"),
    *("param", "source", "track", "wbr"),
}

OPAQUE = frozenset(("script", "style"))
"""Elements whose content is no HTML."""

TAG = re.compile(
    r"""<([a-z][^\s/>\0"'=<]*) (?:[^<>"'] | "[^"]*" | '[^']*')* >""",
    re.IGNORECASE | re.VERBOSE,
)

END_TAG = re.compile(r"</([a-z][^\s/>\0]*)[^>]*>", re.IGNORECASE)

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

DECLARATION = re.compile(r"<[!?][^<>\0]*>")

TEXT = re.compile(r"(?:[^<\0\s]|\s+(?=[^<\0\s]))+")

SPACE = re.compile(r"\s+")

Kind = Literal[
    "space", "comment", "jinja", "text", "opaque", "declaration", "open", "close"
]


class Token(NamedTuple):
    kind: Kind
    start: int
    end: int

    name: str = ""
    """Of a tag, in small letters."""


@dataclass
class Scope:
    """A text, the same with all of Jinja's hidden, and what is Jinja's, by offset."""

    text: str = ""
    masked: str = ""
    pieces: dict[int, Piece] = field(default_factory=dict)

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Scope:
        found = cls()
        for piece in pieces:
            plain = isinstance(piece, Tag) and piece.kind == "text"
            if not plain:
                found.pieces[len(found.text)] = piece
            found.text += piece.text
            found.masked += piece.text if plain else HIDDEN * len(piece.text)
        return found


def is_comment(piece: Piece) -> bool:
    return isinstance(piece, Tag) and piece.kind == "comment"


def starts_with_space(piece: Piece) -> bool:
    """Whether it is a block whose content is set off from what stands before it."""
    if not isinstance(piece, Block):
        return False
    inner = "".join(part.text for part in piece.branches[0].pieces)
    return inner[:1].isspace()


def tokens(scope: Scope) -> list[Token]:
    found: list[Token] = []
    position = 0
    while position < len(scope.text):
        token = token_at(scope, position, opaque=opaque(found))
        if token.kind == "text" and found and found[-1].kind == "text":
            token = token._replace(start=found.pop().start)
        found.append(token)
        position = token.end
    return found


def opaque(found: list[Token]) -> str:
    """The name of the element just opened, if its content is no HTML."""
    last = found[-1] if found else None
    return last.name if last and last.kind == "open" and last.name in OPAQUE else ""


def token_at(scope: Scope, position: int, *, opaque: str) -> Token:
    if opaque and (end := closing(scope, opaque, position)) > position:
        return Token("opaque", position, end)
    if piece := scope.pieces.get(position):
        kind: Kind = "comment" if is_comment(piece) else "jinja"
        return Token(kind, position, position + len(piece.text))
    return next(markup_at(scope.masked, position))


def closing(scope: Scope, name: str, position: int) -> int:
    """Where the end tag is; if there is none, here."""
    found = re.compile(rf"</{name}\b", re.IGNORECASE).search(scope.masked, position)
    return found.start() if found else position


def markup_at(masked: str, position: int) -> Iterator[Token]:
    """What may stand here, the likeliest first."""
    if found := SPACE.match(masked, position):
        yield Token("space", position, found.end())
    if found := END_TAG.match(masked, position):
        yield Token("close", position, found.end(), found[1].lower())
    if found := TAG.match(masked, position):
        yield Token("open", position, found.end(), found[1].lower())
    if found := COMMENT.match(masked, position):
        yield Token("comment", position, found.end())
    if found := DECLARATION.match(masked, position):
        yield Token("declaration", position, found.end())
    if found := TEXT.match(masked, position):
        yield Token("text", position, found.end())
    yield Token("text", position, position + 1)


def partners(scope: Scope, found: list[Token]) -> dict[int, int]:
    """From the number of each opening tag to that of its end tag."""
    pairs: dict[int, int] = {}
    unclosed: list[int] = []
    for number, token in enumerate(found):
        if token.kind == "open" and not is_empty(scope, token):
            unclosed.append(number)
        elif token.kind == "close":
            names = [found[place].name for place in unclosed]
            if token.name in names:
                depth = len(names) - 1 - names[::-1].index(token.name)
                pairs[unclosed[depth]] = number
                del unclosed[depth:]
    return pairs


def is_empty(scope: Scope, tag: Token) -> bool:
    return tag.name in VOID or scope.masked.endswith("/>", tag.start, tag.end)
