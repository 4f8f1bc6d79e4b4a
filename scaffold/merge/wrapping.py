"""Constructs that the user has put into an element or a block of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from scaffold.merge.alignment import ALIKE, likeness
from scaffold.merge.layout import arrange
from scaffold.merge.lineup import Lineup, Slot
from scaffold.merge.tree import Leaf, Node, Part, nodes

Inner = Sequence[tuple[Slot, Node]]
"""What is left of constructs at their old place, and where each is now."""


class Wrapped(NamedTuple):
    wrapper: Slot
    inner: Inner


def wrapped(lineup: Lineup) -> Iterator[Wrapped]:
    """What the user has added around constructs that stood in the same place."""
    gone = [s for s in lineup.base if not (s.yours or s.withheld)]
    added = [s for s in lineup.yours if not (s.base or s.new or s.withheld)]
    for wrapper in added if gone else ():
        found = inner_of(wrapper, [slot for slot in gone if slot.gap == wrapper.gap])
        if found and not is_torn(lineup, [slot for slot, _node in found]):
            yield Wrapped(wrapper, found)


def inner_of(wrapper: Slot, gone: Sequence[Slot]) -> Inner:
    assert wrapper.yours
    left = [node for node in nodes(wrapper.yours) if node is not wrapper.yours]
    found = []
    for slot in gone:
        like = [node for node in left if slot.base and is_same(slot, slot.base, node)]
        if len(like) == 1:
            left.remove(like[0])
            found.append((slot, like[0]))
    return found


def is_same(slot: Slot, base: Node, other: Node) -> bool:
    """Whether a construct is the base's, at another place.

    Comments around it would not know which place to go to.
    """
    around = {
        (n.lead.meaning, n.trail.meaning) for n in (base, other, slot.new or base)
    }
    if base.kind != other.kind or len(around) > 1:
        return False
    return base.core == other.core or (base.key == other.key and is_alike(base, other))


def is_alike(one: Node, other: Node) -> bool:
    return one.named and likeness(one, other) >= ALIKE


def is_torn(lineup: Lineup, slots: Sequence[Slot]) -> bool:
    """Whether the generator has put something between them, which may belong into the
    wrapper, too.
    """
    places = [n for n, slot in enumerate(lineup.new) if slot in slots]
    between = lineup.new[places[0] : places[-1]] if places else []
    return any(slot not in slots for slot in between)


def in_place_of(other: Node, node: Node) -> Node:
    return replace(node, lead=other.lead, trail=other.trail)


def substituted(node: Node, new: Mapping[Node, Node | None]) -> Node:
    """A construct with others, or nothing, in the places of some that are in it."""

    def within(part: Part) -> Part:
        if isinstance(part, Leaf) or not any(inner in new for inner in nodes(part)):
            return part
        if isinstance(part, Node):
            return substituted(part, new)
        items = [(new[i] if i in new else substituted(i, new), i) for i in part.items]
        if any(one is None for one, _own in items):
            return arrange(part, part, part.tail, items)
        return replace(part, items=tuple(one for one, _own in items if one))

    return replace(node, parts=tuple(map(within, node.parts)))
