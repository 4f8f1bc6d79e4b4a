"""Files that were moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from scaffold import moves
from scaffold.baseline import Baseline, Record
from scaffold.errors import ConfigError
from scaffold.moves import Moves
from scaffold.plan import Answers, Wanted
from tests.test_plan import fill

FORMS = "".join(f"field_{number} = {number}\n" for number in range(10))
VIEWS = "".join(f"def view_{number}(): ...\n" for number in range(10))
FILES = {"forms.py": FORMS, "views.py": VIEWS, "list.html": "<p>\n</p>\n"}

Confirm = Callable[[str], bool]


def yes(question: str) -> bool:
    return True


def no(question: str) -> bool:
    return False


def find(
    output: Path,
    files: Mapping[str, str],
    confirm: Confirm = yes,
    answers: Answers | None = None,
    moved: Mapping[str, str] | None = None,
) -> Moves:
    """What is found in a folder with these files, of which those above were made."""
    fill(output, files)
    places = dict(moved or {})
    records = {p: Record(p, t, moved=places.get(p)) for p, t in FILES.items()}
    past = Baseline(records)
    return moves.find(output, Wanted(FILES), past, answers or Answers(), confirm)


def test_nothing_is_missing(tmp_path: Path) -> None:
    assert find(tmp_path, {**FILES, "copy.py": FORMS}) == Moves()


def test_an_edited_file_is_recognised(tmp_path: Path) -> None:
    asked: list[str] = []

    def confirm(question: str) -> bool:
        asked.append(question)
        return True

    edited = FORMS.replace("field_3", "mine").replace("field_4", "mine_too")
    files = {"views.py": VIEWS, "list.html": FILES["list.html"], "deep/own.py": edited}
    assert find(tmp_path, files, confirm) == Moves({"forms.py": "deep/own.py"})
    assert asked == ["Is deep/own.py what was forms.py?"]


def test_without_an_answer_there_is_a_hint(tmp_path: Path) -> None:
    files = {"views.py": VIEWS, "list.html": FILES["list.html"], "own.py": FORMS}
    found = find(tmp_path, files, no)
    assert found == Moves({}, {"forms.py": "own.py"})
    assert found.hints == ["--moved forms.py=own.py"]


@pytest.mark.parametrize(
    "other",
    [
        {"own.txt": FORMS},
        {"own.py": "".join(FORMS.splitlines(keepends=True)[:3])},
        {"__pycache__/own.py": FORMS, ".scaffold/base/own.py": FORMS},
        {"own.py": FORMS + "\udcff"},
    ],
    ids=["another kind", "unlike", "not the user's", "no text"],
)
def test_what_is_not_it(tmp_path: Path, other: dict[str, str]) -> None:
    files = {"views.py": VIEWS, "list.html": FILES["list.html"]}
    for path, text in other.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode(errors="surrogateescape"))
    assert find(tmp_path, files) == Moves()


def test_each_file_is_what_one_was(tmp_path: Path) -> None:
    """The likest is taken, and is not asked about again."""
    files = {
        "list.html": FILES["list.html"],
        "a.py": FORMS + "more = 1\n",
        "b.py": FORMS,
    }
    assert find(tmp_path, files) == Moves({"forms.py": "b.py"})
    fill(tmp_path, {"c.py": VIEWS})
    assert find(tmp_path, {}).moved == {"forms.py": "b.py", "views.py": "c.py"}


def test_what_was_moved_before_is_known(tmp_path: Path) -> None:
    files = {**FILES, "own.py": FORMS}
    del files["forms.py"]
    moved = {"forms.py": "own.py"}
    assert find(tmp_path, files, no, moved=moved) == Moves()
    (tmp_path / "own.py").rename(tmp_path / "again.py")
    del files["own.py"]
    found = find(tmp_path, files, moved=moved)
    assert found.moved == {"forms.py": "again.py"}


def test_answers_are_not_asked_for(tmp_path: Path) -> None:
    files = {"views.py": VIEWS, "list.html": FILES["list.html"], "own.py": FORMS}
    for answers in (
        Answers(moved={"forms.py": "own.py"}),
        Answers(recreate=frozenset(["forms.py"])),
    ):
        assert find(tmp_path, files, answers=answers) == Moves()


def test_answers_for_folders(tmp_path: Path) -> None:
    records = {p: Record(p, FORMS) for p in ("a/b/c.py", "a/b/d.py", "a/e.py", "ab.py")}
    fill(tmp_path, {"a/e.py": FORMS, "new/c.py": FORMS, "ab.py": FORMS})
    answers = Answers(recreate=frozenset(["a"]), moved={"a/b": "new"})
    found = moves.by_file(tmp_path, Baseline(records), answers)
    assert found.recreate == {"a/b/c.py", "a/b/d.py"}
    assert found.moved == {"a/b/c.py": "new/c.py"}
    elsewhere = Answers(recreate=frozenset(["c"]), moved={"a/b": "x", "c": "d"})
    assert moves.by_file(tmp_path, Baseline(records), elsewhere) == elsewhere


def test_answers_that_are_wrong(tmp_path: Path) -> None:
    answers = Answers(
        moved={"forms.py": "nowhere.py", "from.py": "views.py"},
        recreate=frozenset(["forms.py", "other.py"]),
    )
    with pytest.raises(ConfigError) as refusal:
        find(tmp_path, FILES, answers=answers)
    assert sorted((p.where, p.what) for p in refusal.value.problems) == [
        ("--moved forms.py=nowhere.py", "There is no file now."),
        ("--moved from.py=views.py", "No such file was generated."),
        ("--recreate forms.py", "It is there."),
        ("--recreate other.py", "No such file is generated."),
    ]
