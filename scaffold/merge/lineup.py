"""The constructs of three groups side by side, and the order they come out in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate, takewhile
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

    decided: bool = False
    """Whether it is settled what becomes of it."""

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
        """What comes out: in the generator's order, but for what the user has moved."""
        kept = unmoved(self.base, self.yours)
        steady = unmoved(self.new, [slot for slot in self.yours if id(slot) in kept])
        in_new, in_yours = passed(self.new, steady), passed(self.yours, steady)
        order = [
            slot
            for slot in self.new
            if not slot.yours
            or (id(slot) in kept if slot.base else in_new[slot] == in_yours[slot])
        ]
        return weave(order, self.yours, has_result, first=yours_first)

    def remembered(self) -> Slots:
        """What is to be remembered, in the order of the generator."""
        return weave(self.new, self.base, is_remembered, first=False)


def line_up(base: Group, yours: Group, new: Group, renames: Pairs) -> Lineup:
    """Bring the versions of each construct together."""
    both = unnamed_of(yours) & unnamed_of(new) - unnamed_of(base)
    to_yours = align(base.items, yours.items, renames, apart=both)
    to_new = align(base.items, new.items, renames, apart=both, generated=True)
    slots = [Slot(item) for item in base.items]
    by_yours = placed(slots, to_yours, yours.items, "yours")
    by_new = placed(slots, to_new, new.items, "new")
    number_gaps(slots, by_yours, by_new)
    join_twins(by_yours, by_new)
    return Lineup(slots, by_yours, by_new)


def unnamed_of(group: Group) -> set[Key]:
    """The keys, which are what they mean, of the items without a name."""
    return {item.key for item in group.items if not item.named}


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


def join_twins(yours: Slots, new: Slots) -> None:
    """Bring together what both sides have under one key that is not that of the base.

    Both have added it, or have changed the same construct to it.
    """
    rekeyed: dict[Key, Slots] = {}
    for slot in yours:
        if slot.yours and is_rekeyed(slot.base, slot.yours):
            rekeyed.setdefault(slot.yours.key, []).append(slot)
    for place, slot in enumerate(new):
        if not (slot.new and is_rekeyed(slot.base, slot.new)):
            continue
        twins = rekeyed.get(slot.new.key, [])
        twin = next((twin for twin in twins if may_be(twin, slot)), None)
        if twin is None:
            continue
        twins.remove(twin)
        both = slot.base and slot.yours and not twin.base
        if twin is not slot and not both:  # Else the user has the old one, too.
            home = common(twin, slot)
            mine, its = twin.yours, slot.new
            twin.yours = slot.new = None
            home.yours, home.new = mine, its
            yours[yours.index(twin)] = new[place] = home


def is_rekeyed(base: Node | None, other: Node) -> bool:
    return not base or base.key != other.key


def common(mine: Slot, its: Slot) -> Slot:
    """The slot for what is the user's of one and the generator's of another: that of
    the base it was changed from, if that is certain.
    """
    if mine.base and not mine.new:
        return mine
    if its.base and not its.yours:
        return its
    if not mine.base:
        return mine
    return its if not its.base else Slot(gap=its.gap)


def may_be(one: Slot, other: Slot) -> bool:
    """Whether what both sides added is the same: of statements, in one place only."""
    return one.gap == other.gap or not (one.yours and one.yours.free)


def weave(
    primary: Slots, secondary: Slots, wanted: Callable[[Slot], bool], *, first: bool
) -> Slots:
    """The wanted slots of both, in the order of the first.

    What only the second has comes behind its predecessor there; if that has gone,
    before its successor, unless that has moved; else behind the nearest that has not.
    Where the other has something of its own at that place, it comes first if ``first``.
    """
    woven = [slot for slot in primary if wanted(slot)]
    there = {id(slot) for slot in woven}
    steady = unmoved(woven, secondary)
    before = nearest = None
    orphaned = False
    for index, slot in enumerate(secondary):
        if not wanted(slot):
            before, orphaned = nearest, True
            continue
        if id(slot) not in there:
            following = takewhile(wanted, secondary[index:])
            after = next((s for s in following if id(s) in there), None)
            if after and id(after) in steady and orphaned and not first:
                place = woven.index(after)
            else:
                place = woven.index(before) + 1 if before else start(woven, slot)
                while not first and is_other(woven, place, steady):
                    place += 1
            woven.insert(place, slot)
            there.add(id(slot))
            nearest = slot if nearest is before else nearest
        before, orphaned = slot, False
        nearest = slot if id(slot) in steady else nearest
    return woven


def is_other(woven: Slots, place: int, steady: Set[int]) -> bool:
    """Whether the other side's own stands there, or what has moved."""
    return place < len(woven) and id(woven[place]) not in steady


def start(woven: Slots, slot: Slot) -> int:
    """The first place: behind a docstring, which would be none anywhere else."""
    top = woven[0].result if woven else None
    return int(bool(top and top.first and not (slot.new and slot.new.first)))


def unmoved(one: Slots, other: Slots) -> set[int]:
    """Of what both have, by identity, as much as can be that is in one order."""
    number = {id(slot): index for index, slot in enumerate(one)}
    ends: list[int] = []
    """Of the runs of each length, the last number of the one that ends first."""
    before: dict[int, int] = {}
    for slot in other:
        if id(slot) in number:
            last = number[id(slot)]
            place = bisect_left(ends, last)
            if place:
                before[last] = ends[place - 1]
            ends[place : place + 1] = [last]
    found = set()
    here = ends[-1] if ends else None
    while here is not None:
        found.add(id(one[here]))
        here = before.get(here)
    return found


def passed(slots: Slots, steady: Set[int]) -> dict[Slot, int]:
    """How many of the steady ones each slot has before it."""
    counts = accumulate((id(slot) in steady for slot in slots), initial=0)
    return dict(zip(slots, counts, strict=False))


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
