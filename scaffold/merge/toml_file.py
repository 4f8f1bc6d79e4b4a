"""TOML as a tree: tables and keys by their names, elements by what they are."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scaffold.merge import trees
from scaffold.merge.literals import Reader, Value, commented, comments, element
from scaffold.merge.outcome import Merged, Unreadable
from scaffold.merge.renaming import Pairs
from scaffold.merge.tree import NOTHING, Group, Leaf, Node

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GAP = re.compile(r"(?:\s|#[^\n]*)*")

LINE_COMMENT = re.compile(r"[ \t]*#[^\n]*")

LINE_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")

KEY_PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""

KEY = re.compile(rf"{KEY_PART}(?:[ \t]*\.[ \t]*{KEY_PART})*")

HEADER = re.compile(rf"\[\[?[ \t]*({KEY.pattern})[ \t]*\]\]?")

EQUALS = re.compile(r"[ \t]*=[ \t]*")

SCALAR = re.compile(
    r'"""(?:\\.|[^\\])*?""""{0,2}'
    r"|'''.*?''''{0,2}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]+"  # A date and a time, with a space between.
    r"|[^\s,\]}#]+",
    re.DOTALL,
)

PARAGRAPH = re.compile(r"(\s*)((?:[ \t]*#[^\n]*\n)*[ \t]*#[^\n]*)(\n|\Z)")
"""Lines of comments, with the whitespace before them."""

Path = tuple[str, ...]


@dataclass
class Section:
    """A table, with what is in it."""

    path: Path
    lead: Leaf
    header: Leaf
    end: Leaf
    pairs: list[Node]
    spellings: list[str]
    tail: Leaf = NOTHING

    @property
    def in_array(self) -> bool:
        return self.header.text.startswith("[[")


def parse(text: str) -> Group:
    """Raises ``Unreadable``."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from None
    items = tuple(nested(TOML(text).sections()))
    ordered = any(item.kind == "element" for item in items)
    return Group(items, "lines", unordered=not ordered)


def merge(base: str, yours: str, new: str, renames: Pairs) -> Merged:
    """Merge files. Raises ``Unreadable``."""
    return trees.merge(parse, check, base, yours, new, renames)


def settle(base: str, yours: str, new: str, renames: Pairs) -> str:
    """The merged file with the generator's side of every conflict."""
    return trees.settled(parse, base, yours, new, renames)


def check(base: str, yours: str, new: str, merged: str) -> list[str]:
    """What is wrong with the merged text that was not wrong with the user's."""
    try:
        tables = [tomllib.loads(text) for text in (merged, yours, new)]
    except ValueError as error:
        return [str(error)]
    found, mine, its = ({*atoms(table)} for table in tables)
    return [f"{path} has a value of neither side" for path, _ in found - mine - its]


def atoms(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value that is no table or array, with its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from atoms(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from atoms(inner, f"{path}[]")
    else:
        yield path, repr(value)


def nested(sections: Sequence[Section]) -> Iterator[Node]:
    """The tables; those that belong to one in an array of tables inside of it."""
    place = 0
    while place < len(sections):
        section = sections[place]
        place = end = place + 1
        while (
            section.in_array and end < len(sections) and within(section, sections[end])
        ):
            end += 1
        yield table(section, tuple(nested(sections[place:end])))
        place = end


def within(outer: Section, inner: Section) -> bool:
    size = len(outer.path)
    return len(inner.path) > size and inner.path[:size] == outer.path


def table(section: Section, inner: tuple[Node, ...]) -> Node:
    pairs = Group(
        tuple(section.pairs), "lines", section.tail, unordered=True, mixable=True
    )
    parts = (section.header, section.end, pairs, Group(inner, "lines"))
    title = section.header.text
    if not section.in_array:
        key = ("table", *section.path)
        return Node(key, parts, "table", section.lead, title=title)
    key = ("element", *section.path, *section.spellings)
    return Node(
        key,
        parts,
        "element",
        section.lead,
        named=False,
        like=".".join(section.path),
        title=title,
    )


class TOML(Reader):
    """Reads what is known to be TOML."""

    def __init__(self, text: str) -> None:
        super().__init__(text, GAP, LINE_COMMENT)

    def sections(self) -> list[Section]:
        """The tables, one after another; the first is the one without a header."""
        found = [Section((), NOTHING, NOTHING, NOTHING, [], [])]
        while self.place < len(self.text):
            section = found[-1]
            gap, at_end = self.take(GAP) or "", self.place == len(self.text)
            floating, lead = paragraphs(gap, at_end=at_end)
            section.pairs += floating
            header = HEADER.match(self.text, self.place)
            if header:
                found.append(self.section(header, lead))
            elif at_end:
                section.tail = lead
            else:
                pair, spelling = self.pair(lead)
                section.pairs.append(pair)
                section.spellings.append(spelling)
        return found

    def section(self, header: re.Match[str], lead: Leaf) -> Section:
        self.place = header.end()
        path = key_path(header[1])
        brackets = header[0][: header[0].count("[[", 0, 2) + 1]
        end = self.line_end()
        self.path = [*path]
        return Section(path, lead, Leaf(header[0], f"{brackets}{path}"), end, [], [])

    def pair(self, lead: Leaf) -> tuple[Node, str]:
        node, spelling = self.assignment()
        return replace(node, lead=lead, trail=self.line_end()), spelling

    def line_end(self) -> Leaf:
        text = self.take(LINE_END) or ""
        return Leaf(text, comments(text))

    def assignment(self) -> tuple[Node, str]:
        source, equals = self.take(KEY) or "", self.take(EQUALS) or ""
        path = key_path(source)
        node, spelling = self.named(json.dumps(path), source, equals, "pair")
        return replace(node, key=path, title=source), spelling

    def value(self) -> Value:
        if self.text.startswith("{", self.place):
            return self.listed("{}", self.assignment, keyed=True)
        if self.text.startswith("[", self.place):
            return self.listed("[]", lambda: element(self.value()), keyed=False)
        text = self.take(SCALAR) or ""
        return self.scalar(text, repr(tomllib.loads(f"value = {text}")["value"]))


def key_path(source: str) -> Path:
    """The names of a dotted key."""
    path: list[str] = []
    value: object = tomllib.loads(f"{source} = 0")
    while isinstance(value, dict):
        (name, value), *_rest = value.items()
        path.append(name)
    return tuple(path)


def paragraphs(gap: str, *, at_end: bool) -> tuple[list[Node], Leaf]:
    """Comments with an empty line behind them, and what is left of a gap."""
    found = []
    place = 0
    while match := PARAGRAPH.match(gap, place):
        behind = gap[match.end() :]
        if not (re.match(r"[ \t]*\n", behind) or (at_end and not behind.strip())):
            break
        found.append(paragraph(match))
        place = match.end()
    return found, commented(gap[place:])


def paragraph(found: re.Match[str]) -> Node:
    words = comments(found[2])
    return Node(
        ("comment", words),
        (Leaf(found[2], words, block=True),),
        "comment",
        Leaf(found[1]),
        Leaf(found[3]),
        named=False,
        like="comment",
        free=True,
    )
