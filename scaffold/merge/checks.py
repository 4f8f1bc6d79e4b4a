"""What a merged text must hold, whatever the matching did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from scaffold.merge.renaming import Pairs, renamed
from scaffold.merge.tree import Group, Leaf, Node, Part

Path = tuple[str, ...]


class Counts(NamedTuple):
    """What is in a part of a tree, counted."""

    atoms: Counter[str]
    """The smallest parts that mean something; comments and prose line by line."""

    names: Counter[Hashable]
    """The constructs that have a name, by what they are in; they may be there once."""

    others: Counter[Hashable]
    """The constructs that have none."""


def problems(
    base: Group, yours: Group, new: Group, merged: Group, renames: Pairs
) -> list[str]:
    """Why a merge must not be trusted. ``new`` is without what is in conflict."""
    was, mine, its, there = map(census, (base, yours, new, merged))
    if renames:
        fits = is_kept(was.atoms, mine.atoms, there.atoms, renames)
    else:
        fits = is_sum(was.atoms, mine.atoms, its.atoms, there.atoms)
    if not fits:
        return ["its changes do not fit together"]
    most = mine.names | its.names
    doubled = [key for key, times in there.names.items() if times > max(1, most[key])]
    if doubled or not is_no_more(was.others, mine.others, its.others, there.others):
        return ["something would be there twice"]
    return []


def is_sum(
    was: Counter[str], mine: Counter[str], its: Counter[str], there: Counter[str]
) -> bool:
    """Whether nothing is missing. What both sides have added may be the same."""
    return all(
        there[atom]
        >= (
            max(mine[atom], its[atom])
            if mine[atom] > was[atom] < its[atom]
            else mine[atom] + its[atom] - was[atom]
        )
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
    was: Counter[str], mine: Counter[str], there: Counter[str], renames: Pairs
) -> bool:
    """Whether what the user added is there, under its old name or the new one."""
    added = mine - was - there
    return all(renamed(atom, renames) in there for atom in added)


def census(tree: Group) -> Counts:
    """What is in a tree. Trees share the constructs that are equal."""
    found = Counts(Counter(), Counter(), Counter())
    for item in (*tree.items, Node((), (tree.tail,))):
        more = count(item)
        found.atoms.update(more.atoms)
        found.names.update(more.names)
        found.others.update(more.others)
    for item in tree.items:
        add(item, (), found)
    return found


@lru_cache(maxsize=4096)
def count(item: Node) -> Counts:
    """What is in a construct."""
    found = Counts(Counter(), Counter(), Counter())
    visit(item, (), found)
    return found


def visit(part: Part, path: Path, found: Counts) -> None:
    if isinstance(part, Leaf):
        if part.meaning:
            lines = part.meaning.splitlines() if part.block else [part.meaning]
            found.atoms.update(filter(None, lines))
    elif isinstance(part, Node):
        path = (*path, part.title) if part.title and part.named else path
        for inner in (part.lead, *part.parts, part.trail):
            visit(inner, path, found)
    else:
        for item in part.items:
            add(item, path, found)
            visit(item, path, found)
        visit(part.tail, path, found)


def add(item: Node, path: Path, found: Counts) -> None:
    if not item.named:
        found.others[item.key] += 1
    elif not item.free:
        found.names[path, item.key] += 1
