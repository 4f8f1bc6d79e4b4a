"""Both sides of what git left with conflict markers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import StringIO
from typing import Generic, Literal, TypeVar

from scaffold.baseline.codec import BadRecord

T = TypeVar("T")

MARKER = re.compile(r"(<{7,}|\|{7,}|>{7,})(?: .*)?\r?\n?|(={7,})\r?\n?")
"""As git writes them; 7 long, or as the attribute conflict-marker-size says."""


@dataclass(frozen=True)
class Conflicted(Generic[T]):
    """What each side of a merge had, and what both started from where that is known."""

    ours: T
    theirs: T
    base: T | None = None


@dataclass
class Region:
    """A conflict: the numbers of its marker lines."""

    size: int
    start: int
    bars: list[int] = field(default_factory=list)
    separators: list[int] = field(default_factory=list)
    end: int = -1

    def part(self, name: Literal["ours", "theirs", "base"]) -> range:
        """The numbers of the lines that one side has here."""
        separator = self.separators[-1]
        if name == "theirs":
            return range(separator + 1, self.end)
        if name == "base":
            return range(self.bars[0] + 1, separator)
        return range(self.start + 1, self.bars[0] if self.bars else separator)

    @property
    def ambiguous(self) -> bool:
        """Whether another line, such as an underline, could be a marker as well."""
        if not self.bars:
            return len(self.separators) != 1
        after = [number for number in self.separators if number > self.bars[0]]
        return len(self.bars) > 1 or len(after) != 1


def sides(text: str) -> Conflicted[str] | None:
    """What either side had; ``None`` without markers, or if they can be read two ways.

    Where git merged, both sides are the merged text. The base is there if every
    conflict shows it. Markers count wherever they stand, in a string, too: ask only for
    a file that cannot be read as it is.
    """
    if "<<<<<<<" not in text:
        return None
    lines = split(text)
    regions = find_regions(lines)
    if not regions or any(region.ambiguous for region in regions):
        return None
    ours, theirs = chosen(lines, regions, "ours"), chosen(lines, regions, "theirs")
    return Conflicted(ours, theirs, base_of(lines, regions))


def recovered(data: bytes, read: Callable[[bytes], T]) -> T | Conflicted[T]:
    """What ``read`` makes of the bytes, or of both sides if they hold conflict markers.

    Raises ``BadRecord`` if one of them cannot be read.
    """
    try:
        return read(data)
    except BadRecord:
        found = sides(data.decode(errors="replace"))
        if found is None:
            raise
    base = None
    if found.base is not None:
        with suppress(BadRecord):
            base = read(found.base.encode())
    return Conflicted(read(found.ours.encode()), read(found.theirs.encode()), base)


def split(text: str) -> list[str]:
    """The lines with their ends; unlike ``splitlines``, only at line feeds, as git."""
    return list(StringIO(text, newline="\n"))


def find_regions(lines: list[str]) -> list[Region]:
    """The outermost conflicts that are complete, in order.

    None, if one of them might as well have begun at an earlier line.
    """
    opened: list[Region] = []
    found: list[Region] = []
    for number, kind, size in markers(lines):
        if kind == "<":
            opened.append(Region(size, number))
            continue
        region = next((r for r in reversed(opened) if r.size == size), None)
        if region is None:
            continue
        if kind == "|":
            region.bars.append(number)
        elif kind == "=":
            region.separators.append(number)
        else:
            del opened[opened.index(region) :]
            region.end = number
            if region.separators:
                found = [*(r for r in found if r.start < region.start), region]
    left = [(region.size, region.start) for region in opened]
    doubt = any(s == r.size and start < r.start for s, start in left for r in found)
    return [] if doubt else found


def markers(lines: list[str]) -> Iterator[tuple[int, str, int]]:
    """The number of each line that looks like a marker, its character and its size."""
    for number, line in enumerate(lines):
        if line[:7] in ("<<<<<<<", "|||||||", "=======", ">>>>>>>"):
            match = MARKER.fullmatch(line)
            if match:
                marker = match[1] or match[2]
                yield number, marker[0], len(marker)


def chosen(
    lines: list[str], regions: list[Region], side: Literal["ours", "theirs", "base"]
) -> str:
    """The text with one side's part of each conflict."""
    parts: list[str] = []
    end = 0
    for region in regions:
        parts += lines[end : region.start]
        parts += (lines[number] for number in region.part(side))
        end = region.end + 1
    return "".join(parts + lines[end:])


def base_of(lines: list[str], regions: list[Region]) -> str | None:
    """A base that holds a conflict of its own (of two bases) is none."""
    if not all(region.bars for region in regions):
        return None
    base = chosen(lines, regions, "base")
    return None if find_regions(split(base)) else base
