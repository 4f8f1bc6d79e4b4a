"""Merging gettext catalogues, message by message.

The user's order stays, and so do the bytes of what nobody touched. What goes leaves its
translation behind as an obsolete entry, and finds it there when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from scaffold.merge.catalogue_check import check
from scaffold.merge.markers import with_side
from scaffold.merge.messages import (
    merge_header,
    merge_message,
    said,
    translation,
    with_forms,
    with_strings,
    with_words,
)
from scaffold.merge.outcome import Conflict, Merged
from scaffold.merge.po import (
    HEADER,
    Catalogue,
    Entry,
    Index,
    Key,
    Place,
    forms,
    index,
    is_live,
    named,
    parse,
)
from scaffold.merge.renaming import Pairs, renamed

__all__ = ["check", "merge"]


@dataclass
class Slot:
    """A message in up to three versions, and what becomes of it."""

    base: Entry | None
    yours: Entry | None
    new: Entry | None
    result: Entry | None = None
    clash: bool = False


Slots = dict[Place, Slot]


def merge(base: str, yours: str, new: str, renames: Pairs = ()) -> Merged:
    """Merge catalogues. ``renames`` are words that messages and contexts consist of.

    Raises ``Unreadable``.
    """
    if yours in (base, new):
        return Merged(new, new)
    if new == base:
        return Merged(yours, new)
    return merge_catalogues(parse(base), parse(yours), parse(new), renames)


def regenerate(base: str, yours: str, new: str, renames: Pairs = ()) -> Merged:
    """The same, where the generator's translations give way to the user's.

    It only translates what the user has not.
    """
    if yours in (base, new):
        return Merged(new, new)
    if new == base:
        return Merged(yours, new)
    was, mine, its = parse(base), parse(yours), parse(new)
    return merge_catalogues(was, mine, its, renames, yielding=True)


def settle(base: str, yours: str, new: str, renames: Pairs = ()) -> str:
    """The merged file with the generator's side of every conflict."""
    merged = regenerate(base, yours, new, renames)
    return with_side(merged.text, merged.conflicts, "new")


def merge_catalogues(
    base: Catalogue,
    yours: Catalogue,
    new: Catalogue,
    renames: Pairs,
    *,
    yielding: bool = False,
) -> Merged:
    was, mine, its = index(base), index(yours), index(new)
    was, mine = followed(was, mine, its, renames)
    if yielding:
        was |= dict(conceded(was, mine, its))
    slots = {
        place: Slot(was.get(place), mine.get(place), its.get(place))
        for place in {**mine, **its}
    }
    for place, slot in slots.items():
        decide(place, slot)
    fit_forms(slots)
    order = arranged(slots, list(mine), list(its))
    tail = new.tail if yours.tail == base.tail else yours.tail
    text, lines = written([slot.result for slot in order], tail)
    clashes = [
        clash(slot, line) for slot, line in zip(order, lines, strict=True) if slot.clash
    ]
    remembered, _lines = written([to_remember(slots[place]) for place in its], new.tail)
    return Merged(text, remembered, tuple(clashes), tuple(notes(slots.values())))


def conceded(was: Index, mine: Index, its: Index) -> Iterator[tuple[Place, Entry]]:
    """Messages that the user translates, or has deleted: as if the generator had always
    said of them what it says now.
    """
    for place, new in its.items():
        base, yours = was.get(place), mine.get(place)
        if place == HEADER or translation(new) in (None, translation(base)):
            continue
        if base and translation(yours) != translation(base):
            yield place, with_strings(base, new)
        elif yours and yours.translated and not base:
            yield place, new


def followed(
    base: Index, yours: Index, new: Index, renames: Pairs
) -> tuple[Index, Index]:
    """The first two, with the messages that have other words now under these."""
    moved: dict[Place, Place] = {}
    for place, entry in base.items():
        if not entry.obsolete and not is_live(new.get(place)):
            for target in ((words, place[1]) for words in reworded(place[0], renames)):
                taken = is_live(base.get(target)) or target in moved.values()
                if is_live(new.get(target)) and not taken and target not in yours:
                    moved[place] = target
                    break

    def move(given: Index) -> Index:
        return {
            place if entry.obsolete else moved.get(place, place): entry
            for place, entry in given.items()
        }

    return move(base), move(yours)


def reworded(key: Key, renames: Pairs) -> Iterator[Key]:
    """What a message may be called now."""
    context, words = key
    new_context = context and renamed(context, renames)
    new_words = renamed(words, renames)
    for found in ((new_context, new_words), (context, new_words), (new_context, words)):
        if found != key:
            yield found


def decide(place: Place, slot: Slot) -> None:
    base, yours, new = slot.base, slot.yours, slot.new
    if yours is None:
        decide_missing(slot)
    elif new is None or new.obsolete:
        dropped = is_live(base) and is_live(yours) and place != HEADER
        slot.result = left_behind(base, yours) if dropped else yours
    elif yours.obsolete and is_live(base):
        slot.result = yours
    elif base and yours.text == base.text:
        slot.result = replace(new, lead=yours.lead, first=yours.first)
    else:
        merge_one = merge_header if place == HEADER else merge_message
        merged = merge_one(base, yours.revived() if yours.obsolete else yours, new)
        slot.result, slot.clash = merged or yours, merged is None


def decide_missing(slot: Slot) -> None:
    """A message that came in, or that the user has deleted."""
    base, new = slot.base, slot.new
    if new and (base is None or (base.obsolete and not new.obsolete)):
        slot.result = new
    elif base and new and new.translated:
        slot.clash = translation(base) != translation(new)


def left_behind(base: Entry | None, yours: Entry) -> Entry | None:
    """An obsolete entry, if there is something of the user's in it."""
    assert base
    own = yours.translated and translation(yours) != translation(base)
    if own or set(yours.values("#")) - set(base.values("#")):
        return yours.made_obsolete()
    return None


def fit_forms(slots: Slots) -> None:
    """Give plurals as many translations as the header says."""
    header = slots.get(HEADER)
    count = header and forms(header.result)
    if not header or not count:
        return
    changed = count != forms(header.yours)
    for slot in slots.values():
        entry = slot.result
        touched = changed or entry is not slot.yours
        if entry and touched and entry.plural is not None and not entry.obsolete:
            slot.result = with_forms(entry, count)


def arranged(slots: Slots, yours: list[Place], new: list[Place]) -> list[Slot]:
    """In the user's order; what came in behind what is before it in the new output."""
    order = [place for place in yours if slots[place].result]
    there = set(order)
    before: Place | None = None
    for place in new:
        slot = slots[place]
        if place not in there and (slot.result or slot.clash):
            order.insert(order.index(before) + 1 if before else 0, place)
            there.add(place)
        if is_live(slot.result):
            before = place
    return [slots[place] for place in order]


def to_remember(slot: Slot) -> Entry | None:
    """The new message; of one in conflict the old one, found under its new words."""
    if not slot.clash or not slot.new:
        return slot.new
    old = slot.base and with_words(slot.base, slot.new, ("msgctxt", "msgid"))
    return old and replace(old, lead=slot.new.lead, first=slot.new.first)


def written(entries: Sequence[Entry | None], tail: str) -> tuple[str, list[int]]:
    """The text of a catalogue, and the line that each entry begins at."""
    text = ""
    lines = []
    line = 1
    for entry in entries:
        piece = with_lead(entry, text) if entry else ""
        lines.append(
            line + (piece.count("\n") - entry.text.count("\n") if entry else 0)
        )
        line += piece.count("\n")
        text += piece
    return text + tail, lines


def with_lead(entry: Entry, before: str) -> str:
    """An entry, on a line of its own."""
    if not before:
        return (entry.lead if entry.first else "") + entry.text
    lead = entry.lead or "\n" * entry.first
    return "\n" * (not before.endswith("\n")) + lead + entry.text


def clash(slot: Slot, line: int) -> Conflict:
    base, yours, new = (
        entry.text if entry else "" for entry in (slot.base, slot.yours, slot.new)
    )
    assert slot.new
    return Conflict(named(slot.new), line, base, yours, new)


def notes(slots: Iterable[Slot]) -> Iterator[str]:
    """What came in and went."""
    for slot in slots:
        was = slot.yours if is_live(slot.yours) else None
        now = slot.result if is_live(slot.result) else None
        if was and (not now or said(was) != said(now)):
            yield f"- {named(was)}"
        if now and (not was or said(was) != said(now)):
            yield f"+ {named(now)}"
