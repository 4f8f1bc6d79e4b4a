"""The output for each scenario, compared as bytes with what was reviewed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.scenarios import Result, Scenario, differences, scaffold, scenarios

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


def stamps(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """The content of each file, and when it was written."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }
