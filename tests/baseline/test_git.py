"""What git still has: versions of a merge under way, and of the past."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scaffold.baseline import Baseline, deleted, git, healed, read, record_path
from scaffold.baseline.git import Versions
from scaffold.baseline.records import Record
from tests.baseline.conftest import Repository, record

APP = record_path("app.py")


def not_empty(path: str, content: bytes) -> bool:
    return bool(content)


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that are run."""
    commands: list[list[str]] = []
    real = subprocess.run

    def run(command: list[str], **options: Any) -> Any:
        commands.append(command)
        return real(command, **options)

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def test_stages_of_a_merge(repository: Repository) -> None:
    repository.branches("app.py", b"0\n", b"1\n", b"2\n")
    repository.commit({"-é .py": b"1"})
    assert git.stages(repository.output) == {}
    repository.git("merge", "theirs", fails=True)
    assert git.stages(repository.output) == {"app.py": Versions(b"0\n", b"1\n", b"2\n")}


def test_stages_of_a_deleted_and_an_added_file(repository: Repository) -> None:
    repository.branches("app.py", b"0\n", b"1\n", b"2\n")
    (repository.output / "app.py").unlink()
    repository.commit({"-é .py": b"ours\n"})
    repository.git("checkout", "--quiet", "theirs")
    repository.commit({"-é .py": b"theirs\n"})
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "theirs", fails=True)
    assert git.stages(repository.output) == {
        "app.py": Versions(b"0\n", None, b"2\n"),
        "-é .py": Versions(None, b"ours\n", b"theirs\n"),
    }


def test_versions_of_a_file_that_merged_cleanly(repository: Repository) -> None:
    ends = [f"{line}\n" for line in "abcdefgh"]
    base, ours, theirs = (
        "".join(lines).encode() for lines in (ends, ["1\n", *ends], [*ends, "2\n"])
    )
    repository.branches("-app.py", base, ours, theirs)
    repository.git("merge", "--no-commit", "theirs")
    paths = ["-app.py", "none", "line\nend", "-app.py"]
    assert git.side_versions(repository.output, paths) == {
        "-app.py": Versions(base, ours, theirs),
        "none": Versions(None, None, None),
        "line\nend": Versions(None, None, None),
    }


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["merge", "theirs"], Versions(b"0\n", b"1\n", b"2\n")),
        (["cherry-pick", "theirs"], Versions(b"0\n", b"1\n", b"2\n")),
        (["rebase", "theirs"], Versions(b"0\n", b"2\n", b"1\n")),
        (["rebase", "--apply", "theirs"], Versions(b"0\n", b"2\n", b"1\n")),
        (["revert", "theirs"], Versions(b"2\n", b"1\n", b"0\n")),
    ],
    ids=["merge", "cherry-pick", "rebase", "rebase by patches", "revert"],
)
def test_versions_while_something_is_under_way(
    repository: Repository, command: list[str], expected: Versions
) -> None:
    repository.branches("app.py", b"0\n", b"1\n", b"2\n")
    assert git.side_versions(repository.output, ["app.py"]) == {}
    repository.git(*command, fails=True)
    assert git.side_versions(repository.output, ["app.py"]) == {"app.py": expected}
    repository.git(command[0], "--abort")
    assert git.side_versions(repository.output, ["app.py"]) == {}


def test_histories_without_a_common_commit_have_no_base(repository: Repository) -> None:
    repository.commit({"app.py": b"1\n"})
    repository.git("checkout", "--quiet", "--orphan", "theirs")
    repository.commit({"app.py": b"2\n", "new.py": b"3\n"})
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--allow-unrelated-histories", "theirs", fails=True)
    assert git.side_versions(repository.output, ["app.py", "new.py"]) == {
        "app.py": Versions(None, b"1\n", b"2\n"),
        "new.py": Versions(None, None, b"3\n"),
    }


def test_the_newest_readable_version(repository: Repository) -> None:
    for content in (b"1", b"2", b""):
        repository.commit({"-é '.py": content, "other": content + b"!"})
    repository.commit({"third": b"3"})
    paths = ["-é '.py", "third", "none", "tables", "line\nend"]
    found = git.from_history(repository.output, paths, not_empty)
    assert found == {"-é '.py": b"2", "third": b"3"}


def test_what_is_staged_is_newer_than_what_is_committed(repository: Repository) -> None:
    repository.commit({"app.py": b"1"})
    repository.write({"app.py": b"2"})
    repository.git("add", "--all")
    repository.write({"app.py": b""})
    found = git.from_history(repository.output, ["app.py"], not_empty)
    assert found == {"app.py": b"2"}


def test_a_file_that_is_gone_for_long(repository: Repository) -> None:
    repository.commit({"a/app.py": b"1"})
    shutil.rmtree(repository.output / "a")
    repository.commit({"b": b"x"})
    repository.commit({"b": b"y"})
    found = git.from_history(repository.output, ["a/app.py"], not_empty)
    assert found == {"a/app.py": b"1"}


def test_a_version_made_by_a_merge(repository: Repository) -> None:
    repository.branches("app.py", b"0\n", b"1\n", b"2\n")
    repository.git("merge", "theirs", fails=True)
    repository.commit({"app.py": b"1 and 2\n"})
    repository.commit({"app.py": b""})
    found = git.from_history(repository.output, ["app.py"], not_empty)
    assert found == {"app.py": b"1 and 2\n"}


def test_the_first_commit_counts(repository: Repository) -> None:
    repository.git("config", "log.showRoot", "false")
    repository.git("checkout", "--quiet", "--orphan", "new")
    repository.commit({"app.py": b"1"})
    repository.commit({"app.py": b""})
    found = git.from_history(repository.output, ["app.py"], not_empty)
    assert found == {"app.py": b"1"}


def test_a_folder_that_is_the_repository(repository: Repository) -> None:
    for content in (b"1", b"2", b""):
        repository.commit({"app.py": content})
    path = "project/admin/app.py"
    assert git.from_history(repository.top, [path], not_empty) == {path: b"2"}
    (repository.output / "app.py").unlink()
    assert git.deleted(repository.top, "project") == [path]


def test_a_few_processes_for_many_files(
    repository: Repository, processes: list[list[str]]
) -> None:
    files = {f"tables/{number}.py": b"%d" % number for number in range(200)}
    repository.commit(files)
    shutil.rmtree(repository.output / "tables")
    del processes[:]
    assert git.from_history(repository.output, files, not_empty) == files
    assert len(processes) == 2
    repository.commit()
    del processes[:]
    assert git.from_history(repository.output, files, not_empty) == files
    assert len(processes) == 5


def test_nobody_tries_for_ever(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git, "VERSIONS", 2)
    for number in range(4):
        repository.commit({"app.py": b"%d" % number})
    tried: list[bytes] = []

    def note(path: str, content: bytes) -> bool:
        tried.append(content)
        return False

    assert git.from_history(repository.output, ["app.py"], note) == {}
    assert tried == [b"3", b"3", b"3", b"2"]


def test_a_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    for content in (b"1", b"2", b""):
        repository.commit({"app.py": content})
    for depth, expected in ((1, {}), (2, {"app.py": b"2"})):
        clone = tmp_path / f"clone{depth}"
        source = repository.top.as_uri()
        repository.git("clone", "--quiet", f"--depth={depth}", source, str(clone))
        output = clone / "project/admin"
        assert git.from_history(output, ["app.py"], not_empty) == expected


def test_without_a_repository(
    tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, in a folder that is not there, and where git is not installed."""
    repository.commit({"app.py": b"1"})
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for folder in (tmp_path, tmp_path / "none", repository.output):
        if folder == repository.output:
            monkeypatch.setenv("PATH", str(tmp_path))
        assert git.from_history(folder, ["app.py"], not_empty) == {}
        assert git.stages(folder) == {}
        assert git.side_versions(folder, ["app.py"]) == {}
        assert git.deleted(folder, ".") == []


def test_a_repository_without_a_commit(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "new")
    repository.git("rm", "-r", "--quiet", "--cached", ".")
    assert git.from_history(repository.output, ["app.py"], not_empty) == {}
    assert git.side_versions(repository.output, ["app.py"]) == {}


def test_git_that_takes_too_long(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"app.py": b"1"})
    monkeypatch.setattr(git, "TIMEOUT", 0)
    assert git.from_history(repository.output, ["app.py"], not_empty) == {}


def test_within_a_hook_of_another_repository(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"app.py": b"1"})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    found = git.from_history(repository.output, ["app.py"], not_empty)
    assert found == {"app.py": b"1"}


def test_a_lost_baseline_is_healed(repository: Repository) -> None:
    paths = ["app.py", "é/[x].py", "-x"]
    files = {record_path(path): record(path) for path in paths}
    repository.commit(files)
    before = read(repository.output)
    shutil.rmtree(repository.output / ".scaffold/base")
    assert set(deleted(repository.output)) == set(files)
    assert read(repository.output) == Baseline()
    again = healed(repository.output, Baseline(), files)
    assert again == replace(before, healed=frozenset(paths))


def test_an_unreadable_record_is_healed(repository: Repository) -> None:
    repository.commit({APP: record("1\n")})
    repository.commit({APP: b"<<<<<<< a\n%b=======\n>>>>>>> b\n" % record("2\n")})
    repository.commit({APP: b"sed was here"})
    now = read(repository.output)
    assert now.unreadable == (APP,)
    again = healed(repository.output, now)
    records = {"app.py": Record("app.py", "1\n")}
    assert again == Baseline(records=records, healed=frozenset(records))


def test_a_committed_conflict_is_passed_over(repository: Repository) -> None:
    repository.commit({APP: record("1\n")})
    both = (
        b"<<<<<<< a\n" + record("2\n") + b"=======\n" + record("3\n") + b">>>>>>> b\n"
    )
    repository.commit({APP: both})
    repository.write({APP: b""})
    again = healed(repository.output, read(repository.output))
    assert again.records == {"app.py": Record("app.py", "1\n")}


def test_what_git_has_not_stays_unreadable(repository: Repository) -> None:
    repository.write({APP: b"x"})
    now = read(repository.output)
    assert healed(repository.output, now) == now == Baseline(unreadable=(APP,))


def test_nothing_to_heal_asks_nothing(
    repository: Repository, processes: list[list[str]]
) -> None:
    assert healed(repository.output, Baseline()) == Baseline()
    assert processes == []
