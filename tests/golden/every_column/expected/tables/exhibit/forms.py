"""What may be written to exhibits: a field per column."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter

from ...toolbox import fields
from ...toolbox.forms import UNCHANGED, Form

KEY: TypeAdapter[Any] = TypeAdapter(fields.BigInteger)

VARCHAR_CHOICES_CHOICES = {
    "#c0392b": "Red",
    "#2980b9": "Blue",
}

VARCHAR_CHOICES_NULL_CHOICES = {
    "#c0392b": "Red",
    "#2980b9": "Blue",
}

CHOICE_LABELS_CHOICES = {
    "": "Not measured",
    "s": "Small",
}

INTEGER_CHOICES_CHOICES = {
    "1": "Low",
    "10": "Urgent",
}

BOOLEAN_CHOICES_CHOICES = {
    "true": "Yes",
    "false": "No",
}

NUMERIC_CHOICES_CHOICES = {
    "0": "None",
    "0.19": "Full",
}

DATE_CHOICES_NULL_CHOICES = {
    "2026-01-01": "New year",
}

INTERVAL_CHOICES_CHOICES = {
    "1d": "Day",
    "45m": "Lesson",
}

ARRAY_CHOICES_CHOICES = {
    "#c0392b": "Red",
    "#2980b9": "Blue",
}

# What can be changed in many rows at once.
BULK: tuple[str, ...] = (
    "varchar_unlimited",
    "varchar_null",
    "varchar_renamed",
    "char",
    "slug",
    "email",
    "email_null",
    "text",
    "text_null",
    "small_int",
    "integer",
    "integer_null",
    "big_int",
    "numeric",
    "numeric_digits",
    "decimal_null",
    "real",
    "float_null",
    "double_precision",
    "date",
    "date_null",
    "time",
    "time_null",
    "timestamp",
    "timestamptz",
    "timestamptz_null",
    "interval",
    "interval_null",
    "boolean",
    "boolean_null",
    "varchar_choices",
    "varchar_choices_null",
    "choice_labels",
    "integer_choices",
    "boolean_choices",
    "numeric_choices",
    "date_choices_null",
    "interval_choices",
    "array_choices",
    "no_choices",
    "uuid",
    "uuid_null",
    "json_value",
    "json_null",
    "jsonb_value",
    "bytea",
    "blob_null",
    "array_varchar",
    "array_integer",
    "array_null",
    "array_nested",
    "parent",
    "unknown",
)


class ExhibitForm(Form):
    """The form of one exhibit."""

    secret: ClassVar[frozenset[str]] = frozenset({"secret", "secret_null"})

    varchar: Annotated[fields.Text, Field(min_length=1, max_length=80)]

    varchar_unlimited: fields.Text

    varchar_null: Annotated[fields.Text, Field(max_length=255)] | None

    varchar_renamed: Annotated[fields.Text, Field(max_length=255)]

    char: Annotated[fields.Text, Field(max_length=3)]

    slug: Annotated[fields.Text, Field(max_length=20)]

    email: Annotated[fields.Email, Field(max_length=255)]

    email_null: Annotated[fields.Email, Field(max_length=255)] | None

    secret_: Annotated[fields.Text, Field(max_length=255)] = Field(
        default=UNCHANGED, alias="secret"
    )

    secret_null: Annotated[fields.Text, Field(max_length=255)] | None = Field(
        default=UNCHANGED
    )

    text: fields.Text

    text_null: fields.Text | None

    small_int: fields.SmallInteger

    integer: fields.Integer

    integer_null: fields.Nullable[fields.Integer]

    big_int: fields.BigInteger

    numeric: fields.Decimal

    numeric_digits: Annotated[fields.Decimal, Field(max_digits=7, decimal_places=2)]

    decimal_null: fields.Nullable[
        Annotated[fields.Decimal, Field(max_digits=12, decimal_places=4)]
    ]

    real: fields.Real

    float_null: fields.Nullable[fields.Float]

    double_precision: fields.Float

    date: fields.Date

    date_null: fields.Nullable[fields.Date]

    time: fields.Time

    time_null: fields.Nullable[fields.Time]

    timestamp: fields.Timestamp

    timestamptz: fields.Timestamptz

    timestamptz_null: fields.Nullable[fields.Timestamptz]

    interval: fields.Interval

    interval_null: fields.Nullable[fields.Interval]

    boolean: fields.Boolean

    boolean_null: fields.Nullable[fields.Boolean]

    varchar_choices: Annotated[
        fields.Text,
        Field(min_length=1, max_length=255),
        fields.one_of(VARCHAR_CHOICES_CHOICES),
    ]

    varchar_choices_null: fields.Nullable[
        Annotated[
            fields.Text,
            Field(max_length=255),
            fields.one_of(VARCHAR_CHOICES_NULL_CHOICES),
        ]
    ]

    choice_labels: (
        Annotated[
            fields.Text, Field(max_length=255), fields.one_of(CHOICE_LABELS_CHOICES)
        ]
        | None
    )

    integer_choices: Annotated[fields.Integer, fields.one_of(INTEGER_CHOICES_CHOICES)]

    boolean_choices: Annotated[fields.Boolean, fields.one_of(BOOLEAN_CHOICES_CHOICES)]

    numeric_choices: Annotated[
        fields.Decimal,
        Field(max_digits=3, decimal_places=2),
        fields.one_of(NUMERIC_CHOICES_CHOICES),
    ]

    date_choices_null: fields.Nullable[
        Annotated[fields.Date, fields.one_of(DATE_CHOICES_NULL_CHOICES)]
    ]

    interval_choices: Annotated[
        fields.Interval, fields.one_of(INTERVAL_CHOICES_CHOICES)
    ]

    array_choices: fields.Array[
        Annotated[
            fields.Text, Field(max_length=7), fields.one_of(ARRAY_CHOICES_CHOICES)
        ]
    ]

    no_choices: Annotated[fields.Text, Field(max_length=255)]

    uuid: fields.UUID

    uuid_null: fields.Nullable[fields.UUID]

    json_value: fields.Json

    json_null: fields.Nullable[fields.Json]

    jsonb_value: fields.Json

    bytea: fields.Bytes

    blob_null: fields.Bytes | None

    array_varchar: fields.Array[Annotated[fields.Text, Field(max_length=255)]]

    array_integer: fields.Array[fields.BigInteger]

    array_null: fields.Nullable[fields.Array[fields.Text]]

    array_nested: fields.Array[fields.Array[fields.Integer]]

    parent: fields.Nullable[fields.BigInteger]

    unknown: fields.Text
