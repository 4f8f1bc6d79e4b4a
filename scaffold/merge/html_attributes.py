"""The attributes of a tag: a set, of which the classes are a set, too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scaffold.merge import jinja_nodes
from scaffold.merge.html_tokens import Scope, is_comment, starts_with_space
from scaffold.merge.jinja_blocks import Piece
from scaffold.merge.jinja_expressions import meaning
from scaffold.merge.spacing import Gap, Loose, arrange, collapsed
from scaffold.merge.tree import Group, Leaf, Node

SPACE = re.compile(r"\s+")

ATTRIBUTE = re.compile(
    r"""( (?: [^\s"'>=/\0]+ | \0+(?=[^\s"'>/=\0]*=) )+ )
        (?: (\s*=\s*) ( "[^"]*" | '[^']*' | [^\s"'>]+ ) )?""",
    re.VERBOSE,
)
"""Name, sign, value. A name may be made by Jinja, as in ``data-{{ name }}="…"``."""

JUNK = re.compile(r"[^\s\0]+|\0")

TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


def attributes(scope: Scope, start: int, end: int) -> Group:
    items, tail = arrange(loose(scope, start, end))
    return Group(tuple(items), "none", tail, unordered=True, mixable=True)


def in_block(pieces: Sequence[Piece]) -> Group:
    """Of ``{% if wide %} class="wide"{% endif %}``, say."""
    scope = Scope.of(pieces)
    return attributes(scope, 0, len(scope.text))


def values(group: Group) -> dict[str, str]:
    """The attributes that have a name, and what they are, without quotes."""
    named = [item for item in group.items if item.key[0] == "attribute"]
    return {item.key[1]: value(item) for item in reversed(named)}


def value(attribute: Node) -> str:
    return value_of("".join(part.text for part in attribute.parts[1:]))


def value_of(text: str) -> str:
    """Of ``="wide"``, with or without quotes."""
    value = text.strip().removeprefix("=").strip()
    quoted = len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]
    return value[1:-1] if quoted else value


def loose(scope: Scope, start: int, end: int) -> Iterator[Loose]:
    position = start
    while position < end:
        thing, position = thing_at(scope, position, end)
        yield thing


def thing_at(scope: Scope, start: int, end: int) -> tuple[Loose, int]:
    """What stands there, and where it ends."""
    if space := SPACE.match(scope.masked, start, end):
        return Gap(space[0]), space.end()
    if found := ATTRIBUTE.match(scope.masked, start, end):
        return attribute(scope, found), found.end()
    if piece := scope.pieces.get(start):
        known = is_comment(piece)
        thing = Gap(piece.text, True) if known else jinja_nodes.node(piece, in_block)
        return thing, start + len(piece.text)
    junk = JUNK.match(scope.masked, start, end)
    assert junk
    return jinja_nodes.verbatim(scope.text[start : junk.end()], "junk"), junk.end()


def attribute(scope: Scope, found: re.Match[str]) -> Node:
    name = scope.text[found.start(1) : found.end(1)]
    key = plain(name).lower()
    label = Leaf(name, key)
    if key == "class" and found[3] and found[3][0] in "\"'":
        inner = classes(scope, found)
        return Node(("attribute", key), (label, *inner), "class", title=key)
    text = scope.text[found.end(1) : found.end()]
    parts = label, Leaf(text, plain(value_of(text)))
    return Node(("attribute", key), parts, "attribute", title=key)


def classes(scope: Scope, found: re.Match[str]) -> tuple[Leaf, Group, Leaf]:
    start, end = found.start(3) + 1, found.end(3) - 1
    items, tail = arrange(words(scope, start, end))
    return (
        Leaf(scope.text[found.end(1) : start]),
        Group(tuple(items), "words", tail, unordered=True, mixable=True),
        Leaf(scope.text[end : end + 1]),
    )


def words(scope: Scope, start: int, end: int) -> Iterator[Loose]:
    """Between spaces, also where the space is the first thing inside of a block."""
    begin = position = start
    while position < end:
        piece = scope.pieces.get(position)
        space = SPACE.match(scope.masked, position, end)
        if begin < position and (space or (piece and starts_with_space(piece))):
            yield word(scope.text[begin:position])
            begin = position
        if space:
            yield Gap(space[0])
            begin = space.end()
            position = space.end()
        else:
            position += len(piece.text) if piece else 1
    if begin < end:
        yield word(scope.text[begin:end])


def word(text: str) -> Node:
    return Node(("word", plain(text)), (Leaf(text, plain(text)),), "word")


def plain(text: str) -> str:
    """A text however it is wrapped, and Jinja in it is quoted."""
    return collapsed(TAGS.sub(lambda tag: meaning(tag[0]), text))
