"""One table with a column of every type that Piccolo has, to see how each is edited."""

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
    Date,
    Decimal,
    DoublePrecision,
    Email,
    Float,
    ForeignKey,
    Integer,
    Interval,
    Numeric,
    OnDelete,
    Real,
    Secret,
    SmallInt,
    Text,
    Time,
    Timestamp,
    Timestamptz,
    Varchar,
)
from piccolo.columns.column_types import Blob
from piccolo.columns.readable import Readable
from piccolo.table import Table

from movies.tables import Director, Movie


class Colour(enum.Enum):
    red = "#c0392b"
    green = "#27ae60"
    blue = "#2980b9"


class Priority(enum.IntEnum):
    low = 1
    normal = 5
    urgent = 10


class Tax(enum.Enum):
    none = decimal.Decimal("0.00")
    reduced = decimal.Decimal("0.07")
    full = decimal.Decimal("0.19")


class Holiday(enum.Enum):
    new_year = datetime.date(2026, 1, 1)
    labour_day = datetime.date(2026, 5, 1)
    christmas = datetime.date(2026, 12, 25)


class Weekday(enum.Enum):
    monday = "mon"
    tuesday = "tue"
    wednesday = "wed"
    thursday = "thu"
    friday = "fri"
    saturday = "sat"
    sunday = "sun"


class Specimen(Table, help_text="A column of every type, and rows at their limits."):
    id = BigSerial(primary_key=True)

    # Text
    varchar = Varchar(length=80, required=True, help_text="At most 80 characters.")
    varchar_unlimited = Varchar(length=None)
    varchar_unique = Varchar(length=20, default=None, null=True, unique=True)
    varchar_renamed = Varchar(
        db_column_name="another_name",
        help_text="Called another_name in the database.",
    )
    varchar_null = Varchar(default=None, null=True)
    char = Char(length=3, default="abc")
    email = Email(default="someone@example.com")
    email_null = Email(default=None, null=True)
    secret = Secret(  # type: ignore[no-untyped-call]
        default="", help_text="Never shown; stays unless a new one is typed."
    )
    secret_null = Secret(default=None, null=True)  # type: ignore[no-untyped-call]
    text = Text(help_text="Of any length, with line breaks.")
    text_null = Text(default=None, null=True)

    # Numbers
    small_int = SmallInt(help_text="From -32,768 to 32,767.")
    integer = Integer(help_text="From -2,147,483,648 to 2,147,483,647.")
    integer_null = Integer(default=None, null=True)
    big_int = BigInt(help_text="From -2⁶³ to 2⁶³ - 1.")
    big_int_null = BigInt(default=None, null=True)
    numeric = Numeric(help_text="Exact on PostgreSQL, with any number of digits.")
    numeric_digits = Numeric(digits=(7, 2), help_text="Two places.")
    decimal_null = Decimal(digits=(12, 4), default=None, null=True)
    real = Real(help_text="Six digits are kept.")
    float_null = Float(default=None, null=True)
    double_precision = DoublePrecision(help_text="Fifteen digits are kept.")
    double_precision_null = DoublePrecision(default=None, null=True)

    # Dates and times
    date = Date()
    date_null = Date(default=None, null=True)
    time = Time()
    time_null = Time(default=None, null=True)
    timestamp = Timestamp()
    timestamp_null = Timestamp(default=None, null=True)
    timestamp_updated = Timestamp(
        auto_update=datetime.datetime.now,
        help_text="Set whenever the row is updated.",
    )
    timestamptz = Timestamptz()
    timestamptz_null = Timestamptz(default=None, null=True)
    interval = Interval(default=datetime.timedelta(minutes=90))
    interval_null = Interval(default=None, null=True)

    # Yes and no
    boolean = Boolean(default=True)
    boolean_null = Boolean(default=None, null=True, help_text="Yes, no or unknown.")

    # Choices
    varchar_choices = Varchar(length=7, default=Colour.blue, choices=Colour)
    varchar_choices_null = Varchar(length=7, default=None, null=True, choices=Colour)
    integer_choices = Integer(default=Priority.normal, choices=Priority)
    numeric_choices = Numeric(digits=(3, 2), default=Tax.full, choices=Tax)
    date_choices_null = Date(default=None, null=True, choices=Holiday)
    array_choices = Array(base_column=Varchar(length=3), choices=Weekday)

    # Structured
    uuid = UUID()
    uuid_null = UUID(default=None, null=True)
    json_value = JSON()
    json_null = JSON(default=None, null=True)
    jsonb_value = JSONB(default={"answer": 42})
    jsonb_null = JSONB(default=None, null=True)
    bytea = Bytea(default=b"")
    blob_null = Blob(default=None, null=True)

    # Lists
    array_varchar = Array(base_column=Varchar())
    array_integer = Array(base_column=BigInt(), default=[1, 2, 3])
    array_boolean = Array(base_column=Boolean())
    array_date = Array(base_column=Date())
    array_timestamptz = Array(base_column=Timestamptz())
    array_null = Array(base_column=Text(), default=None, null=True)
    array_nested = Array(
        base_column=Array(base_column=Integer()),
        help_text="Rows of equal length.",
    )
    array_nested_null = Array(
        base_column=Array(base_column=Varchar()),
        default=None,
        null=True,
    )

    # Other rows
    movie = ForeignKey(references=Movie, on_delete=OnDelete.set_null)
    director_name = ForeignKey(
        references=Director,
        target_column=Director.name,
        on_delete=OnDelete.set_null,
        help_text="Refers to the name, not to the primary key.",
    )
    parent: ForeignKey["Specimen"] = ForeignKey(
        references="self",
        help_text="A row of this same table.",
    )

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s", columns=[cls.varchar])
