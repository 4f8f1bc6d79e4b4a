"""From three trees to what comes of them, with the checks that nothing was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from scaffold.merge import checks, engine
from scaffold.merge.engine import Result
from scaffold.merge.lineup import Side
from scaffold.merge.outcome import SEPARATOR, Conflict, Merged, Unreadable
from scaffold.merge.renaming import Pairs
from scaffold.merge.tree import Group, Node, Part

Parse = Callable[[str], Group]


class Combine(Protocol):
    def __call__(
        self,
        base: Group,
        yours: Group,
        new: Group,
        renames: Pairs = (),
        *,
        favour: Side = "yours",
    ) -> Result: ...


Check = Callable[[str, str, str, str], list[str]]
"""What is wrong with a merged text (the last) that was not wrong before."""


def merge(
    parse: Parse,
    check: Check,
    base: str,
    yours: str,
    new: str,
    renames: Pairs,
    *,
    combine: Combine = engine.merge,
) -> Merged:
    """Merge texts of one kind. Raises ``Unreadable`` if they cannot be."""
    its, mine, fresh = parse(base), parse(yours), parse(new)
    result = combine(its, mine, fresh, renames)
    merged = parse(result.tree.text)
    remembered = parse(result.base.text) if result.clashes else fresh
    versions = its, mine, remembered, merged
    problems = checks.problems(
        *versions,
        renames,
        wrappers=result.wrappers,
        added_twice=result.added_twice,
    )
    problems += check(base, yours, new, merged.text)
    if problems:
        raise Unreadable(problems[0])
    if result.clashes:
        again = combine(remembered, merged, fresh, ())
        if again.tree.text != merged.text or len(again.clashes) != len(result.clashes):
            raise Unreadable("its conflicts cannot be told apart")
    conflicts = tuple(conflicts_of(result))
    said = tuple(notes(its, mine, fresh))
    return Merged(merged.text, remembered.text, conflicts, said)


def settled(
    parse: Parse,
    base: str,
    yours: str,
    new: str,
    renames: Pairs,
    *,
    combine: Combine = engine.merge,
) -> str:
    """The merged text, with conflicts settled for the generator's side."""
    its, mine, fresh = parse(base), parse(yours), parse(new)
    return combine(its, mine, fresh, renames, favour="new").tree.text


def conflicts_of(result: Result) -> Iterator[Conflict]:
    text = result.tree.text
    for part, place in result.clashes:
        clash = part.clash
        assert clash
        start = place.offset + len(leading(part.text))
        line = text.count("\n", 0, start) + 1
        column = start - (text.rfind("\n", 0, start) + 1)
        if not clash.yours:
            column = len(leading(clash.new).rpartition("\n")[2])
        where = SEPARATOR.join(place.titles) or "top level"
        was, mine, its = map(bare, (clash.base, clash.yours, clash.new))
        yield Conflict(where, line, was, mine, its, column)


def leading(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def bare(text: str) -> str:
    """Without the whitespace and the comma around."""
    return text.strip().removesuffix(",")


def notes(base: Group, yours: Group, new: Group) -> list[str]:
    """What the generator has added and dropped, as far as it has a name."""
    alike = {*base.items} & {*yours.items} & {*new.items}
    before, after, there = (
        dict.fromkeys(titles(item for item in tree.items if item not in alike))
        for tree in (base, new, yours)
    )
    added = [
        f"+ {title}" for title in after if title not in before and title not in there
    ]
    gone = [f"- {title}" for title in before if title not in after and title in there]
    return [*added, *gone]


def titles(parts: Iterable[Part]) -> Iterator[str]:
    """The names of constructs."""
    for part in parts:
        if isinstance(part, Group):
            yield from titles(part.items)
        elif isinstance(part, Node):
            if part.title and part.named and part.kind != "import":
                yield part.title
            yield from titles(part.parts)
