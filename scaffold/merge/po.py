"""gettext catalogues as slices of source: entries, and the lines in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from textwrap import shorten

from babel.messages.pofile import unescape

from scaffold.merge.outcome import SEPARATOR, Unreadable

Key = tuple[str | None, str]
"""What identifies a message: its context, if it has one, and its words."""

ORDER = (
    ("#", "#.", "#:", "#,", "#|"),
    ("msgctxt", "msgid", "msgid_plural", "msgstr"),
)
"""The kinds of lines in an entry, in the order that gettext's tools write them:
translators' comments, extracted comments, references, flags, the previous message; and
the message. Empty lines in an entry have no kind."""

CONTINUED = '"'
"""The kind of a line that continues the one before."""

KINDS = ORDER[0] + ORDER[1]

QUOTED = r'"(?:[^"\\]|\\.)*"'

KEYWORD = re.compile(rf"(msgctxt|msgid_plural|msgid|msgstr)(\[\d+\])?\s*({QUOTED})")

REFERENCE = re.compile("\u2068[^\u2069]*\u2069|\\S+")
"""File names with spaces are enclosed in these invisible characters."""


@dataclass(frozen=True, eq=False)
class Entry:
    """A message with its translations and comments."""

    lead: str
    """The empty lines before it."""

    lines: tuple[tuple[str, str], ...]
    """The kind of each line, and the line."""

    obsolete: bool = False

    first: bool = False
    """Whether it was the first of its file, with no empty line before it."""

    @cached_property
    def text(self) -> str:
        return "".join(line for _kind, line in self.lines)

    @cached_property
    def key(self) -> Key:
        return self.fields.get("msgctxt"), self.fields["msgid"]

    @cached_property
    def plural(self) -> str | None:
        return self.fields.get("msgid_plural")

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """The translations: one, or one for each plural form."""
        found = {name: text for name, text in self.fields.items() if "msgstr" in name}
        return tuple(found[name] for name in sorted(found, key=form))

    @cached_property
    def translated(self) -> bool:
        return any(self.strings)

    @cached_property
    def fields(self) -> dict[str, str]:
        return read_fields(line for kind, line in self.lines if kind in ORDER[1])

    @cached_property
    def previous(self) -> dict[str, str]:
        """The message as it was when it was translated, of one that is fuzzy."""
        return read_fields(line for kind, line in self.lines if kind == "#|")

    @cached_property
    def fuzzy(self) -> bool:
        return "fuzzy" in self.values("#,")

    def part(self, kind: str) -> str:
        """All lines of one kind."""
        return "".join(line for name, line in self.lines if name == kind)

    def values(self, kind: str) -> list[str]:
        """The comments, references or flags that the lines of a kind consist of."""
        lines = re.findall(".+", self.part(kind))
        texts = [line.strip().removeprefix(kind).strip() for line in lines]
        if kind == "#:":
            return [found for text in texts for found in REFERENCE.findall(text)]
        if kind == "#,":
            return [flag.strip() for text in texts for flag in text.split(",")]
        return texts

    def with_part(self, kind: str, text: str) -> Entry:
        """The entry with other lines of one kind, and everything else as it was."""
        if text == self.part(kind):
            return self
        kinds = [name for name, _line in self.lines]
        behind = (kind,) if kind in kinds else KINDS[KINDS.index(kind) :]
        places = (place for place, name in enumerate(kinds) if name in behind)
        place = next(places, len(kinds))
        rest = (line for line in self.lines[place:] if line[0] != kind)
        new = [(kind, text)] if text else []
        return replace(self, lines=(*self.lines[:place], *new, *rest))

    def made_obsolete(self) -> Entry:
        """The entry as a comment, without what the generator knew about it."""
        kept = [line for line in self.lines if line[0] not in ("#.", "#:")]
        lines = tuple((kind, commented(kind, line)) for kind, line in kept)
        return replace(self, lines=lines, obsolete=True)

    def revived(self) -> Entry:
        lines = tuple((kind, uncommented(line)) for kind, line in self.lines)
        return replace(self, lines=lines, obsolete=False)


@dataclass(frozen=True)
class Catalogue:
    entries: tuple[Entry, ...]

    tail: str
    """What stands behind the last entry."""


Place = tuple[Key, int]
"""A message, and how often it was there before: from 0; obsolete ones come last."""

Index = dict[Place, Entry]

HEADER: Place = (None, ""), 0


def parse(text: str) -> Catalogue:
    """Raises ``Unreadable`` with the first line that is none of a catalogue."""
    reader = Reader()
    for number, line in enumerate(re.findall(r".*\n|.+", text), 1):
        if (fault := reader.read(line)) is not None:
            raise Unreadable(f"line {number}: {fault}")
    return reader.catalogue()


@dataclass
class Reader:
    """Reads line by line."""

    entries: list[Entry] = field(default_factory=list)
    lead: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    obsolete: bool = False

    def read(self, line: str) -> str | None:
        """Take in one line. Returns what is wrong with it."""
        kind = kind_of(line)
        if kind is None:
            return "This is no line of a catalogue."
        if kind == CONTINUED:
            kind = self.last
            if kind not in ORDER[1]:
                return "This continues nothing."
        elif self.last == "msgstr" and not re.match(r"\W*msgstr\[", line):
            self.finish()
        elif kind and self.last in ORDER[1] and not follows(kind, self.last):
            return "A translation is missing before this."
        if kind or self.lines:
            self.lines.append((kind, line))
            self.obsolete = self.obsolete or line.lstrip().startswith("#~")
        else:
            self.lead += line
        return None

    @property
    def last(self) -> str:
        """The kind of the last line that is not empty."""
        return next((kind for kind, _line in reversed(self.lines) if kind), "")

    def finish(self) -> None:
        lines = tuple(self.lines)
        entry = Entry(self.lead, lines, self.obsolete, first=not self.entries)
        if "msgid" not in entry.fields:
            raise Unreadable(f"This translates nothing: {entry.text.strip()}")
        self.entries.append(entry)
        self.lead, self.lines, self.obsolete = "", [], False

    def catalogue(self) -> Catalogue:
        if self.last == "msgstr":
            self.finish()
        elif self.last in ORDER[1]:
            raise Unreadable("The translation of the last message is missing.")
        rest = "".join(line for _kind, line in self.lines)
        return Catalogue(tuple(self.entries), self.lead + rest)


def index(catalogue: Catalogue) -> Index:
    """The entries by their places, in the order of the file."""
    live = Counter(entry.key for entry in catalogue.entries if not entry.obsolete)
    seen: Counter[tuple[Key, bool]] = Counter()
    found = {}
    for entry in catalogue.entries:
        number = seen[entry.key, entry.obsolete]
        seen[entry.key, entry.obsolete] += 1
        found[entry.key, number + entry.obsolete * live[entry.key]] = entry
    return found


def is_live(entry: Entry | None) -> bool:
    return entry is not None and not entry.obsolete


def forms(header: Entry | None) -> int:
    """How many plural forms a language has; 0 if that is not said."""
    text = header.fields["msgstr"] if header else ""
    found = re.search(r"nplurals\s*=\s*(\d+)", text)
    return int(found[1]) if found else 0


def named(entry: Entry) -> str:
    """What an entry is called in messages."""
    context, words = entry.key
    parts = (context, shorten(words, 60, placeholder="…") or "header")
    return SEPARATOR.join(part for part in parts if part)


def kind_of(line: str) -> str | None:
    """The kind of a line, or ``None``."""
    line = line.strip()
    if line.startswith("#~"):
        line = line[2:].lstrip()
        if line.startswith("|"):
            return "#|"
    elif line.startswith("#"):
        return line[:2] if line[:2] in ORDER[0] else "#"
    if not line:
        return ""
    if re.fullmatch(QUOTED, line):
        return CONTINUED
    found = KEYWORD.fullmatch(line)
    return found[1] if found else None


def follows(kind: str, last: str) -> bool:
    """Whether a line of a message can stand behind another."""
    return kind == last == "msgstr" or KINDS.index(kind) > KINDS.index(last)


def read_fields(lines: Iterator[str]) -> dict[str, str]:
    """Texts by keyword, as in ``{"msgid": "Title", "msgstr[0]": "Titel"}``."""
    found: dict[str, str] = {}
    name = ""
    for line in re.findall(".+", "".join(lines)):
        text = re.sub(r"^\s*#~?\|?", "", line).strip()
        if keyword := KEYWORD.fullmatch(text):
            name = keyword[1] + (keyword[2] or "")
            text = keyword[3]
        if text:
            found[name] = found.get(name, "") + unescape(text)
    return found


def form(name: str) -> int:
    """The number of a plural form: 1 of ``msgstr[1]``."""
    return int(re.sub(r"\D", "", name) or 0)


def commented(kind: str, text: str) -> str:
    if kind == "#|":
        return re.sub(r"(?m)^[ \t]*#\|", "#~|", text)
    return re.sub(r"(?m)^(?=.)", "#~ ", text) if kind in ORDER[1] else text


def uncommented(text: str) -> str:
    return re.sub(r"(?m)^[ \t]*#~ ?(\|?)", lambda found: "#|" if found[1] else "", text)
