"""A project in which all is well, made once, and copies of it to make worse."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from piccolo.columns.reference import LAZY_COLUMN_REFERENCES
from piccolo.table import TABLE_REGISTRY

from scaffold.doctor import Report, examine
from scaffold.doctor.checks import Finding

CONF = """\
from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="shop.sqlite")

APP_REGISTRY = AppRegistry(
    apps=[
        "shop.piccolo_app",
        "music.piccolo_app",
        "piccolo.apps.user.piccolo_app",
        "piccolo_api.session_auth.piccolo_app",
        "scaffold.piccolo_app",
    ]
)
"""

APP = """\
from pathlib import Path

from piccolo.conf.apps import AppConfig

from .tables import {tables}

APP_CONFIG = AppConfig(
    app_name="{name}",
    migrations_folder_path=Path(__file__).parent / "piccolo_migrations",
    table_classes=[{tables}],
    migration_dependencies=[{dependencies}],
)
"""

MUSIC = """\
from piccolo.columns import ForeignKey, Varchar
from piccolo.table import Table


class Band(Table):
    name = Varchar()


class Concert(Table):
    band = ForeignKey(Band)
"""

SHOP = """\
from music.tables import Band
from piccolo.columns import ForeignKey, Varchar
from piccolo.table import Table


class Product(Table):
    title = Varchar()
    band = ForeignKey(Band)
"""

FILES = {
    "piccolo_conf.py": CONF,
    "music/__init__.py": "",
    "music/tables.py": MUSIC,
    "music/piccolo_app.py": APP.format(
        name="music", tables="Band, Concert", dependencies=""
    ),
    "music/piccolo_migrations/__init__.py": "",
    "shop/__init__.py": "",
    "shop/tables.py": SHOP,
    "shop/piccolo_app.py": APP.format(
        name="shop", tables="Product", dependencies='"music.piccolo_app"'
    ),
    "shop/piccolo_migrations/__init__.py": "",
}

USER = "--username=ada --email=ada@example.com --password=correct-horse"
FLAGS = "--is_admin=true --is_superuser=true --is_active=true"


class Project:
    """A project's folder, and what the doctor says of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def examine(self, **options: Any) -> Report:
        return examine(self.folder, Path("admin"), debug=True, **options)

    def findings(self, **options: Any) -> tuple[Finding, ...]:
        """Without what every project has that is still developed."""
        found = self.examine(**options).findings
        return tuple(one for one in found if one.code != "production-off")

    def finding(self, code: str, **options: Any) -> Finding:
        (found,) = self.findings(only=[code], **options)
        return found


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PICCOLO_CONF", None)
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def piccolo(folder: Path, *arguments: str) -> None:
    done = run(folder, "piccolo.main", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def well(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated, with an admin and a superuser."""
    folder = tmp_path_factory.mktemp("well")
    for path, text in FILES.items():
        Project(folder).write(path, text)
    piccolo(folder, "migrations", "new", "music", "--auto")
    piccolo(folder, "migrations", "new", "shop", "--auto")
    done = run(folder, "scaffold", "admin", "shop", "music", "--wire")
    assert done.returncode == 0, done.stderr
    piccolo(folder, "migrations", "forwards", "all")
    piccolo(folder, "user", "create", *USER.split(), *FLAGS.split())
    return folder


@pytest.fixture
def project(
    well: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Project]:
    """A copy of it. What it imports is forgotten afterwards."""
    monkeypatch.delenv("PICCOLO_CONF", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    folder = tmp_path / "project"
    shutil.copytree(well, folder)
    modules = set(sys.modules)
    tables, lazy = len(TABLE_REGISTRY), len(LAZY_COLUMN_REFERENCES.foreign_key_columns)
    yield Project(folder)
    for name in set(sys.modules) - modules:
        file = getattr(sys.modules[name], "__file__", None)
        if file is None or Path(file).is_relative_to(tmp_path):
            del sys.modules[name]
    del TABLE_REGISTRY[tables:]
    del LAZY_COLUMN_REFERENCES.foreign_key_columns[lazy:]
