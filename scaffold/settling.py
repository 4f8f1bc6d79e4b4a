"""What was edited by hand, which conflicts are open, and how they are settled.

Needs what is remembered, and neither the tables nor the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from scaffold import baseline, plan, textfile, writer
from scaffold.baseline import Baseline, Open, Record
from scaffold.decision import (
    DROPPED,
    has_markers,
    same_text,
    sides_of,
    unsettled,
)
from scaffold.errors import ConfigError, OutputError, Problem
from scaffold.journal import Unit, Write
from scaffold.merge import Conflict, Merged, merge, settle
from scaffold.merge.outcome import Unreadable

Side = Literal["yours", "new", "done"]

HALF_MERGED = Conflict(
    "half merged by git; run `piccolo-scaffold admin`", 1, "", "", ""
)
"""What is remembered as git has left it."""


@dataclass(frozen=True)
class State:
    """A file that is not as it was generated."""

    path: str
    status: Literal["edited", "deleted", "moved", "conflict"]
    added: int = 0
    removed: int = 0
    """Lines, in comparison with what was generated."""

    was: str | None = None
    conflicts: tuple[Conflict, ...] = ()

    @property
    def heals(self) -> bool:
        """Whether generating again settles it, and nothing else does."""
        return self.conflicts == (HALF_MERGED,)


def states(output: Path) -> list[State]:
    """What the user has edited, deleted and moved, and open conflicts."""
    found = remembered(output)
    broken = [*found.conflicts, *found.unreadable]
    records = [
        state
        for path in sorted(found.records)
        if (state := state_of(output, found.records[path], found.open.get(path)))
    ]
    halves = [State(path, "conflict", conflicts=(HALF_MERGED,)) for path in broken]
    return [*records, *halves]


def remembered(output: Path) -> Baseline:
    """Raises ``OutputError`` if nothing was generated there."""
    if not (output / baseline.BASE).is_dir():
        what = "Nothing was generated here that could be compared."
        remedy = "Run `piccolo-scaffold admin` first, or name the folder with --output."
        raise OutputError(Problem(str(output), what, remedy))
    return baseline.read(output)


def state_of(output: Path, record: Record, opened: Open | None) -> State | None:
    path = record.moved or record.path
    content = plan.content(output, path)
    if opened and content is not None:
        return State(
            path, "conflict", conflicts=open_conflicts(record, opened, content)
        )
    if content is None:
        return State(path, "deleted")
    if same_text(content, record.text):
        return State(path, "moved", was=record.path) if record.moved else None
    added, removed = difference(record.text, content.decode(errors="replace"))
    was = record.path if record.moved else None
    return State(path, "edited", added, removed, was)


def difference(old: str, new: str) -> tuple[int, int]:
    """How many lines were added and removed."""
    before, after = old.splitlines(), new.splitlines()
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    return len(after) - same, len(before) - same


def open_conflicts(
    record: Record, opened: Open, content: bytes | None
) -> tuple[Conflict, ...]:
    """The conflicts of one file, as they are now."""
    yours = (content or b"").decode(errors="replace")
    if opened.new is None:
        return (Conflict(DROPPED, 1, record.text, yours, ""),)
    try:
        text = textfile.read(content or b"", python=record.path.endswith(".py")).text
    except ValueError as error:
        where = f"the whole file: it cannot be read: {error}"
        return (Conflict(where, 1, record.text, yours, opened.new),)
    if found := sides_of(record.path, text, opened):
        return (unsettled(text, found),)
    return merged(record, text, opened).conflicts


def resolve(output: Path, paths: Sequence[str], side: Side) -> list[str]:
    """Settle the conflicts of these files. Returns their paths.

    Raises ``ConfigError`` if one of them has none, or has markers still.
    """
    found = remembered(output)
    records = {record.moved or path: record for path, record in found.records.items()}
    records |= found.records
    problems = [
        Problem(
            str(output / path), "There is no open conflict in this file.", known(found)
        )
        for path in paths
        if path not in records or records[path].path not in found.open
    ]
    if problems:
        raise ConfigError(*problems)
    chosen = {records[path].path: records[path] for path in paths}
    units = [settled(output, r, found.open[p], side) for p, r in chosen.items()]
    left = writer.apply(output, units)
    if left:
        what = "This was saved meanwhile, and left alone."
        raise OutputError(*(Problem(unit[0].path, what, "Try again.") for unit in left))
    return list(chosen)


def known(found: Baseline) -> str:
    if not found.open:
        return "No conflict is open."
    return f"Open: {', '.join(sorted(found.open))}."


def settled(output: Path, record: Record, opened: Open, side: Side) -> Unit:
    """What is written to settle the conflicts of one file."""
    path = record.moved or record.path
    old = plan.content(output, path)
    try:
        new = chosen_content(record, opened, old, side, str(output / path))
    except UnicodeEncodeError as error:
        what = f"The encoding {error.encoding} has no {error.object[error.start]!r}."
        remedy = "Save the file in UTF-8, and try again."
        raise ConfigError(Problem(str(output / path), what, remedy)) from None
    after = replace(record, text=opened.new) if opened.new is not None else None
    places = {
        baseline.record_path(record.path): baseline.encode(after) if after else None,
        baseline.conflict_path(record.path): None,
    }
    writes = [Write(path, old, new)] if new != old else []
    writes += [
        Write(place, plan.content(output, place), content)
        for place, content in places.items()
    ]
    return tuple(writes)


def chosen_content(
    record: Record, opened: Open, old: bytes | None, side: Side, where: str
) -> bytes | None:
    """The file, once it is settled."""
    if opened.new is None:
        return None if side == "new" else old
    if old is None:
        return opened.new.encode() if side == "new" else None
    try:
        file = textfile.read(old, python=record.path.endswith(".py"))
    except ValueError:
        return opened.new.encode() if side == "new" else old
    found = sides_of(record.path, file.text, opened)
    if side == "done" and (found or (opened.markers and has_markers(file.text))):
        what = "There are conflict markers in this file."
        raise ConfigError(Problem(where, what, "Remove them, or take a side."))
    if found:
        return file.with_text(found.ours if side == "yours" else found.theirs)
    if side == "done":
        return old
    texts = record.text, file.text, opened.new
    if side == "new":
        try:
            text = settle(*texts, path=record.path, renames=opened.renames)
        except Unreadable as error:
            what = f"Its conflicts cannot all be settled so: {error}."
            remedy = "Edit it, and say --done."
            raise ConfigError(Problem(where, what, remedy)) from None
    else:
        text = merged(record, file.text, opened).text
    return file.with_text(text)


def merged(record: Record, yours: str, opened: Open) -> Merged:
    """What regeneration makes of the file as it is now."""
    assert opened.new is not None
    return merge(
        record.text,
        yours,
        opened.new,
        path=record.path,
        renames=opened.renames,
        generated=True,
    )
