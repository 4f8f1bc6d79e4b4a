"""What a column is when nothing is given."""

from __future__ import annotations

import pytest

from scaffold.schema import Default

from .conftest import Project, columns_of

NULL = Default("constant", None)
NONE = Default("none")


def constant(text: str) -> Default:
    return Default("constant", text)


def piccolo(text: str) -> Default:
    return Default("piccolo", text)


def call(text: str) -> Default:
    return Default("callable", text)


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
        ("Numeric(default=decimal.Decimal('1.50'))", constant("1.5")),
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
        ("Interval(default=datetime.timedelta(minutes=90))", constant("1h 30m")),
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
        ("Array(Integer(), default=[1, 2])", constant("[1, 2]")),
        ("Array(Array(Integer()), default=[[1], [2]])", constant("[[1], [2]]")),
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
