"""What has changed between two texts, line by line.

Patience diff: lines that each text has once are matched first, then pairs of lines and
so on, so that empty lines and braces do not tie together what does not belong together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

Match = tuple[int, int]
"""The place of a line in one text, and in the other."""

WIDTHS = (1, 2, 4, 8)
"""Of runs of lines that are looked for."""


@dataclass(frozen=True)
class Change:
    """Lines ``start`` to ``end`` became the other text's ``other`` to ``other_end``.

    From 0, without the last, as in a slice.
    """

    start: int
    end: int
    other: int
    other_end: int


def changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """What has changed, in order; between two changes is at least one equal line."""
    found: list[Change] = []
    for change in reversed(list(between(matches(old, new), len(old), len(new)))):
        slide(found, change, old, new)
    return found[::-1]


def between(found: list[Match], size: int, other_size: int) -> Iterator[Change]:
    """What lies between lines that are equal."""
    start = other = 0
    for place, other_place in [*found, (size, other_size)]:
        if (start, other) != (place, other_place):
            yield Change(start, place, other, other_place)
        start, other = place + 1, other_place + 1


def slide(
    later: list[Change], change: Change, old: Sequence[str], new: Sequence[str]
) -> None:
    """Add a change to those behind it, moved down as far as it means the same.

    Of an added paragraph, either empty line around it may be the new one. Always the
    last, or else two sides that add the same would seem to differ.
    """
    while True:
        after = later[-1] if later else None
        if after and change.end == after.start:
            later.pop()
            change = Change(change.start, after.end, change.other, after.other_end)
        elif not slides(change, old, new):
            break
        else:
            change = Change(*(place + 1 for place in vars(change).values()))
    later.append(change)


def slides(change: Change, old: Sequence[str], new: Sequence[str]) -> bool:
    if change.end == len(old):
        return False
    if change.start == change.end:
        return new[change.other] == new[change.other_end]
    return change.other == change.other_end and old[change.start] == old[change.end]


def matches(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Lines that are equal, in order."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = inner_matches(old[head : len(old) - tail], new[head : len(new) - tail])
    return [
        *((place, place) for place in range(head)),
        *((head + one, head + other) for one, other in middle),
        *((len(old) - place, len(new) - place) for place in range(tail, 0, -1)),
    ]


def inner_matches(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    anchors = next(filter(None, (unique(old, new, width) for width in WIDTHS)), None)
    if anchors is None:
        return by_blocks(old, new) if old and new else []
    found: list[Match] = []
    start = other = 0
    for place, other_place in [*increasing(anchors), (len(old), len(new))]:
        inner = matches(old[start:place], new[other:other_place])
        found += [(start + one, other + two) for one, two in inner]
        found.append((place, other_place))
        start, other = place + 1, other_place + 1
    return found[:-1]


def unique(old: Sequence[str], new: Sequence[str], width: int) -> list[Match]:
    """Where runs of lines begin that each text has once."""
    runs, new_runs = windows(old, width), windows(new, width)
    count, new_count = Counter(runs), Counter(new_runs)
    places = {run: place for place, run in enumerate(new_runs)}
    return [
        (place, places[run])
        for place, run in enumerate(runs)
        if count[run] == new_count[run] == 1
    ]


def windows(text: Sequence[str], width: int) -> list[tuple[str, ...]]:
    """All runs of so many lines."""
    return list(zip(*(text[start:] for start in range(width)), strict=False))


def increasing(pairs: list[Match]) -> list[Match]:
    """The longest part of the pairs that is in order in the other text, too."""
    ends: list[int] = []
    chain: list[int] = []
    before: list[int | None] = []
    for index, (_place, other) in enumerate(pairs):
        length = bisect_left(ends, other)
        before.append(chain[length - 1] if length else None)
        ends[length : length + 1] = [other]
        chain[length : length + 1] = [index]
    last = chain[-1] if chain else None
    found = []
    while last is not None:
        found.append(pairs[last])
        last = before[last]
    return found[::-1]


def by_blocks(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """The longest equal runs first, where no line is unique."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        (start + step, other + step)
        for start, other, size in matcher.get_matching_blocks()
        for step in range(size)
    ]
