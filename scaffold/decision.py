"""What becomes of one file, given base, yours and new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from scaffold import textfile
from scaffold.baseline import Open, Record
from scaffold.baseline.conflicts import Conflicted, markers, sides
from scaffold.merge import Conflict, Merged, is_readable, merge
from scaffold.merge.markers import marked
from scaffold.merge.renaming import Pairs

DROPPED = "the whole file: it is generated no more, and was edited; --new deletes it"

MARKERS = "conflict markers"

Status = Literal[
    "create",
    "update",
    "merge",
    "move",
    "delete",
    "identical",
    "deleted",
    "kept",
    "conflict",
]


@dataclass(frozen=True)
class Action:
    """One file: where it stands, what happens to it, and what is remembered of it."""

    path: str
    status: Status
    old: bytes | None
    new: bytes | None

    output: str
    """The path it is generated for, which the user may have moved it from."""

    record: Record | None = None
    open: Open | None = None

    was: str | None = None
    """Where it stood, if its table has another name now."""

    notes: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class News:
    """A table or column that has come, gone or been renamed: an old and a new word."""

    old: str | None
    new: str | None

    def __str__(self) -> str:
        if self.old and self.new:
            return f"{self.old} → {self.new}"
        return f"+ {self.new}" if self.new else f"- {self.old}"

    def shows(self, base: str, new: str) -> bool:
        """Whether it is seen in the difference of two texts."""
        gone = not self.old or (has(base, self.old) and not has(new, self.old))
        come = not self.new or (has(new, self.new) and not has(base, self.new))
        return gone and come


def has(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


@dataclass(frozen=True)
class Case:
    """All that decides about one file."""

    output: str
    path: str
    new: str | None
    yours: bytes | None
    record: Record | Conflicted[Record] | None = None
    open: Open | None = None
    owner: str | None = None
    renames: Pairs = ()
    news: Sequence[News] = ()
    was: str | None = None
    recreate: bool = False

    moved_perhaps: bool = False
    """Whether another file may be this one: until that is known, nothing is new."""

    markers: bool = False

    sides: Conflicted[str] | None = None
    """Both sides of the file, where git is in the middle of a merge and knows them."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is new about it, in a few words."""
        if self.new is None or not isinstance(self.record, Record):
            return ()
        base, new = self.record.text, self.new
        return tuple(str(one) for one in self.news if one.shows(base, new))

    def record_of(self, text: str) -> Record:
        """What is to be remembered, if this is the base."""
        moved = self.path if self.path != self.output else None
        return Record(self.output, text, self.owner, moved)

    def action(
        self, status: Status, content: bytes | None, notes: tuple[str, ...] = ()
    ) -> Action:
        """With this content, and the new output remembered."""
        record = None if self.new is None else self.record_of(self.new)
        return Action(
            self.path,
            status,
            self.yours,
            content,
            self.output,
            record,
            was=self.was,
            notes=self.notes or notes,
        )

    def conflict(
        self,
        content: bytes | None,
        record: Record | None,
        opened: Open,
        *found: Conflict,
    ) -> Action:
        action = self.action("conflict", content)
        return replace(action, record=record, open=opened, conflicts=found)


def decide(case: Case) -> Action:
    """The action for one file. Nothing is read or written."""
    if case.new is None:
        return dropped(case)
    new = case.new.encode(errors="surrogatepass")
    if case.yours is None:
        if case.record is None or case.recreate:
            return case.action("create", new)
        action = replace(case.action("deleted", None), open=case.open)
        if case.moved_perhaps and isinstance(case.record, Record):
            return replace(action, record=case.record)
        return action
    if case.yours == new:
        return case.action("move" if case.was else "identical", new)
    return differing(case, case.yours)


def differing(case: Case, yours: bytes) -> Action:
    """A file that is there, and not as it is generated."""
    try:
        file = textfile.read(yours, python=case.output.endswith(".py"))
    except ValueError as error:
        if isinstance(case.record, Record) and case.record.text == case.new:
            return case.action("move" if case.was else "identical", yours)
        return untouched(case, f"it cannot be read: {error}")
    found = sides_of(case.output, file.text, case.open)
    if case.sides and "<<<<<<<" in file.text and sides(file.text):
        found = case.sides
    if found and case.open and not case.sides:
        return still_open(case, unsettled(file.text, found))
    if case.record is None:
        return case.action("kept", yours)
    return merged(case, file, found)


def merged(
    case: Case, file: textfile.TextFile, found: Conflicted[str] | None
) -> Action:
    """The file with what the generator has changed."""
    assert case.new is not None
    result = combined(case, file.text, found)
    if result is None:
        assert found
        return still_open(case, unsettled(file.text, found))
    is_marked = any(conflict.where == MARKERS for conflict in result.conflicts)
    text = result.text
    if case.markers and not is_marked:
        text, is_marked = marked(text, result.conflicts), True
    try:
        content = case.yours if text == file.text else file.with_text(text)
    except UnicodeEncodeError as error:
        return untouched(case, f"{file.encoding} has no {error.object[error.start]!r}")
    if result.conflicts:
        opened = Open(case.output, case.new, tuple(case.renames), is_marked)
        record = case.record_of(result.base)
        action = case.conflict(content, record, opened, *result.conflicts)
        return replace(action, notes=case.notes or result.notes)
    if content == case.yours:
        return case.action("move" if case.was else "identical", content)
    pristine = isinstance(case.record, Record) and case.record.text == file.text
    return case.action("update" if pristine else "merge", content, result.notes)


def combined(case: Case, yours: str, found: Conflicted[str] | None) -> Merged | None:
    """What merging gives; of both sides, where git left a conflict.

    Nothing, if these cannot be merged.
    """
    assert case.new is not None
    assert case.record is not None

    def one(base: str, yours: str, new: str) -> Merged:
        path, renames = case.output, case.renames
        return merge(base, yours, new, path=path, renames=renames, generated=True)

    bases = case.record
    if found is None:
        record = bases if isinstance(bases, Record) else bases.ours
        return one(record.text, yours, case.new)
    if isinstance(bases, Record):
        start = common(found) if found.base is None else found.base
        both = merge(start, found.ours, found.theirs, path=case.output)
        return None if both.conflicts else one(bases.text, both.text, case.new)
    ours = one(bases.ours.text, found.ours, case.new)
    theirs = one(bases.theirs.text, found.theirs, case.new)
    both = merge(case.new, ours.text, theirs.text, path=case.output)
    if both.conflicts:  # Of two people: their words stand in the file.
        text = marked(both.text, both.conflicts)
        return Merged(text, case.new, (unsettled(text, Conflicted(text, "")),))
    told = ours if ours.conflicts else theirs
    return replace(told, text=both.text)


def common(found: Conflicted[str]) -> str:
    """What both sides have: as if neither had deleted anything."""
    ours, theirs = (
        side.splitlines(keepends=True) for side in (found.ours, found.theirs)
    )
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return "".join(line for a, _b, size in blocks for line in ours[a : a + size])


def dropped(case: Case) -> Action:
    """What is generated no more: gone, if it was not edited."""
    record = case.record if isinstance(case.record, Record) else None
    if case.yours is None:
        return case.action("deleted", None)
    if record and same_text(case.yours, record.text):
        return case.action("delete", None)
    yours = case.yours.decode(errors="replace")
    conflict = Conflict(DROPPED, 1, record.text if record else "", yours, "")
    return case.conflict(case.yours, record, Open(case.output, None), conflict)


def same_text(content: bytes, text: str) -> bool:
    """Whether a file is as it was generated; git may have changed its line ends."""
    return content.replace(b"\r\n", b"\n") == text.encode(errors="surrogatepass")


def untouched(case: Case, why: str) -> Action:
    """A file that cannot be merged: it stays, and that is a conflict."""
    assert case.new is not None
    if case.record is None:
        return case.action("kept", case.yours)
    record = case.record if isinstance(case.record, Record) else None
    yours = (case.yours or b"").decode(errors="replace")
    base = record.text if record else ""
    conflict = Conflict(f"the whole file: {why}", 1, base, yours, case.new)
    record = record or case.record_of(case.new)
    opened = Open(case.output, case.new, tuple(case.renames))
    return case.conflict(case.yours, record, opened, conflict)


def still_open(case: Case, conflict: Conflict) -> Action:
    """A file with conflict markers that are not settled yet."""
    assert case.new is not None
    pairs = tuple(case.renames)
    opened = case.open or Open(case.output, case.new, pairs, markers=True)
    record = case.record
    if not isinstance(record, Record):
        record = case.record_of(case.new)
    return case.conflict(case.yours, record, opened, conflict)


def sides_of(path: str, text: str, opened: Open | None) -> Conflicted[str] | None:
    """Both sides of a file with conflict markers; nothing if they are just text."""
    if "<<<<<<<" not in text:
        return None
    expected = opened is not None and opened.markers
    return sides(text) if expected or not is_readable(path, text) else None


def has_markers(text: str) -> bool:
    """Whether a line looks like a conflict marker, though others may be missing."""
    return any(True for _marker in markers(text.splitlines(keepends=True)))


def unsettled(text: str, found: Conflicted[str]) -> Conflict:
    """The conflict of a text with markers, where the first of them is."""
    line = text.partition("<<<<<<<")[0].count("\n") + 1
    base = found.base or ""
    return Conflict(MARKERS, line, base, found.ours, found.theirs)
