"""Merging three trees: base, yours and new.

What one side alone has changed is taken; what both have changed is merged part by
part; what cannot be is a conflict on the smallest part, where the user's stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from scaffold.merge import layout
from scaffold.merge.checks import Atom, Keys, atoms, identity
from scaffold.merge.lineup import Lineup, Side, Slot, line_up
from scaffold.merge.renaming import Pairs, follow
from scaffold.merge.text import has_all, merge_block
from scaffold.merge.tree import (
    NOTHING,
    Clash,
    Group,
    Key,
    Leaf,
    Node,
    Part,
    Place,
    nodes,
    places,
    same,
)
from scaffold.merge.wrapping import Wrapped, in_place_of, substituted, wrapped

T = TypeVar("T", bound=Part)


@dataclass(frozen=True)
class Result:
    """The merged tree, and the tree to remember."""

    tree: Part
    base: Part

    wrappers: Set[Key] = frozenset()
    """The keys of what the user has put around constructs."""

    added_twice: Counter[Atom] = field(default_factory=Counter)
    """What both sides have added, and is there once."""

    clean: bool = False
    """Whether nothing has clashed on the way: then the tree need not be searched."""

    @cached_property
    def clashes(self) -> list[tuple[Part, Place]]:
        """The parts that could not be merged, in the order of the merged text."""
        if self.clean:
            return []
        return [(part, place) for part, place in places(self.tree) if part.clash]


def merge(
    base: Group,
    yours: Group,
    new: Group,
    renames: Pairs = (),
    *,
    needed: Set[Node] = frozenset(),
    favour: Side = "yours",
) -> Result:
    """Merge three trees. ``renames`` are words that the generator has changed.

    It is a conflict if the generator drops what of the base is ``needed``. With
    ``favour``, conflicts are settled for the generator's side.
    """
    merger = Merger(renames, needed, favour)
    merged, remembered = merger.part(base, yours, new)
    clean = not merger.clashed
    return Result(merged, remembered, merger.wrappers, merger.twice, clean)


@dataclass
class Merger:
    renames: Pairs
    needed: Set[Node]
    favour: Side

    wrappers: Set[Key] = frozenset()
    twice: Counter[Atom] = field(default_factory=Counter)
    clashed: bool = False

    within: Keys = ()
    """The named constructs around what is being merged."""

    def part(self, base: Part, yours: Part, new: Part) -> tuple[Part, Part]:
        """The merged part, and the one to remember."""
        if yours is base or yours.text == base.text:
            return new, new
        if same(new, base):
            return yours, new
        if same(yours, new):
            self.twice.update(atoms(yours, self.within) - atoms(base, self.within))
            return yours, new
        found = self.inside(base, yours, new)
        return self.outside(base, yours, new) if found is None else found

    def inside(self, base: Part, yours: Part, new: Part) -> tuple[Part, Part] | None:
        """Merge by the parts in them; ``None`` if they do not have the same ones."""
        match base, yours, new:
            case Node(), Node(), Node() if shape(base) == shape(yours) == shape(new):
                return self.node(base, yours, new)
            case Group(), Group(), Group() if base.join == yours.join == new.join:
                return self.group(base, yours, new)
        return None

    def outside(self, base: Part, yours: Part, new: Part) -> tuple[Part, Part]:
        """Merge what has no parts of its own, or not the same ones."""
        text = follow(base.text, yours.text, new.text, self.renames)
        if text is None and same(yours, base):
            return new, new
        if text is None and is_prose(base) and is_prose(yours) and is_prose(new):
            was, its = (
                layout.indented_as(t, yours.text) for t in (base.text, new.text)
            )
            text = merge_block(was, yours.text, its)
        if text is not None:
            return Leaf(text, meaning=text, block=True), new
        for less, more in ((yours, new), (new, yours)):
            if includes(base, less, more):
                self.twice.update(atoms(less, self.within) - atoms(base, self.within))
                return more, new
        return self.conflict(base, yours, new)

    def leaf(self, base: Leaf, yours: Leaf, new: Leaf) -> tuple[Leaf, Leaf]:
        merged, remembered = self.part(base, yours, new)
        assert isinstance(merged, Leaf)
        assert isinstance(remembered, Leaf)
        return merged, remembered

    def node(self, base: Node, yours: Node, new: Node) -> tuple[Node, Node]:
        if same(base, yours) and same(yours, new):
            return yours, new
        if base.headed:
            was, mine, its = (node.parts[0] for node in (base, yours, new))
            if same(was, mine) and not same(was, its):
                # What the user has said in it was not said to what is called now.
                if same(base, yours):
                    return new, new
                return self.conflict(base, yours, new)
        pairs = []
        for versions in zip(base.parts, yours.parts, new.parts, strict=True):
            pairs.append(self.part(*versions))
            if base.headed and pairs[0][0].clash:
                return self.conflict(base, yours, new)
        lead, old_lead = self.leaf(base.lead, yours.lead, new.lead)
        trail, old_trail = self.leaf(base.trail, yours.trail, new.trail)
        merged = tuple(part for part, _base in pairs)
        remembered = tuple(part for _part, part in pairs)
        name = new if yours.key == base.key else yours
        return (
            replace(
                yours,
                key=name.key,
                title=name.title,
                parts=merged,
                lead=lead,
                trail=trail,
            ),
            replace(new, parts=remembered, lead=old_lead, trail=old_trail),
        )

    def group(self, base: Group, yours: Group, new: Group) -> tuple[Group, Group]:
        lineup = line_up(base, yours, new, self.renames)
        self.withhold(lineup, strict=yours.strict)
        if yours.wraps:
            for found in wrapped(lineup):
                self.wrapped(lineup, found)
        around = self.within
        for slot in lineup.slots:
            self.within = around + identity(slot.yours or slot.new)
            self.slot(slot)
        self.within = around
        tail, old_tail = self.leaf(base.tail, yours.tail, new.tail)
        if yours.required and not any(map(stays, lineup.slots)):
            return self.conflict(base, yours, new)
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
        if slot.decided:
            return
        if slot.withheld:
            slot.remembered = base
        elif base and yours and new:
            slot.result, slot.remembered = self.both(base, yours, new)
        elif base and yours:
            if base in self.needed or not same(yours, base):
                slot.result = self.chosen(yours, base, yours, None)
                slot.remembered = base
        elif base and new:
            slot.remembered = new
            if not (same(new, base) or self.only_renamed(base, new)):
                slot.result = self.chosen(nothing(new), base, None, new)
                slot.remembered = base
        elif yours and new:
            slot.result, slot.remembered = self.added_twice(yours, new)
        else:
            slot.result, slot.remembered = yours or new, new

    def wrapped(self, lineup: Lineup, found: Wrapped) -> None:
        """Decide what the user has put into a construct of their own."""
        replaced: dict[Node, Node | None] = {}
        for slot, mine in found.inner:
            base, new = slot.base, slot.new
            assert base
            slot.decided = True
            slot.remembered = new
            if new and same(base, new):
                continue
            merged: Node | None = None
            if new:
                versions = in_place_of(mine, base), mine, in_place_of(mine, new)
                merged, remembered = self.both(*versions)
            if not merged or Result(merged, remembered).clashes:
                merged = self.chosen(mine, base, mine, new)
                slot.remembered = base if merged and merged.clash else new
            replaced[mine] = merged
        wrapper, home = found.wrapper.yours, found.inner[0][0]
        assert wrapper
        known = {node for mine in replaced for node in nodes(mine)}
        self.wrappers = self.wrappers | {
            node.key for node in nodes(wrapper) if node not in known
        }
        home.result = home.yours = substituted(wrapper, replaced)
        lineup.yours[lineup.yours.index(found.wrapper)] = home

    def both(self, base: Node, yours: Node, new: Node) -> tuple[Node, Node]:
        merged, remembered = self.part(base, yours, new)
        assert isinstance(remembered, Node)
        if not isinstance(merged, Node):  # Its names have changed, and it as a whole.
            merged = replace(yours, lead=NOTHING, parts=(merged,), trail=NOTHING)
        return merged, remembered

    def added_twice(self, yours: Node, new: Node) -> tuple[Node, Node | None]:
        """What both sides have added under one name."""
        if same(yours, new):
            self.twice.update(atoms(yours, self.within))
            return yours, new
        if shape(yours) == shape(new):
            merged, remembered = self.node(blank(new), yours, new)
            if not Result(merged, remembered).clashes:
                return merged, remembered
        return self.chosen(yours, None, yours, new) or new, None

    def withhold(self, lineup: Lineup, *, strict: bool) -> None:
        """Where both sides replaced the same, or nobody knows an order: a conflict."""
        for gone, mine, its in lineup.clashing(strict=strict):
            was = "".join(slot.base.text for slot in gone if slot.base)
            yours = "".join(slot.yours.text for slot in mine if slot.yours)
            new = "".join(slot.new.text for slot in its if slot.new)
            others = mine if self.favour == "new" else its
            for slot in (*gone, *others):
                slot.withheld = True
            if self.favour == "new":
                continue
            first = mine[0]
            assert first.yours
            first.yours = self.disputed(first.yours, Clash(was, yours, new))

    def conflict(self, base: T, yours: T, new: T) -> tuple[T, T]:
        """What both sides have changed, each in its way."""
        if self.favour == "new":
            return new, new
        return self.disputed(yours, Clash(base.text, yours.text, new.text)), base

    def chosen(
        self, part: Node, base: Node | None, yours: Node | None, new: Node | None
    ) -> Node | None:
        """The same of a construct that one side may not have."""
        if self.favour == "new":
            return new
        return self.disputed(part, Clash(text(base), text(yours), text(new)))

    def disputed(self, part: T, clash: Clash) -> T:
        """A part of the merged tree, marked as one in conflict."""
        self.clashed = True
        return replace(part, clash=clash)

    def only_renamed(self, base: Part, new: Part) -> bool:
        return follow(base.text, base.text, new.text, self.renames) is not None


def includes(base: Part, less: Part, more: Part) -> bool:
    """Whether one side has changed an expression as the other did, and more."""
    match base, less, more:
        case Leaf(), Leaf(), Leaf():
            return has_all(base.meaning, less.meaning, more.meaning)
    return False


def is_prose(part: Part) -> bool:
    return isinstance(part, Leaf) and part.block


def stays(slot: Slot) -> bool:
    return bool(slot.result and slot.result.text)


def shape(node: Node) -> tuple[str, int]:
    return node.kind, len(node.parts)


def text(part: Node | None) -> str:
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
