"""The same tables make the same admin, whatever keeps them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scaffold import demo

ENGINES = {
    "SQLiteEngine": 'path="never_made.sqlite"',
    "PostgresEngine": 'config={"host": "nowhere.invalid"}',
    "CockroachEngine": 'config={"host": "nowhere.invalid"}',
}

CONF = """\
from piccolo.conf.apps import AppRegistry
from piccolo.engine import {engine}

DB = {engine}({options})
APP_REGISTRY = AppRegistry(
    apps=[
        "movies.piccolo_app",
        "showcase.piccolo_app",
        "piccolo.apps.user.piccolo_app",
        "piccolo_api.session_auth.piccolo_app",
    ]
)
"""


def generated(folder: Path, engine: str) -> dict[str, bytes]:
    demo.copy_project(folder)
    conf = CONF.format(engine=engine, options=ENGINES[engine])
    (folder / "piccolo_conf.py").write_text(conf)
    command = [sys.executable, "-m", "scaffold", "admin"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    admin = folder / "admin"
    files = (
        path for path in admin.rglob("*") if path.is_file() and path.name != "lock"
    )
    return {str(path.relative_to(admin)): path.read_bytes() for path in files}


def test_one_admin_for_all_engines(tmp_path: Path) -> None:
    first, *others = (generated(tmp_path / engine, engine) for engine in ENGINES)
    assert "tables/specimen/queries.py" in first
    for other in others:
        assert other == first
