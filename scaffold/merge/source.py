"""Python source: where its tokens and the nodes of its syntax tree stand."""

from __future__ import annotations

import ast
import re
import tokenize
import warnings
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from io import StringIO
from typing import NamedTuple, Protocol

from scaffold.merge.outcome import Unreadable

LAYOUT = {
    tokenize.NEWLINE,
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


class Token(NamedTuple):
    """A token that is no layout, and where it stands."""

    start: int
    end: int
    text: str
    kind: int

    @property
    def is_comment(self) -> bool:
        return self.kind == tokenize.COMMENT


class Positioned(Protocol):
    """A node of the syntax tree that says where it stands."""

    lineno: int
    col_offset: int
    end_lineno: int | None
    end_col_offset: int | None


class Source:
    """A text, its syntax tree and its tokens. Raises ``Unreadable``."""

    def __init__(self, text: str) -> None:
        self.text = text
        if "\r" in text or "\f" in text:
            raise Unreadable("it has control characters inside lines")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # What the user's code is warned of.
                self.tree = ast.parse(text)
        except SyntaxError as error:
            raise Unreadable(f"line {error.lineno}: {error.msg}") from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise Unreadable(str(error)) from None
        self.lines = text.split("\n")
        self.ascii = text.isascii()

    @cached_property
    def line_starts(self) -> list[int]:
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line) + 1)
        return starts

    def offset(self, line: int, column: int) -> int:
        """Of a position as the syntax tree has it: lines from 1, columns in bytes."""
        if not self.ascii:
            column = len(self.lines[line - 1].encode()[:column].decode())
        return self.line_starts[line - 1] + column

    def start(self, node: Positioned) -> int:
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: Positioned) -> int:
        return self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    @cached_property
    def tokens(self) -> list[Token]:
        """Without layout. A string is one token, whatever is in it."""
        return list(whole_strings(self.text, self.all_tokens()))

    def all_tokens(self) -> Iterator[Token]:
        starts = self.line_starts
        try:
            for kind, text, start, end, _line in tokenize.generate_tokens(
                StringIO(self.text).readline
            ):
                if kind not in LAYOUT:
                    first = starts[start[0] - 1] + start[1]
                    yield Token(first, starts[end[0] - 1] + end[1], text, kind)
        except (tokenize.TokenError, SyntaxError) as error:
            raise Unreadable(str(error)) from None

    @cached_property
    def token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens that begin in a range."""
        first = bisect_left(self.token_starts, start)
        return self.tokens[first : bisect_left(self.token_starts, end)]

    def code(self, start: int, end: int) -> list[Token]:
        return [token for token in self.between(start, end) if not token.is_comment]

    def first(self, start: int, text: str = "") -> Token:
        """The first token from a place on that is no comment, or is this text."""
        index = bisect_left(self.token_starts, start)
        while self.tokens[index].is_comment or (
            text and self.tokens[index].text != text
        ):
            index += 1
        return self.tokens[index]

    def before(self, offset: int) -> Token:
        """The last token before a place that is no comment."""
        index = bisect_left(self.token_starts, offset) - 1
        while self.tokens[index].is_comment:
            index -= 1
        return self.tokens[index]

    def comments(self, start: int, end: int) -> str:
        """The comments in a range, a line each, as they mean the same."""
        if self.text.find("#", start, end) < 0:
            return ""
        tokens = self.between(start, end)
        return "\n".join(comment(token.text) for token in tokens if token.is_comment)

    def line_end(self, offset: int) -> int:
        """Behind the end of the line."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1


def comment(text: str) -> str:
    return re.sub(r"^(#+)[ \t]*", r"\1 ", text.rstrip())


PIECES = ("FSTRING", "TSTRING")
"""Strings that come in pieces from Python 3.12 and 3.14 on."""

BEGINS = {getattr(tokenize, f"{name}_START", -1) for name in PIECES}
ENDS = {getattr(tokenize, f"{name}_END", -1) for name in PIECES}


def whole_strings(text: str, tokens: Iterator[Token]) -> Iterator[Token]:
    """The tokens, each string in one piece."""
    depth, first = 0, 0
    for token in tokens:
        if token.kind in BEGINS:
            first = first if depth else token.start
            depth += 1
        elif token.kind in ENDS:
            depth -= 1
            if not depth:
                yield Token(first, token.end, text[first : token.end], tokenize.STRING)
        elif not depth:
            yield token
