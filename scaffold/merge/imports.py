"""Imports are a set of names, in whatever statements they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import replace

from scaffold.merge import layout
from scaffold.merge.renaming import Pairs, renamed_key
from scaffold.merge.tree import Group, Key, Node

Name = tuple[str, Key]
"""The module, and the name with its alias."""


def without_known(base: Group, yours: Group, new: Group) -> Group:
    """``new`` without the imports it adds that the user has added, too, elsewhere."""
    once = modules_once(yours) & modules_once(new)
    added = (names(new) - names(base)) & names(yours)
    known = {name for name in added if name[0] not in once}
    return only(new, lambda name: name not in known) if known else new


def modules_once(tree: Group) -> set[str]:
    """The modules that one statement imports from."""
    count = Counter(item.key[1] for item in tree.items if is_import(item))
    return {module for module, times in count.items() if times == 1}


def binding(tree: Group, wanted: Iterable[str]) -> set[Name]:
    """The imports of a module that define one of these names."""
    bound = set(wanted)
    return {name for name in names(tree) if binds(name) in bound}


def without(tree: Group, unwanted: Set[Name]) -> Group:
    return only(tree, lambda name: name not in unwanted) if unwanted else tree


def renamed_in_vain(base: Group, yours: Group, new: Group, renames: Pairs) -> set[Name]:
    """What ``new`` calls the imports that the user has deleted."""
    gone = names(base) - names(yours)
    now = {(module, renamed_key(name, renames)) for module, name in gone}
    return now & (names(new) - names(base) - names(yours))


def with_dropped(base: Group, new: Group, wanted: Set[Name]) -> Group:
    """``new`` with those of these imports that it has dropped since ``base``."""
    kept = wanted - names(new)
    if not kept:
        return new
    items = list(new.items)
    place = 0
    for item in base.items:
        found = [number for number, other in enumerate(items) if other.key == item.key]
        place = found[0] + 1 if found else place
        back = names_of(item) & kept if is_import(item) else set()
        if back and found:
            items[found[0]] = extended(items[found[0]], item, back)
        elif back:
            items.insert(place, reduced(item, lambda name: name in kept))
            place += 1
    return replace(new, items=tuple(items))


def extended(statement: Node, other: Node, wanted: Set[Name]) -> Node:
    """A statement that imports these names of another one, too, in its order."""
    own, others = names_group(statement), names_group(other)
    more = [name for name in others.items if (other.key[1], name.key) in wanted]
    versions = [*((name, name) for name in own.items), *((name, None) for name in more)]
    order = {name.key: number for number, name in enumerate(others.items)}
    if all(name.key in order for name in own.items):
        versions.sort(key=lambda version: order[version[0].key])
    return with_names(statement, layout.arrange(own, others, own.tail, versions))


def only(tree: Group, wanted: Callable[[Name], bool]) -> Group:
    """A module without the imported names that are not wanted."""
    items = (reduced(item, wanted) if is_import(item) else item for item in tree.items)
    left = tuple(item for item in items if not is_import(item) or names_of(item))
    return replace(tree, items=left)


def reduced(statement: Node, wanted: Callable[[Name], bool]) -> Node:
    group = names_group(statement)
    left = [name for name in group.items if wanted((statement.key[1], name.key))]
    if len(left) == len(group.items):
        return statement
    versions = [(name, name) for name in left]
    return with_names(statement, layout.arrange(group, group, group.tail, versions))


def with_names(statement: Node, group: Group) -> Node:
    head, _names, closing = statement.parts
    return replace(statement, parts=(head, group, closing))


def names(tree: Group) -> set[Name]:
    return {name for item in tree.items if is_import(item) for name in names_of(item)}


def names_of(item: Node) -> set[Name]:
    return set(names_in(item))


def names_in(item: Node) -> Iterator[Name]:
    return ((item.key[1], name.key) for name in names_group(item).items)


def names_group(item: Node) -> Group:
    group = item.parts[1]
    assert isinstance(group, Group)
    return group


def binds(name: Name) -> str:
    """What an import calls what it imports."""
    module, (_kind, imported, alias) = name
    if alias:
        return alias
    return imported.partition(".")[0] if module == "import" else imported


def is_import(item: Node) -> bool:
    return item.kind == "import"
