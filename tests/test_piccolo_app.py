"""The commands below `piccolo`: the same arguments, help and exit codes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from piccolo.conf.apps import AppRegistry

from scaffold.cli import main
from scaffold.piccolo_app import APP_CONFIG
from tests.scenarios import GOLDEN, tree

CONF = """\
from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="notes.sqlite")

APP_REGISTRY = AppRegistry(apps=["scaffold.piccolo_app"])
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(GOLDEN / "minimal" / "notes", folder / "notes")
    (folder / "piccolo_conf.py").write_text(CONF, encoding="utf-8")
    return folder


def piccolo(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return python(project, "piccolo.main", *arguments)


def python(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_kind_of_argument_arrives(project: Path) -> None:
    """Targets, short options, flags, and options that are repeated."""
    arguments = ("admin", "notes.tables", "-o", "backoffice", "--no-tests")
    languages = ("--language", "de", "--language=fr")
    done = piccolo(project, "scaffold", *arguments, *languages)
    assert done.returncode == 0, done.stderr
    files = tree(project / "backoffice")
    assert {"locale/de.po", "locale/fr.po", "tables/note/forms.py"} <= set(files)
    assert not any(path.startswith("tests/") for path in files)


@pytest.mark.parametrize("words", [(), ("admin",), ("doctor",)])
def test_help_is_the_same(project: Path, words: tuple[str, ...]) -> None:
    done = piccolo(project, "scaffold", *words, "--help")
    ours = python(project, "scaffold", *words, "--help")
    assert done.returncode == 0
    assert done.stdout == ours.stdout.replace("python -m scaffold", "piccolo scaffold")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("admin", "notes.tables", "--check"), 1),
        (("doctor", "--only", "table-unregistered"), 1),
        (("admin", "--nope"), 2),
        (("nope",), 2),
        (("-C", "..", "admin"), 2),
        (("admin", "nothing.here"), 4),
    ],
)
def test_exit_codes_are_the_same(
    project: Path, arguments: tuple[str, ...], code: int
) -> None:
    done = piccolo(project, "scaffold", *arguments)
    assert done.returncode == code, done.stderr


def test_it_is_listed(project: Path) -> None:
    done = piccolo(project, "--help")
    for name in main.commands:
        assert f"scaffold {name}" in done.stdout


def test_other_commands_of_piccolo_work(project: Path) -> None:
    """The app has no tables and no migrations, and a folder for these."""
    for command in ("check", "forwards all", "new all --auto"):
        done = piccolo(project, "migrations", *command.split())
        assert done.returncode == 0, done.stdout
    assert "No changes detected" in done.stdout
    assert [path.name for path in folder().iterdir()] == ["__init__.py"]


def folder() -> Path:
    return Path(APP_CONFIG.resolved_migrations_folder_path)


def test_it_has_no_tables() -> None:
    """Not those of the demo, nor of a template."""
    registry = AppRegistry(apps=["scaffold.piccolo_app"])
    assert registry.app_configs["scaffold"].table_classes == []
