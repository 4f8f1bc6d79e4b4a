"""Merging three texts line by line: prose, and files of no kind that we know better.

As in diff3: what only one side changed is taken, what both changed in the same way is
there once. Changes that touch each other, without a line between them that nobody
changed, are a conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scaffold.merge.lines import Change, changes
from scaffold.merge.markers import with_side
from scaffold.merge.outcome import Conflict, Merged
from scaffold.merge.renaming import Pairs, follow

Lines = list[str]

Cluster = tuple[list[Change], list[Change]]
"""The user's changes and the generator's."""


@dataclass(frozen=True)
class Piece:
    """Lines that belong together, in three versions."""

    base: Lines
    yours: Lines
    new: Lines

    @property
    def merged(self) -> Lines | None:
        """The lines that come out; ``None`` is a conflict."""
        if self.yours in (self.base, self.new):
            return self.new
        return self.yours if self.new == self.base else None


def merge(base: str, yours: str, new: str, renames: Pairs = ()) -> Merged:
    """Merge whole files. Where there is a conflict, the user's lines stay."""
    text: Lines = []
    remembered: Lines = []
    conflicts = []
    for piece in merge_lines(*map(lines, (base, yours, new))):
        merged = piece.merged
        if merged is None:
            merged = followed(piece, renames)
        if merged is None:
            conflicts.append(conflict(piece, len(text) + 1))
        text += piece.yours if merged is None else merged
        remembered += piece.base if merged is None else piece.new
    merged_text = joined(text, ending(base, yours, new))
    return Merged(merged_text, joined(remembered, new[-1:] == "\n"), tuple(conflicts))


def settle(base: str, yours: str, new: str, renames: Pairs = ()) -> str:
    """The merged file with the generator's side of every conflict."""
    merged = merge(base, yours, new, renames)
    return with_side(merged.text, merged.conflicts, "new")


def merge_block(base: str, yours: str, new: str) -> str | None:
    """The merged lines of a comment or a docstring; ``None`` if there is a conflict.

    Where both sides only add lines, the generated come first.
    """
    text: Lines = []
    for piece in merge_lines(*map(lines, (base, yours, new))):
        merged = piece.merged
        if merged is None and not piece.base:
            merged = piece.new + piece.yours
        if merged is None:
            return None
        text += merged
    return joined(text, ending(base, yours, new))


def has_all(base: str, less: str, more: str) -> bool:
    """Whether one side has made the changes of the other, word by word, and more."""
    pieces = merge_lines(*map(words, (base, less, more)))
    return all(piece.yours in (piece.base, piece.new) for piece in pieces)


def words(text: str) -> Lines:
    return re.findall(r"\w+|\s+|[^\w\s]", text)


def lines(text: str) -> Lines:
    """The lines without their ends, so that a last one without is like any other."""
    return text.removesuffix("\n").split("\n") if text else []


def ending(base: str, yours: str, new: str) -> bool:
    """Whether the last line of the merged text has an end."""
    was, mine, its = (
        text[-1:] == "\n" if text else None for text in (base, yours, new)
    )
    return bool(its if mine == was and new else mine)


def joined(text: Lines, ends: bool) -> str:
    return "\n".join(text) + "\n" * (ends and bool(text))


def followed(piece: Piece, renames: Pairs) -> Lines | None:
    """The user's lines with new names, if these are all that the generator changed."""
    text = follow(*texts(piece), renames)
    return None if text is None else lines(text)


def conflict(piece: Piece, line: int) -> Conflict:
    last = line + len(piece.yours) - 1
    where = f"lines {line}-{last}" if last > line else f"line {line}"
    return Conflict(where, line, *texts(piece))


def texts(piece: Piece) -> tuple[str, str, str]:
    """The base's lines, the user's and the new."""
    return joined(piece.base, True), joined(piece.yours, True), joined(piece.new, True)


def merge_lines(base: Lines, yours: Lines, new: Lines) -> list[Piece]:
    """The three texts, side by side, cut where all three agree."""
    pieces: list[Piece] = []
    done = Change(0, 0, 0, 0), Change(0, 0, 0, 0)
    for cluster in touching(changes(base, yours), changes(base, new)):
        mine, its = spread(cluster, done)
        same = base[done[0].end : mine.start]
        pieces += [Piece(same, same, same)]
        pieces += trimmed(
            base[mine.start : mine.end],
            yours[mine.other : mine.other_end],
            new[its.other : its.other_end],
        )
        done = mine, its
    rest = base[done[0].end :]
    return [*pieces, Piece(rest, rest, rest)]


def touching(mine: list[Change], its: list[Change]) -> Iterator[Cluster]:
    """Changes of both sides, those together that touch one another."""
    cluster: Cluster = [], []
    reach = -1
    tagged = [*((change, 0) for change in mine), *((change, 1) for change in its)]
    for change, side in sorted(tagged, key=lambda entry: entry[0].start):
        if change.start > reach and any(cluster):
            yield cluster
            cluster = [], []
        cluster[side].append(change)
        reach = max(reach, change.end)
    if any(cluster):
        yield cluster


def spread(cluster: Cluster, done: tuple[Change, Change]) -> tuple[Change, Change]:
    """One change of each side over the same lines of the base."""
    start = min(change.start for side in cluster for change in side)
    end = max(change.end for side in cluster for change in side)
    return over(start, end, cluster[0], done[0]), over(start, end, cluster[1], done[1])


def over(start: int, end: int, inner: list[Change], done: Change) -> Change:
    """A change of these lines, which consists of the inner ones."""
    last = inner[-1] if inner else done
    other = done.other_end + start - done.end
    return Change(start, end, other, last.other_end + end - last.end)


def trimmed(base: Lines, yours: Lines, new: Lines) -> Iterator[Piece]:
    """A piece; of a conflict, without the lines that both sides changed alike.

    What is left may be clean, as if the base had these lines, too.
    """
    piece = Piece(base, yours, new)
    if piece.merged is not None:
        yield piece
        return
    head = common(yours, new)
    tail = common(yours[head:][::-1], new[head:][::-1])
    yield Piece([], yours[:head], yours[:head])
    yield Piece(base, yours[head : len(yours) - tail], new[head : len(new) - tail])
    yield Piece([], yours[len(yours) - tail :], new[len(new) - tail :])


def common(one: Lines, other: Lines) -> int:
    """How many lines at the start are equal."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
