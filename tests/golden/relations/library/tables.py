from piccolo.columns import M2M, UUID, ForeignKey, LazyTableReference, Varchar
from piccolo.columns.readable import Readable
from piccolo.table import Table


class Author(Table):
    id = UUID(primary_key=True)
    name = Varchar(unique=True)

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable("%s", [cls.name])


class Book(Table):
    title = Varchar()
    author = ForeignKey(Author, null=False)
    editor = ForeignKey(Author, target_column=Author.name)
    translators = M2M(LazyTableReference("Translation", module_path=__name__))

    @classmethod
    def get_readable(cls) -> Readable:
        return Readable("%s, by %s", [cls.title, cls.author.name])


class Translation(Table):
    book = ForeignKey(Book, null=False)
    translator = ForeignKey(Author, null=False)
    language = Varchar(length=2)
