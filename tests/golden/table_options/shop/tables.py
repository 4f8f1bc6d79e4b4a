"""A shop, whose lists and forms are arranged in scaffold.toml."""

from __future__ import annotations

from enum import Enum

from piccolo.columns import (
    ForeignKey,
    Integer,
    Numeric,
    Text,
    Time,
    Timestamp,
    Varchar,
)
from piccolo.columns.readable import Readable
from piccolo.table import Table


class Customer(Table):
    name = Varchar()

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s", columns=[cls.name])


class Order(Table):
    class State(str, Enum):
        open = "o"
        paid = "p"

    number = Integer(unique=True)
    customer = ForeignKey(Customer)
    state = Varchar(length=1, choices=State)
    total = Numeric(digits=(8, 2))
    notes = Text()
    ordered = Timestamp()
    collected = Time(null=True)
