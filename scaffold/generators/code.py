"""Pieces of Python and of pages, as text."""

from __future__ import annotations

from collections.abc import Iterable

from scaffold import naming
from scaffold.render import literal

PAGE_WIDTH = 88
"""How long a line of a page may be before a call is broken into several."""


def call(macro: str, arguments: Iterable[str], indent: int) -> str:
    """A call of a macro, laid out as black lays out Python."""
    arguments = list(arguments)
    line = f"{{{{ {macro}({', '.join(arguments)}) }}}}"
    if indent + len(line) <= PAGE_WIDTH:
        return line
    margin = " " * indent
    lines = [f"{margin}  {argument},\n" for argument in arguments]
    return f"{{{{ {macro}(\n{''.join(lines)}{margin}) }}}}"


def path_expression(symbol: str, *names: str) -> str:
    """``Movie.studio._.city.name``; a name that is a keyword is fetched by ``getattr``.

    Piccolo's ``_`` tells type checkers which table a foreign key leads to.
    """
    expression = symbol
    for place, name in enumerate(names, start=1):
        if naming.is_reserved(name):
            expression = f"getattr({expression}, {literal(name)})"
        else:
            expression = f"{expression}.{name}"
        if place < len(names) - 1:
            expression += "._"
    return expression


def aliased(expression: str, name: str, db_name: str) -> str:
    """Rows are keyed by the names of Python, whatever the database's are."""
    return expression if name == db_name else f"{expression}.as_alias({literal(name)})"


def import_line(module: str, name: str, symbol: str) -> str:
    alias = "" if symbol == name else f" as {symbol}"
    return f"from {module} import {name}{alias}"
