"""The project of the demo, on both databases."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from scaffold import demo
from scaffold.demo import postgres, processes
from tests.postgres import execute, fresh_database, server

from .conftest import COUNT, COUNTED, ENGINES, python


@pytest.fixture
def project(temporary: Path) -> Path:
    folder = temporary / "project"
    demo.copy_project(folder)
    return folder


@pytest.fixture
def environment(request: pytest.FixtureRequest, engine: str) -> dict[str, str]:
    """Of a project on an empty database."""
    if engine == "sqlite":
        return demo.environment()
    fresh_database("demo")
    return demo.environment() | {postgres.DATABASE_URL: server().url("demo")}


def prepare(folder: Path, environment: Mapping[str, str]) -> None:
    processes.run(
        [sys.executable, "-m", "scaffold.demo.prepare", "admin"],
        folder=folder,
        environment=environment,
        interruption=processes.Interruption(),
        given="correct horse",
    )


@ENGINES
def test_project_is_migrated_and_filled(
    project: Path, environment: dict[str, str]
) -> None:
    prepare(project, environment)
    assert python(project, environment, "-c", COUNT) == COUNTED


@ENGINES
@pytest.mark.parametrize("app", ["movies", "showcase"])
def test_migrations_make_what_the_tables_say(
    project: Path, environment: dict[str, str], app: str
) -> None:
    piccolo = ("-m", "piccolo.main", "migrations")
    python(project, environment, *piccolo, "forwards", "all")
    assert "No changes detected" in python(
        project, environment, *piccolo, "new", app, "--auto"
    )


@ENGINES
def test_migrations_can_be_undone(project: Path, environment: dict[str, str]) -> None:
    piccolo = ("-m", "piccolo.main", "migrations")
    python(project, environment, *piccolo, "forwards", "all")
    for app in "showcase", "movies":
        arguments = (*piccolo, "backwards", app, "all", "--auto_agree")
        python(project, environment, *arguments)
    python(project, environment, *piccolo, "forwards", "all")


def test_rows_are_the_same_each_time(project: Path) -> None:
    dumps = []
    for _ in range(2):
        prepare(project, demo.environment())
        code = "import sqlite3; print(*sqlite3.connect('movies.sqlite').iterdump())"
        dump = python(project, demo.environment(), "-c", code)
        dumps.append([line for line in dump.split(" INSERT INTO ") if "2026" in line])
        (project / "movies.sqlite").unlink()
    ours = [
        [row for row in dump if not row.startswith(('"migration"', '"piccolo_user"'))]
        for dump in dumps
    ]
    assert ours[0] == ours[1]
    assert len(ours[0]) > 300


@pytest.mark.postgres
def test_constraints_hold() -> None:
    """On PostgreSQL, the only one of the two to which Piccolo can add them."""
    fresh_database("demo")
    environment = demo.environment() | {postgres.DATABASE_URL: server().url("demo")}
    with tempfile.TemporaryDirectory() as name:
        demo.copy_project(Path(name))
        prepare(Path(name), environment)
    for change in (
        "UPDATE movie SET year = 1984 WHERE title = 'Dune'",
        "UPDATE movie SET rating = 10.1",
        "UPDATE ticket SET price = -1",
        "DELETE FROM director",
    ):
        with pytest.raises(RuntimeError, match="violates"):
            execute(change, "demo")


def test_showcase_has_every_type_of_column(project: Path) -> None:
    code = """
import piccolo.columns
from piccolo.columns import column_types
from showcase.tables import Specimen

used = {type(column).__name__ for column in Specimen._meta.columns}
missing = []
for name, value in vars(column_types).items():
    if isinstance(value, type) and issubclass(value, piccolo.columns.Column):
        if name not in used:
            missing.append(name)
print(sorted(missing))
"""
    # An abstract class, a deprecated one, and what every other table has for a key.
    expected = "['Column', 'PrimaryKey', 'Serial']\n"
    assert python(project, demo.environment(), "-c", code) == expected
