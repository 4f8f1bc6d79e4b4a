"""A project in a repository of git's, on two branches of which somebody works."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.commandline import Outcome, edit, forget, run
from tests.scenarios import git, tree
from tests.stories import START, STORIES

MOVIE = "admin/tables/movie/forms.py"
DIRECTOR = "admin/tables/director/forms.py"

Work = Callable[["Repository"], None]


class Repository:
    """The project of the golden stories, generated and committed on ``main``."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.admin = folder / "admin"
        self.capsys = capsys

    def begin(self) -> None:
        ignored = shutil.ignore_patterns("__pycache__")
        before = STORIES / "before"
        shutil.copytree(before, self.folder, ignore=ignored, dirs_exist_ok=True)
        self.git("init", "--quiet")
        assert self.run(*START).exit_code == 0
        self.commit("The admin.")

    def run(self, *arguments: str) -> Outcome:
        return run(self.folder, self.capsys, *arguments)

    def git(self, *arguments: str, fails: bool = False) -> str:
        return git(self.folder, *arguments, fails=fails)

    def commit(self, message: str = "Work.") -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def edit(self, path: str, old: str, new: str) -> None:
        edit(self.folder / path, old, new)

    def regenerate(self) -> None:
        assert self.run("admin").exit_code == 0

    def branch(self, name: str, *work: Work) -> None:
        """A branch of ``main`` on which all this is done, and committed."""
        self.git("switch", "--quiet", "--create", name, "main")
        for step in work:
            step(self)
        self.commit()

    def merge(self, branch: str) -> set[str]:
        """Merge a branch. Returns the files that git left in conflict."""
        with suppress(AssertionError):
            self.git("merge", "--quiet", branch)
        return self.unmerged

    @property
    def unmerged(self) -> set[str]:
        """The files that git left in conflict, but for what is remembered."""
        left = self.git("diff", "--name-only", "--diff-filter=U").split()
        return {path for path in left if not path.startswith("admin/.scaffold/")}

    @property
    def outputs(self) -> dict[str, bytes]:
        """What is committed of the admin: all but cache and lock."""
        private = (".scaffold/lock", ".scaffold/cache.json")
        files = tree(self.admin)
        return {path: text for path, text in files.items() if path not in private}

    def heal(self) -> None:
        """Regenerate once, after which there is nothing to do, here and committed."""
        outcome = self.run("admin")
        assert outcome.exit_code == 0, outcome
        assert not [p for p, text in self.outputs.items() if b"<<<<<<<" in text]
        assert self.run("admin", "--check").exit_code == 0
        self.commit("Merged.")
        assert self.run("admin", "--check").exit_code == 0
        assert self.git("status", "--porcelain") == ""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a copy of a repository that was begun is kept, once there is one."""
    return tmp_path_factory.mktemp("begun") / "project"


@pytest.fixture
def repository(
    begun: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Repository]:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PICCOLO_CONF", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    made = Repository(folder, capsys)
    if begun.exists():
        shutil.copytree(begun, folder, dirs_exist_ok=True)
    else:
        made.begin()
        shutil.copytree(folder, begun)
    yield made
    forget(folder)


# What is done on the branches.


def budget(repository: Repository) -> None:
    """A column of the movies, and a field that is edited."""
    repository.edit(MOVIE, "max_length=200", "max_length=80")
    column = "director = ForeignKey(Director)\n"
    added = f"{column}    budget = Integer(null=True)\n"
    repository.edit("films/tables.py", column, added)
    repository.regenerate()


def born(repository: Repository) -> None:
    """A column of the directors, and a field that is edited."""
    repository.edit(DIRECTOR, "max_length=100", "max_length=50")
    column = "name = Varchar(length=100)\n"
    added = f"{column}    born = Integer(null=True)\n"
    repository.edit("films/tables.py", column, added)
    repository.regenerate()


def table(name: str, after: str) -> str:
    return f"{after}\n\n\nclass {name}(Table):\n    name = Varchar(length=20)"


def studio(repository: Repository) -> None:
    """A table after the last one, and an edit in its file."""
    last = "director = ForeignKey(Director)"
    repository.edit("films/tables.py", last, table("Studio", last))
    repository.regenerate()
    repository.edit("admin/tables/studio/forms.py", "max_length=20", "max_length=9")


def award(repository: Repository) -> None:
    """A table before the others, and an edit in a shared file."""
    last = "from piccolo.table import Table"
    repository.edit("films/tables.py", last, table("Award", last))
    repository.regenerate()
    repository.edit("admin/sidebar.py", 'label="Directors",', 'label="Regie",')
