"""Matching names, of tables or of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from scaffold.migrations import History


@dataclass
class Names:
    """The names of both sides, and which is which."""

    old: list[str]
    new: list[str]
    pairs: dict[str, str]
    """Old → new. At first, those given by hand."""

    history: History
    fits: Callable[[str, str], bool]
    unlikely: list[tuple[str, str]] = field(default_factory=list)
    """Recorded as renames, but they do not fit."""

    @property
    def old_left(self) -> list[str]:
        return [name for name in self.old if name not in self.pairs]

    @property
    def new_left(self) -> list[str]:
        taken = set(self.pairs.values())
        return [name for name in self.new if name not in taken]

    def match(self, same_in_database: Iterable[tuple[str, str]]) -> None:
        self.pairs |= self._recorded()
        for name in sorted(set(self.old_left) & set(self.new_left)):
            self.pairs[name] = name
        for old, new in same_in_database:
            if old in self.old_left and new in self.new_left:
                self.pairs[old] = new

    def was_replaced(self, old: str, new: str) -> bool:
        """Whether the migrations say that one was dropped, and the other added."""
        return old in self.history.gone and self.history.now.get(new, old) is None

    def _recorded(self) -> dict[str, str]:
        """Recorded renames, as far as they explain where all names went."""
        found: dict[str, str] = {}
        for old, new in self.history.moved.items():
            if old in self.old_left and new in self.new_left:
                if self.fits(old, new):
                    found[old] = new
                elif old not in self.new and new not in self.old:
                    self.unlikely.append((old, new))
        while True:
            explained = {
                old: new for old, new in found.items() if self._explains(found, old)
            }
            if explained == found:
                return found
            found = explained

    def _explains(self, found: Mapping[str, str], old: str) -> bool:
        """Whether the old name is free, and the new one was: gone, moved or new."""
        new = found[old]
        is_free = (
            old not in self.new
            or old in found.values()
            or self.history.now.get(old, old) is None
        )
        was_free = new not in self.old or new in found or new in self.history.gone
        return is_free and was_free


def unique(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs whose halves are in no other."""
    pairs = list(pairs)
    olds, news = [old for old, _ in pairs], [new for _, new in pairs]
    return [
        (old, new)
        for old, new in pairs
        if olds.count(old) == 1 and news.count(new) == 1
    ]
