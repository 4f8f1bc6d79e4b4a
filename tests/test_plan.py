"""Plans compare and write nothing; the writer writes all of a plan, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold import writer
from scaffold.errors import OutputError
from scaffold.plan import Action, check_folder, diff_lines, make_plan, refusals
from tests.scenarios import tree

FILES = {
    "scaffold.toml": "# ours\n",
    "app.py": "pass\n",
    "tables/film/list.html": "é\n",
}


def statuses(output: Path) -> dict[str, str]:
    return {action.path: action.status for action in make_plan(output, FILES)}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder that was written."""
    writer.apply(tmp_path / "admin", make_plan(tmp_path / "admin", FILES))
    return tmp_path / "admin"


def test_everything_is_new(tmp_path: Path) -> None:
    plan = make_plan(tmp_path / "admin", FILES)
    assert [action.path for action in plan] == sorted(FILES)
    assert {action.status for action in plan} == {"create"}
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_is_identical(output: Path) -> None:
    assert tree(output) == {path: text.encode() for path, text in FILES.items()}
    assert set(statuses(output).values()) == {"identical"}


@pytest.mark.parametrize("text", ["pass", "pass\r\n", ""])
def test_a_file_that_differs_is_refused(output: Path, text: str) -> None:
    (output / "app.py").write_bytes(text.encode())
    (output / "tables/film/list.html").unlink()
    assert statuses(output) == {
        "app.py": "refused",
        "scaffold.toml": "identical",
        "tables/film/list.html": "create",
    }


def test_a_folder_in_place_of_a_file_is_refused(output: Path) -> None:
    (output / "app.py").unlink()
    (output / "app.py").mkdir()
    assert statuses(output)["app.py"] == "refused"


def test_all_refusals_are_told_and_the_remedy_once(output: Path) -> None:
    (output / "app.py").write_text("mine\n")
    (output / "scaffold.toml").write_text("mine\n")
    refusal = refusals(output, make_plan(output, FILES))
    assert refusal is not None
    assert [problem.where for problem in refusal.problems] == [
        str(output / "app.py"),
        str(output / "scaffold.toml"),
    ]
    assert [bool(problem.remedy) for problem in refusal.problems] == [False, True]


def test_nothing_to_refuse(output: Path) -> None:
    assert refusals(output, make_plan(output, FILES)) is None


def test_the_folder_must_be_ours(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("mine\n")
    with pytest.raises(OutputError, match=r"no scaffold\.toml"):
        check_folder(tmp_path)


def test_the_output_may_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "admin").write_text("mine\n")
    with pytest.raises(OutputError, match="This is a file"):
        check_folder(tmp_path / "admin")


def test_diff() -> None:
    changed = Action("app.py", "refused", b"a\nb\n", b"a\nc\n")
    assert list(diff_lines(changed)) == [
        *("--- a/app.py", "+++ b/app.py", "@@ -1,2 +1,2 @@", " a", "-b", "+c")
    ]
    created = Action("app.py", "create", None, b"a\n")
    assert list(diff_lines(created))[:2] == ["--- /dev/null", "+++ b/app.py"]
    assert list(diff_lines(Action("app.py", "identical", b"a", b"a"))) == []


def test_bytes_that_are_no_text_can_be_compared() -> None:
    binary = Action("icon.png", "refused", b"\xff\xfe", b"a\n")
    assert "+a" in list(diff_lines(binary))


def test_only_what_is_new_is_written(output: Path) -> None:
    (output / "app.py").unlink()
    before = (output / "scaffold.toml").stat().st_mtime_ns
    writer.apply(output, make_plan(output, FILES))
    assert tree(output) == {path: text.encode() for path, text in FILES.items()}
    assert (output / "scaffold.toml").stat().st_mtime_ns == before


def test_a_file_that_appears_meanwhile_is_kept(output: Path) -> None:
    (output / "app.py").unlink()
    (output / "tables/film/list.html").unlink()
    plan = make_plan(output, FILES)
    (output / "tables/film/list.html").write_text("mine\n")
    with pytest.raises(OutputError, match=r"list\.html"):
        writer.apply(output, plan)
    assert not (output / "app.py").exists()
    assert (output / "tables/film/list.html").read_text() == "mine\n"


def test_new_folders_are_taken_back(tmp_path: Path) -> None:
    (tmp_path / "web").write_text("mine\n")
    plan = make_plan(tmp_path / "back" / "office", FILES)
    broken = [*plan, Action("app.py/x", "create", None, b"")]
    with pytest.raises(OutputError):
        writer.apply(tmp_path / "back" / "office", broken)
    assert tree(tmp_path) == {"web": b"mine\n"}
    assert not (tmp_path / "back").exists()
