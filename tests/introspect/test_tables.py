"""What each table says about itself."""

from __future__ import annotations

import pytest

from scaffold.schema import Constraint, ManyToMany, Readable

from .conftest import Project, columns_of


def test_names_and_help(project: Project) -> None:
    project.app("shop", tables="[]")
    project.conf("shop.piccolo_app")
    project.write(
        "shop/tables.py",
        """
        class OrderItem(Table):
            pass

        class Order(Table, tablename="orders", schema="sales", help_text="What's due"):
            id = UUID(primary_key=True)
        """,
    )
    item = project.table("shop.tables:OrderItem")
    assert (item.name, item.module, item.tablename) == (
        "OrderItem",
        "shop.tables",
        "order_item",
    )
    assert (item.schema, item.help_text, item.app, item.role) == (None,) * 4
    assert (item.constraints, item.many_to_many) == ((), ())
    assert item.primary_key.type == "Serial"
    order = project.table("shop.tables:Order")
    assert (order.db_name, order.help_text) == ("sales.orders", "What's due")
    assert [column.name for column in order.columns] == ["id"]
    assert order.primary_key.type == "UUID"


def test_app_is_the_first_that_registers_the_table(project: Project) -> None:
    project.write("shop/tables.py", "class Item(Table):\n    pass\n")
    project.app("shop")
    project.app("again", tables="table_finder(['shop.tables'])")
    project.conf("shop.piccolo_app", "again.piccolo_app")
    assert project.table("shop.tables:Item").app == "shop"


def test_columns_of_mixins_and_bases_come_first(project: Project) -> None:
    project.write(
        "mixed/tables.py",
        """
        class Dated:
            created = Timestamp(help_text="first")
            unique_created = Unique([created])

        class Film(Dated, Table):
            title = Varchar()

        class Book(Dated, Table):
            isbn = Char()

        class Novel(Book):
            genre = Varchar()
        """,
    )
    tables = project.read("mixed.tables").schema.tables
    assert {
        table.name: [column.name for column in table.columns] for table in tables
    } == {
        "Film": ["id", "created", "title"],
        "Book": ["id", "created", "isbn"],
        "Novel": ["created", "isbn", "id", "genre"],
    }
    unique = Constraint("unique_created", "unique", ("created",))
    assert {table.constraints for table in tables} == {(unique,)}


@pytest.mark.parametrize(
    "name",
    [
        *("class", "from", "import", "json", "copy", "schema", "metadata", "request"),
        *("form", "id_", "model_config", "index", "self", "cls", "name", "default"),
        *("ref", "refresh", "remove", "indexes", "naïve", "名前"),
    ],
)
def test_awkward_column_names(project: Project, name: str) -> None:
    project.write(
        "bites/tables.py",
        f"""
        class Bites(Table):
            vars()[{name!r}] = Varchar(default={name!r})
        """,
    )
    introspection = project.read("bites.tables")
    assert introspection.warnings == ()
    (table,) = introspection.schema.tables
    column = columns_of(table)[name]
    assert (column.db_name, column.default.text) == (name, name)


def test_private_columns_are_no_columns(project: Project) -> None:
    project.write(
        "hidden/tables.py",
        """
        class Hidden(Table):
            _private = Varchar()
        """,
    )
    table = project.table("hidden.tables:Hidden")
    assert [column.name for column in table.columns] == ["id"]
    (warning,) = project.warnings("hidden.tables")
    assert warning.where == "hidden.tables:Hidden._private"
    assert 'db_column_name="_private"' in warning.remedy


def test_constraints(project: Project) -> None:
    project.write(
        "bound/tables.py",
        """
        class Bound(Table):
            low = Integer(db_column_name="from")
            high = Integer()
            pair = Unique([low, high], nulls_distinct=False)
            by_name = Unique(["from", "high"])
            ordered = Check(low < high)
            plain = Check("high > 0")
        """,
    )
    assert project.table("bound.tables:Bound").constraints == (
        Constraint("pair", "unique", ("low", "high")),
        Constraint("by_name", "unique", ("low", "high")),
        Constraint("ordered", "check", condition='"from" < "high"'),
        Constraint("plain", "check", condition="high > 0"),
    )


def test_constraint_on_a_column_that_is_not_there(project: Project) -> None:
    project.write(
        "bound/tables.py",
        """
        class Bound(Table):
            low = Integer()
            pair = Unique([low, "hihg"])
        """,
    )
    assert project.table("bound.tables:Bound").constraints == ()
    (warning,) = project.warnings("bound.tables")
    assert warning.where == "bound.tables:Bound.pair"
    assert "'hihg'" in warning.what
    assert "id, low" in warning.remedy


MANY = """
class Band(Table):
    genres = M2M(LazyTableReference("GenreToBand", module_path=__name__))

class Genre(Table):
    bands = M2M(LazyTableReference("GenreToBand", module_path=__name__))

class GenreToBand(Table):
    band = ForeignKey(Band)
    genre = ForeignKey(Genre)
"""


def test_many_to_many(project: Project) -> None:
    project.write("many/tables.py", MANY)
    through = "many.tables:GenreToBand"
    band = project.table("many.tables:Band")
    genre = project.table("many.tables:Genre")
    assert band.many_to_many == (ManyToMany("genres", through, "many.tables:Genre"),)
    assert genre.many_to_many == (ManyToMany("bands", through, "many.tables:Band"),)


def test_many_to_many_does_not_relate_tables(project: Project) -> None:
    project.write("many/tables.py", MANY)
    assert project.keys("many.tables:Band") == ["many.tables:Band"]


def test_many_to_many_that_is_inherited(project: Project) -> None:
    project.write(
        "many/tables.py",
        """
        class Tagged:
            tags = M2M(LazyTableReference("Tagging", module_path=__name__))

        class Song(Tagged, Table):
            pass

        class Tag(Table):
            pass

        class Tagging(Table):
            when = ForeignKey("self")
            song = ForeignKey(Song)
            tag = ForeignKey(Tag)

        Song.tags._meta._foreign_key_columns = [Tagging.song, Tagging.tag]

        class Film(Tagged, Table):
            pass
        """,
    )
    song = project.table("many.tables:Song")
    assert [many.to for many in song.many_to_many] == ["many.tables:Tag"]
    assert project.table("many.tables:Film").many_to_many == ()
    assert [warning.where for warning in project.warnings("many.tables")] == [
        "many.tables:Film.tags"
    ]


def test_users_and_sessions(project: Project) -> None:
    project.write(
        "accounts/tables.py",
        """
        class User(BaseUser, tablename="user"):
            password = Varchar()
            token = Varchar()

        class Session(SessionsBase):
            token = Varchar()
            password = Varchar()
            user = ForeignKey(User)
        """,
    )
    tables = project.read("accounts.tables").schema.tables
    assert [(table.name, table.role) for table in tables] == [
        ("Session", "session"),
        ("User", "user"),
    ]
    secret = {
        (table.name, column.name)
        for table in tables
        for column in table.columns
        if column.secret
    }
    assert secret == {("User", "password"), ("Session", "token")}


def test_users_of_piccolo_itself(project: Project) -> None:
    user = project.table("piccolo.apps.user.tables:BaseUser")
    sessions = project.table("piccolo_api.session_auth.tables:SessionsBase")
    assert (user.role, sessions.role) == ("user", "session")
    assert user.readable == Readable("%s", ("username",))


def test_tokens(project: Project) -> None:
    """Weakness 12 of Piccolo Admin, where everybody in it can read them."""
    tokens = project.table("piccolo_api.token_auth.tables:TokenAuth")
    assert tokens.role == "token"
    secret = {column.name for column in tokens.columns if column.secret}
    assert secret == {"token"}


def test_two_tables_with_one_name(project: Project) -> None:
    for package in ("old", "new"):
        project.write(f"{package}/tables.py", "class Movie(Table):\n    pass\n")
    assert project.keys("old.tables", "new.tables") == [
        "new.tables:Movie",
        "old.tables:Movie",
    ]
