"""What holds for every merge: random tables × random edits × random migrations.

The numbers of cases are small enough for every day. ``SCAFFOLD_CASES=50000`` in the
environment makes them that many.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scaffold.merge import Merged, merge
from tests.merge import words
from tests.merge.edits import (
    STYLES,
    Edit,
    apply,
    compatible,
    edits,
    reformatted,
    translated,
)
from tests.merge.outputs import python_files

CASES = int(os.environ.get("SCAFFOLD_CASES", "0"))


def cases(number: int) -> settings:
    """Always the same cases, unless there shall be very many."""
    return settings(
        max_examples=CASES or number,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@dataclass(frozen=True)
class Case:
    path: str
    base: str
    new: str
    edits: tuple[Edit, ...] = ()
    style: str = ""

    @cached_property
    def edited(self) -> str:
        return apply(self.base, self.edits)

    @cached_property
    def yours(self) -> str:
        return reformatted(self.edited, self.style) if self.style else self.edited

    @cached_property
    def merged(self) -> Merged:
        return merge(self.base, self.yours, self.new, path=self.path)

    @cached_property
    def expected(self) -> str | None:
        """What a person would get who made the same edits of the new text.

        ``None`` if its lines there are not the same.
        """
        there = translated(self.edits, self.base, self.new)
        return None if there is None else apply(self.new, there)

    def __repr__(self) -> str:
        merged = self.merged
        parts = (
            f"{self.path} {self.style} {self.edits}",
            *("--- base", self.base, "--- yours", self.yours, "--- new", self.new),
            *("--- merged", merged.text, "--- remembered", merged.base),
            *map(str, merged.conflicts),
        )
        return "\n".join(parts)


FILES = st.deferred(lambda: st.sampled_from(sorted(python_files(), key=lambda o: o.path)))

STEPS = st.sampled_from([(0, 1), (1, 2), (0, 2), (0, 0)])

NUMBER = st.integers(0, 2**20)

CHOICES = st.tuples(NUMBER, NUMBER)


def chosen(text: str, numbers: Sequence[tuple[int, int]], mark: str) -> list[Edit]:
    """Edits of a text, each kind of them as likely as any other."""
    kinds: dict[str, list[Edit]] = {}
    for edit in edits(text):
        kinds.setdefault(edit.what, []).append(edit)
    found = []
    for count, (kind, number) in enumerate(numbers):
        some = kinds[sorted(kinds)[kind % len(kinds)]]
        found.append(some[number % len(some)].marked(f"{mark}{count}"))
    return compatible(text, found)


@st.composite
def merges(draw: st.DrawFn, *, most: int = 5, styles: Sequence[str] = ()) -> Case:
    output = draw(FILES)
    old, young = draw(STEPS)
    base, new = output.versions[old], output.versions[young]
    its = draw(st.lists(CHOICES, max_size=2))
    mine = draw(st.lists(CHOICES, max_size=most))
    style = draw(st.sampled_from(["", "", "", *styles])) if styles else ""
    new = apply(new, chosen(new, its, "its"))
    return Case(output.path, base, new, tuple(chosen(base, mine, "mine")), style)


@given(merges(styles=list(STYLES)))
@cases(1200)
def test_merging(case: Case) -> None:
    """4 to 8: each edit and each change is there, or in a conflict."""
    nothing_is_lost(case)
    untouched_definitions_keep_their_bytes(case)
    disjoint_changes_meet(case)
    merging_again_changes_nothing(case)


def nothing_is_lost(case: Case) -> None:
    base, yours, new = map(words.words, (case.base, case.yours, case.new))
    merged = words.words(case.merged.text)
    disputed = "\n".join(
        text for c in case.merged.conflicts for text in (c.base, c.yours, c.new)
    )
    for key in {*base, *yours, *new, *merged}:
        was, mine, its, there = base[key], yours[key], new[key], merged[key]
        both = max(0, mine + its - was)
        allowed = range(min(mine, its, both), max(mine, its, both) + 1)
        if key[1] in disputed:
            assert there in allowed, (key, case)
        elif its == was or mine == its:
            assert there == mine, (key, case)
        elif mine == was:
            assert there == its, (key, case)
        else:
            assert there in allowed, (key, case)


def untouched_definitions_keep_their_bytes(case: Case) -> None:
    old, young = map(words.definitions, (case.base, case.new))
    for name, text in words.definitions(case.yours).items():
        if old.get(name) == young.get(name):
            assert text in case.merged.text, (name, case)


def disjoint_changes_meet(case: Case) -> None:
    if case.expected is None:
        return
    assert not case.merged.conflicts, case
    if case.style:
        assert words.meaning(case.merged.text) == words.meaning(case.expected), case
        there, expected = map(words.comments, (case.merged.text, case.expected))
        assert there == expected, case
    else:
        assert case.merged.text == case.expected, case


def merging_again_changes_nothing(case: Case) -> None:
    """3 and 13."""
    merged = case.merged
    again = merge(merged.base, merged.text, case.new, path=case.path)
    assert again.text == merged.text, case
    assert again.base == merged.base, case
    assert again.conflicts == merged.conflicts, case


@given(merges(most=0, styles=list(STYLES)))
@cases(200)
def test_who_changed_nothing_gets_the_new_text(case: Case) -> None:
    """1 and 7: also if a formatter changed something."""
    assert not case.merged.conflicts
    if not case.style:
        assert case.merged.text == case.new
    assert words.meaning(case.merged.text) == words.meaning(case.new)
    assert words.comments(case.merged.text) == words.comments(case.new)


@given(merges(), st.sampled_from(list(STYLES)))
@cases(200)
def test_conflicts_do_not_depend_on_formatting(case: Case, style: str) -> None:
    """12"""
    other = Case(case.path, case.base, case.new, case.edits, style)
    assert len(other.merged.conflicts) == len(case.merged.conflicts), (case, other)
    if not case.merged.conflicts:
        assert words.meaning(other.merged.text) == words.meaning(case.merged.text)


@given(FILES, st.lists(CHOICES, max_size=4))
@cases(200)
def test_one_by_one_is_all_at_once(output, mine) -> None:  # type: ignore[no-untyped-def]
    """9"""
    first, second, third = output.versions
    yours = apply(first, chosen(first, mine, "mine"))
    at_once = merge(first, yours, third, path=output.path)
    halfway = merge(first, yours, second, path=output.path)
    stepwise = merge(halfway.base, halfway.text, third, path=output.path)
    if not (at_once.conflicts or halfway.conflicts or stepwise.conflicts):
        assert stepwise.text == at_once.text, (halfway.text, Case("", first, third))
