"""What holds for every merge: of random tables, edits and migrations.

The numbers of cases are small enough for every day. ``SCAFFOLD_CASES=50000`` in the
environment makes them that many.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scaffold.merge import Merged, merge
from scaffold.merge.renaming import renamed
from tests.merge import words
from tests.merge.edits import (
    EMPTY,
    NAME,
    STYLES,
    Edit,
    apart,
    apply,
    compatible,
    edits,
    of_page,
    reformatted,
    translated,
)
from tests.merge.outputs import WORDS, Output, outputs

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


def files(suffix: str) -> list[Output]:
    return [output for output in outputs() if output.path.endswith(suffix)]


FILES = st.deferred(lambda: st.sampled_from(files(".py")))

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


def of_generator(edits: Iterable[Edit]) -> list[Edit]:
    """A generator changes no formatting, and says what it has renamed."""
    return [edit for edit in edits if edit.what not in (EMPTY, NAME)]


@st.composite
def merges(draw: st.DrawFn, *, most: int = 5, styles: Sequence[str] = ()) -> Case:
    output = draw(FILES)
    old, young = draw(STEPS)
    base, new = output.versions[old], output.versions[young]
    its = draw(st.lists(CHOICES, max_size=2))
    mine = draw(st.lists(CHOICES, max_size=most))
    style = draw(st.sampled_from(["", "", "", *styles])) if styles else ""
    new = apply(new, of_generator(chosen(new, its, "its")))
    return Case(output.path, base, new, tuple(chosen(base, mine, "mine")), style)


@given(merges(styles=list(STYLES)))
@cases(1200)
def test_merging(case: Case) -> None:
    """4 to 8: each edit and each change is there, or in a conflict."""
    nothing_is_lost(case)
    imports_are_a_set(case)
    untouched_definitions_keep_their_bytes(case)
    disjoint_changes_meet(case)
    merging_again_changes_nothing(case)


def nothing_is_lost(case: Case) -> None:
    """Both may have added or removed the same; besides, changes add up."""
    was, there = words.words(case.base), words.words(case.merged.text)
    gone, came = words.changed(case.base, case.edited)
    dropped, added = words.changed(case.base, case.new)
    near = words.near(case.base, case.edited, case.new)
    disputed = "\n".join(
        text for c in case.merged.conflicts for text in (c.base, c.yours, c.new)
    )
    for word in {*was, *came, *added, *there}:
        least = max(came[word], added[word]) - gone[word] - dropped[word]
        most = came[word] + added[word] - max(gone[word], dropped[word])
        open_ = disputed.count(word[1]) + near[word]
        found = there[word] - was[word]
        assert least - open_ <= found <= most + open_, (word, case)


def imports_are_a_set(case: Case) -> None:
    base, yours, new = map(words.imports, (case.base, case.yours, case.new))
    there = words.imports(case.merged.text)
    if case.merged.conflicts:
        return
    assert len(there) == len(set(there)), case
    assert {*yours} - {*base} | {*new} - {*base} <= {*there}, case
    assert {*base} & {*yours} & {*new} <= {*there} <= {*base, *yours, *new}, case
    for statement in {*there} & {*base} - {*yours} & {*new}:
        name = statement.split()[-1]
        assert len(re.findall(rf"\b{name}\b", case.merged.text)) > 1, case


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
    assert disputed(again) == disputed(merged), case


def disputed(merged: Merged) -> list[tuple[int, str, list[str], list[str]]]:
    """What is in conflict. Where it is may be quoted with the generator's lines when
    these are in the file, and indented as the file is then.
    """
    return [(c.line, c.yours, c.base.split(), c.new.split()) for c in merged.conflicts]


@given(FILES, st.lists(CHOICES, min_size=1, max_size=4), NUMBER)
@cases(150)
def test_the_same_change_on_both_sides_is_there_once(
    output: Output, numbers: list[tuple[int, int]], some: int
) -> None:
    """11"""
    base = output.versions[0]
    both = of_generator(chosen(base, numbers, "both"))
    mine, its = both[: some % (len(both) + 1)], both
    case = Case(output.path, base, apply(base, its), tuple(mine))
    assert not case.merged.conflicts, case
    assert case.merged.text == case.new, case


@given(FILES, st.lists(CHOICES, max_size=3), NUMBER)
@cases(150)
def test_a_rename_and_its_inverse_restore_the_file(
    output: Output, numbers: list[tuple[int, int]], some: int
) -> None:
    """17"""
    base = output.versions[0]
    names = [word for word in WORDS if renamed(base, [(word, "zeta")]) != base]
    assume(names)
    name = names[some % len(names)]
    new = renamed(base, [(name, "zeta")])
    yours = apply(base, chosen(base, numbers, "mine"))
    there = merge(base, yours, new, path=output.path, renames=[(name, "zeta")])
    assert not there.conflicts
    back = merge(new, there.text, base, path=output.path, renames=[("zeta", name)])
    assert back.text == yours


@given(st.data())
@cases(150)
def test_pages(data: st.DataObject) -> None:
    output = data.draw(st.sampled_from(files(".html")))
    old, young = data.draw(STEPS)
    base, new = output.versions[old], output.versions[young]
    numbers = data.draw(st.lists(CHOICES, max_size=4))
    mine = [of_page(base)[i % len(of_page(base))] for i, _ in numbers]
    marked = [edit.marked(f"mine{count}") for count, edit in enumerate(mine)]
    edits = tuple(apart(marked))
    case = Case(output.path, base, new, edits)
    for _start, _end, text in (piece for edit in edits for piece in edit.pieces):
        assert case.merged.text.count(text.strip()) >= 1, case
    if case.expected is not None:
        assert not case.merged.conflicts, case
        there, expected = case.merged.text.split(), case.expected.split()
        if output.order == "moved":  # An own line moves with the column it follows.
            there, expected = sorted(there), sorted(expected)
        assert there == expected, case
    merging_again_changes_nothing(case)


SEEDED = """
from tests.merge.test_properties import *
for number, output in enumerate(files(".py")[::4]):
    base, _, new = output.versions
    numbers = [(number, 7), (number + 3, 11), (number + 5, 13)]
    case = Case(output.path, base, new, tuple(chosen(base, numbers, "mine")))
    print(case.merged)
"""


def test_the_hash_seed_decides_nothing() -> None:
    """18"""
    said = {
        subprocess.run(
            [sys.executable, "-c", SEEDED],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(3)
    }
    assert len(said) == 1


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
@cases(300)
def test_one_by_one_is_all_at_once(output: Output, mine: list[tuple[int, int]]) -> None:
    """9

    What was dropped and comes again is new to who regenerates in between. Where the
    generator moves columns, an own line can only stay with one of those that it stood
    between; and where the user has changed the order, what is left of it in between
    may not tell any more which one was moved.
    """
    assume(output.order != "returned")
    first, second, third = output.versions
    edits = chosen(first, mine, "mine")
    moved = output.order == "moved" or any("move" in edit.what for edit in edits)
    yours = apply(first, edits)
    at_once = merge(first, yours, third, path=output.path)
    halfway = merge(first, yours, second, path=output.path)
    stepwise = merge(halfway.base, halfway.text, third, path=output.path)
    if not (at_once.conflicts or halfway.conflicts or stepwise.conflicts):
        assert words.words(stepwise.text) == words.words(at_once.text), output
        if not moved:
            assert stepwise.text == at_once.text, output
