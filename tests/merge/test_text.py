"""Merging line by line."""

from __future__ import annotations

import random
import subprocess
from collections import Counter
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scaffold.merge.lines import changes
from scaffold.merge.outcome import Merged
from scaffold.merge.text import merge, merge_block


def text(words: str) -> str:
    """``a b`` as two lines."""
    return "".join(f"{word}\n" for word in words.split())


def merged(base: str, yours: str, new: str) -> Merged:
    return merge(text(base), text(yours), text(new))


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        pytest.param("a b c", "a b c", "a B c", "a B c", id="only the generator"),
        pytest.param("a b c", "a B c", "a b c", "a B c", id="only the user"),
        pytest.param("a b c", "A b c", "a b C", "A b C", id="one line between"),
        pytest.param("a b c", "a X c", "a X c", "a X c", id="the same change"),
        pytest.param("a b", "a x b", "a x b", "a x b", id="the same insertion"),
        pytest.param("a b c", "a c", "a c", "a c", id="the same deletion"),
        pytest.param("a b", "a x b", "a x y b", "a x y b", id="one adds more"),
        pytest.param("a", "a x", "a x", "a x", id="the same at the end"),
        pytest.param("", "x", "x", "x", id="the same new file"),
        pytest.param("a b c d", "b c d", "a b c", "b c", id="different deletions"),
        pytest.param("a", "", "a", "", id="emptied"),
    ],
)
def test_clean(base: str, yours: str, new: str, expected: str) -> None:
    assert merged(base, yours, new) == Merged(text(expected), text(new))


@pytest.mark.parametrize(
    ("base", "yours", "new", "hunk"),
    [
        pytest.param("a b c", "a X c", "a Y c", "b X Y", id="changed differently"),
        pytest.param("a b c", "A b c", "a B c", "a,b A,b a,B", id="touching changes"),
        pytest.param("a b", "a x b", "a y b", "- x y", id="two insertions"),
        pytest.param("a b c", "a c", "a Y c", "b - Y", id="deleted and changed"),
        pytest.param("a b", "p x q b", "p y q b", "a x y", id="equal around"),
    ],
)
def test_conflicts_are_small(base: str, yours: str, new: str, hunk: str) -> None:
    outcome = merged(base, yours, new)
    (found,) = outcome.conflicts
    expected = [text(part.replace(",", " ").replace("-", "")) for part in hunk.split()]
    assert [found.base, found.yours, found.new] == expected
    assert outcome.text == text(yours)


def test_a_conflict_says_where_it_is() -> None:
    outcome = merged("a b c d e", "a X Y c d E", "n a Z c d F")
    assert [(found.where, found.line) for found in outcome.conflicts] == [
        ("lines 3-4", 3),
        ("line 7", 7),
    ]
    assert outcome.text == text("n a X Y c d E")
    assert outcome.base == text("n a b c d e")


def test_known_names_are_followed() -> None:
    outcome = merge("rating: 1\n", "rating: 2\n", "score: 1\n", [("rating", "score")])
    assert outcome == Merged("score: 2\n", "score: 1\n")


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        ("a\nb\n", "a\nb", "n\na\nb\n", "n\na\nb"),
        ("a\nb\n", "a\nb", "a\nb\nc\n", "a\nb\nc"),
        ("a\nb", "a\nB", "a\nb\n", "a\nB\n"),
        ("a\x0cb\u2028c\n", "a\x0cb\u2028c\nd\n", "n\na\x0cb\u2028c\n", None),
    ],
)
def test_the_end_of_the_last_line_is_no_conflict(
    base: str, yours: str, new: str, expected: str | None
) -> None:
    outcome = merge(base, yours, new)
    assert outcome.text == (expected or "n\na\x0cb\u2028c\nd\n")
    assert not outcome.conflicts


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        ("# a", "# a\n# mine", "# a\n# new", "# a\n# new\n# mine"),
        ("", "# mine\n", "# new\n", "# new\n# mine\n"),
        ("\n    ", "\n    # mine\n    ", "\n    # new\n    ", None),
        ("# a\n# b\n# c", "# A\n# b\n# c", "# a\n# b\n# C", "# A\n# b\n# C"),
    ],
)
def test_a_block_takes_insertions_of_both(
    base: str, yours: str, new: str, expected: str | None
) -> None:
    expected = expected or "\n    # new\n    # mine\n    "
    assert merge_block(base, yours, new) == expected


def test_a_block_changed_on_both_sides_is_a_conflict() -> None:
    assert merge_block("# a", "# b", "# c") is None


def test_empty_lines_and_braces_tie_nothing_together() -> None:
    rule = "{name} {{\n  color: {color};\n}}\n\n"
    old = "".join(rule.format(name=name, color=name) for name in "abc")
    yours = old.replace("a {", "x {\n  color: x;\n}\n\na {")
    new = old + rule.format(name="d", color="d")
    added = rule.format(name="x", color="x")
    assert merge(old, yours, new).text == added + new


def test_an_addition_is_the_last_that_it_can_be() -> None:
    (change,) = changes(["a", "", "b"], ["a", "", "x", "", "b"])
    assert (change.start, change.other, change.other_end) == (2, 2, 4)


LINES = st.lists(st.sampled_from(["", "}", "a", "b", "c"]), max_size=12)


@given(LINES, LINES)
def test_changes_lead_from_one_text_to_the_other(
    old: list[str], new: list[str]
) -> None:
    result: list[str] = []
    place = other = 0
    for change in changes(old, new):
        same = old[place : change.start]
        assert same == new[other : change.other]
        assert same or not place
        result += [*same, *new[change.other : change.other_end]]
        place, other = change.end, change.other_end
    assert [*result, *old[place:]] == new


@given(LINES, LINES, LINES)
@example(["a"], ["x", "x"], ["a", "x"])
@example(["", "", ""], ["", ""], ["}", "", ""])
def test_nothing_is_doubled_or_lost(
    base: list[str], yours: list[str], new: list[str]
) -> None:
    outcome = merge(lined(base), lined(yours), lined(new))
    there = Counter(outcome.text.splitlines())
    for conflict in outcome.conflicts:
        there += Counter(conflict.new.splitlines())
    removed = (Counter(base) - Counter(yours)) + (Counter(base) - Counter(new))
    assert not Counter(base) - removed - there
    assert not (Counter(yours) - Counter(base)) - there
    assert not (Counter(new) - Counter(base)) - there
    assert not there - (Counter(yours) + Counter(new))


@given(LINES, LINES)
def test_only_one_side_changed(base: list[str], other: list[str]) -> None:
    one, two = ("".join(f"{line}\n" for line in lines) for lines in (base, other))
    assert merge(one, two, one) == Merged(two, one)
    assert merge(one, one, two) == Merged(two, two)
    assert merge(one, two, two) == Merged(two, two)


def versions(seed: int) -> tuple[str, str, str]:
    """Three versions of a text whose lines are all different, but for what is added."""
    chance = random.Random(seed)
    base = [f"line {number}" for number in range(chance.randint(0, 10))]
    yours, new = edited(base, chance), edited(base, chance)
    return lined(base), lined(yours), lined(new)


def edited(base: list[str], chance: random.Random) -> list[str]:
    lines = list(base)
    for _ in range(chance.randint(0, 3)):
        place = chance.randint(0, len(lines))
        added = [f"new {chance.randint(1, 6)}" for _ in range(chance.randint(0, 2))]
        lines[place : place + chance.randint(0, 2)] = added
    return lines


def lined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def git(folder: Path, base: str, yours: str, new: str) -> str | None:
    """What git makes of it; ``None`` if there is a conflict."""
    names = [str(folder / name) for name in ("yours", "base", "new")]
    for name, content in zip(names, (yours, base, new), strict=True):
        Path(name).write_text(content)
    done = subprocess.run(
        ["git", "merge-file", "-p", "-q", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    return None if done.returncode else done.stdout


def test_what_git_merges_is_merged_likewise(tmp_path: Path) -> None:
    both = 0
    for seed in range(150):
        texts = versions(seed)
        expected, outcome = git(tmp_path, *texts), merge(*texts)
        if expected is not None:
            assert outcome.text == expected, seed
            assert not outcome.conflicts, seed
            both += 1
    assert both > 50


@pytest.mark.parametrize("seed", range(40))
def test_a_conflict_left_open_comes_again(seed: int) -> None:
    first = merge(*versions(seed))
    again = merge(first.base, first.text, versions(seed)[2])
    assert again.text == first.text
    assert [vars(found) for found in again.conflicts] == [
        vars(found) for found in first.conflicts
    ]


@pytest.mark.parametrize("words", [2000, 100, 5])
def test_two_thousand_lines_take_no_time(words: int) -> None:
    chance = random.Random(1)
    base = [f"{chance.randrange(words)}" for _ in range(2000)]
    yours, new = list(base), list(base)
    for lines in (yours, new):
        for _ in range(200):
            lines[chance.randrange(2000)] = f"{chance.randrange(words)}"
    start = perf_counter()
    merge(lined(base), lined(yours), lined(new))
    assert perf_counter() - start < 1
