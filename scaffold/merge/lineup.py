"""The constructs of three groups side by side, and the order they come out in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from scaffold.merge.alignment import Items, Match, align
from scaffold.merge.renaming import Pairs
from scaffold.merge.tree import Group, Key, Node

Side = Literal["yours", "new"]


@dataclass(eq=False)
class Slot:
    """A construct in up to three versions, and what becomes of it."""

    base: Node | None = None
    yours: Node | None = None
    new: Node | None = None

    gap: int = -1
    """Of what was inserted: the number of the place."""

    withheld: bool = False
    """Whether it is part of a conflict that is settled for the user's side."""

    result: Node | None = None
    remembered: Node | None = None


Slots = list[Slot]


@dataclass
class Lineup:
    """All slots, in the order of each version that has them."""

    base: Slots
    yours: Slots
    new: Slots

    @property
    def slots(self) -> Slots:
        return distinct([*self.base, *self.yours, *self.new])

    def clashing(self, *, strict: bool) -> Iterable[tuple[Slots, Slots, Slots]]:
        """Places where both sides replaced the same: what was there, yours and new.

        With ``strict``, also where both inserted something.
        """
        for gap in sorted({slot.gap for slot in self.yours if is_inserted(slot)}):
            mine = [s for s in self.yours if is_inserted(s) and s.gap == gap]
            its = [s for s in self.new if is_inserted(s) and s.gap == gap]
            gone = [s for s in self.base if is_gone(s) and s.gap == gap]
            if its and (gone or strict):
                yield gone, mine, its

    def arranged(self, *, yours_first: bool) -> Slots:
        """What comes out: in the user's order, unless only the generator's changed."""
        moved = is_moved(self.base, self.yours)
        if moved or not is_moved(self.base, self.new):
            return weave(self.yours, self.new, has_result, first=not yours_first)
        return weave(self.new, self.yours, has_result, first=yours_first)

    def remembered(self) -> Slots:
        """What is to be remembered, in the order of the generator."""
        return weave(self.new, self.base, is_remembered, first=False)


def line_up(base: Group, yours: Group, new: Group, renames: Pairs) -> Lineup:
    """Bring the versions of each construct together."""
    to_yours = align(base.items, yours.items, renames)
    to_new = align(base.items, new.items, renames)
    slots = [Slot(item) for item in base.items]
    by_yours = placed(slots, to_yours, yours.items, "yours")
    by_new = placed(slots, to_new, new.items, "new")
    number_gaps(slots, by_yours, by_new)
    return Lineup(slots, by_yours, paired(by_yours, by_new))


def placed(slots: Slots, match: Match, items: Items, side: Side) -> Slots:
    """The slots in the order of one side, with new ones for what it inserted."""
    found = {place: slots[index] for index, place in match.items()}
    order = [found.get(place) or Slot() for place in range(len(items))]
    for slot, item in zip(order, items, strict=True):
        setattr(slot, side, item)
    return order


def number_gaps(base: Slots, *sides: Slots) -> None:
    """Number the places between constructs that all three versions have."""
    kept = {id(slot): number for number, slot in enumerate(base) if is_kept(slot)}
    for order in (base, *sides):
        gap = -1
        for slot in order:
            gap = kept.get(id(slot), gap)
            slot.gap = gap


def paired(yours: Slots, new: Slots) -> Slots:
    """The slots of ``new``, those of one key with what the user has added, too."""
    added: dict[Key, Slots] = {}
    for slot in yours:
        if slot.yours and not slot.base:
            added.setdefault(slot.yours.key, []).append(slot)
    order = []
    for slot in new:
        twins = added.get(slot.new.key, []) if slot.new and not slot.base else []
        twin = next((twin for twin in twins if may_be(twin, slot)), None)
        if twin:
            twins.remove(twin)
            twin.new = slot.new
        order.append(twin or slot)
    return order


def may_be(one: Slot, other: Slot) -> bool:
    """Whether what both sides added is the same: of statements, in one place only."""
    return one.gap == other.gap or not (one.yours and one.yours.free)


def weave(
    primary: Slots, secondary: Slots, wanted: Callable[[Slot], bool], *, first: bool
) -> Slots:
    """The wanted slots of both, in the order of the first.

    What only the second has comes behind its nearest predecessor there; where the other
    has something of its own at that place, before it if ``first``.
    """
    woven = [slot for slot in primary if wanted(slot)]
    there = {id(slot) for slot in woven}
    shared = {id(slot) for slot in secondary}
    before: Slot | None = None
    for slot in secondary:
        if not wanted(slot):
            continue
        if id(slot) not in there:
            place = woven.index(before) + 1 if before else start(woven, slot)
            while not first and place < len(woven) and id(woven[place]) not in shared:
                place += 1
            woven.insert(place, slot)
            there.add(id(slot))
        before = slot
    return woven


def start(woven: Slots, slot: Slot) -> int:
    """The first place: behind a docstring, which would be none anywhere else."""
    top = woven[0].result if woven else None
    return int(bool(top and top.first and not (slot.new and slot.new.first)))


def is_moved(base: Slots, other: Slots) -> bool:
    """Whether what both have stands in another order."""
    number = {id(slot): index for index, slot in enumerate(base)}
    order = [number[id(slot)] for slot in other if id(slot) in number]
    return any(one > two for one, two in pairwise(order))


def distinct(slots: Sequence[Slot]) -> Slots:
    return list({id(slot): slot for slot in slots}.values())


def is_kept(slot: Slot) -> bool:
    return bool(slot.base and slot.yours and slot.new)


def is_gone(slot: Slot) -> bool:
    """Removed by both sides."""
    return bool(slot.base and not slot.base.named and not slot.yours and not slot.new)


def is_inserted(slot: Slot) -> bool:
    """Added by one side, and without a name."""
    item = slot.yours or slot.new
    both = slot.yours and slot.new
    return bool(item and not item.named and not slot.base and not both)


def has_result(slot: Slot) -> bool:
    return slot.result is not None


def is_remembered(slot: Slot) -> bool:
    return slot.remembered is not None
