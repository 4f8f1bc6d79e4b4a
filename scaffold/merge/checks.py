"""What a merged text must hold, whatever the matching did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple

from scaffold.merge.renaming import Pairs, renamed
from scaffold.merge.tree import Group, Key, Leaf, Node, Part

Path = tuple[Key, ...]
"""The keys of the named constructs that something is in."""

Atom = tuple[Path, str]


class Counts(NamedTuple):
    """What is in a part of a tree, counted."""

    atoms: Counter[Atom]
    """The smallest parts that mean something; comments and prose line by line."""

    names: Counter[Hashable]
    """The constructs that have a name, and may be there once."""


class Census:
    """What is in a tree, counted."""

    def __init__(self, tree: Group) -> None:
        self.parts = [*map(count, tree.items), count(Node((), (tree.tail,)))]
        self.items = tree.items

    @cached_property
    def atoms(self) -> Counter[Atom]:
        found: Counter[Atom] = Counter()
        for part in self.parts:
            found.update(part.atoms)
        return found

    @cached_property
    def names(self) -> Counter[Hashable]:
        found: Counter[Hashable] = Counter(names_in(self.items, ()))
        for part in self.parts:
            found.update(part.names)
        return found


def problems(
    base: Group, yours: Group, new: Group, merged: Group, renames: Pairs
) -> list[str]:
    """Why a merge must not be trusted. ``new`` is without what is in conflict."""
    was, mine, its, there = map(Census, (base, yours, new, merged))
    if renames:
        fits = is_kept(was, mine, there, renames)
    else:
        fits = is_sum(was, mine, its, there)
    if not fits:
        return ["its changes do not fit together"]
    most = mine.names | its.names
    doubled = [key for key, times in there.names.items() if times > max(1, most[key])]
    return ["something would be there twice"] if doubled else []


def is_sum(was: Census, mine: Census, its: Census, there: Census) -> bool:
    """Whether everything is there as often as both sides together changed it."""
    return all(
        in_range(was.atoms[atom], mine.atoms[atom], its.atoms[atom], count)
        for atom, count in everything(was, mine, its, there).items()
    )


def everything(was: Census, mine: Census, its: Census, there: Census) -> Counter[Atom]:
    """How often each thing is there, those that are not, too."""
    found = Counter(dict.fromkeys(was.atoms | mine.atoms | its.atoms, 0))
    found.update(there.atoms)
    return found


def in_range(was: int, mine: int, its: int, there: int) -> bool:
    """What both added may be the same, as may be what both removed.

    An import may be there although one side removed it.
    """
    both = mine + its - was
    least = max(mine, its) if mine > was and its > was else max(0, both)
    return least <= there <= max(mine, its, both)


def is_kept(was: Census, mine: Census, there: Census, renames: Pairs) -> bool:
    """Whether what the user added is there, under its old name or the new one."""
    words = {word for _path, word in there.atoms}
    added = mine.atoms - was.atoms - there.atoms
    return all(word in words or renamed(word, renames) in words for _path, word in added)


@lru_cache(maxsize=4096)
def count(item: Node) -> Counts:
    """What is in a construct at the top. Trees share those that are equal."""
    atoms: list[Atom] = []
    names: list[Hashable] = []
    visit(item, (), atoms, names)
    return Counts(Counter(atoms), Counter(names))


def visit(part: Part, path: Path, atoms: list[Atom], names: list[Hashable]) -> None:
    if isinstance(part, Leaf):
        if part.meaning:
            lines = part.meaning.splitlines() if part.block else [part.meaning]
            atoms.extend((path, line) for line in lines if line)
    elif isinstance(part, Node):
        visit(part.lead, path, atoms, names)
        inner = (*path, part.key) if part.key and part.named else path
        for child in part.parts:
            visit(child, inner, atoms, names)
        visit(part.trail, path, atoms, names)
    else:
        names.extend(names_in(part.items, path))
        for child in (*part.items, part.tail):
            visit(child, path, atoms, names)


def names_in(items: tuple[Node, ...], path: Path) -> Iterator[Hashable]:
    return ((path, item.key) for item in items if item.named and not item.free)
