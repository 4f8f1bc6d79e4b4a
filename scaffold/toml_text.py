"""Values as TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from scaffold.config import Options
from scaffold.render import literal
from scaffold.table_options import TableOptions

Section = tuple[str, list[tuple[str, str]]]
"""Its name, and the text of each key and value."""


def sections(options: Options) -> Iterator[Section]:
    """Those of ``scaffold.toml``."""
    for name in ("settings", "links"):
        if own := getattr(options, name):
            yield name, [(key(one), value(its)) for one, its in own.items()]
    for slug, table in options.tables.items():
        own = pairs(table)
        name = f"tables.{key(slug)}"
        yield name, [(one, value(its)) for one, its in own if one not in INNER]
        for one, its in own:
            if one in INNER:
                yield f"{name}.{one}", [(key(n), value(v)) for n, v in its.items()]


INNER = ("media_storage", "hooks", "validators")
"""Sections of a table's own."""


def sections_text(options: Options) -> str:
    """Them, as they stand in the file."""
    found = (
        "\n".join([f"[{name}]", *(f"{key} = {text}" for key, text in lines), ""])
        for name, lines in sections(options)
    )
    return "\n".join(found)


def document(options: Options) -> str:
    """All options, in a file that is read as ``scaffold.toml``."""
    lines = (f"{name} = {value(own)}\n" for name, own in plain(options))
    return f"{''.join(lines)}\n{sections_text(options)}"


def plain(options: Options) -> Iterator[tuple[str, Any]]:
    """The options that are not sections."""
    for one in fields(options):
        if not isinstance(own := getattr(options, one.name), Mapping):
            yield one.name, own


def flat(options: Options) -> Iterator[tuple[str, str]]:
    """Everything that is said, under its full name."""
    yield from ((name, value(own)) for name, own in plain(options))
    for name, lines in sections(options):
        yield from ((f"{name}.{key}", text) for key, text in lines)


def pairs(table: TableOptions) -> list[tuple[str, Any]]:
    """What is said about a table."""
    default = TableOptions()
    return [
        (one.name, getattr(table, one.name))
        for one in fields(table)
        if getattr(table, one.name) != getattr(default, one.name)
    ]


def value(own: Any) -> str:
    """A value on one line."""
    if isinstance(own, bool):
        return "true" if own else "false"
    if isinstance(own, Mapping):
        pairs = (f"{key(name)} = {value(one)}" for name, one in own.items())
        return f"{{ {', '.join(pairs)} }}" if own else "{}"
    if isinstance(own, (list, tuple)):
        return f"[{', '.join(map(value, own))}]"
    return literal(own)


def key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else literal(name)
