"""Conflict markers, told from what only looks like them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.baseline.conflicts import Conflicted, sides

MERGE = "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\nd\n"
DIFF3 = "a\n<<<<<<< HEAD\nb\n||||||| 1f2e\nx\n=======\nc\n>>>>>>> other\nd\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_styles(end: str) -> None:
    def lines(text: str) -> str:
        return text.replace("\n", end)

    ours, theirs, base = lines("a\nb\nd\n"), lines("a\nc\nd\n"), lines("a\nx\nd\n")
    assert sides(lines(MERGE)) == Conflicted(ours, theirs)
    assert sides(lines(DIFF3)) == Conflicted(ours, theirs, base)


def test_several_conflicts() -> None:
    assert sides(DIFF3 + DIFF3) == Conflicted(
        "a\nb\nd\n" * 2, "a\nc\nd\n" * 2, "a\nx\nd\n" * 2
    )
    assert sides(DIFF3 + MERGE) == Conflicted("a\nb\nd\n" * 2, "a\nc\nd\n" * 2)


def test_empty_sides_and_no_labels() -> None:
    text = "<<<<<<<\n|||||||\n=======\nc\n>>>>>>>"
    assert sides(text) == Conflicted("", "c\n", "")


def test_other_breaks_end_no_line() -> None:
    text = MERGE.replace("b\n", "b\x0c\u2028\x85\r=======\n")
    assert sides(text) == Conflicted("a\nb\x0c\u2028\x85\r=======\nd\n", "a\nc\nd\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Title\n=======\ntext\n",
        "Title\n=======\n<<<<<<< text\n",
        "<<<<<<< a\nb\n=======\nc\n",
        "<<<<<<< a\nb\n>>>>>>> c\n",
        "b\n=======\nc\n>>>>>>> d\n",
        "<<<<<<< a\nb\n||||||| c\nd\n>>>>>>> e\n",
        ">>>>>>> a\n=======\n<<<<<<< b\n",
        " <<<<<<< a\n =======\n >>>>>>> b\n",
        "<<<<<<<a\n=======\n>>>>>>>b\n",
        "<<<<<<< a\n======= x\n>>>>>>> b\n",
        "<<<<<<< a\n========\n>>>>>>> b\n",
        "<<<<<< a\n======\n>>>>>> b\n",
        'x = """\n<<<<<<< a\n"""\n',
    ],
)
def test_no_conflict(text: str) -> None:
    assert sides(text) is None


@pytest.mark.parametrize(
    "text",
    [
        MERGE.replace("b\n", "b\n=======\n"),
        MERGE.replace("c\n", "c\n=======\n"),
        DIFF3.replace("c\n", "c\n=======\n"),
        DIFF3.replace("x\n", "x\n|||||||\n"),
        MERGE.replace("b\n", "b\n<<<<<<< text\n"),
        "<<<<<<< text\n" + MERGE,
    ],
)
def test_what_can_be_read_two_ways_is_left_alone(text: str) -> None:
    assert sides(text) is None


def test_an_underline_that_cannot_be_the_marker() -> None:
    text = DIFF3.replace("b\n", "Heading\n=======\n")
    assert sides(text) == Conflicted(
        "a\nHeading\n=======\nd\n", "a\nc\nd\n", "a\nx\nd\n"
    )


def test_markers_of_another_size() -> None:
    longer = MERGE.translate({ord(c): c * 2 for c in "<=>"}).replace("b\n", "=======\n")
    assert sides(longer) == Conflicted("a\n=======\nd\n", "a\nc\nd\n")


def test_a_conflict_within_a_side_belongs_to_it() -> None:
    text = MERGE.replace("b\n", MERGE)
    assert sides(text) == Conflicted(f"a\n{MERGE}d\n", "a\nc\nd\n")


def test_a_base_with_a_conflict_of_its_own_is_none() -> None:
    inner = "<<<<<<<<< A\n1\n||||||||| B\n2\n=========\n3\n>>>>>>>>> C\n"
    assert sides(DIFF3.replace("x\n", inner)) == Conflicted("a\nb\nd\n", "a\nc\nd\n")


@pytest.mark.parametrize("style", ["--diff3", "-q"])
def test_what_git_writes(tmp_path: Path, style: str) -> None:
    texts = {"ours": "1\n2\nx\n", "base": "1\n2\n3\n", "theirs": "1\n2\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    command = ["git", "merge-file", "-p", style, "ours", "base", "theirs"]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, check=False
    )
    found = sides(done.stdout)
    assert found is not None
    assert (found.ours, found.theirs) == (texts["ours"], texts["theirs"])
    assert found.base == (texts["base"] if style == "--diff3" else None)


MARKERS = st.sampled_from(
    ["<<<<<<< a", "||||||| b", "=======", ">>>>>>> c", "x", "<" * 9]
)


@given(st.lists(MARKERS), st.sampled_from(["", "\n"]))
def test_only_lines_that_were_there(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + end
    found = sides(text)
    if found:
        for side in (found.ours, found.theirs, found.base or ""):
            assert set(side.split("\n")) <= {*lines, ""}
            assert len(side) < len(text)
