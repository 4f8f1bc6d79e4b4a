"""Imports are a set of names, in whatever statements they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scaffold.merge.tree import Group, Key, Node

Name = tuple[str, Key]
"""The module, and the name with its alias."""


def without_known(base: Group, yours: Group, new: Group) -> Group:
    """``new`` without the imports it adds that the user has added, too, elsewhere."""
    added = names(new) - names(base)
    return only(new, lambda name: name not in added & names(yours))


def with_dropped(base: Group, new: Group, wanted: Iterable[str]) -> Group:
    """``new`` with those imports of the base that bind one of these names."""
    bound = set(wanted)
    kept = {name for name in names(base) - names(new) if binds(name) in bound}
    if not kept:
        return new
    items = list(new.items)
    back = only(base, lambda name: name in kept)
    place = 0
    for item in back.items:
        twin = next((i for i, other in enumerate(items) if other.key == item.key), None)
        if twin is not None:
            place = twin
            if is_import(item) and (missing := names_of(item) & kept):
                items[twin] = extended(items[twin], item, missing)
            place += 1
        elif is_import(item) and names_of(item):
            items.insert(place, item)
            place += 1
    return replace(new, items=tuple(items))


def extended(statement: Node, other: Node, wanted: set[Name]) -> Node:
    """A statement that imports these names of another one, too."""
    head, group, closing = statement.parts
    _head, others, _closing = other.parts
    assert isinstance(group, Group) and isinstance(others, Group)
    module = other.key[1]
    more = tuple(item for item in others.items if (module, item.key) in wanted)
    return replace(
        statement, parts=(head, replace(group, items=(*group.items, *more)), closing)
    )


def only(tree: Group, wanted: object) -> Group:
    """A module without the imported names that are not wanted."""
    assert callable(wanted)
    items: list[Node] = []
    for item in tree.items:
        if not is_import(item):
            items.append(item)
            continue
        head, group, closing = item.parts
        assert isinstance(group, Group)
        left = tuple(name for name in group.items if wanted((item.key[1], name.key)))
        if len(left) == len(group.items):
            items.append(item)
        elif left:
            items.append(
                replace(item, parts=(head, replace(group, items=left), closing))
            )
    return replace(tree, items=tuple(items))


def names(tree: Group) -> set[Name]:
    return {name for item in tree.items if is_import(item) for name in names_of(item)}


def names_of(item: Node) -> set[Name]:
    return set(names_in(item))


def names_in(item: Node) -> Iterator[Name]:
    group = item.parts[1]
    assert isinstance(group, Group)
    for name in group.items:
        yield item.key[1], name.key


def binds(name: Name) -> str:
    """What an import calls what it imports."""
    module, (_kind, imported, alias) = name
    if alias:
        return alias
    return imported.partition(".")[0] if module == "import" else imported


def is_import(item: Node) -> bool:
    return item.kind == "import"
