"""What is read from migrations that Piccolo itself writes, and from odd ones."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from textwrap import dedent

import black
import piccolo.apps.user
import pytest
from piccolo.apps.migrations.auto import DiffableTable, SchemaDiffer
from piccolo.apps.migrations.commands.new import render_template
from piccolo.columns import Column, Integer, Varchar

import scaffold.demo
from scaffold import migrations
from scaffold.migrations import App, History, Migration
from tests.commandline import forget

Tables = dict[str, dict[str, Column]]

CONF = """
from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

DB = PostgresEngine(config={"host": "nowhere.invalid"})
APP_REGISTRY = AppRegistry(apps=["movies.piccolo_app", "people.piccolo_app"])
"""

APP = """
from piccolo.conf.apps import AppConfig

APP_CONFIG = AppConfig(
    app_name="{name}",
    migrations_folder_path="{name}/piccolo_migrations",
    migration_dependencies={dependencies},
)
"""


def diffable(tables: Tables) -> list[DiffableTable]:
    for columns in tables.values():
        for name, column in columns.items():
            column._meta.name = name
    return [
        DiffableTable(name, name.lower(), columns=list(columns.values()))
        for name, columns in tables.items()
    ]


def written(folder: Path, number: int, old: Tables, new: Tables, answer: str) -> None:
    """A migration as ``piccolo migrations new --auto --auto_input`` writes it."""
    statements = SchemaDiffer(
        diffable(new), diffable(old), auto_input=answer
    ).get_alter_statements()
    text: str = render_template(  # type: ignore[no-untyped-call]
        migration_id=f"2026-01-0{number}T09:00:00:000000",
        auto=True,
        alter_statements=list(chain(*(part.statements for part in statements))),
        extra_imports=sorted(
            set(chain(*(part.extra_imports for part in statements))), key=repr
        ),
        extra_definitions=[],
        app_name="movies",
        description="",
    )
    folder.mkdir(exist_ok=True)
    path = folder / f"movies_2026_01_0{number}t09_00_00_000000.py"
    path.write_text(black.format_str(text, mode=black.FileMode()), encoding="utf-8")


def hand_written(folder: Path, body: str, name: str = "m.py") -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(dedent(body), encoding="utf-8")


def read(folder: Path) -> list[Migration]:
    found, problems = migrations.read(migrations.find([App("movies", folder)]))
    assert problems == []
    return found


def test_a_renamed_column(tmp_path: Path) -> None:
    old: Tables = {"Movie": {"rating": Integer()}}
    written(tmp_path, 1, old, {"Movie": {"score": Integer()}}, "y")
    (migration,) = read(tmp_path)
    (column,) = migration.renamed_columns
    assert (column.table, column.tablename) == ("Movie", "movie")
    assert (column.old, column.new) == ("rating", "score")
    assert (column.old_db_name, column.new_db_name) == ("rating", "score")
    assert migration.key == "movies/2026-01-01T09:00:00:000000"


def test_a_column_dropped_and_another_added(tmp_path: Path) -> None:
    old: Tables = {"Movie": {"rating": Integer()}}
    written(tmp_path, 1, old, {"Movie": {"score": Integer()}}, "n")
    (migration,) = read(tmp_path)
    assert migration.renamed_columns == ()
    assert migration.dropped_columns == (("Movie", "rating"),)
    assert migration.added_columns == (("Movie", "score"),)


def test_a_table_and_its_column_renamed_together(tmp_path: Path) -> None:
    """Piccolo records the column as dropped and added."""
    old: Tables = {"Movie": {"name": Varchar(), "rating": Integer()}}
    new: Tables = {"Film": {"name": Varchar(), "score": Integer()}}
    written(tmp_path, 1, old, new, "y")
    (migration,) = read(tmp_path)
    (table,) = migration.renamed_tables
    assert (table.old, table.new) == ("Movie", "Film")
    assert (table.old_tablename, table.new_tablename) == ("movie", "film")
    assert migration.renamed_columns == ()
    assert migration.dropped_columns == (("Film", "rating"),)
    assert migration.added_columns == (("Film", "score"),)


def test_tables_added_and_dropped(tmp_path: Path) -> None:
    movie: Tables = {"Movie": {"name": Varchar()}}
    written(tmp_path, 1, {}, movie, "n")
    written(tmp_path, 2, movie, {"Star": {"name": Varchar()}}, "n")
    first, second = read(tmp_path)
    assert first.added_tables == ("Movie",)
    assert first.added_columns == (("Movie", "name"),)
    assert (second.dropped_tables, second.added_tables) == (("Movie",), ("Star",))


def test_the_migrations_of_the_demo_and_of_piccolo() -> None:
    demo = Path(scaffold.demo.__file__).parent / "project/movies/piccolo_migrations"
    users = Path(piccolo.apps.user.__file__).parent / "piccolo_migrations"
    files = migrations.find([App("user", users), App("movies", demo)])
    found, problems = migrations.read(files)
    assert problems == []
    assert [file.key for file in files] == [migration.key for migration in found]
    assert found[0].key == "user/2019-11-14T21:52:21"
    assert "Movie" in found[3].added_tables
    assert ("BaseUser", "superuser") in found[2].added_columns


def test_nothing_is_run(tmp_path: Path) -> None:
    hand_written(
        tmp_path,
        """
        import a_module_that_is_gone
        from movies.tables import AClassThatIsGone

        raise SystemExit("run")

        ID = "1"
        TABLE = "Movie"

        async def forwards():
            manager = MigrationManager(migration_id=ID, app_name="movies")
            rows = await AClassThatIsGone.select()

            async def run():
                await AClassThatIsGone.alter().drop_column("plot")
                await AClassThatIsGone.alter().rename_column("a", "b")

            manager.add_raw(run)
            manager.rename_column(TABLE, "movie", "rating", new_column_name="score")
            return manager
        """,
    )
    (migration,) = read(tmp_path)
    (column,) = migration.renamed_columns
    assert (column.old, column.new, column.new_db_name) == ("rating", "score", "score")
    assert migration.dropped_columns == ()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("ID = '1'\ndef forwards(:\n", "invalid syntax"),
        ("ID = '1'\n<<<<<<< HEAD\n", "invalid syntax"),
        ("ID = '1'\nx = '\0'\n", "null bytes"),
        ("ID = '1'\nm.rename_table(f'{a}', b, c, d)\n", "line 2: what rename_table"),
        ("ID = '1'\nm.rename_column(**names)\n", "line 2: what rename_column"),
    ],
)
def test_what_cannot_be_read_is_skipped(tmp_path: Path, body: str, why: str) -> None:
    hand_written(tmp_path / "piccolo_migrations", body)
    files = migrations.find([App("movies", tmp_path / "piccolo_migrations")])
    assert [file.key for file in files] == ["movies/1"]
    found, (problem,) = migrations.read(files)
    assert why in problem.what
    assert problem.where.endswith("piccolo_migrations/m.py")
    assert all(migration.renamed_columns == () for migration in found)


def test_files_without_an_id_are_no_migrations(tmp_path: Path) -> None:
    hand_written(tmp_path, "def helper():\n    ID = '2'\n", "helper.py")
    hand_written(tmp_path, "", "__init__.py")
    hand_written(tmp_path, "ID: str = f'{1}'\n", "computed.py")
    hand_written(tmp_path, "ID: str = 'typed'\r\n", "other.py")
    (tmp_path / "directory.py").mkdir()
    found = migrations.find([App("movies", tmp_path), App("none", tmp_path / "none")])
    assert [file.id for file in found] == ["computed", "typed"]


def test_migrations_that_are_seen_cost_little(tmp_path: Path) -> None:
    columns: dict[str, Column] = {f"column_{i}": Varchar() for i in range(30)}
    written(tmp_path, 1, {}, {"Movie": columns}, "n")
    text = next(tmp_path.glob("*.py")).read_text(encoding="utf-8")
    for number in range(200):
        new = text.replace("2026-01-01", f"{number}-01-01")
        (tmp_path / f"m{number}.py").write_text(new, encoding="utf-8")
    before = time.process_time()
    assert len(migrations.find([App("movies", tmp_path)])) == 201
    assert time.process_time() - before < 0.3


# Where the apps are.


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """``movies`` is registered first, and depends on ``people`` and on users."""
    monkeypatch.delenv("PICCOLO_CONF", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (tmp_path / "piccolo_conf.py").write_text(CONF, encoding="utf-8")
    people = ["people.piccolo_app", "piccolo.apps.user.piccolo_app", "gone.piccolo_app"]
    for name, dependencies in (("movies", people), ("people", ["movies.piccolo_app"])):
        (tmp_path / name).mkdir()
        text = APP.format(name=name, dependencies=dependencies)
        (tmp_path / name / "piccolo_app.py").write_text(text, encoding="utf-8")
    yield tmp_path
    forget(tmp_path)
    for name in ("piccolo_conf", "movies", "people"):
        sys.modules.pop(name, None)


def test_apps_come_after_those_they_depend_on(project: Path) -> None:
    """Also where they depend on each other, or on what is not there."""
    found = migrations.apps(project)
    assert [app.name for app in found] == ["people", "user", "movies"]
    assert found[2].folder == project / "movies/piccolo_migrations"
    assert migrations.find(found[1:2])


def test_no_apps_without_a_configuration(tmp_path: Path) -> None:
    assert migrations.apps(tmp_path) == []


# What several come to.


def history(*steps: str) -> History:
    """``a>b`` renames, ``+a`` adds and ``-a`` drops."""
    found = History()
    for step in steps:
        old, arrow, new = step.partition(">")
        if arrow:
            found.rename(old, new)
        elif step[0] == "+":
            found.add(step[1:])
        else:
            found.drop(step[1:])
    return found


@pytest.mark.parametrize(
    ("steps", "moved"),
    [
        (["a>b"], {"a": "b"}),
        (["a>b", "b>c"], {"a": "c"}),
        (["a>b", "b>a"], {}),
        (["a>t", "b>a", "t>b"], {"a": "b", "b": "a"}),
        (["a>b", "-b"], {}),
        (["a>b", "-b", "+b"], {}),
        (["a>b", "+a"], {"a": "b"}),
        (["a>b", "+a", "a>c"], {"a": "b"}),
        (["-b", "a>b"], {"a": "b"}),
        (["+a", "a>b"], {}),
        (["a>b", "a>c"], {"a": "b"}),
    ],
)
def test_renames_are_composed(steps: list[str], moved: dict[str, str]) -> None:
    assert history(*steps).moved == moved


def test_what_was_dropped_is_known_by_its_name_before() -> None:
    assert history("a>b", "-b").gone == {"a"}
    assert history("+b", "-b").gone == set()
    assert history("-a", "+a").now == {"a": None}


def test_columns_follow_their_table(tmp_path: Path) -> None:
    movie: Tables = {"Movie": {"name": Varchar(), "rating": Integer()}}
    scored: Tables = {"Movie": {"name": Varchar(), "score": Integer()}}
    film: Tables = {"Film": {"name": Varchar(), "score": Integer()}}
    final: Tables = {"Film": {"name": Varchar(), "stars": Integer()}}
    written(tmp_path, 1, movie, scored, "y")
    written(tmp_path, 2, scored, film, "y")
    written(tmp_path, 3, film, final, "y")
    found = migrations.compose(read(tmp_path))["movies"]
    assert found.tables.moved == {"Movie": "Film"}
    assert found.columns["Film"].moved == {"rating": "stars"}
    assert "Movie" not in found.columns


def test_the_columns_of_a_new_table_have_no_history() -> None:
    steps = [
        Migration("movies", "1", dropped_tables=("Movie",)),
        Migration(
            "movies",
            "2",
            added_tables=("Movie",),
            added_columns=(("Movie", "name"),),
        ),
    ]
    found = migrations.compose(steps)["movies"]
    assert found.tables.gone == {"Movie"}
    assert found.columns["Movie"].now == {"name": None}
