"""What a merged text must hold, whatever the matching did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from scaffold.merge.renaming import Pairs, renamed
from scaffold.merge.tree import Group, Leaf, Node, Part

Path = tuple[str, ...]


class Counts(NamedTuple):
    """What is in a part of a tree, counted."""

    atoms: Counter[str]
    """The smallest parts that mean something; comments and prose line by line."""

    names: Counter[Hashable]
    """The constructs that have a name, and may be there once."""


class Census:
    """What is in a tree, counted."""

    def __init__(self, tree: Group) -> None:
        self.parts = [*map(count, tree.items), count(Node((), (tree.tail,)))]
        self.items = tree.items

    @cached_property
    def atoms(self) -> Counter[str]:
        return total(part.atoms for part in self.parts)

    @cached_property
    def names(self) -> Counter[Hashable]:
        found = total(part.names for part in self.parts)
        found.update(names_in(self.items, ()))
        return found


def problems(
    base: Group, yours: Group, new: Group, merged: Group, renames: Pairs
) -> list[str]:
    """Why a merge must not be trusted."""
    was, mine, its, there = map(Census, (base, yours, new, merged))
    added = mine.atoms - was.atoms - there.atoms
    lost = [atom for atom in added if renamed(atom, renames) not in there.atoms]
    common = (was.atoms & mine.atoms & its.atoms) - there.atoms
    if lost or (common and not renames):
        return ["its changes do not fit together"]
    most = mine.names | its.names
    doubled = [key for key, times in there.names.items() if times > max(1, most[key])]
    return ["something would be there twice"] if doubled else []


def total(counters: Iterator[Counter[str]] | Iterator[Counter[Hashable]]) -> Counter:
    found: Counter = Counter()
    for counter in counters:
        found.update(counter)
    return found


@lru_cache(maxsize=4096)
def count(item: Node) -> Counts:
    """What is in a construct at the top. Trees share those that are equal."""
    atoms: list[str] = []
    names: list[Hashable] = []
    visit(item, (), atoms, names)
    return Counts(Counter(atoms), Counter(names))


def visit(part: Part, path: Path, atoms: list[str], names: list[Hashable]) -> None:
    if isinstance(part, Leaf):
        if part.meaning:
            lines = part.meaning.splitlines() if part.block else [part.meaning]
            atoms.extend(filter(None, lines))
    elif isinstance(part, Node):
        path = (*path, part.title) if part.title else path
        for inner in (part.lead, *part.parts, part.trail):
            visit(inner, path, atoms, names)
    else:
        names.extend(names_in(part.items, path))
        for inner in (*part.items, part.tail):
            visit(inner, path, atoms, names)


def names_in(items: tuple[Node, ...], path: Path) -> Iterator[Hashable]:
    return ((path, item.key) for item in items if item.named and not item.free)
