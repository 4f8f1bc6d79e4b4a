"""JSON as a tree: members by their names, elements by what they are.

Comments and trailing commas are read, too, since many tools allow them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from contextlib import suppress

from scaffold.merge import trees
from scaffold.merge.literals import Reader, Value, element
from scaffold.merge.outcome import Merged, Unreadable
from scaffold.merge.renaming import Pairs
from scaffold.merge.tree import Group, Node, places

COMMENT = r"//[^\n]*|/\*.*?\*/"

GAP = re.compile(rf"(?:\s|{COMMENT})*", re.DOTALL)

LINE_COMMENT = re.compile(r"[ \t]*(?://[^\n]*|/\*[^\n]*?\*/(?=[ \t]*(?:\n|\Z)))")

STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')

SCALAR = re.compile(rf"{STRING.pattern}|-?\d[\d.eE+-]*|true\b|false\b|null\b")

COLON = re.compile(rf"(?:\s|{COMMENT})*:(?:\s|{COMMENT})*", re.DOTALL)


def parse(text: str) -> Group:
    """Raises ``Unreadable``."""
    try:
        return JSON(text).document()
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None


def merge(base: str, yours: str, new: str, renames: Pairs) -> Merged:
    """Merge files. Raises ``Unreadable``."""
    return trees.merge(parse, check, base, yours, new, renames)


def settle(base: str, yours: str, new: str, renames: Pairs) -> str:
    """The merged file with the generator's side of every conflict."""
    return trees.settled(parse, base, yours, new, renames)


def check(base: str, yours: str, new: str, merged: str) -> list[str]:
    """What is wrong with the merged text that was not wrong with the user's."""
    try:
        tree, own = parse(merged), parse(yours)
    except Unreadable as error:
        return [str(error)]
    if is_plain(yours) and not is_plain(merged):
        return ["it is no JSON any more"]
    return [f"{name} would be there twice" for name in doubled(tree) - doubled(own)]


def is_plain(text: str) -> bool:
    """Whether it is JSON without comments and trailing commas."""
    with suppress(ValueError):
        json.loads(text)
        return True
    return False


def doubled(tree: Group) -> set[str]:
    """The paths of members that an object has more than once."""
    groups = ((part, at.titles) for part, at in places(tree) if isinstance(part, Group))
    return {
        ".".join((*titles, *key))
        for group, titles in groups
        for key, count in Counter(
            item.key for item in group.items if item.named
        ).items()
        if count > 1
    }


class JSON(Reader):
    def __init__(self, text: str) -> None:
        super().__init__(text, GAP, LINE_COMMENT)

    def document(self) -> Group:
        lead = self.gap_leaf()
        root = Node(("document",), (self.value().part,), "document", lead=lead)
        tail = self.gap_leaf()
        if self.place < len(self.text):
            raise self.unreadable("nothing behind the end")
        return Group((root,), "none", tail)

    def value(self) -> Value:
        if self.text.startswith("{", self.place):
            return self.listed("{}", self.member, keyed=True)
        if self.text.startswith("[", self.place):
            return self.listed("[]", lambda: element(self.value()), keyed=False)
        text = self.take(SCALAR)
        if text is None:
            raise self.unreadable("a value")
        return self.scalar(text, self.spelling(text))

    def member(self) -> tuple[Node, str]:
        source, colon = self.take(STRING), self.take(COLON)
        if source is None or colon is None:
            raise self.unreadable("a name and a colon")
        name = json.loads(self.spelling(source))
        return self.named(name, source, colon, "member")

    def spelling(self, text: str) -> str:
        """The one spelling of a scalar. Numbers are kept, with all their digits."""
        try:
            value = json.loads(text)
        except ValueError:
            raise self.unreadable("a proper text or number") from None
        return text.lower() if isinstance(value, (int, float)) else json.dumps(value)
