"""Names that Python code uses and nothing in it binds."""

from __future__ import annotations

import builtins
import re
import symtable
from collections.abc import Iterable, Iterator
from functools import lru_cache

Names = frozenset[str]

KNOWN: Names = frozenset(
    {"__file__", "__name__", "__doc__", "__path__", "__spec__", "__package__"}
) | frozenset(dir(builtins))

EVERYTHING = "*"

STAR = re.compile(r"^\s*from\s.*\simport\s*\(?\s*\*", re.MULTILINE)


def unresolved(statements: Iterable[str]) -> Names:
    """The names that a module uses without binding them; it is given in statements."""
    found = [uses(text) for text in statements]
    bound: Names = frozenset().union(*(names for names, _used in found))
    used: Names = frozenset().union(*(used for _bound, used in found))
    return frozenset() if EVERYTHING in bound else used - bound - KNOWN


@lru_cache(maxsize=4096)
def uses(text: str) -> tuple[Names, Names]:
    """The global names that a statement binds, and those that it uses.

    Code that parses, but does not compile, is taken to bind everything.
    """
    try:
        top = symtable.symtable(text, "<statement>", "exec")
    except SyntaxError:
        return frozenset({EVERYTHING}), frozenset()
    symbols = list(global_symbols(top))
    bound = {
        symbol.get_name()
        for symbol in symbols
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
    }
    if STAR.search(text):
        bound.add(EVERYTHING)
    used = {symbol.get_name() for symbol in symbols if symbol.is_referenced()}
    return frozenset(bound), frozenset(used)


def global_symbols(table: symtable.SymbolTable) -> Iterator[symtable.Symbol]:
    for symbol in table.get_symbols():
        if table.get_type() == "module" or symbol.is_global():
            yield symbol
    for inner in table.get_children():
        yield from global_symbols(inner)
