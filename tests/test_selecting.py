"""``toolbox/selecting.py`` of the generated code: the same SQL, written once."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest
from piccolo.columns import ForeignKey, Integer, Varchar
from piccolo.columns.readable import Readable
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.query.functions import Coalesce
from piccolo.table import Table

from scaffold.render import TEMPLATES

DB = SQLiteEngine("nowhere.sqlite")


class Band(Table, db=DB):
    name = Varchar()


class Concert(Table, db=DB):
    band = ForeignKey(Band)
    braces = Integer(db_column_name="{}")


LABEL = Readable("%s", [Concert.band.name], "_label")

COLUMNS = {
    "plain": (Concert.band, Concert.braces),
    "of another table": (Concert.band, Concert.band.name.as_alias("_band_label")),
    "a label": (Concert.band, LABEL),
    "with a value": (Concert.band, Coalesce(Concert.braces, 7, alias="known")),
}


@pytest.fixture(scope="module")
def together() -> Any:
    path = TEMPLATES / "admin" / "toolbox" / "selecting.py"
    spec = importlib.util.spec_from_file_location("selecting", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Together


@pytest.mark.parametrize("columns", COLUMNS.values(), ids=COLUMNS)
def test_the_sql_is_the_same(together: Any, columns: tuple[Any, ...]) -> None:
    assert sql(*together(*columns)) == sql(*columns)


def test_names_are_written_once(together: Any) -> None:
    columns = together(*COLUMNS["a label"])
    (written,) = columns
    assert [*columns] == [written]


def test_what_has_values_is_left_to_piccolo(together: Any) -> None:
    assert [*together(*COLUMNS["with a value"])] == [*COLUMNS["with a value"]]


def sql(*columns: Any) -> tuple[str, list[Any]]:
    (found,) = Concert.select(*columns).where(Concert.braces == 1).querystrings
    return found.compile_string("sqlite")
