"""How items stand after some have come and gone: lines, commas and indentation.

What was there keeps its bytes, but for a comma that is needed, or no longer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scaffold.merge.tree import Group, Leaf, Node, Part

Versions = tuple[Node | None, Node | None]
"""What comes out of a construct, and what it was before in this group."""

COMMA = re.compile(r"\s*,")

EMPTY_LINES = re.compile(r"(?:[ \t]*\n)+")

LAST_LINE = re.compile(r"\n([ \t]*)\Z")


@dataclass
class Item:
    node: Node

    own: Node | None
    """What it was in the group that is changed; nothing if it comes from the other."""

    @property
    def lead(self) -> str:
        return self.node.lead.text

    @property
    def trail(self) -> str:
        return self.node.trail.text

    def with_lead(self, text: str) -> None:
        self.node = replace(self.node, lead=replace(self.node.lead, text=text))

    def with_trail(self, text: str) -> None:
        self.node = replace(self.node, trail=replace(self.node.trail, text=text))


def arrange(
    group: Group, other: Group, tail: Leaf, versions: Sequence[Versions]
) -> Group:
    """The group with these items, some of which come from the other."""
    items = [Item(node, own) for node, own in versions if node is not None]
    if group.join == "commas":
        items = keywords_last(items)
    real = [item for item in items if item.node.text]
    if group.join == "lines":
        lines(group, other, real)
    elif group.join == "commas":
        tail = commas(group, other, tail, real)
    elif group.join == "words":
        words(real)
    elif group.join == "links":
        links(real)
    return replace(group, items=tuple(item.node for item in items), tail=tail)


def lines(group: Group, other: Group, items: list[Item]) -> None:
    """Each item ends its line, and the first has no empty lines before it."""
    for item in items:
        if item.own is None:
            item.node = indented(item.node, other.indent, group.indent)
    for item in items[:-1]:
        if not item.node.text.endswith("\n"):
            item.with_trail(f"{item.trail}\n")
    for item, following in pairwise(items):
        if following.own and not following.lead.startswith("\n"):
            keep_distance(following, following.own.lead.text, other)
        if item.own is None and is_together(other, item.node, following.node):
            after_empty_lines(item, following)
    first = group.items[0] if items and group.items else None
    if first and items[0].own is not first and not empty_lines(first.lead.text):
        items[0].with_lead(items[0].lead.removeprefix(empty_lines(items[0].lead)))


def keep_distance(item: Item, own_lead: str, other: Group) -> None:
    """What was first in the other group, and is not here, stays apart from what is."""
    if other.items and other.items[0].key == item.node.key:
        item.with_lead(f"{empty_lines(own_lead)}{item.lead}")


def empty_lines(lead: str) -> str:
    found = EMPTY_LINES.match(lead)
    return found[0] if found else ""


def is_together(group: Group, one: Node, other: Node) -> bool:
    """Whether two imports stand without an empty line between them, or would if the
    group had the other, too.
    """
    if not one.kind == other.kind == "import":
        return False
    absent = all(item.key != other.key for item in group.items)
    return any(
        first.key == one.key
        and (absent or second.key == other.key)
        and not second.lead.text.startswith("\n")
        for first, second in pairwise(group.items)
    )


def after_empty_lines(item: Item, following: Item) -> None:
    """A new import belongs to those behind it, not to those before an empty line."""
    if not (item.node.lead.meaning or following.node.lead.meaning):
        item.with_lead(max(item.lead, following.lead, key=len))
        following.with_lead("")


def words(items: list[Item]) -> None:
    for number, item in enumerate(items):
        if number == 0 and item.own is None:
            item.with_lead("")
        elif number and not item.lead:
            item.with_lead(" ")


def links(items: list[Item]) -> None:
    """Methods one after another: on lines of their own if the others are."""
    staying = [item.lead for item in items if item.own]
    if staying and not any("\n" in lead for lead in staying):
        for item in items:
            if item.own is None and not item.node.lead.meaning:
                item.with_lead("")


def keywords_last(items: list[Item]) -> list[Item]:
    """New keywords come behind the positional arguments."""
    kinds = [item.node.kind for item in items]
    if "keyword" not in kinds or "element" not in kinds:
        return items
    end = len(kinds) - kinds[::-1].index("element")
    early = [
        item for item in items[:end] if item.own is None and item.node.kind == "keyword"
    ]
    return [*(i for i in items[:end] if i not in early), *early, *items[end:]]


def commas(group: Group, other: Group, tail: Leaf, items: list[Item]) -> Leaf:
    """Commas between the items, which stand on lines of their own if the others do."""
    staying = [item for item in items if item.own]
    adopted = not staying or any(
        item.own and item.lead != item.own.lead.text for item in staying
    )
    leads = [item.lead for item in staying or items]
    breaks = [] if group.bare else [lead for lead in leads if "\n" in lead]
    if breaks:
        on_lines(items, indentation(breaks[0]), everything=adopted)
    else:
        on_one_line(items, group.items[0].lead.text if group.items else "")
    put_commas(items, is_magic(group, other, adopted=adopted), lone=group.lone_comma)
    ends = (items and items[-1].node.trail.meaning) or (adopted and breaks)
    if ends and "\n" not in tail.text:
        inner = indentation(breaks[0]) if breaks else ""
        ending = next(
            (t for t in (group.tail.text, other.tail.text) if "\n" in t), None
        )
        ended = f"{tail.text}\n{inner[:-4]}" if ending is None else ending
        return replace(tail, text=ended)
    return tail


def on_lines(items: list[Item], indent: str, *, everything: bool) -> None:
    for item in items:
        if item.own is None and "\n" in item.lead:
            item.node = indented(item.node, indentation(item.lead), indent)
        elif "\n" not in item.lead and (everything or item.own is None):
            item.with_lead(f"\n{indent}")


def on_one_line(items: list[Item], beginning: str) -> None:
    """On one line; but a comment ends one."""
    after_comment = False
    for number, item in enumerate(items):
        lead = item.lead if item.own or item.node.lead.meaning else ""
        if after_comment and "\n" not in lead:
            lead = f"\n{lead}"
        elif number == 0 and not lead.strip(" "):
            lead = beginning
        elif number and not lead:
            lead = " "
        item.with_lead(lead)
        after_comment = bool(item.node.trail.meaning)


def put_commas(items: list[Item], magic: bool, *, lone: bool | None) -> None:
    """A comma behind every item but the last, and there if ``magic``."""
    for item in items[:-1]:
        if not COMMA.match(item.trail):
            item.with_trail(f",{item.trail}")
    if items:
        last = items[-1]
        alone = len(items) == 1 and lone is not None
        wanted = lone if alone else magic
        if wanted and not COMMA.match(last.trail):
            last.with_trail(f",{last.trail}")
        elif not wanted:
            last.with_trail(COMMA.sub("", last.trail, count=1))


def is_magic(group: Group, other: Group, *, adopted: bool) -> bool:
    """Whether a comma stands behind the last item."""
    own = [item for item in group.items if item.text]
    if len(own) == 1 and group.lone_comma and "\n" not in own[0].lead.text:
        return False
    if group.bare or (own and not adopted):
        return bool(COMMA.match(own[-1].trail.text))
    its = [item for item in other.items if item.text]
    return any(bool(COMMA.match(items[-1].trail.text)) for items in (own, its) if items)


def indentation(lead: str) -> str:
    """What stands before the first letter of the line that a lead ends in."""
    return lead.rpartition("\n")[2]


def indented_as(text: str, other: str) -> str:
    """Lines that end in their indentation, with that of another text's."""
    old, new = LAST_LINE.search(text), LAST_LINE.search(other)
    if not (old and new):
        return text
    return re.sub(rf"\n{old[1]}(?!\n)", f"\n{new[1]}", text)


def indented(node: Node, old: str, new: str) -> Node:
    """A construct of a text with another indentation."""
    if old == new:
        return node
    line = re.compile(rf"^{re.escape(old)}(?!\n)", re.MULTILINE)
    inner = re.compile(rf"\n{re.escape(old)}(?!\n)")

    def part(given: Part) -> Part:
        if isinstance(given, Leaf):
            return replace(given, text=inner.sub(f"\n{new}", given.text))
        if isinstance(given, Node):
            return whole(given)
        indent = given.indent
        if indent.startswith(old):
            indent = f"{new}{indent.removeprefix(old)}"
        items = tuple(whole(item, begins=given.join == "lines") for item in given.items)
        return replace(given, items=items, tail=leaf(given.tail), indent=indent)

    def leaf(given: Leaf, *, begins: bool = False) -> Leaf:
        pattern, by = (line, new) if begins else (inner, f"\n{new}")
        return replace(given, text=pattern.sub(by, given.text))

    def whole(given: Node, *, begins: bool = False) -> Node:
        return replace(
            given,
            lead=leaf(given.lead, begins=begins),
            parts=tuple(map(part, given.parts)),
            trail=leaf(given.trail),
        )

    return whole(
        node, begins=node.lead.text.startswith(old) and "\n" not in node.lead.text[:1]
    )
