"""What each column says about itself."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from piccolo.columns import Column, column_types

from scaffold.schema import Choice, Default, Reference

from .conftest import Project, columns_of

NULL = Default("constant", None)
NONE = Default("none")


def constant(text: str) -> Default:
    return Default("constant", text)


def piccolo(text: str) -> Default:
    return Default("piccolo", text)


def call(text: str) -> Default:
    return Default("callable", text)


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
    "Interval": ("Interval()", constant("PT0S")),
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
    ("source", "default"),
    [
        ("Varchar(default='a\\n\"')", constant('a\n"')),
        ("Varchar(default=None, null=True)", NULL),
        ("Varchar(default=None)", NONE),
        ("Varchar(default=str)", call("str")),
        ("Varchar(default=lambda: 'a')", call("<lambda>")),
        ("Varchar(default=functools.partial(str, 'a'))", call("str")),
        ("Varchar(default=enum.Enum('E', {'a': 'x'}).a)", constant("x")),
        ("Integer(default=-7)", constant("-7")),
        ("Integer(default=enum.IntEnum('E', {'a': 3}).a)", constant("3")),
        ("BigInt(default=2**63 - 1)", constant("9223372036854775807")),
        ("Boolean(default=True)", constant("true")),
        ("Boolean(default=None, null=True)", NULL),
        ("Numeric(default=decimal.Decimal('1.50'))", constant("1.50")),
        ("Numeric(default=InfinityDecimal())", constant("Infinity")),
        ("Real(default=NegativeInfinityFloat())", constant("-inf")),
        ("Float(default=1)", constant("1.0")),
        ("Date(default=datetime.date(2024, 5, 5))", constant("2024-05-05")),
        ("Date(default=datetime.date.today)", piccolo("DateNow()")),
        ("Date(default=DateOffset(days=1))", piccolo("DateOffset(days=1)")),
        ("Date(default=DateNow)", piccolo("DateNow()")),
        ("Time(default=datetime.time(13, 45))", constant("13:45:00")),
        (
            "Timestamp(default=datetime.datetime(2024, 1, 31, 13, 45, 0, 7))",
            constant("2024-01-31T13:45:00.000007"),
        ),
        (
            "Timestamptz(default=datetime.datetime(2024, 1, 31, 13, 45))",
            constant("2024-01-31T13:45:00+00:00"),
        ),
        ("Timestamp(default=datetime.datetime.now)", piccolo("TimestampNow()")),
        ("Timestamp(default=datetime.datetime.utcnow)", call("utcnow")),
        ("Interval(default=datetime.timedelta(minutes=90))", constant("PT1H30M")),
        ("UUID(default=uuid.uuid4)", piccolo("UUID4()")),
        ("UUID(default=UUID7())", piccolo("UUID7()")),
        ("UUID(default=uuid.uuid1)", call("uuid1")),
        (
            "UUID(default='0b52bb4b-5d1e-4f7c-9d1b-2f6f6a1c3e11')",
            constant("0b52bb4b-5d1e-4f7c-9d1b-2f6f6a1c3e11"),
        ),
        ("JSON(default={'a': [1]})", constant('{"a": [1]}')),
        ("JSONB(default=dict)", call("dict")),
        ("Bytea(default=b'\\xff')", constant("ff")),
        ("Bytea(default=bytearray(b'\\n'))", constant("0a")),
        ("Array(Integer(), default=[1, 2])", constant("[1,2]")),
        ("Array(Array(Integer()), default=[[1], [2]])", constant("[[1],[2]]")),
        ("Array(Integer(), default=None, null=True)", NULL),
        ("ForeignKey('self', null=False)", NONE),
        ("ForeignKey('self', default=3)", constant("3")),
        ("ForeignKey('self', default=UUID4())", piccolo("UUID4()")),
        (
            "ForeignKey('self', default=QueryString('next()'))",
            Default("database", "next()"),
        ),
        ("ForeignKey('self', default=...)", NONE),
    ],
)
def test_default(project: Project, source: str, default: Default) -> None:
    assert project.column(source).default == default


def test_default_of_ones_own_kind(project: Project) -> None:
    project.write(
        "own/tables.py",
        """
        class Tomorrow(DateCustom):
            def python(self):
                return datetime.date.today()

        class Maker:
            def __call__(self):
                return "made"

        class Money(Column):
            value_type = str
            default = "0 EUR"

        class Bare(Column):
            value_type = str

        class Own(Table):
            tomorrow = Date(default=Tomorrow(2024, 1, 1))
            made = Text(default=Maker())
            money = Money()
            bare = Bare(null=True)
        """,
    )
    columns = columns_of(project.table("own.tables:Own"))
    assert columns["tomorrow"].default == piccolo("Tomorrow(year=2024, month=1, day=1)")
    assert columns["made"].default == call("Maker")
    assert columns["money"].default == constant("0 EUR")
    assert columns["bare"].default == NONE


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
        "pause": (Choice("short", "PT5M", "short"),),
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


def test_default_that_a_column_of_the_other_table_hides(project: Project) -> None:
    project.write(
        "hidden/tables.py",
        """
        class Setting(Table):
            default = Varchar()

        class Value(Table):
            setting = ForeignKey(Setting)
        """,
    )
    column = columns_of(project.table("hidden.tables:Value"))["setting"]
    assert column.default == NULL
    (warning,) = project.warnings("hidden.tables")
    assert warning.where == "hidden.tables:Value.setting"
    assert "ForeignKey.default" in warning.what
