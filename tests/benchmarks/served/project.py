"""The Piccolo projects that are served: three tables with rows, and many without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
"""Where ``scaffold`` and ``tests`` are."""

APPS = Path(__file__).parent / "apps"
"""What runs in the servers. Its modules find each other in this folder."""

CONF = """\
import os

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine

ADDRESS = os.environ.get("BENCH_DATABASE", "nowhere.sqlite")

DB = (
    PostgresEngine(config={"dsn": ADDRESS}, extensions=())
    if ADDRESS.startswith("postgresql:")
    else SQLiteEngine(path=ADDRESS, timeout=30)
)

APP_REGISTRY = AppRegistry(apps=["cinema.piccolo_app"])
"""

APP = """\
from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="cinema",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(modules=["cinema.tables"]),
)
"""

TABLES = """\
import enum

from piccolo.columns import (
    BigInt,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    Real,
    Serial,
    SmallInt,
    Text,
    Varchar,
)
from piccolo.columns.readable import Readable
from piccolo.table import Table


class Director(Table):
    class Gender(str, enum.Enum):
        male = "m"
        female = "f"
        non_binary = "n"

    id: Serial
    name = Varchar(length=300, index=True)
    gender = Varchar(length=1, choices=Gender)
    photo = Varchar(length=255)

    @classmethod
    def get_readable(cls):
        return Readable(template="%s", columns=[cls.name])


class Studio(Table):
    id: Serial
    name = Varchar(length=255)
    description = Text()

    @classmethod
    def get_readable(cls):
        return Readable(template="%s", columns=[cls.name])


class Movie(Table):
    class Genre(int, enum.Enum):
        fantasy = 1
        sci_fi = 2
        documentary = 3
        horror = 4
        action = 5
        comedy = 6
        romance = 7
        musical = 8

    id: Serial
    name = Varchar(length=300, index=True)
    rating = Real()
    duration = Integer()
    director = ForeignKey(references=Director, index=True)
    oscar_nominations = Integer()
    won_oscar = Boolean()
    description = Text()
    poster = Varchar(length=255)
    release_date = Date(null=True)
    box_office = Numeric(digits=(5, 1))
    barcode = BigInt(default=0)
    genre = SmallInt(choices=Genre, null=True, index=True)
    studio = ForeignKey(references=Studio, index=True)

    @classmethod
    def get_readable(cls):
        return Readable(template="%s", columns=[cls.name])


TABLES = [Director, Movie, Studio]
"""

MANY_HEAD = """\
from piccolo.columns import (
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    Real,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table
"""

MANY_TABLE = """

class Table{number:03}(Table, tablename="t{number:03}"):
    name = Varchar(length=200)
    quantity = Integer()
    ratio = Real()
    active = Boolean()
    notes = Text()
    day = Date()
    price = Numeric(digits=(10, 2))
    created = Timestamptz()
    kind = SmallInt(null=True)
"""

MANY_PARENT = "    parent = ForeignKey(references=Table{parent:03})\n"

MANY_TAIL = "\n\nTABLES = [{names}]\n"


def write_projects(folder: Path) -> None:
    """The projects ``3`` and ``200`` below a folder, each with its admin."""
    write_project(folder / "3", TABLES)
    write_project(folder / "200", many_tables(200))


def write_project(folder: Path, tables: str) -> None:
    app = folder / "cinema"
    app.mkdir(parents=True)
    (folder / "piccolo_conf.py").write_text(CONF)
    (app / "__init__.py").touch()
    (app / "piccolo_app.py").write_text(APP)
    (app / "tables.py").write_text(tables)
    generate(folder)


def many_tables(number: int) -> str:
    """Their code. Each but the first has a key of the one before."""
    parts = [MANY_HEAD]
    for each in range(number):
        parts.append(MANY_TABLE.format(number=each))
        parts += [MANY_PARENT.format(parent=each - 1)] if each else []
    names = ", ".join(f"Table{each:03}" for each in range(number))
    return "".join([*parts, MANY_TAIL.format(names=names)])


def generate(folder: Path) -> None:
    """Write the admin of a project, by our own command."""
    command = [sys.executable, "-m", "scaffold", "admin"]
    run(command, folder, {"PYTHONPATH": str(ROOT)})


def add_user(folder: Path, database: str) -> None:
    """Make the tables of people and sessions, and somebody who may do everything."""
    run(
        [sys.executable, "-m", "users"],
        folder,
        {"PYTHONPATH": str(APPS), "BENCH_DATABASE": database},
    )


def run(command: list[str], folder: Path, variables: dict[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{command[2]} failed:\n{done.stdout}{done.stderr}")
