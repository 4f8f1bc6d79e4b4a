"""Queries in own code: what is found, and much that looks like it and is right."""

from __future__ import annotations

from textwrap import indent

import pytest

from tests.doctor.conftest import Project

HEADER = "from music.tables import Band, Concert\n\n\n"

CODES = ["query-not-awaited", "run-sync-in-async"]


def in_async(source: str) -> str:
    return HEADER + "async def job():\n" + indent(source, "    ") + "\n"


def in_sync(source: str) -> str:
    return HEADER + "def job():\n" + indent(source, "    ") + "\n"


def found(project: Project, source: str) -> list[tuple[str, str, str]]:
    """Code, place and remedy of what is found in a file."""
    project.write("job.py", source)
    return [
        (one.code, one.place, one.remedy)
        for one in project.findings(only=CODES, database=False)
    ]


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("Band.select()", "await Band.select()"),
        (
            "Band.select().where(Band.name == 'a')",
            "await Band.select().where(Band.name == 'a')",
        ),
        ("Band.insert(Band(name='a'))", "await Band.insert(Band(name='a'))"),
        (
            "Band.update({Band.name: 'b'}, force=True)",
            "await Band.update({Band.name: 'b'}, force=True)",
        ),
        (
            "Band.create_table(if_not_exists=True)",
            "await Band.create_table(if_not_exists=True)",
        ),
        ("Band.alter().drop_table().run()", "await Band.alter().drop_table().run()"),
        ("Band.raw('DELETE FROM band')", "await Band.raw('DELETE FROM band')"),
        ("Band(name='a').save()", "await Band(name='a').save()"),
        ("band = Band()\nband.save()", "await band.save()"),
        ("band = await Band.objects().first()\nband.remove()", "await band.remove()"),
        ("for band in await Band.objects():\n    band.save()", "await band.save()"),
        (
            "bands = await Band.objects()\nfor band in bands:\n    band.save()",
            "await band.save()",
        ),
        ("rows = Band.select()\nfor row in rows:\n    print(row)", "await rows"),
        ("for row in Band.select():\n    print(row)", "await Band.select()"),
        ("print([row for row in Band.select()])", "await Band.select()"),
        (
            "if Band.exists().where(Band.name == 'a'):\n    print()",
            "await Band.exists().where(Band.name == 'a')",
        ),
        ("print(not Band.table_exists())", "await Band.table_exists()"),
        ("print(Band.count() > 3)", "await Band.count()"),
        ("print(len(Band.select()))", "await Band.select()"),
        ("print(Band.select()[0])", "await Band.select()"),
        ("count = Band.count()", "await Band.count()"),
        ("query = Band.select()\nquery = query.limit(3)\nlist(query)", "await query"),
    ],
)
def test_a_query_that_is_not_awaited(
    project: Project, source: str, remedy: str
) -> None:
    ((code, _place, told),) = found(project, in_async(source))
    assert (code, told) == ("query-not-awaited", remedy)


def test_its_place(project: Project) -> None:
    """Line and column, counted in characters from 1."""
    source = HEADER + "async def job():\n    print('é', len(Band.select()))\n"
    ((_code, place, _told),) = found(project, source)
    assert place == "job.py:5:20"


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("Band.select()", "Band.select().run_sync()"),
        ("Band.select().run()", "Band.select().run_sync()"),
    ],
)
def test_in_a_function_that_cannot_await(
    project: Project, source: str, remedy: str
) -> None:
    assert [told for *_, told in found(project, in_sync(source))] == [remedy]


@pytest.mark.parametrize(
    "source",
    [
        "await Band.select()",
        "rows = await Band.select()\nfor row in rows:\n    print(row)",
        "return Band.select()",
        "query = Band.select()\nreturn query",
        "query = Band.select()\nquery = query.limit(1)\nreturn await query",
        "query = Band.select()\n\ndef run():\n    return query\nreturn run",
        (
            "query = Band.select()\n"
            "if True:\n"
            "    query = None\n"
            "for row in query:\n"
            "    print(row)"
        ),
        "await Concert.select().where(Concert.band.is_in(Band.select(Band.id)))",
        (
            "atomic = Band._meta.db.atomic()\n"
            "atomic.add(Band.create_table())\n"
            "await atomic.run()"
        ),
        "import asyncio\nawait asyncio.gather(Band.select().run(), Band.count().run())",
        (
            "async with await Band.select().batch() as batch:\n"
            "    async for rows in batch:\n"
            "        print(rows)"
        ),
        "frozen = Band.select().freeze()\nreturn frozen",
        "Band.select().freeze()",
        "print(Band.select())",
        "Band.name.as_alias('title')",
        "band = Band()\nband.to_dict()",
        "query = Band.select()\nif query is None:\n    print()",
        "assert Band.select().querystrings",
        "with open('x') as Band:\n    Band.select()",
        "band = {}\nband.save()",
        "import shelve as Band\nBand.select()",
        "yield Band.select()",
        "with pytest.raises(ValueError):\n    Band.select()",
        "lambda: Band.select()",
        "query = Band.select()\nquery = await query\nfor row in query:\n    print(row)",
        "rows = Band.select()\nrows = await rows.limit(3)\nprint(len(rows), rows[0])",
        "row = Band.select()\nrow = (await row)[0]\nprint(row['name'])",
        "query = Band.select()\nquery = list(await query)\nprint(query[0])",
        "query = given or Band.select()\nreturn await query",
        "return flag and Band.select() or Band.objects()",
        "query = kept = Band.select()\nawait kept",
        "query = Table.query = Band.select()",
        "print(str(Band.select()), Band.select().__str__() == 'a')",
        "with open('x'), pytest.raises(ValueError):\n    Band.select()",
    ],
)
def test_what_is_right(project: Project, source: str) -> None:
    assert found(project, in_async(source)) == []


def test_a_result_under_the_name_of_its_query(project: Project) -> None:
    source = "rows = Band.select()\nrows = rows.run_sync()\nprint(len(rows), rows[0])"
    assert found(project, in_sync(source)) == []


def test_methods_that_a_table_has_of_its_own(project: Project) -> None:
    """They need not give a query; those that hand on Piccolo's do."""
    source = "Band().save()\nBand().remove()\nif Band.exists('a'):\n    print()"
    own = (
        "    def save(self):\n"
        "        return super().save().run_sync()\n\n"
        "    def remove(self):\n"
        "        print('gone')\n"
        "        return super().remove()\n"
    )
    project.edit("music/tables.py", "class Band(Table)", "class Band(Findable, Table)")
    project.edit("music/tables.py", "class Concert", f"{own}\n\nclass Concert")
    project.edit(
        "music/tables.py",
        "class Band(",
        "class Findable:\n"
        "    @classmethod\n"
        "    def exists(cls, name):\n"
        "        return bool(name)\n\n\n"
        "class Band(",
    )
    assert [told for *_, told in found(project, in_async(source))] == [
        "await Band().remove()"
    ]


@pytest.mark.parametrize(
    "line", [f"query = Band.select(){'.where(Band.name)' * 900}", "x = a" + ".b" * 900]
)
def test_what_is_nested_deeply(project: Project, line: str) -> None:
    """It hides nothing of the rest."""
    choices = "".join(f"elif a == {number}:\n    pass\n" for number in range(1000))
    project.write("long.py", f"{HEADER}{line}\nlen(query)\nif a:\n    pass\n{choices}")
    assert len(found(project, in_async("Band.select()"))) == 1


@pytest.mark.parametrize(
    ("source", "remedy"),
    [
        ("return Band.select().run_sync()", "await Band.select()"),
        ("Band(name='a').save().run_sync()", "await Band(name='a').save()"),
        (
            "query = Band.select()\nreturn query.limit(1).run_sync()",
            "await query.limit(1)",
        ),
        ("from piccolo.utils.sync import run_sync\nrun_sync(other())", "await other()"),
        (
            (
                "from piccolo.table import create_db_tables_sync\n"
                "create_db_tables_sync(Band)"
            ),
            "await create_db_tables(Band)",
        ),
        (
            (
                "from piccolo.apps.user.tables import BaseUser\n"
                "BaseUser.login_sync('a', 'b')"
            ),
            "await BaseUser.login('a', '***')",
        ),
        ("return unknown(Band).run_sync()", "await unknown(Band)"),
    ],
)
def test_what_stops_the_event_loop(project: Project, source: str, remedy: str) -> None:
    ((code, _place, told),) = found(project, in_async(source))
    assert (code, told) == ("run-sync-in-async", remedy)


@pytest.mark.parametrize(
    "source",
    [
        "from anyio import to_thread\nawait to_thread.run_sync(len, 'a')",
        (
            "async with engine.begin() as connection:\n"
            "    await connection.run_sync(print)"
        ),
        "def work():\n    return Band.select().run_sync()\nreturn work",
        "return lambda: Band.select().run_sync()",
        "await other.run_sync()",
        "Band.name.login_sync()",
        "create_task(Band.calendar_sync())",
        "import asyncio\nawait asyncio.to_thread(Band.select().run_sync)",
        "def work(rows=None):\n    rows = Band.select().run_sync()\nreturn work",
    ],
)
def test_what_stops_nothing(project: Project, source: str) -> None:
    assert found(project, in_async(source)) == []


def test_waiting_is_right_where_nothing_else_runs(project: Project) -> None:
    assert found(project, in_sync("return Band.select().run_sync()")) == []
    assert found(project, HEADER + "print(Band.select().run_sync())\n") == []


def test_what_runs_when_a_function_is_defined(project: Project) -> None:
    defined = (
        "@wait_for(Band.count().run_sync())\n"
        "async def job(bands=Band.select().run_sync()):\n"
        "    return bands\n"
    )
    assert found(project, HEADER + defined) == []
    nested = found(project, in_async(defined))
    assert [place for _code, place, _told in nested] == ["job.py:5:15", "job.py:6:25"]


def test_a_method_of_ones_own_called_run_sync(project: Project) -> None:
    source = (
        "class Job(Work):\n"
        "    async def run(self):\n"
        "        return self.run_sync() or super().run_sync()\n"
    )
    assert found(project, HEADER + source) == []


def test_others_have_such_methods(project: Project) -> None:
    source = "async def job(engine):\n    engine.run_sync()\n    Band.select()\n"
    assert found(project, source) == []


@pytest.mark.parametrize(
    "imports",
    [
        (
            "from music import tables\n"
            "Band = None\n\n"
            "async def job():\n"
            "    tables.Band.select()\n"
        ),
        "import music.tables\n\nasync def job():\n    music.tables.Band.select()\n",
        "import music.tables as t\n\nasync def job():\n    t.Band.select()\n",
        "from music.tables import *\n\nasync def job():\n    Band.select()\n",
        (
            "from music.tables import Band as Group\n\n"
            "async def job():\n"
            "    Group.select()\n"
        ),
        "from handed.on import Band\n\nasync def job():\n    Band.select()\n",
        "async def job():\n    from music.tables import Band\n    Band.select()\n",
        (
            "from piccolo.apps.user.tables import BaseUser\n\n"
            "async def job():\n"
            "    BaseUser.select()\n"
        ),
        (
            "from piccolo.table import Table\n\n"
            "class Own(Table): ...\n\n"
            "async def job():\n"
            "    Own.select()\n"
        ),
        (
            "from music.tables import Band\n\n"
            "async def job(band: Band | None):\n"
            "    band.save()\n"
        ),
        (
            "from typing import Optional\n"
            "from music.tables import Band\n\n"
            "async def job(band: 'Optional[Band]'):\n"
            "    band.save()\n"
        ),
        (
            "from music.tables import Band\n\n"
            "class Loud(Band):\n"
            "    async def shout(self):\n"
            "        self.save()\n"
        ),
        (
            "from music.tables import Band\n\n"
            "class Loud(Band):\n"
            "    @classmethod\n"
            "    async def all(cls):\n"
            "        cls.delete(force=True)\n"
        ),
    ],
)
def test_how_a_table_is_called(project: Project, imports: str) -> None:
    project.write("handed/__init__.py", "")
    project.write("handed/on.py", "from .further import Band\n")
    project.write("handed/further.py", "from music.tables import Band\n")
    assert [code for code, *_ in found(project, imports)] == ["query-not-awaited"]


def test_where_nobody_looks(project: Project) -> None:
    """Installed, generated and migrations."""
    fault = HEADER + "async def job():\n    Band.select()\n"
    for path in (".venv/job.py", "env/job.py", "admin/job.py", "build/lib/job.py"):
        project.write(path, fault)
    project.write("env/pyvenv.cfg", "")
    (project.folder / "again").symlink_to(project.folder)
    (project.folder / "nowhere.py").symlink_to("none.py")
    project.write("music/piccolo_migrations/job.py", fault)
    project.write("broken.py", "def (:\n")
    assert found(project, "") == []


def test_all_of_a_file_in_its_order(project: Project) -> None:
    source = in_async("Band.select()\n\ndef f():\n    Band.count()\n\nBand.objects()")
    lines = [place for _code, place, _told in found(project, source)]
    assert lines == ["job.py:5:5", "job.py:8:9", "job.py:10:5"]


def test_in_tests_too(project: Project) -> None:
    project.write("tests/test_job.py", in_async("Band.select()"))
    assert [place for _code, place, _told in found(project, "")] == [
        "tests/test_job.py:5:5"
    ]
