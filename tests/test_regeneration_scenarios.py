"""What becomes of hand edits, story by story; see ``tests.stories``."""

from __future__ import annotations

import ast
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold import baseline
from tests.commandline import Outcome, forget, run
from tests.scenarios import stamps, tree
from tests.stories import START, Story, Version, later_versions, stories
from tests.test_golden_alive import PYTEST, python

pytestmark = pytest.mark.golden

ALL = [pytest.param(story, id=story.name) for story in stories()]


@dataclass(frozen=True)
class Stage:
    """A project in the current directory, and a generator that changes as told."""

    project: Path
    starts: Path
    versions: list[Version]
    capsys: pytest.CaptureFixture[str]

    def begin(self, story: Story) -> None:
        """Put the project of a story there, with its admin as generated first."""
        start = self.starts / story.before.parent.name
        if not start.exists():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(story.before, start, ignore=ignored)
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(start)
                assert run(start, self.capsys, *story.start).exit_code == 0
        shutil.copytree(start, self.project, dirs_exist_ok=True)

    def tell(self, story: Story) -> dict[str, bytes]:
        """What comes of all its steps, by the names of the files to compare."""
        results: dict[str, bytes] = {}
        told: list[str] = []
        for number, step in enumerate(story.steps, 1):
            step.prepare(self.project, story.folder)
            self.versions.extend(step.version)
            before = written(self.project)
            outcome = self.run(*step.run)
            told.append(transcript(self.project, step.run, outcome))
            assert outcome.exit_code == step.exit_code, told[-1]
            if diff := story.diff(before, written(self.project)):
                results[f"{number}.diff"] = diff.encode()
            check_parses(before, written(self.project))
        return {**results, "output.txt": "\n".join(told).encode()}

    def run(self, *command: str) -> Outcome:
        return run(self.project, self.capsys, *command)


@pytest.fixture(scope="module")
def starts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where projects are kept whose admin was generated."""
    return tmp_path_factory.mktemp("starts")


@pytest.fixture
def stage(
    tmp_path: Path,
    starts: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Stage]:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PICCOLO_CONF", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield Stage(folder, starts, later_versions(monkeypatch), capsys)
    forget(folder)


@pytest.mark.parametrize("story", ALL)
def test_story(story: Story, stage: Stage, request: pytest.FixtureRequest) -> None:
    stage.begin(story)
    results = stage.tell(story)
    if request.config.getoption("update_golden"):
        story.update(results)
    if found := story.differences(results):
        command = f"python -m pytest --update-golden -k {story.name}"
        pytest.fail(f"{found}\n\nIf this is as it should be: {command}", pytrace=False)
    check_pristine(story, stage.project)
    check_again(stage, story.steps[-1].exit_code)
    if not story.edited:
        check_fresh(stage)
    if story.alive:
        assert "skipped" not in python(stage.project, *PYTEST, "admin")


def test_migrations_one_by_one_or_all_at_once(stage: Stage) -> None:
    trees = []
    for name in ("three_migrations_stepwise", "three_migrations_at_once"):
        (story,) = (story for story in stories() if story.name == name)
        shutil.rmtree(stage.project / "admin", ignore_errors=True)
        stage.begin(story)
        stage.tell(story)
        trees.append(tree(stage.project / "admin"))
    for files in trees:
        files.pop(".scaffold/lock")
    assert trees[0] == trees[1]


def written(project: Path) -> dict[str, bytes]:
    """Every file below the output, without what is remembered."""
    files = tree(project / "admin")
    return {p: text for p, text in files.items() if not p.startswith(".scaffold/")}


def transcript(project: Path, command: tuple[str, ...], outcome: Outcome) -> str:
    lines = [f"$ piccolo-scaffold {' '.join(command)}\n", outcome.stdout]
    if outcome.stderr:
        lines += ["--- on standard error:\n", outcome.stderr]
    if outcome.exit_code:
        lines.append(f"--- exit code {outcome.exit_code}\n")
    return "".join(lines).replace(f"{project}/", "")


def check_parses(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """What could be read by Python can be read still, but for markers asked for."""
    for path, content in after.items():
        if (
            b"<<<<<<< yours" not in content
            and path.endswith(".py")
            and parses(before.get(path, b""))
        ):
            assert parses(content), path


def parses(content: bytes) -> bool:
    try:
        ast.parse(content)
    except SyntaxError:
        return False
    return True


def check_pristine(story: Story, project: Path) -> None:
    """Files that were not edited are as they were generated."""
    files = written(project)
    for path, record in baseline.read(project / "admin").records.items():
        if path not in story.edited:
            assert files[path].decode() == record.text, path


def check_again(stage: Stage, exit_code: int) -> None:
    """Nothing is left to do; a conflict is told again, and the exit code with it."""
    before = stamps(stage.project / "admin")
    for command in (["admin"], ["admin", "--check"]):
        assert stage.run(*command).exit_code == exit_code
        assert stamps(stage.project / "admin") == before


def check_fresh(stage: Stage) -> None:
    """Without edits, what there is is what would be generated anew, byte by byte."""
    before = written(stage.project)
    shutil.rmtree(stage.project / "admin")
    assert stage.run(*START).exit_code == 0
    assert written(stage.project) == before
