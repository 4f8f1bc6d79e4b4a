"""Findings that somebody has decided to live with."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.doctor import examine
from tests.doctor.conftest import Project, run

FAULT = "from music.tables import Band\n\n\nasync def job():\n    Band.select()\n"

ENTRY = '\n[[doctor.ignore]]\ncode = "query-not-awaited"\nreason = "to be seen"\n'


def ignore(project: Project, more: str = "", path: str = "admin/scaffold.toml") -> None:
    with (project.folder / path).open("a", encoding="utf-8") as file:
        file.write(ENTRY + more)


@pytest.mark.parametrize(
    "where",
    ["", 'where = "job.py"', 'where = "j*"', 'where = "job.py:5:5"'],
)
def test_one_is_ignored(project: Project, where: str) -> None:
    project.write("job.py", FAULT)
    assert project.examine().has_work
    ignore(project, where)
    report = project.examine()
    assert not report.has_work
    ((finding, entry),) = report.ignored
    assert (finding.place, entry.reason) == ("job.py:5:5", "to be seen")


def test_another_is_not(project: Project) -> None:
    """What ignores nothing is told."""
    project.write("job.py", FAULT)
    ignore(project, 'where = "jobs/*"')
    assert [one.code for one in project.findings()] == [
        "query-not-awaited",
        "ignore-unused",
    ]


def test_of_a_check_that_did_not_run(project: Project) -> None:
    """Whether it would ignore something is not known."""
    ignore(project)
    assert project.findings(skip=["query-not-awaited"]) == ()


def test_beside_the_configuration(project: Project) -> None:
    """Where there is no admin."""
    project.write("job.py", FAULT)
    ignore(project, path="scaffold.toml")
    assert project.findings() == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[[doctor.ignore]]\ncode = "debug-on"', "reason is missing"),
        ('[[doctor.ignore]]\ncode = "debug-on"\nreason = " "', "reason must be a text"),
        ('[[doctor.ignore]]\nreason = "x"', "code is missing"),
        (
            '[[doctor.ignore]]\ncode = "debug-onn"\nreason = "x"',
            "no check is called debug-onn",
        ),
        (
            '[[doctor.ignore]]\ncode = "debug-on"\nreason = "x"\nwhy = "y"',
            "there is no key why",
        ),
        ('[doctor]\nignore = "debug-on"', "this is no entry"),
        ('[[doctor.ignores]]\ncode = "debug-on"\nreason = "x"', "this is no entry"),
        ("doctor = 5", "this is no entry"),
        ("[doctor\n", "This is not valid TOML"),
    ],
)
def test_what_is_wrong_is_told(project: Project, text: str, what: str) -> None:
    project.write("scaffold.toml", text)
    (found,) = project.findings()
    assert found.code == "ignore-wrong"
    assert found.where in ("scaffold.toml", "scaffold.toml: doctor.ignore")
    assert what in found.what


def test_what_is_wrong_can_be_skipped(project: Project) -> None:
    project.write("scaffold.toml", "doctor = 5")
    assert project.findings(skip=["ignore-wrong"]) == ()
    assert project.findings(only=["debug-on"]) == ()


def test_an_admin_outside_of_the_project(project: Project, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/scaffold.toml").write_text(ENTRY)
    (tmp_path / "out/settings.py").write_text("")
    report = examine(project.folder, tmp_path / "out", debug=True)
    place = (tmp_path / "out").as_posix()
    assert {one.where for one in report.findings} == {place, f"{place}/scaffold.toml"}


def test_generating_again_keeps_it(project: Project) -> None:
    ignore(project)
    project.edit("music/tables.py", "name = Varchar()", "name = Varchar(length=9)")
    done = run(project.folder, "scaffold", "admin", "--language", "de")
    assert done.returncode == 0, done.stderr
    assert ENTRY.strip() in (project.folder / "admin/scaffold.toml").read_text()
