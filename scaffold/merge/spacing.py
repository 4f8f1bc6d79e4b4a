"""Whitespace and comments between the constructs of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from scaffold.merge.tree import Leaf, Node


@dataclass(frozen=True)
class Gap:
    """Whitespace, or a comment."""

    text: str
    is_comment: bool = False


Loose = Node | Gap


def arrange(things: Iterable[Loose], *, exact: bool = False) -> tuple[list[Node], Leaf]:
    """The items with what stands around them, and what stands behind the last.

    A comment goes with what it stands before, or behind on the same line. One that has
    an empty line behind it is an item. ``exact``: whitespace has a meaning.
    """
    items: list[Node] = []
    gaps: list[Gap] = []
    for thing in things:
        if isinstance(thing, Gap):
            gaps.append(thing)
        else:
            gaps = with_trail(items, gaps)
            count = floating(gaps)
            items += comments(gaps[:count], exact=exact)
            items.append(replace(thing, lead=leaf(gaps[count:], exact=exact)))
            gaps = []
    gaps = with_trail(items, gaps)
    count = max((n for n, gap in enumerate(gaps, 1) if gap.is_comment), default=0)
    items += comments(gaps[:count], exact=exact)
    return items, leaf(gaps[count:], exact=exact)


def with_trail(items: list[Node], gaps: list[Gap]) -> list[Gap]:
    """Give the last item the comment on its line, and return the gaps left."""
    count = next((n for n, gap in enumerate(gaps, 1) if gap.is_comment), 0)
    before, after = gaps[:count], gaps[count:]
    same_line = "\n" not in "".join(gap.text for gap in before[:-1])
    ends_line = not after or after[0].text.lstrip(" \t").startswith("\n")
    if not (items and count and same_line and ends_line):
        return gaps
    items[-1] = replace(items[-1], trail=leaf(before))
    return after


def floating(gaps: Sequence[Gap]) -> int:
    """How many of the gaps stand for themselves, since an empty line follows."""
    count = 0
    for number, (gap, after) in enumerate(pairwise(gaps), 1):
        if gap.is_comment and after.text.count("\n") > 1:
            count = number
    return count


def comments(gaps: Sequence[Gap], *, exact: bool) -> Iterable[Node]:
    lead: list[Gap] = []
    for gap in gaps:
        if not gap.is_comment:
            lead.append(gap)
            continue
        yield Node(
            ("comment", collapsed(gap.text)),
            (Leaf(gap.text, collapsed(gap.text), block=True),),
            kind="comment",
            lead=leaf(lead, exact=exact),
            named=False,
            like="comment",
            free=True,
        )
        lead = []


def leaf(gaps: Sequence[Gap], *, exact: bool = False) -> Leaf:
    text = "".join(gap.text for gap in gaps)
    words = " ".join(collapsed(gap.text) for gap in gaps if gap.is_comment)
    return Leaf(text, text if exact else words, block=bool(words))


def collapsed(text: str) -> str:
    """Words that are wrapped in another way are the same words."""
    return " ".join(text.split())
