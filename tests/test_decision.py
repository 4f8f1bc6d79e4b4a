"""What becomes of one file, given base, yours and new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scaffold.baseline import Conflicted, Open, Record
from scaffold.decision import Case, News, decide

BASE = "one = 1\n\n\ntwo = 2\n"
NEW = "one = 1\n\n\ntwo = 2\n\n\nthree = 3\n"
MINE = "zero = 0\n\n\none = 1\n\n\ntwo = 2\n"
MERGED = MINE + "\n\nthree = 3\n"
ONE = BASE.replace("1", "10")
OTHER = BASE.replace("1", "100")

MARKED = """\
<<<<<<< HEAD
one = 10
=======
one = 100
>>>>>>> theirs


two = 2
"""


def case(yours: str | bytes | None, new: str | None = NEW, **more: object) -> Case:
    content = yours.encode() if isinstance(yours, str) else yours
    known: dict[str, object] = {"record": record(BASE), **more}
    return Case("app.py", "app.py", new, content, **known)  # type: ignore[arg-type]


def record(text: str, moved: str | None = None) -> Record:
    return Record("app.py", text, moved=moved)


@pytest.mark.parametrize(
    ("one", "status", "content"),
    [
        (case(None, record=None), "create", NEW),
        (case(None), "deleted", None),
        (case(None, recreate=True), "create", NEW),
        (case(NEW), "identical", NEW),
        (case(NEW, record=None), "identical", NEW),
        (case(BASE), "update", NEW),
        (case(BASE.replace("\n", "\r\n")), "update", NEW.replace("\n", "\r\n")),
        (case(MINE, BASE), "identical", MINE),
        (case(MINE), "merge", MERGED),
        (case(MERGED), "identical", MERGED),
        (case(MINE, record=None), "kept", MINE),
        (case(ONE, OTHER), "conflict", ONE),
        (case(None, None), "deleted", None),
        (case(BASE, None), "delete", None),
        (case(BASE.replace("\n", "\r\n"), None), "delete", None),
        (case(MINE, None), "conflict", MINE),
        (case(MARKED, BASE, open=Open("app.py", BASE)), "conflict", MARKED),
    ],
)
def test_status_and_content(one: Case, status: str, content: str | None) -> None:
    action = decide(one)
    assert action.status == status
    assert action.new == (content.encode() if content is not None else None)
    assert action.old == one.yours
    assert bool(action.conflicts) == bool(action.open) == (status == "conflict")
    if status != "conflict" and one.new is not None:
        assert action.record == record(one.new or "")


def test_what_means_the_same_keeps_its_bytes_and_moves_the_base() -> None:
    yours = "one = 1\n\n\ntwo = 2\nthree = (\n    3\n)\n"
    action = decide(case(yours))
    assert (action.status, action.new) == ("identical", yours.encode())
    assert action.record == record(NEW)


def test_the_base_waits_for_what_is_in_conflict() -> None:
    action = decide(case(ONE + "\n\nmine = 0\n", OTHER + "\n\nthree = 3\n"))
    assert action.new == (ONE + "\n\nthree = 3\n\n\nmine = 0\n").encode()
    assert action.record == record(BASE + "\n\nthree = 3\n")
    assert action.open == Open("app.py", OTHER + "\n\nthree = 3\n")
    assert [(c.line, c.yours, c.new) for c in action.conflicts] == [(1, "10", "100")]
    again = case(action.new, action.open.new, record=action.record, open=action.open)
    assert decide(again) == replace(action, old=action.new, notes=())


def test_markers_where_they_are_asked_for() -> None:
    action = decide(case(ONE, OTHER, markers=True))
    head = "<<<<<<< yours\none = 10\n||||||| base\none = 1\n=======\none = 100\n"
    assert action.new == f"{head}>>>>>>> new\n\n\ntwo = 2\n".encode()
    assert action.record == record(BASE)
    marked = case(action.new, OTHER, record=action.record, open=action.open)
    again = decide(marked)
    assert (again.status, again.new) == ("conflict", action.new)
    assert (again.record, again.open) == (action.record, action.open)


def test_a_conflict_that_was_settled_by_hand_is_gone() -> None:
    opened = Open("app.py", OTHER)
    action = decide(case(OTHER, OTHER, open=opened))
    assert (action.status, action.record, action.open) == (
        "identical",
        record(OTHER),
        None,
    )


def test_old_renames_count_as_long_as_their_conflict_is_open() -> None:
    base = "rating = Field()\nlimit = 1\n"
    yours = "rating = Field(le=10)\nlimit = 2\n"
    new = "score = Field()\nlimit = 3\n"
    first = decide(case(yours, new, record=record(base), renames=[("rating", "score")]))
    assert first.new == b"score = Field(le=10)\nlimit = 2\n"
    assert first.open == Open("app.py", new, (("rating", "score"),))


@pytest.mark.parametrize(
    "yours", [b"\xff\xfe", b"# coding: klingon\n", b"# coding: latin-1\none = '\xe9'\n"]
)
def test_what_cannot_be_read_or_written_stays(yours: bytes) -> None:
    new = NEW + "euro = '€'\n"
    action = decide(case(yours, new))
    assert (action.status, action.new) == ("conflict", yours)
    assert action.record == record(BASE)
    assert action.open == Open("app.py", new)
    assert action.conflicts[0].where.startswith("the whole file: ")
    unchanged = decide(case(yours, BASE))
    assert (unchanged.status, unchanged.new) == ("identical", yours)
    assert unchanged.conflicts == ()


def test_a_file_that_does_not_parse_stays() -> None:
    action = decide(case("one = (\n"))
    assert (action.status, action.new) == ("conflict", b"one = (\n")
    assert action.record == record(BASE)
    assert decide(case("one = (\n", BASE)).status == "identical"


def test_line_ends_encoding_and_mark_are_the_users() -> None:
    yours = b"# coding: latin-1\nname = '\xe9'\n\n\n" + BASE.encode()
    yours = yours.replace(b"\n", b"\r\n")
    action = decide(case(yours))
    assert action.status == "merge"
    assert action.new == yours + b"\r\n\r\nthree = 3\r\n"
    marked = b"\xef\xbb\xbf" + MINE.encode()
    assert decide(case(marked)).new == b"\xef\xbb\xbf" + MERGED.encode()


def test_a_moved_file_is_remembered_with_its_place() -> None:
    moved = replace(case(MINE), path="main.py")
    action = decide(moved)
    assert (action.path, action.output) == ("main.py", "app.py")
    assert action.new == MERGED.encode()
    assert action.record == record(NEW, moved="main.py")


def test_a_renamed_tables_file_moves() -> None:
    moving = replace(case(NEW), was="old/app.py")
    assert (decide(moving).status, decide(moving).was) == ("move", "old/app.py")
    assert decide(replace(moving, yours=MINE.encode())).status == "merge"


# What git has left.


def test_both_sides_of_a_conflict_in_the_file() -> None:
    ours, theirs = MINE, BASE + "\n\nmine_too = 1\n"
    left = f"<<<<<<< a\n{ours}=======\n{theirs}>>>>>>> b\n"
    action = decide(case(left))
    assert action.status == "merge"
    assert action.new == (MERGED + "\n\nmine_too = 1\n").encode()
    assert action.record == record(NEW)


def test_both_sides_of_file_and_record() -> None:
    """Each branch had generated a function of its own, and edited another line."""
    mine, its = BASE + "\n\nthree = 3\n", BASE + "\n\nfour = 4\n"
    both = BASE + "\n\nfour = 4\n\n\nthree = 3\n"
    left = (
        mine.replace("1", "10").removesuffix("three = 3\n")
        + "<<<<<<< a\nthree = 3\n=======\nfour = 4\n>>>>>>> b\n"
    )
    bases = Conflicted(record(mine), record(its))
    action = decide(case(left, both, record=bases))
    assert action.status == "merge"
    assert action.new == both.replace("1", "10").encode()
    assert action.record == record(both)


def test_what_git_knows_of_the_sides_counts_more_than_markers() -> None:
    sides = Conflicted(ONE, BASE + "\n\nmine = 0\n", BASE)
    action = decide(case(MARKED, sides=sides))
    assert action.new == (ONE + "\n\nthree = 3\n\n\nmine = 0\n").encode()


def test_what_the_sides_cannot_agree_on_is_a_conflict() -> None:
    action = decide(case(MARKED, BASE, sides=Conflicted(ONE, OTHER, BASE)))
    assert (action.status, action.new) == ("conflict", action.old)
    assert [c.where for c in action.conflicts] == ["conflict markers"]


# Notes.


@pytest.mark.parametrize(
    ("news", "shown"),
    [
        (News(None, "three"), "+ three"),
        (News("two", None), None),
        (News("four", "three"), None),
        (News(None, "thr"), None),
        (News(None, "one"), None),
    ],
)
def test_what_is_new_and_shows(news: News, shown: str | None) -> None:
    assert decide(case(BASE, news=[news])).notes == ((shown,) if shown else ())


def test_a_rename_that_shows() -> None:
    renamed = case(BASE, BASE.replace("two", "second"), news=[News("two", "second")])
    assert decide(renamed).notes == ("two → second",)
    dropped = case(BASE, "one = 1\n", news=[News("two", None)])
    assert decide(dropped).notes == ("- two",)
