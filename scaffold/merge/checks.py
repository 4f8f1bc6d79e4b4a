"""What a merged text must hold, whatever the matching did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from functools import cached_property

from scaffold.merge.renaming import Pairs, renamed
from scaffold.merge.tree import Group, Leaf, places


class Census:
    """What is in a tree, counted."""

    def __init__(self, tree: Group) -> None:
        self.parts = places(tree)

    @cached_property
    def atoms(self) -> Counter[str]:
        """The smallest parts that mean something; comments and prose line by line."""
        found: list[str] = []
        for part, _place in self.parts:
            if isinstance(part, Leaf) and part.meaning:
                lines = part.meaning.splitlines() if part.block else [part.meaning]
                found.extend(filter(None, lines))
        return Counter(found)

    @cached_property
    def keys(self) -> Counter[Hashable]:
        """How often each name occurs in one group, where it may be there once."""
        most: Counter[Hashable] = Counter()
        for part, place in self.parts:
            if isinstance(part, Group):
                most |= Counter(
                    (place.titles, item.key)
                    for item in part.items
                    if item.named and not item.free
                )
        return most


def problems(
    base: Group, yours: Group, new: Group, merged: Group, renames: Pairs
) -> list[str]:
    """Why a merge must not be trusted."""
    was, mine, its, there = map(Census, (base, yours, new, merged))
    added = mine.atoms - was.atoms - there.atoms
    lost = [atom for atom in added if renamed(atom, renames) not in there.atoms]
    removed = (was.atoms - mine.atoms) + (was.atoms - its.atoms)
    common = was.atoms - removed - there.atoms
    if lost or (common and not renames):
        return ["its changes do not fit together"]
    most = mine.keys | its.keys
    doubled = [key for key, count in there.keys.items() if count > max(1, most[key])]
    return ["something would be there twice"] if doubled else []
