"""A column of every type, once as it comes and once nullable."""

import datetime
import decimal
import enum

from piccolo.columns import (
    JSON,
    JSONB,
    UUID,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Char,
    Column,
    Date,
    Decimal,
    DoublePrecision,
    Email,
    Float,
    ForeignKey,
    Integer,
    Interval,
    Numeric,
    Real,
    Secret,
    SmallInt,
    Text,
    Time,
    Timestamp,
    Timestamptz,
    Varchar,
)
from piccolo.columns.choices import Choice
from piccolo.columns.column_types import Blob
from piccolo.table import Table


class Colour(enum.Enum):
    red = "#c0392b"
    blue = "#2980b9"


class Size(enum.Enum):
    unknown = Choice("", "Not measured")
    small = Choice("s", "Small")


class Priority(enum.IntEnum):
    low = 1
    urgent = 10


class Answer(enum.Enum):
    yes = True
    no = False


class Tax(enum.Enum):
    none = decimal.Decimal("0.00")
    full = decimal.Decimal("0.19")


class Holiday(enum.Enum):
    new_year = datetime.date(2026, 1, 1)


class Span(enum.Enum):
    day = datetime.timedelta(days=1)
    lesson = datetime.timedelta(minutes=45)


class Nothing(enum.Enum):
    pass


class Slug(Varchar):
    """A column type of the user's own."""


class Point(Column):
    """One that derives from nothing we know."""

    value_type = str

    @property
    def column_type(self) -> str:
        return "TEXT"


class Exhibit(Table, help_text="A column of every type."):
    id = BigSerial(primary_key=True)

    varchar = Varchar(length=80, required=True, unique=True, help_text="At most 80.")
    varchar_unlimited = Varchar(length=None)
    varchar_null = Varchar(default=None, null=True)
    varchar_renamed = Varchar(db_column_name="another_name")
    char = Char(length=3, default="abc")
    slug = Slug(length=20)
    email = Email()
    email_null = Email(default=None, null=True)
    secret = Secret()  # type: ignore[no-untyped-call]
    secret_null = Secret(default=None, null=True)  # type: ignore[no-untyped-call]
    text = Text()
    text_null = Text(default=None, null=True)

    small_int = SmallInt()
    integer = Integer()
    integer_null = Integer(default=None, null=True)
    big_int = BigInt()
    numeric = Numeric()
    numeric_digits = Numeric(digits=(7, 2))
    decimal_null = Decimal(digits=(12, 4), default=None, null=True)
    real = Real()
    float_null = Float(default=None, null=True)
    double_precision = DoublePrecision()

    date = Date()
    date_null = Date(default=None, null=True)
    time = Time()
    time_null = Time(default=None, null=True)
    timestamp = Timestamp()
    timestamp_updated = Timestamp(auto_update=datetime.datetime.now)
    timestamptz = Timestamptz()
    timestamptz_null = Timestamptz(default=None, null=True)
    interval = Interval(default=datetime.timedelta(minutes=90))
    interval_null = Interval(default=None, null=True)

    boolean = Boolean(default=True)
    boolean_null = Boolean(default=None, null=True)

    varchar_choices = Varchar(default=Colour.blue, choices=Colour)
    varchar_choices_null = Varchar(default=None, null=True, choices=Colour)
    choice_labels = Varchar(choices=Size, default="", null=True)
    integer_choices = Integer(default=Priority.low, choices=Priority)
    boolean_choices = Boolean(default=Answer.no, choices=Answer)
    numeric_choices = Numeric(digits=(3, 2), default=Tax.full, choices=Tax)
    date_choices_null = Date(default=None, null=True, choices=Holiday)
    interval_choices = Interval(default=Span.lesson, choices=Span)
    array_choices = Array(base_column=Varchar(length=7), choices=Colour)
    no_choices = Varchar(choices=Nothing)

    uuid = UUID()
    uuid_null = UUID(default=None, null=True)
    json_value = JSON()
    json_null = JSON(default=None, null=True)
    jsonb_value = JSONB(default={"answer": 42})
    bytea = Bytea()
    blob_null = Blob(default=None, null=True)
    array_varchar = Array(base_column=Varchar())
    array_integer = Array(base_column=BigInt(), default=[1, 2, 3])
    array_null = Array(base_column=Text(), default=None, null=True)
    array_nested = Array(base_column=Array(base_column=Integer()))

    parent: ForeignKey["Exhibit"] = ForeignKey("self")
    unknown = Point()
