"""A Piccolo project with as many tables as one wants, all of 12 columns."""

from __future__ import annotations

from pathlib import Path

NOUNS = """
amber badge cargo delta ember fabric garden harbor island jacket kettle ladder
market needle orchard parcel quarry ribbon saddle ticket umbra velvet wagon yarn
anchor basket candle dragon engine falcon goblet hammer
"""

WORDS = NOUNS.split()

APP_SIZE = 20
"""Tables per app."""

CONF = """\
from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="shop.sqlite")

APP_REGISTRY = AppRegistry(apps={apps})
"""

APP = """\
from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="{app}",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(modules=["{app}.tables"]),
)
"""

HEAD = """\
import enum

from piccolo.columns import (
    Array,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    LazyTableReference,
    Numeric,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.readable import Readable
from piccolo.table import Table
"""

TABLE = """

class {name}(Table, help_text="What is kept of it."):
    class State(enum.Enum):
        new = "new"
        in_use = "in use"
        gone = "gone"

    id = Serial(primary_key=True)
    name = Varchar(length=100, required=True, help_text="As people call it.")
    {first}_notes = Text(null=True, default=None)
    {first}_price = Numeric(digits=(10, 2))
    {second}_count = Integer(help_text="How many there are.")
    is_{second} = Boolean()
    state = Varchar(length=10, choices=State, default=State.new)
    {first}_tags = Array(base_column=Varchar(length=30))
    {second}_date = Date(null=True, default=None)
    created_at = Timestamptz()
    parent = ForeignKey(references="self")
    {second}_owner = ForeignKey(
        references=LazyTableReference("{owner}", module_path="{owner_app}.tables")
    )
{further}
    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s", columns=[cls.name])
"""

FURTHER = """\
    {first}_stock = Integer(help_text="How many are left.")
"""


def write_project(folder: Path, tables: int) -> None:
    """Write a project of so many tables, spread over apps."""
    apps = [app_of(first) for first in range(0, tables, APP_SIZE)]
    folder.mkdir()
    conf = CONF.format(apps=[f"{app}.piccolo_app" for app in apps])
    (folder / "piccolo_conf.py").write_text(conf)
    for app in apps:
        (folder / app).mkdir()
        (folder / app / "__init__.py").touch()
        (folder / app / "piccolo_app.py").write_text(APP.format(app=app))
    write_tables(folder, tables)


def write_tables(folder: Path, tables: int, widened: int = 0) -> None:
    """Write the tables of a project, the first few of them with one more column."""
    for first in range(0, tables, APP_SIZE):
        members = range(first, min(first + APP_SIZE, tables))
        code = [table_code(member, tables, member < widened) for member in members]
        (folder / app_of(first) / "tables.py").write_text("".join([HEAD, *code]))


def table_code(number: int, tables: int, is_wider: bool) -> str:
    """The class of one table. Its name and half of its columns' are its own."""
    owner = number * 7919 % tables
    one, other = words(number)
    return TABLE.format(
        name=class_name(number),
        first=f"{one}_{other}",
        second=f"{other}_{one}",
        owner=class_name(owner),
        owner_app=app_of(owner),
        further=FURTHER.format(first=f"{one}_{other}") if is_wider else "",
    )


def class_name(number: int) -> str:
    return "".join(word.title() for word in words(number))


def words(number: int) -> tuple[str, str]:
    first, second = divmod(number, len(WORDS))
    return WORDS[first], WORDS[second]


def app_of(number: int) -> str:
    return f"shop_{number // APP_SIZE:02}"
