"""Pages, HTML with Jinja, as trees; and what is wrong with a merged one."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

from jinja2 import Environment, TemplateSyntaxError

from scaffold.merge import trees
from scaffold.merge.html_attributes import value
from scaffold.merge.html_content import content
from scaffold.merge.jinja_blocks import blocks
from scaffold.merge.outcome import Merged, Unreadable
from scaffold.merge.renaming import Pairs
from scaffold.merge.tree import Group, Node, nodes

EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
"""Those that come with Jinja: a user may have added them."""

UNIQUE = frozenset(("block", "macro", "output"))
"""Kinds of constructs that a page has once under one name, wherever they stand."""


@lru_cache(maxsize=16)
def parse(text: str) -> Group:
    """The tree of a page; ``Unreadable`` if a tag of Jinja's has no end."""
    return content(blocks(text))


def merge(base: str, yours: str, new: str, renames: Pairs) -> Merged:
    """Merge pages. Raises ``Unreadable``."""
    return trees.merge(parse, check, base, yours, new, renames)


def settle(base: str, yours: str, new: str, renames: Pairs) -> str:
    """The merged file with the generator's side of every conflict."""
    return trees.settled(parse, base, yours, new, renames)


def check(base: str, yours: str, new: str, merged: str) -> list[str]:
    """What is wrong with a merged page that was not wrong with the user's."""
    error = syntax_error(merged)
    if error:
        return [] if syntax_error(yours) else [error]
    doubled = {name for name, count in names(merged).items() if count > 1}
    before = names(yours) | names(new) if doubled else {}
    return [f"{name} is there twice" for name in sorted(doubled) if before[name] < 2]


def syntax_error(text: str) -> str:
    """What Jinja says against it, or nothing."""
    try:
        environment().parse(text)
    except TemplateSyntaxError as error:
        return f"line {error.lineno}: {error.message}"
    return ""


@cache
def environment() -> Environment:
    return Environment(extensions=EXTENSIONS)


def names(text: str) -> Counter[str]:
    """How often each name is given that a page is to have once: ``id rating``."""
    try:
        tree = parse(text)
    except Unreadable:
        return Counter()
    return Counter(filter(None, map(name, nodes(tree))))


def name(node: Node) -> str:
    if node.key in (("attribute", "id"), ("attribute", "name")):
        return f"{node.key[1]} {value(node)}"
    itself = node.key[0] == node.kind and len(node.key) > 1
    return " ".join(node.key) if node.named and itself and node.kind in UNIQUE else ""
