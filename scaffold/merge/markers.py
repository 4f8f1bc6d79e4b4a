"""Conflicts as git shows them: diff3 markers around whole lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from scaffold.merge.outcome import Conflict

Region = tuple[int, int, list[Conflict]]
"""The lines from the first to before the last, counted from 0, and what is in them."""


def marked(text: str, conflicts: Sequence[Conflict]) -> str:
    """The merged text, with markers around every conflict in it."""
    lines = text.splitlines(keepends=True)
    for start, end, group in reversed(regions(conflicts)):
        yours = "".join(lines[start:end])
        lines[start:end] = [
            "<<<<<<< yours\n",
            ended(yours),
            "||||||| base\n",
            ended(version(yours, start, group, "base")),
            "=======\n",
            ended(version(yours, start, group, "new")),
            ">>>>>>> new\n",
        ]
    return "".join(lines)


def with_side(
    text: str, conflicts: Sequence[Conflict], side: Literal["base", "new"]
) -> str:
    """The merged text, with another side's part in each conflict."""
    lines = text.splitlines(keepends=True)
    for start, end, group in reversed(regions(conflicts)):
        its = version("".join(lines[start:end]), start, group, side)
        lines[start:end] = [ended(its)]
    return "".join(lines)


def regions(conflicts: Sequence[Conflict]) -> list[Region]:
    """The lines that conflicts are in; those on the same line are shown together."""
    found: list[Region] = []
    for conflict in sorted(conflicts, key=lambda one: (one.line, one.column)):
        start = conflict.line - 1
        end = start + conflict.yours.count("\n") + bool(conflict.yours)
        if found and (start < found[-1][1] or start == end == found[-1][1]):
            first, last, group = found.pop()
            start, end = first, max(last, end)
            found.append((start, end, [*group, conflict]))
        else:
            found.append((start, end, [conflict]))
    return found


def version(
    yours: str, first: int, group: Sequence[Conflict], side: Literal["base", "new"]
) -> str:
    """The lines of a region as another side has them."""
    starts = [0]
    for line in yours.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for conflict in reversed(group):
        its = conflict.base if side == "base" else conflict.new
        start = starts[min(conflict.line - 1 - first, len(starts) - 1)]
        if conflict.yours:
            start += conflict.column
            end = start + len(conflict.yours)
            yours = f"{yours[:start]}{its}{yours[end:]}"
        elif its:
            added = f"{' ' * conflict.column}{its}\n"
            yours = f"{yours[:start]}{added}{yours[start:]}"
    return "" if not yours.strip(" \t\n,") else yours


def ended(text: str) -> str:
    """On lines of its own."""
    return text if not text or text.endswith("\n") else f"{text}\n"
