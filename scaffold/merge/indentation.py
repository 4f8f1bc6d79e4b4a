"""Python indented in another way: by two spaces, or tabs."""

from __future__ import annotations

import tokenize

from scaffold.merge.source import Source
from scaffold.merge.tree import Group, Node


def unit(tree: Group) -> str:
    """What the lines of the first block begin with; nothing if there is no block."""
    return next((found for item in tree.items if (found := of_blocks(item))), "")


def of_blocks(item: Node) -> str:
    for part in item.parts:
        if isinstance(part, Group) and part.join == "lines" and part.indent:
            return part.indent
        if isinstance(part, Group) and part.join == "none":  # Clauses.
            return unit(part)
    return ""


def reindented(text: str, old: str, new: str) -> str:
    """A module with other units of indentation. What is in texts stays as it is."""
    inside = in_texts(Source(text))
    lines = text.splitlines(keepends=True)
    return "".join(
        line if number in inside else with_unit(line, old, new)
        for number, line in enumerate(lines)
    )


def in_texts(source: Source) -> set[int]:
    """The numbers of the lines that begin inside a text, from 0."""
    found: set[int] = set()
    for token in source.tokens:
        if token.kind == tokenize.STRING and "\n" in token.text:
            first = source.text.count("\n", 0, token.start)
            found.update(range(first + 1, first + token.text.count("\n") + 1))
    return found


def with_unit(line: str, old: str, new: str) -> str:
    depth = 0
    while line.startswith(old, depth * len(old)):
        depth += 1
    return new * depth + line[depth * len(old) :]
