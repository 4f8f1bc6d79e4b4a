"""Merging modules of Python by their statements."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from scaffold.merge import engine, imports, trees
from scaffold.merge.blocks import logical_lines, statement_end
from scaffold.merge.engine import Result
from scaffold.merge.expressions import gap
from scaffold.merge.names import unresolved
from scaffold.merge.outcome import Merged
from scaffold.merge.renaming import Pairs
from scaffold.merge.source import Source
from scaffold.merge.statements import block
from scaffold.merge.tree import Group, Node


def merge(base: str, yours: str, new: str, renames: Pairs) -> Merged:
    """Merge modules. Raises ``Unreadable``."""
    return trees.merge(parse, check, base, yours, new, renames, combine=combine)


def combine(base: Group, yours: Group, new: Group, renames: Pairs = ()) -> Result:
    """Merge the trees. An import that the generator drops stays while it is used."""
    fitting = imports.without_known(base, yours, new)
    result = engine.merge(base, yours, fitting, renames)
    missing = dangling(result.tree.text, yours.text, new.text)
    if not missing:
        return result
    fitting = imports.with_dropped(base, fitting, missing)
    again = engine.merge(base, yours, fitting, renames)
    return replace(again, base=result.base)


def check(_base: str, yours: str, new: str, merged: str) -> list[str]:
    found = sorted(dangling(merged, yours, new))
    return [f"nothing would define {name}" for name in found]


def dangling(merged: str, yours: str, new: str) -> frozenset[str]:
    """Names that nothing defines, though something did on either side."""
    return missing(merged) - missing(yours) - missing(new)


def missing(text: str) -> frozenset[str]:
    return unresolved(item.text for item in parse(text).items)


@lru_cache(maxsize=16)
def parse(text: str) -> Group:
    """The tree of a module. Raises ``Unreadable``.

    Equal statements of different modules are parsed once.
    """
    source = Source(text)
    items: list[Node] = []
    seen: set[str] = set()
    place = 0
    for line in logical_lines(source.tree.body):
        stop = statement_end(source, line[-1])
        piece = text[place:stop]
        read = statement.__wrapped__ if piece in seen else statement
        items.append(read(piece, not items))
        seen.add(piece)
        place = stop
    return Group(tuple(items), "lines", gap(Source(text[place:]), 0, len(text) - place))


@lru_cache(maxsize=4096)
def statement(text: str, first: bool) -> Node:
    """The tree of one statement and what stands before it."""
    source = Source(text)
    return block(source, source.tree.body, 0, len(text), documented=first).items[0]
