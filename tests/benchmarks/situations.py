"""What generating again meets: edits made by hand, and tables that have changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .measure import files_below
from .peers import STATIC, without_tags

PYTHON = '''

def by_hand() -> str:
    """Not the generator's."""
    return "by hand"
'''

PAGE = """
{% macro by_hand() %}
  <p>By hand</p>
{% endmacro %}
"""

CATALOGUE = """
msgid "By hand"
msgstr ""
"""

BY_HAND = {".py": PYTHON, ".html": PAGE, ".po": CATALOGUE, ".pot": CATALOGUE}
"""What somebody has added to the end of each file of a kind."""


@dataclass(frozen=True)
class Kind:
    """What has happened since an admin was generated."""

    name: str
    tables: int
    widened: int = 0
    """How many tables have got one more column."""

    edited: bool = False
    """Whether somebody has added something to every file."""


@dataclass(frozen=True)
class Situation:
    """The same, with an admin as it was generated and as it is to be."""

    kind: Kind
    old: Path
    new: Path

    @property
    def files(self) -> int:
        return len(list(generated(self.old)))

    @cached_property
    def changes(self) -> Mapping[str, frozenset[str]]:
        """The lines that are new in each file that the generator changes."""
        return {
            path: frozenset(lines(self.new / path) - lines(self.old / path))
            for path in generated(self.new)
            if (self.new / path).read_bytes() != (self.old / path).read_bytes()
        }

    def edit(self, admin: Path) -> None:
        """Do what somebody has done by hand."""
        for path in edited(admin) if self.kind.edited else ():
            file = admin / path
            text = file.read_text(encoding="utf-8") + BY_HAND[file.suffix]
            file.write_text(text, encoding="utf-8")

    def faults(self, before: Path, after: Path) -> str:
        """What an admin lacks after generating again, or has too much."""
        found = {
            "have conflict markers": marked(after),
            "lack the change": self.unchanged(after),
            "have lost the edit": self.unedited(after) if self.kind.edited else [],
            "were written in vain": self.touched(before, after),
        }
        return ", ".join(f"{len(f)} files {what}" for what, f in found.items() if f)

    def unchanged(self, admin: Path) -> list[str]:
        changes = self.changes.items()
        return [path for path, new in changes if not new <= lines(admin / path)]

    def unedited(self, admin: Path) -> list[str]:
        by_hand = {kind: line_set(text) for kind, text in BY_HAND.items()}
        paths = {path: by_hand[Path(path).suffix] for path in edited(self.old)}
        return [path for path, new in paths.items() if not new <= lines(admin / path)]

    def touched(self, before: Path, after: Path) -> list[str]:
        return [
            path
            for path in generated(self.old)
            if path not in self.changes
            and (before / path).read_bytes() != (after / path).read_bytes()
        ]


def generated(admin: Path) -> Iterator[str]:
    """The paths of its files, those aside that remember what was generated."""
    for file in files_below(admin):
        path = file.relative_to(admin)
        if not path.parts[0].startswith(".") and "__pycache__" not in path.parts:
            yield path.as_posix()


def edited(admin: Path) -> list[str]:
    """The files that somebody edits."""
    return [
        path
        for path in generated(admin)
        if Path(path).suffix in BY_HAND and not path.startswith(STATIC)
    ]


def marked(admin: Path) -> list[str]:
    return [path for path in generated(admin) if "<<<<<<<" in read(admin / path)]


def lines(file: Path) -> frozenset[str]:
    """The lines of a file, if there is one, as templates of others have them."""
    return line_set(read(file)) if file.is_file() else frozenset()


def line_set(text: str) -> frozenset[str]:
    return frozenset(filter(None, without_tags(text).splitlines()))


def read(file: Path) -> str:
    return file.read_bytes().decode(errors="replace")
