"""A table that refers to itself, and two that refer to each other."""

from piccolo.columns import ForeignKey, LazyTableReference, Varchar
from piccolo.columns.readable import Readable
from piccolo.table import Table


class Person(Table):
    name = Varchar()
    manager: ForeignKey["Person"] = ForeignKey("self")
    employer: ForeignKey["Company"] = ForeignKey(
        LazyTableReference("Company", module_path=__name__)
    )

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable("%s", [cls.name])


class Company(Table):
    name = Varchar()
    owner: ForeignKey["Person"] = ForeignKey(Person)
