"""The command, as a person and a script meet it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold.doctor.checks import CHECKS, Check
from scaffold.errors import Problem
from tests.commandline import Outcome, run
from tests.doctor.conftest import APP, Project

Run = Callable[..., Outcome]


@pytest.fixture
def doctor(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs the command in the project."""
    monkeypatch.chdir(project.folder)
    return lambda *given: run(project.folder, capsys, "doctor", *given)


def test_all_is_well(doctor: Run) -> None:
    outcome = doctor("--skip", "production-off")
    assert outcome == Outcome(0, "All is well.\n", "")


def test_notes_are_nothing_to_do(doctor: Run) -> None:
    outcome = doctor()
    assert outcome.exit_code == 0
    first, second, last = outcome.stdout.splitlines()
    assert first.startswith("note     admin/settings.py:")
    assert first.endswith("cookies are sent over HTTP, too  [production-off]")
    assert second == "         export ADMIN_PRODUCTION=1"
    assert last == "1 note"


def test_before_it_is_deployed(doctor: Run) -> None:
    outcome = doctor("--deploy")
    assert outcome.exit_code == 1
    assert outcome.stdout.endswith("1 warning\n")


def test_the_worst_comes_first(project: Project, doctor: Run) -> None:
    project.edit("shop/piccolo_app.py", '"music.piccolo_app"', "")
    project.write("Procfile", "web: uvicorn app:app --workers=2\n")
    outcome = doctor("--no-database")
    assert outcome.exit_code == 1
    lines = outcome.stdout.splitlines()
    words = [line.split()[0] for line in lines if line.endswith("]")]
    assert words == ["error", "warning", "note"]
    assert lines[-3:-1] == [
        "1 check was left out for lack of a database to ask.",
        "3 checks were left out for lack of an answer of the database.",
    ]
    assert lines[-1] == "1 error, 1 warning, 1 note"


def test_json(project: Project, doctor: Run) -> None:
    """One document, also where the project's modules print."""
    project.write("job.py", "from music.tables import Band\n\nBand.select()\n")
    project.edit("piccolo_conf.py", "DB =", "print('hello')\nDB =")
    outcome = doctor("--json", "--only", "query-not-awaited")
    assert outcome.exit_code == 1
    assert json.loads(outcome.stdout) == {
        "findings": [
            {
                "code": "query-not-awaited",
                "severity": "error",
                "where": "job.py",
                "what": "a query is built and never awaited, so it does not run",
                "remedy": "Band.select().run_sync()",
                "line": 3,
                "column": 1,
            }
        ],
        "ignored": [],
        "skipped": {},
    }


@pytest.mark.parametrize("option", ["--only", "--skip"])
def test_a_code_that_does_not_exist(doctor: Run, option: str) -> None:
    outcome = doctor(option, "migration-mising")
    assert outcome.exit_code == 2
    assert "Did you mean migration-missing?" in outcome.stderr


def test_another_folder(
    project: Project, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The database's path counts from there."""
    outcome = run(project.folder, capsys, "-C", str(project.folder), "doctor")
    assert outcome.exit_code == 0
    assert outcome.stdout.endswith("1 note\n")


def test_a_check_that_fails(
    project: Project, doctor: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hides nothing of the others."""

    def fail(project: object) -> list[Problem]:
        raise ZeroDivisionError("no number")

    broken = Check("table-left-out", "error", "", run=fail)
    monkeypatch.setitem(CHECKS, "table-left-out", broken)
    project.edit("shop/piccolo_app.py", '"music.piccolo_app"', "")
    outcome = doctor()
    assert outcome.exit_code == 1
    assert "table-left-out: this check failed: ZeroDivisionError: no number" in (
        outcome.stdout
    )
    assert "piccolo-scaffold --traceback doctor --only table-left-out" in outcome.stdout
    assert "[migration-order]" in outcome.stdout


def test_a_module_that_raises(project: Project, doctor: Run) -> None:
    """Nothing of what can be seen without importing it is hidden."""
    project.edit("music/tables.py", "class Band", "raise SystemExit(3)\n\nclass Band")
    project.write("job.py", "from music.tables import Band\n\nBand.select()\n")
    outcome = doctor("--json")
    found = json.loads(outcome.stdout)["findings"]
    assert outcome.exit_code == 1
    assert [one["code"] for one in found if one["severity"] == "error"] == [
        "conf-unusable",
        "query-not-awaited",
    ]
    assert "music/tables.py, line 5: `raise SystemExit(3)`" in found[0]["what"]


def test_many_tables(project: Project, doctor: Run) -> None:
    """Quick enough to be run before each commit."""
    names = [f"Item{number}" for number in range(50)]
    columns = "".join(f"    text{number} = Varchar()\n" for number in range(8))
    tables = "".join(f"class {name}(Table):\n{columns}\n" for name in names)
    header = "from piccolo.columns import Varchar\nfrom piccolo.table import Table\n\n"
    project.write("store/__init__.py", "")
    project.write("store/tables.py", header + tables)
    app = APP.format(name="store", tables=", ".join(names), dependencies="")
    project.write("store/piccolo_app.py", app)
    project.edit("piccolo_conf.py", '"shop.pic', '"store.piccolo_app", "shop.pic')
    start = time.process_time()
    assert "the tables of store differ" in doctor().stdout
    assert time.process_time() - start < 2
