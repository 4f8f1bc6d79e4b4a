"""What a merged text must hold, whatever the matching did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Set
from functools import lru_cache
from typing import NamedTuple

from scaffold.merge.renaming import Pairs, renamed
from scaffold.merge.tree import Group, Key, Leaf, Node, Part

Path = tuple[str, ...]

Keys = tuple[Key, ...]

Atom = tuple[Keys, str]
"""The named constructs that something is in, and what it means."""


class Counts(NamedTuple):
    """What is in a part of a tree, counted."""

    atoms: Counter[Atom]
    """The smallest parts that mean something; comments and prose line by line."""

    names: Counter[Hashable]
    """The constructs that have a name, by what they are in; each may be there once."""

    others: Counter[Hashable]
    """The constructs that have none."""


def problems(
    base: Group,
    yours: Group,
    new: Group,
    merged: Group,
    renames: Pairs,
    *,
    wrappers: Set[Key] = frozenset(),
    added_twice: Counter[Atom],
) -> list[str]:
    """Why a merge must not be trusted. ``new`` is without what is in conflict.

    Whether something stands in one of the ``wrappers`` does not count. What is
    ``added_twice``, once by either side, need be there only once.
    """
    was, mine, its, there = map(census, (base, yours, new, merged))
    if wrappers:
        was, mine, its, there = (outside(c, wrappers) for c in (was, mine, its, there))
    if renames:
        fits = is_kept(was.atoms, mine.atoms, there.atoms, renames)
    else:
        fits = is_sum(was.atoms, mine.atoms, its.atoms, there.atoms, added_twice)
    if not fits:
        return ["its changes do not fit together"]
    most = mine.names | its.names
    doubled = [key for key, times in there.names.items() if times > max(1, most[key])]
    if doubled or not is_no_more(was.others, mine.others, its.others, there.others):
        return ["something would be there twice"]
    return []


def is_sum(
    was: Counter[Atom],
    mine: Counter[Atom],
    its: Counter[Atom],
    there: Counter[Atom],
    added_twice: Counter[Atom],
) -> bool:
    """Whether nothing is missing. What both sides have added may be the same."""
    return all(
        there[atom]
        >= mine[atom]
        + its[atom]
        - was[atom]
        - max(added_twice[atom], min(mine[atom], its[atom]) - was[atom])
        for atom in mine | its
    )


def is_no_more(
    was: Counter[Hashable],
    mine: Counter[Hashable],
    its: Counter[Hashable],
    there: Counter[Hashable],
) -> bool:
    """Whether nothing is there more often than both sides together made it."""
    return all(
        there[key] <= max(mine[key], its[key], mine[key] + its[key] - was[key])
        for key in mine | its
    )


def is_kept(
    was: Counter[Atom], mine: Counter[Atom], there: Counter[Atom], renames: Pairs
) -> bool:
    """Whether what the user added is there, under its old name or the new one."""
    words = {word for _path, word in there}
    added = mine - was - there
    return all(renamed(word, renames) in words for _path, word in added)


def outside(counts: Counts, wrappers: Set[Key]) -> Counts:
    """The same, as if these constructs were not around anything."""
    atoms: Counter[Atom] = Counter()
    for (keys, meaning), times in counts.atoms.items():
        atoms[tuple(key for key in keys if key not in wrappers), meaning] += times
    return counts._replace(atoms=atoms)


def census(tree: Group) -> Counts:
    """What is in a tree. Trees share the constructs that are equal."""
    found = Counts(Counter(), Counter(), Counter())
    for item in (*tree.items, Node((), (tree.tail,))):
        more = count(item)
        found.atoms.update(more.atoms)
        found.names.update(more.names - found.names)
        found.others.update(more.others)
    add(tree.items, (), found)
    return found


@lru_cache(maxsize=4096)
def count(item: Node) -> Counts:
    """What is in a construct."""
    found = Counts(Counter(), Counter(), Counter())
    visit(item, (), identity(item), found)
    return found


def visit(part: Part, path: Path, keys: Keys, found: Counts) -> None:
    if isinstance(part, Leaf):
        if part.block:
            found.atoms.update(
                (keys, line) for line in part.meaning.splitlines() if line
            )
        elif part.meaning:
            found.atoms[keys, part.meaning] += 1
    elif isinstance(part, Node):
        path = (*path, part.title) if part.title else path
        for inner in (part.lead, *part.parts, part.trail):
            visit(inner, path, keys, found)
    else:
        add(part.items, path, found)
        for item in part.items:
            visit(item, path, (*keys, *identity(item)), found)
        visit(part.tail, path, keys, found)


def atoms(part: Part, keys: Keys) -> Counter[Atom]:
    """What is in a part that stands in the constructs with these keys."""
    found = Counts(Counter(), Counter(), Counter())
    visit(part, (), keys, found)
    return found.atoms


def identity(item: Node | None) -> Keys:
    """Its key, if it would be another one with another."""
    return (item.key,) if item and item.named and not item.like else ()


def add(items: Iterable[Node], path: Path, found: Counts) -> None:
    """Count the items of a group. What has a name is counted where it is most often."""
    names: Counter[Hashable] = Counter()
    for item in items:
        if not item.named:
            found.others[item.key] += 1
        elif not item.free:
            names[path, item.key] += 1
    for name, times in names.items():
        found.names[name] = max(times, found.names[name])
