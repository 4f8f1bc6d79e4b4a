"""Which items of two groups are the same construct."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from difflib import SequenceMatcher

from scaffold.merge.renaming import Pairs, renamed_key
from scaffold.merge.tree import Key, Node

Items = Sequence[Node]

Match = dict[int, int]
"""From the place of an item in one list to its place in the other."""

ALIKE = 0.5
"""As much as this must two constructs have in common, from 0 to 1, for one to be the
other, changed."""

ALIKE_BUT_FOR_NAME = 0.7
"""And this, if they have names, and not the same, and there are not as many."""

LITTLE = 0.01
"""What speaks for a pair that has nothing in common, and need not."""


def align(
    base: Items,
    other: Items,
    renames: Pairs = (),
    *,
    apart: Set[Key] = frozenset(),
    generated: bool = False,
) -> Match:
    """The items of ``base`` that are in ``other``, too, changed or not.

    What is ``generated`` has the new names: an old one is another construct's there.
    What has one of the keys that are ``apart`` is not what another one has become.
    """
    found = by_new_name(base, other, {}, renames) if generated else {}
    found |= by_key(base, other, found)
    found |= by_new_name(base, other, found, renames)
    new = {place for place, item in enumerate(other) if item.key in apart}
    return found | by_likeness(base, other, found, new, generated=generated)


def by_key(base: Items, other: Items, known: Match) -> Match:
    """Those of one key. Where a key is repeated, their order decides."""
    taken = set(known.values())
    keys = {n: item.key for n, item in enumerate(base) if n not in known}
    other_keys = {n: item.key for n, item in enumerate(other) if n not in taken}
    count, other_count = Counter(keys.values()), Counter(other_keys.values())
    place = {key: index for index, key in other_keys.items()}
    found = {
        index: place[key]
        for index, key in keys.items()
        if count[key] == other_count[key] == 1
    }
    repeated = {
        key for key in count if other_count[key] and count[key] + other_count[key] > 2
    }
    if repeated:
        found |= by_order(base, other, known, repeated)
    return found


def by_order(base: Items, other: Items, known: Match, keys: set[Key]) -> Match:
    """Those of repeated keys, first if they are equal, then if they come in order."""
    found: Match = {}
    taken = set(known.values())
    labels, others = ([(i.key, i.core) for i in items] for items in (base, other))
    equal = SequenceMatcher(None, labels, others, autojunk=False)
    for start, other_start, size in equal.get_matching_blocks():
        for step in range(size):
            index, place = start + step, other_start + step
            if base[index].key in keys and index not in known and place not in taken:
                found[index] = place
    left: dict[Key, list[int]] = defaultdict(list)
    for index in missing(len(other), {*taken, *found.values()}):
        left[other[index].key].append(index)
    for index in missing(len(base), known | found):
        if base[index].key in keys and left[base[index].key]:
            found[index] = left[base[index].key].pop(0)
    return found


def by_new_name(base: Items, other: Items, found: Match, renames: Pairs) -> Match:
    """Those of which the key is another one, as renamed."""
    if not renames:
        return {}
    left = {other[index].key: index for index in missing(len(other), found.values())}
    renamed: Match = {}
    for index in missing(len(base), found):
        key = renamed_key(base[index].key, renames)
        if key in left and key != base[index].key:
            renamed[index] = left.pop(key)
    return renamed


def by_likeness(
    base: Items, other: Items, found: Match, apart: Set[int], *, generated: bool
) -> Match:
    """Items which were changed: alike, and between the same neighbours."""
    alike: Match = {}
    for places, candidates, is_all in gaps(base, other, found, apart):
        as_many = is_all and len(places) == len(candidates)
        weights = [
            [
                weight(base[index], other[place], as_many, is_all, generated)
                for place in candidates
            ]
            for index in places
        ]
        alike |= {places[row]: candidates[column] for row, column in heaviest(weights)}
    return alike


def heaviest(weights: list[list[float]]) -> Iterator[tuple[int, int]]:
    """The pairs of rows and columns, both in order, that weigh most together."""
    rows, columns = len(weights), len(weights[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in reversed(range(rows)):
        for column in reversed(range(columns)):
            best[row][column] = max(
                best[row + 1][column],
                best[row][column + 1],
                weights[row][column] + best[row + 1][column + 1],
            )
    row = column = 0
    while row < rows and column < columns:
        own = weights[row][column]
        if own and best[row][column] == own + best[row + 1][column + 1]:
            yield row, column
            row, column = row + 1, column + 1
        elif best[row][column] == best[row][column + 1]:
            column += 1
        else:
            row += 1


def gaps(
    base: Items, other: Items, found: Match, apart: Set[int]
) -> Iterator[tuple[list[int], list[int], bool]]:
    """The items without a counterpart on both sides, between the same two that have,
    and whether none of them is set apart.
    """
    taken = set(found.values())
    places: list[int] = []
    before = -1
    for index in range(len(base) + 1):
        if index < len(base) and index not in found:
            places.append(index)
            continue
        after = found[index] if index < len(base) else len(other)
        if places and before + 1 < after:
            left = [place for place in range(before + 1, after) if place not in taken]
            others = [place for place in left if place not in apart]
            if others:
                yield places, others, len(others) == len(left)
        places, before = [], after


def weight(
    one: Node, other: Node, as_many: bool, is_all: bool, generated: bool
) -> float:
    """How much speaks for one being the other, changed; 0 if it cannot be.

    What need not be alike is paired in order, first of all where as many are there as
    before; but not if it may have become what is set apart.
    """
    if not one.like or one.like != other.like or one.named != other.named:
        return 0
    found = likeness(one, other)
    if one.named and generated:
        other_call = one.key[2:3] != other.key[2:3]
        is_it = other_call or found >= ALIKE_BUT_FOR_NAME
        return found if is_it and one.key[:2] == other.key[:2] else 0
    if one.like.endswith("!"):
        found = found if found >= ALIKE else LITTLE * is_all
        return found and found + LITTLE * as_many
    least = ALIKE if as_many or not one.named else ALIKE_BUT_FOR_NAME
    return found if found >= least else 0


def likeness(one: Node, other: Node) -> float:
    """How many of their words two constructs have in common, from 0 to 1."""
    matcher = SequenceMatcher(None, words(one), words(other), autojunk=False)
    return matcher.ratio()


def words(item: Node) -> list[str]:
    return re.findall(r"\w+", "".join(part.text for part in item.parts))


def missing(size: int, found: Iterable[int]) -> list[int]:
    """The places that are in no match."""
    there = set(found)
    return [index for index in range(size) if index not in there]
