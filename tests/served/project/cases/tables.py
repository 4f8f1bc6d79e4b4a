"""Keys that people type, secrets that are required, and lists of everything."""

from piccolo.columns import (
    JSON,
    UUID,
    Array,
    Bytea,
    Decimal,
    Email,
    ForeignKey,
    Integer,
    Interval,
    Numeric,
    OnDelete,
    Real,
    Secret,
    Serial,
    SmallInt,
    Text,
    Time,
    Timestamp,
    Varchar,
)
from piccolo.columns.readable import Readable
from piccolo.constraints import Check, Unique
from piccolo.table import Table


class Label(Table):
    name = Varchar(length=100, primary_key=True, default="")
    note = Text()


class Door(Table):
    number = SmallInt(primary_key=True, default=0)
    colour = Varchar()


class Album(Table):
    id: Serial
    title = Varchar(unique=True, required=True)
    cover = Varchar(length=80, null=True, default=None)
    tracks = Array(base_column=Text())
    year = Integer(null=True, default=None)


class Sticker(Table):
    id: Serial
    label = ForeignKey(references=Label, null=False, on_delete=OnDelete.restrict)
    door = ForeignKey(references=Door, on_delete=OnDelete.cascade)
    code = Varchar(length=20, unique=True)
    shelf = Integer(default=0)
    place = Integer(default=0)

    unique_place = Unique([shelf, place])
    check_shelf = Check(shelf >= 0)

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s on %s", columns=[cls.code, cls.label.name])


class Vault(Table):
    id: Serial
    name = Varchar()
    code = Secret(required=True)  # type: ignore[no-untyped-call]
    hint = Text(secret=True, null=True, default=None)
    contents = JSON(secret=True, default="{}")


class Lists(Table):
    id: Serial
    smalls = Array(base_column=SmallInt())
    numerics = Array(base_column=Numeric())
    decimals = Array(base_column=Decimal(digits=(5, 2)))
    reals = Array(base_column=Real())
    times = Array(base_column=Time())
    timestamps = Array(base_column=Timestamp())
    intervals = Array(base_column=Interval())
    uuids = Array(base_column=UUID())
    emails = Array(base_column=Email())
    blobs = Array(base_column=Bytea())


class Article(Table):
    """Its texts are rich, as ``scaffold.toml`` says."""

    id: Serial
    title = Varchar()
    body = Text(required=True)
    teaser = Varchar(length=40, null=True, default=None)
