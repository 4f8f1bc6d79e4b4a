"""The output for each scenario, compared as bytes with what was reviewed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold import baseline
from scaffold.baseline.cache import CACHE
from tests.scenarios import (
    Result,
    Scenario,
    differences,
    git,
    scaffold,
    scenarios,
    stamps,
    tree,
)

pytestmark = pytest.mark.golden

ALL = [pytest.param(scenario, id=scenario.name) for scenario in scenarios()]
SUCCEEDING = [case for case in ALL if case.values[0].exit_code == 0]  # type: ignore[union-attr]

Run = Callable[[Scenario], Result]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The result of a scenario, which runs once."""
    folder = tmp_path_factory.mktemp("golden")
    results: dict[str, Result] = {}

    def result(scenario: Scenario) -> Result:
        if scenario.name not in results:
            results[scenario.name] = scenario.run(folder)
        return results[scenario.name]

    return result


@pytest.mark.parametrize("scenario", ALL)
def test_output(scenario: Scenario, run: Run, request: pytest.FixtureRequest) -> None:
    result = run(scenario)
    assert result.exit_code == scenario.exit_code, result.stderr
    if request.config.getoption("update_golden"):
        scenario.update(result)
    expected = {"stderr.txt": scenario.stderr.encode(), **scenario.expected}
    actual = {"stderr.txt": result.stderr.encode(), **scenario.shown(result.files)}
    if found := differences(expected, actual):
        command = f"python -m pytest --update-golden -k {scenario.name}"
        pytest.fail(f"{found}\n\nIf this is as it should be: {command}", pytrace=False)


@pytest.mark.parametrize("scenario", SUCCEEDING)
def test_generating_again_changes_nothing(scenario: Scenario, run: Run) -> None:
    project = run(scenario).project
    before = stamps(project / "admin")
    for arguments in (["admin"], scenario.command, ["admin", "--check"]):
        assert scaffold(project, *arguments).exit_code == 0
        assert stamps(project / "admin") == before


def test_what_is_remembered(run: Run) -> None:
    """Each output has a record, which holds its text; and git knows what to keep."""
    (minimal,) = (scenario for scenario in scenarios() if scenario.is_whole)
    files = run(minimal).files
    remembered = baseline.read(run(minimal).project / "admin")
    outputs = {path for path in files if not path.startswith(".scaffold/")}
    assert {*remembered.records} == outputs
    for path, record in remembered.records.items():
        assert record.text.encode() == files[path]
    assert {*remembered.tables} == {"notes.tables:Note"}
    own = {path for path in files if path.startswith(".scaffold/")}
    records = {baseline.record_path(path) for path in remembered.records}
    schema = baseline.schema_path("note")
    assert own - records - {schema} == {*baseline.SETTINGS, CACHE, ".scaffold/lock"}


def test_git_keeps_what_is_remembered(run: Run, tmp_path: Path) -> None:
    """Also in a project that ignores such names, and has files normalised."""
    (minimal,) = (scenario for scenario in scenarios() if scenario.is_whole)
    project = tmp_path / "project"
    shutil.copytree(run(minimal).project, project)
    (project / ".gitignore").write_text("build/\ntables/\n*.base\n*.json\n")
    git(project, "init", "--quiet")
    git(project, "add", "--all", "admin/.scaffold")
    kept = git(project, "ls-files", "admin/.scaffold").splitlines()
    records = {path for path in tree(project) if path.endswith((".base", ".schema"))}
    assert {*kept} == {*records, *(f"admin/{path}" for path in baseline.SETTINGS)}
