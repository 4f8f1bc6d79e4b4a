"""Posts, and who wrote them."""

from piccolo.columns import Boolean, Date, ForeignKey, OnDelete, Serial, Text, Varchar
from piccolo.columns.readable import Readable
from piccolo.table import Table


class Author(Table):
    id: Serial
    name = Varchar(length=100, unique=True)

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s", columns=[cls.name])


class Post(Table):
    id: Serial
    title = Varchar(length=200)
    author = ForeignKey(Author, null=False, on_delete=OnDelete.restrict)
    body = Text()
    written = Date(index=True)
    published = Boolean(default=False, help_text="Whether visitors can read it.")

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable(template="%s", columns=[cls.title])
