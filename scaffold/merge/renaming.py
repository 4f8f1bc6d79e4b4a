"""Known renames, as they change the words of generated code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from scaffold.merge.tree import Key

Pairs = Sequence[tuple[str, str]]
"""Old and new words: ``("rating", "score")``, ``("Rating", "Score")``."""


def renamed_key(key: Key, renames: Pairs) -> Key:
    return tuple(renamed(part, renames) for part in key)


def renamed(text: str, renames: Pairs) -> str:
    """The text with every old word replaced; all at once, so that two can swap."""
    if not renames:
        return text
    new = dict(renames)
    return pattern(tuple(new)).sub(lambda match: new[match[0]], text)


@lru_cache(maxsize=256)
def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the words, also as a part of ``_director_label``, not of ``directory``."""
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(longest_first)})(?![^\W_])")


def follow(base: str, yours: str, new: str, renames: Pairs) -> str | None:
    """The user's text with the names that the generator has changed in its own.

    ``None`` if the generator has changed more than names.
    """
    if renamed(base, renames) == new:
        return renamed(yours, renames)
    return None
