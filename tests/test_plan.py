"""What becomes of each file, from what is wanted, remembered and on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold import healing
from scaffold.baseline import Baseline, Open, Record
from scaffold.decision import Action
from scaffold.errors import OutputError
from scaffold.plan import (
    Answers,
    Wanted,
    check_folder,
    check_links,
    make_plan,
)

FILES = {
    "scaffold.toml": "# ours\n",
    "app.py": "one = 1\n",
    "tables/film/list.html": "<p>é</p>\n",
}

PAST = Baseline({path: Record(path, text) for path, text in FILES.items()})


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder that was written."""
    fill(tmp_path / "admin", FILES)
    return tmp_path / "admin"


def fill(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())


def plan(
    output: Path,
    files: Mapping[str, str] = FILES,
    past: Baseline = PAST,
    answers: Answers | None = None,
    renamed: Mapping[str, str] | None = None,
) -> dict[str, Action]:
    wanted = Wanted(files, renamed=renamed or {})
    actions = make_plan(output, wanted, past, answers or Answers())
    assert [action.path for action in actions] == sorted(a.path for a in actions)
    return {action.path: action for action in actions}


def statuses(output: Path, *arguments: object, **options: object) -> dict[str, str]:
    actions = plan(output, *arguments, **options)  # type: ignore[arg-type]
    return {path: action.status for path, action in actions.items()}


def test_everything_is_new(tmp_path: Path) -> None:
    found = plan(tmp_path / "admin", past=Baseline())
    assert {action.status for action in found.values()} == {"create"}
    assert found["app.py"].new == b"one = 1\n"
    assert found["app.py"].record == PAST.records["app.py"]
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_is_identical(output: Path) -> None:
    assert {*statuses(output).values()} == {"identical"}


def test_each_file_is_decided_on_its_own(output: Path) -> None:
    (output / "app.py").write_text("one = 1\n\n\ntwo = 2\n")
    (output / "tables/film/list.html").unlink()
    files = {**FILES, "app.py": "zero = 0\none = 1\n", "scaffold.toml": "# more\n"}
    found = plan(output, files)
    assert {path: action.status for path, action in found.items()} == {
        "app.py": "merge",
        "scaffold.toml": "update",
        "tables/film/list.html": "deleted",
    }
    assert found["app.py"].new == b"zero = 0\none = 1\n\n\ntwo = 2\n"
    assert found["scaffold.toml"].new == b"# more\n"
    assert found["tables/film/list.html"].new is None


def test_a_deleted_file_comes_back_when_asked_for(output: Path) -> None:
    path = "tables/film/list.html"
    (output / path).unlink()
    answers = Answers(recreate=frozenset([path]))
    assert plan(output, answers=answers)[path].new == FILES[path].encode()


def test_where_nothing_is_left_everything_comes_back(tmp_path: Path) -> None:
    """Somebody who deletes the folder and keeps its records wants it anew."""
    assert {*statuses(tmp_path).values()} == {"create"}


def test_what_is_generated_no_more_goes(output: Path) -> None:
    files = {"app.py": FILES["app.py"]}
    (output / "scaffold.toml").write_text("# mine\n")
    found = plan(output, files)
    assert found["tables/film/list.html"].status == "delete"
    assert found["scaffold.toml"].status == "conflict"
    assert found["scaffold.toml"].new == b"# mine\n"
    assert found["scaffold.toml"].open == Open("scaffold.toml", None)


def test_a_file_that_is_not_ours_is_kept(output: Path) -> None:
    past = Baseline({"app.py": PAST.records["app.py"]})
    (output / "scaffold.toml").write_text("# mine\n")
    (output / "tables/film/list.html").unlink()
    assert statuses(output, past=past) == {
        "app.py": "identical",
        "scaffold.toml": "kept",
        "tables/film/list.html": "create",
    }


def test_a_moved_file_is_followed(output: Path) -> None:
    (output / "main.py").write_text("one = 1\n\n\ntwo = 2\n")
    (output / "app.py").unlink()
    answers = Answers(moved={"app.py": "main.py"})
    files = {**FILES, "app.py": "zero = 0\none = 1\n"}
    action = plan(output, files, answers=answers)["main.py"]
    assert (action.status, action.output) == ("merge", "app.py")
    assert action.new == b"zero = 0\none = 1\n\n\ntwo = 2\n"
    assert action.record == Record("app.py", files["app.py"], moved="main.py")
    again = Baseline({**PAST.records, "app.py": action.record})
    (output / "main.py").write_bytes(action.new)
    assert statuses(output, files, again)["main.py"] == "identical"


def test_the_folder_of_a_renamed_table_moves_with_what_is_in_it(output: Path) -> None:
    fill(output, {"tables/film/own.py": "pass\n"})
    (output / "tables/film/list.html").write_text("<b>mine</b>\n<p>é</p>\n", "utf-8")
    files = {"scaffold.toml": "# ours\n", "app.py": "one = 1\n"}
    files["tables/movie/list.html"] = "<p>é</p>\n<i>new</i>\n"
    found = plan(output, files, renamed={"tables/movie/": "tables/film/"})
    page, own = found["tables/movie/list.html"], found["tables/movie/own.py"]
    assert (page.status, page.was) == ("merge", "tables/film/list.html")
    assert page.new == "<b>mine</b>\n<p>é</p>\n<i>new</i>\n".encode()
    assert (own.status, own.was, own.new) == ("move", "tables/film/own.py", b"pass\n")


def test_progress_is_told(output: Path) -> None:
    told: list[tuple[int, int]] = []
    make_plan(output, Wanted(FILES), PAST, progress=lambda *steps: told.append(steps))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_folder_in_place_of_a_file_is_refused(output: Path) -> None:
    (output / "app.py").unlink()
    (output / "app.py").mkdir()
    with pytest.raises(OutputError, match="A folder stands where a file would go"):
        plan(output)


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tables").write_text("mine\n")
    with pytest.raises(OutputError, match="A file stands where a folder is needed"):
        plan(tmp_path, past=Baseline())


def test_a_link_that_leads_nowhere_is_refused(output: Path) -> None:
    (output / "app.py").unlink()
    (output / "app.py").symlink_to("nowhere.py")
    with pytest.raises(OutputError, match="leads nowhere"):
        plan(output)


@pytest.mark.parametrize("link", ["admin/app.py", "admin/tables", "admin/.scaffold"])
def test_links_stay_in_the_project(tmp_path: Path, link: str) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    for folder in (project, elsewhere):
        folder.mkdir()
    (project / link).parent.mkdir()
    (project / link).symlink_to(elsewhere / "there")
    with pytest.raises(OutputError, match="leads out of project"):
        check_links(project, project / "admin", FILES)
    (project / link).unlink()
    (project / link).symlink_to(project / "there")
    check_links(project, project / "admin", FILES)


def test_the_folder_must_be_ours(tmp_path: Path) -> None:
    fill(tmp_path, {"app.py": "mine\n"})
    with pytest.raises(OutputError, match=r"no scaffold\.toml"):
        check_folder(tmp_path)


@pytest.mark.parametrize("name", ["scaffold.toml", ".scaffold/base/app.py.base"])
def test_a_folder_that_was_generated_is_ours(tmp_path: Path, name: str) -> None:
    fill(tmp_path, {"app.py": "mine\n", name: ""})
    check_folder(tmp_path)


def test_the_output_may_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "admin").write_text("mine\n")
    with pytest.raises(OutputError, match="This is a file"):
        check_folder(tmp_path / "admin")


def test_without_git_nothing_is_healed(output: Path) -> None:
    assert healing.remembered(output, FILES, {}) == Baseline()
    assert {*statuses(output, past=Baseline()).values()} == {"identical"}
