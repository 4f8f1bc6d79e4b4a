"""Reading lists of values between commas, as TOML and JSON have them."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scaffold.merge.outcome import Unreadable
from scaffold.merge.tree import Group, Leaf, Node, Part

COMMENT = re.compile(r"#[^\n]*|//[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Value:
    """A value, and the text that all its spellings have in common."""

    part: Part
    canonical: str


@dataclass
class Reader(ABC):
    """Reads a text from its start to its end. Raises ``Unreadable``."""

    text: str
    gap: re.Pattern[str]
    """Whitespace and comments between values."""

    line_comment: re.Pattern[str]
    """A comment that ends a line, with the whitespace before it."""

    place: int = 0

    path: list[str] = field(default_factory=list)
    """The names of what the place is in."""

    def take(self, pattern: re.Pattern[str]) -> str | None:
        """What stands here, if it is of this form."""
        found = pattern.match(self.text, self.place)
        if found is None:
            return None
        self.place = found.end()
        return found[0]

    def take_text(self, text: str) -> bool:
        found = self.text.startswith(text, self.place)
        self.place += len(text) * found
        return found

    def gap_leaf(self) -> Leaf:
        return commented(self.take(self.gap) or "")

    def unreadable(self, expected: str) -> Unreadable:
        line = self.text.count("\n", 0, self.place) + 1
        return Unreadable(f"line {line}: there should be {expected}")

    def listed(
        self, ends: str, read: Callable[[], tuple[Node, str]], *, keyed: bool
    ) -> Value:
        """A list in its brackets. ``keyed``: the items have names, and no order."""
        begin, end = ends[0], ends[1]
        self.place += len(begin)
        items: list[Node] = []
        spellings: list[str] = []
        lead, comma = self.gap_leaf(), True
        while not self.take_text(end):
            if not comma:
                raise self.unreadable(f"a comma or {end}")
            item, spelling = read()
            comma, trail = self.trail()
            items.append(replace(item, lead=lead, trail=trail))
            spellings.append(spelling)
            lead = self.gap_leaf()
        group = Group(tuple(items), "commas", lead, unordered=keyed, mixable=keyed)
        node = Node((ends,), (Leaf(begin), group, Leaf(end)), ends)
        ordered = sorted(spellings) if keyed else spellings
        return Value(node, f"{begin}{','.join(ordered)}{end}")

    def named(
        self, name: str, source: str, between: str, kind: str
    ) -> tuple[Node, str]:
        """A value behind its name, which is read already.

        What it means tells its name, too: the same value elsewhere is another.
        """
        self.path.append(name)
        whole = self.meaning("")
        value = self.value()
        self.path.pop()
        parts = (Leaf(source, whole), Leaf(between, comments(between)), value.part)
        node = Node((name,), parts, kind, title=name)
        return node, f"{json.dumps(name)}:{value.canonical}"

    def scalar(self, text: str, canonical: str) -> Value:
        return Value(Leaf(text, self.meaning(canonical)), canonical)

    def meaning(self, canonical: str) -> str:
        return f"{'.'.join(self.path)}: {canonical}"

    @abstractmethod
    def value(self) -> Value:
        """What stands here."""

    def trail(self) -> tuple[bool, Leaf]:
        """A comma, if there is one, and a comment that ends the line."""
        start = self.place
        self.take(self.gap)
        comma = self.take_text(",")
        if not comma:
            self.place = start
        self.take(self.line_comment)
        text = self.text[start : self.place]
        return comma, Leaf(text, comments(text))


def commented(text: str) -> Leaf:
    """Whitespace and comments."""
    words = comments(text)
    return Leaf(text, words, block=bool(words))


def comments(text: str) -> str:
    """The comments in whitespace, a line each, as they mean the same."""
    lines = "\n".join(COMMENT.findall(text)).split("\n")
    return "\n".join(re.sub(r"^\s*(#+)\s*", r"\1 ", line).strip() for line in lines)


def element(value: Value) -> tuple[Node, str]:
    """A value in a list without names: it is what it says."""
    key = (value.canonical,)
    node = Node(key, (value.part,), "element", named=False, like="element")
    return node, value.canonical
