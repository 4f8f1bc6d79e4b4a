"""What may be wrong with a merged catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from babel import UnknownLocaleError
from babel.messages.pofile import PoFileError, read_po

from scaffold.merge.outcome import Unreadable
from scaffold.merge.po import HEADER, forms, index, named, parse


def check(base: str, yours: str, new: str, merged: str) -> list[str]:
    """What is wrong with a merged catalogue that was not wrong with the user's."""
    try:
        before = faults(yours)
    except Unreadable:
        before = []
    try:
        found = faults(merged) + lost(base, yours, merged)
    except Unreadable as error:
        return [str(error)]
    return [fault for fault in found if fault not in before]


def faults(text: str) -> list[str]:
    """What is wrong with a catalogue. Raises ``Unreadable``."""
    found = index(parse(text))
    count = forms(found.get(HEADER))
    live = [(place, entry) for place, entry in found.items() if not entry.obsolete]
    doubled = [
        f"{named(entry)} is there more than once."
        for (_key, number), entry in live
        if number
    ]
    uneven = [
        f"{named(entry)} has {len(entry.strings)} of {count} plural forms."
        for _place, entry in live
        if count and entry.plural is not None and len(entry.strings) != count
    ]
    return [*doubled, *uneven, *unread(text)]


def unread(text: str) -> Iterator[str]:
    """Why the generated app could not read a catalogue."""
    try:
        read_po(BytesIO(text.encode()), abort_invalid=True)
    except (PoFileError, UnknownLocaleError, ValueError, LookupError) as error:
        yield re.sub(r" on \d+$", "", str(error))


def lost(base: str, yours: str, merged: str) -> list[str]:
    """The user's translations that are nowhere in the merged catalogue."""
    was, mine, now = (translations(text) for text in (base, yours, merged))
    return [f"A translation is lost: {text}" for text in mine - was - now]


def translations(text: str) -> set[str]:
    found = (entry.strings for entry in parse(text).entries if entry.key != HEADER[0])
    return {string for strings in found for string in strings if string}
