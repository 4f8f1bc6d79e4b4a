"""What comes of merging three texts."""

from __future__ import annotations

from dataclasses import dataclass, replace

SEPARATOR = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
"""Between the names of a construct and of what it is in."""


class Unreadable(Exception):
    """A text that is not of its kind: Python that does not parse. Says why."""


@dataclass(frozen=True)
class Conflict:
    """What both sides changed, each in its way. An empty text is what is not there."""

    where: str
    """The construct, by the names of all that it is in."""

    line: int
    """Of the merged text, from 1."""

    base: str
    yours: str
    new: str

    column: int = 0
    """Of the user's construct in its line, from 0."""

    def found_in(self, text: str) -> Conflict:
        """The same in a text that has the user's construct elsewhere."""
        if not self.yours or text.count(self.yours) != 1:
            return self
        start = text.index(self.yours)
        line = text.count("\n", 0, start) + 1
        return replace(self, line=line, column=start - text.rfind("\n", 0, start) - 1)


@dataclass(frozen=True)
class Merged:
    """The user's text with the changes of the generator's."""

    text: str

    base: str
    """What is to be remembered: the new output, but for constructs in conflict."""

    conflicts: tuple[Conflict, ...] = ()

    notes: tuple[str, ...] = ()
    """What came in and went, in a word each: ``+ budget``, ``- rating``."""
