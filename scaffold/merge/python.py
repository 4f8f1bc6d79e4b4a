"""Merging modules of Python by their statements."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import lru_cache, partial

from scaffold.merge import engine, imports, trees
from scaffold.merge.blocks import logical_lines, statement_end
from scaffold.merge.engine import Result
from scaffold.merge.expressions import gap
from scaffold.merge.indentation import reindented, unit
from scaffold.merge.lineup import Side
from scaffold.merge.names import Names, unresolved, uses
from scaffold.merge.outcome import Merged, Unreadable
from scaffold.merge.renaming import Pairs, renamed
from scaffold.merge.source import Source
from scaffold.merge.statements import block
from scaffold.merge.tree import Group, Node


def merge(base: str, yours: str, new: str, renames: Pairs) -> Merged:
    """Merge modules. Raises ``Unreadable``."""
    checks = partial(check, renames)
    its, own = unit(parse(base)), unit(parse(yours))
    if not (its and own) or its == own:
        return trees.merge(parse, checks, base, yours, new, renames, combine=combine)
    old, fresh = (reindented(text, its, own) for text in (base, new))
    merged = trees.merge(parse, checks, old, yours, fresh, renames, combine=combine)
    remembered = new if merged.base == fresh else reindented(merged.base, own, its)
    return replace(merged, base=remembered)


def settle(base: str, yours: str, new: str, renames: Pairs) -> str:
    """The merged module with the generator's side of every conflict."""
    its, own = unit(parse(base)), unit(parse(yours))
    if its and own and its != own:
        base, new = reindented(base, its, own), reindented(new, its, own)
    return trees.settled(parse, base, yours, new, renames, combine=combine)


def combine(
    base: Group,
    yours: Group,
    new: Group,
    renames: Pairs = (),
    *,
    favour: Side = "yours",
) -> Result:
    """Merge the trees, so that what is used stays defined.

    An import stays while it is used, whoever dropped it. If the generator drops
    anything else that is used, that is a conflict.
    """
    result = with_imports(base, yours, new, renames, favour=favour)
    missing = dangling(result.tree.text, yours.text, new.text, renames)
    if not missing:
        return result
    return with_imports(base, yours, new, renames, missing=missing, favour=favour)


def with_imports(
    base: Group,
    yours: Group,
    new: Group,
    renames: Pairs,
    *,
    missing: Names = frozenset(),
    favour: Side = "yours",
) -> Result:
    """Merge the trees, imports name by name, whatever statements they stand in.

    What defines the ``missing`` names is needed.
    """
    wanted = imports.binding(base, missing)
    back = wanted - imports.names(yours)
    came = back | (imports.names(new) - imports.names(base))
    extended = {module for module, _name in came}
    deleted = {
        name
        for name in imports.names(base) - imports.names(yours) - wanted
        if name[0] in extended
    }
    again = imports.renamed_in_vain(base, yours, new, renames)
    deleted |= again - imports.binding(new, missing)
    left = imports.without(base, deleted | back)
    fitting = imports.without(imports.without_known(base, yours, new), deleted)
    fitting = imports.with_dropped(base, fitting, wanted)
    needed = defining(base, missing)
    result = engine.merge(left, yours, fitting, renames, needed=needed, favour=favour)
    assert isinstance(result.base, Group)
    remembered = imports.without(result.base, wanted - imports.names(new))
    return replace(result, base=imports.with_dropped(new, remembered, deleted))


def defining(tree: Group, names: Names) -> frozenset[Node]:
    """The statements that bind one of these names, but imports."""
    return frozenset(
        item
        for item in tree.items
        if not imports.is_import(item) and names & uses(item.text)[0]
    )


def check(renames: Pairs, _base: str, yours: str, new: str, merged: str) -> list[str]:
    found = sorted(dangling(merged, yours, new, renames))
    if not compiles(merged) and compiles(yours):
        return ["the result would not be Python"]
    return [f"nothing would define {name}" for name in found]


def compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<merged>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def dangling(merged: str, yours: str, new: str, renames: Pairs) -> Names:
    """Names that nothing defines, though something did on either side."""
    known = {*missing(yours), *(renamed(name, renames) for name in missing(yours))}
    try:
        return missing(merged) - known - missing(new)
    except Unreadable as error:
        raise Unreadable(f"the result would not be Python: {error}") from None


def missing(text: str) -> Names:
    return unresolved(item.text for item in parse(text).items)


@lru_cache(maxsize=16)
def parse(text: str) -> Group:
    """The tree of a module. Raises ``Unreadable``.

    Equal statements of different modules are parsed once.
    """
    source = Source(text)
    items: list[Node] = []
    place = 0
    for line in logical_lines(source.tree.body):
        stop = statement_end(source, line[-1])
        items.append(statement(text[place:stop], not items))
        place = stop
    return Group(tuple(items), "lines", gap(Source(text[place:]), 0, len(text) - place))


@lru_cache(maxsize=4096)
def statement(text: str, first: bool) -> Node:
    """The tree of one statement and what stands before it."""
    source = Source(text)
    return block(source, source.tree.body, (0, len(text)), documented=first).items[0]
