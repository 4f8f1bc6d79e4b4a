"""What each column says about itself."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from piccolo.columns import Column, column_types

from scaffold.schema import Choice, Default, Reference

from .conftest import Project, columns_of
from .test_defaults import NULL, call, constant, piccolo

TYPES: dict[str, tuple[str, Default]] = {
    "Varchar": ("Varchar()", constant("")),
    "Email": ("Email()", constant("")),
    "Char": ("Char(length=2)", constant("")),
    "Secret": ("Secret()", constant("")),
    "Text": ("Text()", constant("")),
    "UUID": ("UUID()", piccolo("UUID4()")),
    "Integer": ("Integer()", constant("0")),
    "BigInt": ("BigInt()", constant("0")),
    "SmallInt": ("SmallInt()", constant("0")),
    "Serial": ("Serial()", Default("database")),
    "BigSerial": ("BigSerial()", Default("database")),
    "PrimaryKey": ("PrimaryKey()", Default("database")),
    "Timestamp": ("Timestamp()", piccolo("TimestampNow()")),
    "Timestamptz": ("Timestamptz()", piccolo("TimestamptzNow()")),
    "Date": ("Date()", piccolo("DateNow()")),
    "Time": ("Time()", piccolo("TimeNow()")),
    "Interval": ("Interval()", constant("0s")),
    "Boolean": ("Boolean()", constant("false")),
    "Numeric": ("Numeric()", constant("0")),
    "Decimal": ("Decimal()", constant("0")),
    "Real": ("Real()", constant("0.0")),
    "Float": ("Float()", constant("0.0")),
    "DoublePrecision": ("DoublePrecision()", constant("0.0")),
    "ForeignKey": ("ForeignKey('self')", NULL),
    "JSON": ("JSON()", constant("{}")),
    "JSONB": ("JSONB()", constant("{}")),
    "Bytea": ("Bytea()", constant("")),
    "Blob": ("Blob()", constant("")),
    "Array": ("Array(Integer())", call("list")),
}


def test_every_type_of_piccolo_is_tested() -> None:
    defined = {
        name
        for name, value in vars(column_types).items()
        if inspect.isclass(value) and issubclass(value, Column) and value is not Column
    }
    assert set(TYPES) == defined


@pytest.mark.parametrize("name", TYPES)
def test_type_and_its_own_default(project: Project, name: str) -> None:
    source, default = TYPES[name]
    column = project.column(source)
    assert (column.type, column.default) == (name, default)


@pytest.mark.parametrize("name", TYPES)
def test_subclass_has_the_type_it_derives_from(project: Project, name: str) -> None:
    source = TYPES[name][0].replace(name, "Mine", 1)
    project.write(
        "two/tables.py",
        f"""
        class Base({name}):
            pass

        class Mine(Base):
            pass

        class Two(Table):
            column = {source}
        """,
    )
    column = columns_of(project.table("two.tables:Two"))["column"]
    assert column.type == name


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Varchar()", {"length": 255, "digits": None, "null": False}),
        ("Varchar(length=None)", {"length": None}),
        ("Email(length=9)", {"length": 9}),
        ("Numeric(digits=(7, 2))", {"digits": (7, 2), "length": None}),
        ("Decimal()", {"digits": None}),
        ("Integer(null=True)", {"null": True}),
        ("Integer(unique=True)", {"unique": True, "index": False}),
        ("Integer(index=True)", {"unique": False, "index": True}),
        ("Array(Integer(), index=True)", {"index": True}),
        ("Integer(required=True)", {"required": True}),
        ("Integer(secret=True)", {"secret": True}),
        ("Secret()", {"secret": True}),
        ("Integer()", {"required": False, "secret": False, "auto_update": False}),
        ("Integer(auto_update=None)", {"auto_update": True}),
        ("Integer(help_text='{{ </script>')", {"help_text": "{{ </script>"}),
        ("Integer()", {"help_text": None, "choices": None, "primary_key": False}),
        ("Integer(db_column_name='class')", {"name": "column", "db_name": "class"}),
        ("Integer()", {"db_name": "column"}),
        ("UUID(primary_key=True)", {"primary_key": True}),
    ],
)
def test_attributes(project: Project, source: str, said: dict[str, Any]) -> None:
    column = project.column(source)
    assert {name: getattr(column, name) for name in said} == said


def test_choices(project: Project) -> None:
    project.write(
        "choice/tables.py",
        """
        class Colour(str, enum.Enum):
            red = "#f00"
            rouge = "#f00"
            empty = ""

        class Level(enum.IntEnum):
            low = 1

        class Title(enum.Enum):
            mr = Choice("m", "Mr.")
            sir = Choice("m", "Sir")
            dr = "d"

        class Day(enum.Enum):
            first = datetime.date(2024, 1, 1)

        class Pause(enum.Enum):
            short = datetime.timedelta(minutes=5)

        class Picky(Table):
            colour = Varchar(choices=Colour, default=Colour.red)
            level = Integer(choices=Level)
            title = Varchar(choices=Title)
            day = Date(choices=Day, null=True, default=None)
            pause = Interval(choices=Pause)
            levels = Array(Integer(), choices=Level)
        """,
    )
    columns = columns_of(project.table("choice.tables:Picky"))
    assert {name: column.choices for name, column in columns.items()} == {
        "id": None,
        "colour": (Choice("red", "#f00", "red"), Choice("empty", "", "empty")),
        "level": (Choice("low", "1", "low"),),
        "title": (Choice("mr", "m", "Mr."), Choice("dr", "d", "dr")),
        "day": (Choice("first", "2024-01-01", "first"),),
        "pause": (Choice("short", "5m", "short"),),
        "levels": (Choice("low", "1", "low"),),
    }
    assert columns["colour"].default == constant("#f00")


def test_array_of_arrays(project: Project) -> None:
    column = project.column("Array(Array(Varchar(length=3, null=True), null=True))")
    assert (column.type, column.name, column.null) == ("Array", "column", False)
    inner = column.items
    assert inner is not None
    assert (inner.type, inner.name, inner.null) == ("Array", "column", True)
    innermost = inner.items
    assert innermost is not None
    assert (innermost.type, innermost.length, innermost.null) == ("Varchar", 3, True)
    assert (innermost.name, innermost.db_name, innermost.items) == ("column",) * 2 + (
        None,
    )


def test_unknown_type_is_text_with_a_warning(project: Project) -> None:
    project.write(
        "odd/tables.py",
        """
        class Point(Column):
            value_type = str

        class Shape(Table):
            centre = Point()
            corners = Array(Array(Point()))
            name = Varchar()
        """,
    )
    columns = columns_of(project.table("odd.tables:Shape"))
    assert columns["centre"].type == "Unknown"
    warnings = project.warnings("odd.tables")
    assert [warning.where for warning in warnings] == [
        "odd.tables:Shape.centre",
        "odd.tables:Shape.corners",
    ]
    assert all("Point" in warning.what for warning in warnings)
    assert all("text field" in warning.what for warning in warnings)


def test_foreign_keys(project: Project) -> None:
    project.write(
        "keys/tables.py",
        """
        class Country(Table):
            code = Char(length=2, primary_key=True)
            name = Varchar(unique=True, db_column_name="label")

        class Capital(Table):
            country = ForeignKey(Country, primary_key=True, null=False)

        class City(Table):
            country = ForeignKey(Country)
            by_name = ForeignKey(Country, target_column="name")
            by_column = ForeignKey(
                Country, target_column=Country.name, on_delete=OnDelete.set_null
            )
            capital = ForeignKey("Capital", on_delete=OnDelete.restrict)
            twin = ForeignKey("self", on_delete=OnDelete.no_action)
        """,
    )
    columns = columns_of(project.table("keys.tables:City"))
    country, capital = "keys.tables:Country", "keys.tables:Capital"
    assert {name: column.references for name, column in columns.items()} == {
        "id": None,
        "country": Reference(country, "code", "CASCADE", "Char"),
        "by_name": Reference(country, "name", "CASCADE", "Varchar"),
        "by_column": Reference(country, "name", "SET NULL", "Varchar"),
        "capital": Reference(capital, "country", "RESTRICT", "Char"),
        "twin": Reference("keys.tables:City", "id", "NO ACTION", "Serial"),
    }


def test_keys_that_point_at_each_other_have_no_type(project: Project) -> None:
    project.write(
        "ring/tables.py",
        """
        class Egg(Table):
            hen = ForeignKey("Hen", primary_key=True, null=False)

        class Hen(Table):
            egg = ForeignKey('Egg', primary_key=True, null=False)
        """,
    )
    column = columns_of(project.table("ring.tables:Egg"))["hen"]
    assert column.references == Reference(
        "ring.tables:Hen", "egg", "CASCADE", "Unknown"
    )
