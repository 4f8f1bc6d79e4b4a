"""A template as a tree of Jinja's tags and the text between them.

Nothing but the delimiters need be right: a tag that opens or closes nothing stands by
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Union

from scaffold.merge.outcome import Unreadable

Kind = Literal["text", "output", "statement", "comment", "raw"]

Piece = Union["Tag", "Block"]

TOKEN = re.compile(
    r""""(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | \w+ | \s+ | [=!<>]= | // | \*\* | .""",
    re.DOTALL | re.VERBOSE,
)
"""Of an expression. Whatever the text, its tokens are the text."""

OPENINGS: dict[str, Kind] = {"{{": "output", "{%": "statement", "{#": "comment"}

OPENING = re.compile(r"\{[{%#]")

ENDS = {"output": re.compile(r"-?\}\}"), "statement": re.compile(r"[-+]?%\}")}

COMMENT_END = re.compile(r"[-+]?#\}")

RAW = re.compile(r"\{%[-+]?\s*raw\s*[-+]?%\}")

END_RAW = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")

WORD = re.compile(r"\{%[-+]?\s*(\w*)")

END_WORD = re.compile(r"end\w")

ASSIGNMENT = re.compile(r"\{%[-+]?\s*set\s[\w\s.,()]*=")

MIDDLES = {
    "elif": {"if"},
    "else": {"if", "for"},
    "pluralize": {"trans"},
}
"""Tags between two parts of a block, and the blocks that have them."""


@dataclass(frozen=True)
class Tag:
    """A tag, or text without tags."""

    text: str
    kind: Kind

    @cached_property
    def word(self) -> str:
        """What a statement begins with, and nothing for anything else."""
        found = WORD.match(self.text) if self.kind == "statement" else None
        return found[1] if found else ""


@dataclass(frozen=True)
class Branch:
    """A tag and what it governs: ``{% elif … %}`` up to ``{% else %}``."""

    opening: Tag
    pieces: tuple[Piece, ...]

    @cached_property
    def text(self) -> str:
        return self.opening.text + "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Block:
    """Tags that belong together, up to the one that ends them."""

    branches: tuple[Branch, ...]
    closing: Tag

    @cached_property
    def text(self) -> str:
        return "".join(branch.text for branch in self.branches) + self.closing.text


def blocks(text: str) -> tuple[Piece, ...]:
    """The tree of a template; ``Unreadable`` if a tag has no end."""
    tags = list(scan(text))
    closed = {tag.word[3:] for tag in tags if END_WORD.match(tag.word)}
    frames = [Frame()]
    for tag in tags:
        place(tag, frames, closed)
    while len(frames) > 1:
        flatten(frames)
    return tuple(frames[0].pieces)


def scan(text: str) -> Iterator[Tag]:
    position = 0
    while found := OPENING.search(text, position):
        if found.start() > position:
            yield Tag(text[position : found.start()], "text")
        tag = tag_at(text, found.start())
        yield tag
        position = found.start() + len(tag.text)
    if position < len(text):
        yield Tag(text[position:], "text")


def tag_at(text: str, start: int) -> Tag:
    kind = OPENINGS[text[start : start + 2]]
    if raw := RAW.match(text, start):
        end, kind = END_RAW.search(text, raw.end()), "raw"
    elif kind == "comment":
        end = COMMENT_END.search(text, start + 2)
    else:
        end = end_of_expression(text, start + 2, ENDS[kind])
    if end is None:
        line = text.count("\n", 0, start) + 1
        raise Unreadable(f"line {line}: {text[start : start + 2]} has no end")
    return Tag(text[start : end.end()], kind)


def end_of_expression(
    text: str, position: int, ending: re.Pattern[str]
) -> re.Match[str] | None:
    """The closing delimiter: inside of strings and brackets it is none."""
    depth = 0
    while position < len(text):
        if depth == 0 and (end := ending.match(text, position)):
            return end
        token = TOKEN.match(text, position)
        assert token
        depth = max(0, depth + change_of_depth(token[0]))
        position = token.end()
    return None


def change_of_depth(token: str) -> int:
    return (token in ("(", "[", "{")) - (token in (")", "]", "}"))


@dataclass
class Frame:
    """A block whose end has not been read yet; the outermost is the template."""

    openings: list[Tag] = field(default_factory=list)
    parts: list[list[Piece]] = field(default_factory=lambda: [[]])

    def begin(self, tag: Tag) -> None:
        self.openings.append(tag)
        self.parts.append([])

    @property
    def pieces(self) -> list[Piece]:
        return self.parts[-1]

    @property
    def word(self) -> str:
        return self.openings[0].word if self.openings else ""


def place(tag: Tag, frames: list[Frame], closed: set[str]) -> None:
    if tag.word in MIDDLES and unwind(frames, MIDDLES[tag.word]):
        frames[-1].begin(tag)
    elif END_WORD.match(tag.word) and unwind(frames, {tag.word[3:]}):
        block = Block(tuple(branches(frames.pop())), tag)
        frames[-1].pieces.append(block)
    elif tag.word in closed and not ASSIGNMENT.match(tag.text):
        frames.append(Frame([tag]))
    else:
        frames[-1].pieces.append(tag)


def unwind(frames: list[Frame], words: set[str]) -> bool:
    """Leave the blocks inside of the innermost that begins with one of these words."""
    depth = next((n for n, frame in enumerate(frames[::-1]) if frame.word in words), -1)
    for _unclosed in range(depth):
        flatten(frames)
    return depth >= 0


def flatten(frames: list[Frame]) -> None:
    """The innermost block has no end: its tags stand by themselves."""
    for branch in branches(frames.pop()):
        frames[-1].pieces.extend((branch.opening, *branch.pieces))


def branches(frame: Frame) -> Sequence[Branch]:
    return [
        Branch(opening, tuple(pieces))
        for opening, pieces in zip(frame.openings, frame.parts, strict=True)
    ]
