"""Three-way merging of files by their kind: what is Python is merged as Python.

``merge`` never loses what the user wrote: what cannot be merged stays as they have it,
and is reported.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePosixPath

from scaffold.merge.outcome import Conflict, Merged, Unreadable
from scaffold.merge.renaming import Pairs

__all__ = ["WHOLE", "Conflict", "Merged", "is_readable", "kind_of", "merge", "settle"]

KINDS = {
    ".py": "python",
    ".pyi": "python",
    ".html": "markup",
    ".htm": "markup",
    ".jinja": "markup",
    ".j2": "markup",
    ".po": "catalogue",
    ".pot": "catalogue",
    ".toml": "toml_file",
    ".json": "json_file",
}
"""The module that merges files of a suffix; all others are merged line by line."""

WHOLE = "the whole file"


def merge(
    base: str,
    yours: str,
    new: str,
    *,
    path: str,
    renames: Pairs = (),
    generated: bool = False,
) -> Merged:
    """The user's text with what the generator has changed since ``base``.

    ``path`` says by its suffix what kind of file it is. ``renames`` are words that the
    generator has changed. ``generated`` says that ``new`` is the generator's for sure,
    and no other person's.
    """
    if yours == base:
        return Merged(new, new)
    if new in (base, yours):
        return Merged(yours, new)
    kind = import_module(f"scaffold.merge.{kind_of(path)}")
    try:
        how = getattr(kind, "regenerate", kind.merge) if generated else kind.merge
        merged: Merged = how(base, yours, new, renames)
    except Unreadable as error:
        return untouched(base, yours, new, str(error))
    return merged


def is_readable(path: str, text: str) -> bool:
    """Whether a text is of its kind: Python that parses, say. Any lines are lines."""
    kind = import_module(f"scaffold.merge.{kind_of(path)}")
    try:
        return not hasattr(kind, "parse") or bool(kind.parse(text))
    except Unreadable:
        return False


def settle(base: str, yours: str, new: str, *, path: str, renames: Pairs = ()) -> str:
    """The same, with the generator's side of every conflict.

    Raises ``Unreadable`` if they cannot all be settled so, each by itself.
    """
    kind = import_module(f"scaffold.merge.{kind_of(path)}")
    try:
        settled: str = kind.settle(base, yours, new, renames)
    except Unreadable:
        merged = merge(base, yours, new, path=path, renames=renames, generated=True)
        if not any(one.where.startswith(WHOLE) for one in merged.conflicts):
            raise
        return new
    return settled


def kind_of(path: str) -> str:
    return KINDS.get(PurePosixPath(path).suffix.lower(), "text")


def untouched(base: str, yours: str, new: str, why: str) -> Merged:
    """A file that is left as it is, and a conflict that says why."""
    return Merged(yours, base, (Conflict(f"{WHOLE}: {why}", 1, base, yours, new),))
