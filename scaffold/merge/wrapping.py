"""Constructs that the user has put into one of their own: an element, a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from scaffold.merge.layout import arrange, indentation, indented
from scaffold.merge.lineup import Slot
from scaffold.merge.tree import Leaf, Node, Part, nodes


class Wrapped(NamedTuple):
    """A construct of the base, and where it is now."""

    slot: Slot
    """What is left of it at its old place."""

    wrapper: Slot
    node: Node
    """The construct in the wrapper."""


def wrapped(slots: Sequence[Slot]) -> list[Wrapped]:
    """What is gone from a group, and stands in a construct that the user has added."""
    gone = [slot for slot in slots if slot.base and not slot.yours]
    added = [slot for slot in slots if slot.yours and not slot.base and not slot.new]
    inner = [
        (slot, node)
        for slot in added
        if gone and slot.yours
        for node in nodes(slot.yours)
        if node is not slot.yours
    ]
    found = []
    for slot in gone:
        at = [pair for pair in inner if slot.base and is_same(slot.base, pair[1])]
        if len(at) == 1:
            found.append(Wrapped(slot, *at[0]))
    return found


def is_same(one: Node, other: Node) -> bool:
    """Whether one is the other, at another place: by its key, or unchanged."""
    if one.kind != other.kind or one.lead.meaning != other.lead.meaning:
        return False
    return one.key == other.key or one.core == other.core


def at_place_of(node: Node, other: Node) -> Node:
    """A construct as it would stand where another one stands."""
    before, after = indentation(node.lead.text), indentation(other.lead.text)
    moved = indented(node, before, after) if "\n" in other.lead.text else node
    return replace(moved, lead=other.lead, trail=other.trail)


def substituted(node: Node, old: Node, new: Node | None) -> Node:
    """A construct with another in the place of one that is in it, or without that."""

    def within(part: Part) -> Part:
        if isinstance(part, Leaf) or old not in nodes(part):
            return part
        if isinstance(part, Node):
            return substituted(part, old, new)
        items = [(new if i is old else within(i), i) for i in part.items]
        versions = [(one, own) for one, own in items if isinstance(one, Node)]
        if len(versions) < len(items):
            return arrange(part, part, part.tail, versions)
        return replace(part, items=tuple(one for one, _own in versions))

    return replace(node, parts=tuple(map(within, node.parts)))
