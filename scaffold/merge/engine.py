"""Merging three trees: base, yours and new.

What one side alone has changed is taken; what both have changed is merged part by
part; what cannot be is a conflict on the smallest part, where the user's stays.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from scaffold.merge import layout
from scaffold.merge.lineup import Lineup, Slot, line_up
from scaffold.merge.renaming import Pairs, follow
from scaffold.merge.text import merge_block
from scaffold.merge.tree import (
    NOTHING,
    Clash,
    Group,
    Leaf,
    Node,
    Part,
    Place,
    places,
    same,
)

T = TypeVar("T", bound=Part)


@dataclass(frozen=True)
class Result:
    """The merged tree, and the tree to remember."""

    tree: Part
    base: Part

    @cached_property
    def clashes(self) -> list[tuple[Clash, Place]]:
        """What could not be merged, and where, in the order of the merged text."""
        found = places(self.tree)
        return [(part.clash, place) for part, place in found if part.clash]


def merge(
    base: Group,
    yours: Group,
    new: Group,
    renames: Pairs = (),
    *,
    needed: Set[Node] = frozenset(),
) -> Result:
    """Merge three trees. ``renames`` are words that the generator has changed.

    It is a conflict if the generator drops what of the base is ``needed``.
    """
    return Result(*Merger(renames, needed).part(base, yours, new))


@dataclass(frozen=True)
class Merger:
    renames: Pairs
    needed: Set[Node]

    def part(self, base: Part, yours: Part, new: Part) -> tuple[Part, Part]:
        """The merged part, and the one to remember."""
        if yours is base or yours.text == base.text:
            return new, new
        if same(new, base) or same(yours, new):
            return yours, new
        if isinstance(base, Node) and isinstance(yours, Node) and isinstance(new, Node):
            if shape(base) == shape(yours) == shape(new):
                return self.node(base, yours, new)
        if (
            isinstance(base, Group)
            and isinstance(yours, Group)
            and isinstance(new, Group)
        ):
            if base.join == yours.join == new.join:
                return self.group(base, yours, new)
        if same(yours, base):
            return new, new
        text = self.whole(base, yours, new)
        if text is not None:
            return Leaf(text, meaning=text, block=True), new
        return disputed(yours, base, yours, new), base

    def whole(self, base: Part, yours: Part, new: Part) -> str | None:
        """The merged text of parts that have no parts of their own."""
        texts = base.text, yours.text, new.text
        found = follow(*texts, self.renames)
        prose = all(isinstance(p, Leaf) and p.block for p in (base, yours, new))
        return merge_block(*texts) if found is None and prose else found

    def node(self, base: Node, yours: Node, new: Node) -> tuple[Node, Node]:
        if same(base, yours) and same(yours, new):
            return yours, new
        lead, old_lead = self.part(base.lead, yours.lead, new.lead)
        pairs = [
            self.part(*versions)
            for versions in zip(base.parts, yours.parts, new.parts, strict=True)
        ]
        trail, old_trail = self.part(base.trail, yours.trail, new.trail)
        assert isinstance(lead, Leaf) and isinstance(old_lead, Leaf)
        assert isinstance(trail, Leaf) and isinstance(old_trail, Leaf)
        merged = tuple(part for part, _base in pairs)
        remembered = tuple(part for _part, part in pairs)
        return (
            replace(yours, parts=merged, lead=lead, trail=trail),
            replace(new, parts=remembered, lead=old_lead, trail=old_trail),
        )

    def group(self, base: Group, yours: Group, new: Group) -> tuple[Group, Group]:
        lineup = line_up(base, yours, new, self.renames)
        self.withhold(lineup, strict=yours.strict)
        for slot in lineup.slots:
            self.slot(slot)
        tail, old_tail = self.part(base.tail, yours.tail, new.tail)
        assert isinstance(tail, Leaf) and isinstance(old_tail, Leaf)
        items = lineup.arranged(yours_first=yours.yours_first)
        merged = layout.arrange(
            yours, new, tail, [(slot.result, slot.yours) for slot in items]
        )
        kept = lineup.remembered()
        remembered = layout.arrange(
            new, base, old_tail, [(slot.remembered, slot.new) for slot in kept]
        )
        return merged, remembered

    def slot(self, slot: Slot) -> None:
        """Decide one construct."""
        base, yours, new = slot.base, slot.yours, slot.new
        if slot.withheld:
            slot.remembered = base
        elif base and yours and new:
            slot.result, slot.remembered = self.both(base, yours, new)
        elif base and yours:
            if base in self.needed or not same(yours, base):
                slot.result = disputed(yours, base, yours, None)
                slot.remembered = base
        elif base and new:
            slot.remembered = new
            if not (same(new, base) or self.only_renamed(base, new)):
                slot.result = disputed(nothing(new), base, None, new)
                slot.remembered = base
        elif yours and new:
            slot.result, slot.remembered = self.added_twice(yours, new)
        else:
            slot.result, slot.remembered = yours or new, new

    def both(self, base: Node, yours: Node, new: Node) -> tuple[Node, Node]:
        merged, remembered = self.part(base, yours, new)
        assert isinstance(remembered, Node)
        if not isinstance(merged, Node):  # Its names have changed, and it as a whole.
            merged = replace(yours, lead=NOTHING, parts=(merged,), trail=NOTHING)
        return merged, remembered

    def added_twice(self, yours: Node, new: Node) -> tuple[Node, Node | None]:
        """What both sides have added under one name."""
        if same(yours, new):
            return yours, new
        if shape(yours) == shape(new):
            merged, remembered = self.node(blank(new), yours, new)
            if not Result(merged, remembered).clashes:
                return merged, remembered
        return disputed(yours, None, yours, new), None

    def withhold(self, lineup: Lineup, *, strict: bool) -> None:
        """Where both sides replaced the same, or nobody knows an order: a conflict."""
        for gone, mine, its in lineup.clashing(strict=strict):
            was = "".join(slot.base.text for slot in gone if slot.base)
            yours = "".join(slot.yours.text for slot in mine if slot.yours)
            new = "".join(slot.new.text for slot in its if slot.new)
            for slot in (*gone, *its):
                slot.withheld = True
            first = mine[0]
            assert first.yours
            first.yours = replace(first.yours, clash=Clash(was, yours, new))

    def only_renamed(self, base: Part, new: Part) -> bool:
        return follow(base.text, base.text, new.text, self.renames) is not None


def disputed(part: T, base: Part | None, yours: Part | None, new: Part | None) -> T:
    """A part of the merged tree, marked as one in conflict."""
    return replace(part, clash=Clash(text(base), text(yours), text(new)))


def shape(node: Node) -> tuple[str, int]:
    return node.kind, len(node.parts)


def text(part: Part | None) -> str:
    return part.text if part else ""


def nothing(node: Node) -> Node:
    """What stands where the user has deleted a construct."""
    return Node(node.key, (), title=node.title)


ABSENT = Leaf("\0", meaning="\0")
"""Equal to no part of a real tree."""


def blank(part: Node) -> Node:
    """What two versions that both sides have added are merged over."""
    return replace(part, lead=NOTHING, parts=tuple(map(blank_part, part.parts)))


def blank_part(part: Part) -> Part:
    if isinstance(part, Group) and part.mixable:
        return replace(part, items=())
    if isinstance(part, Node):
        return blank(part)
    return part if isinstance(part, Leaf) and not part.meaning else ABSENT
