"""Which tables are read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .conftest import Project

MOVIES = """
class Director(Table):
    name = Varchar()

class Movie(Table):
    director = ForeignKey(Director)

class Ticket(Table, tablename="tickets", schema="sales"):
    movie = ForeignKey("Movie")

class Studio(Table):
    name = Varchar()

class _Draft(Table):
    movie = ForeignKey(Movie)
"""


@pytest.fixture
def movies(project: Project) -> Project:
    project.write("movies/tables.py", MOVIES)
    return project


def keys(*names: str, module: str = "movies.tables") -> list[str]:
    return [f"{module}:{name}" for name in names]


@pytest.mark.parametrize(
    ("targets", "names"),
    [
        (["movies.tables"], ["Director", "Movie", "Studio", "Ticket"]),
        (["movies.tables:Studio"], ["Studio"]),
        (["movies.tables:Ticket"], ["Director", "Movie", "Ticket"]),
        (
            ["movies.tables:Studio", "movies.tables:Movie"],
            ["Director", "Movie", "Studio"],
        ),
        (["movies.tables:Studio", "movies.tables:Studio"], ["Studio"]),
        (["movies.tables:_Draft"], ["Director", "Movie", "_Draft"]),
    ],
)
def test_modules_and_tables(
    movies: Project, targets: list[str], names: list[str]
) -> None:
    assert movies.keys(*targets) == keys(*names)


def test_without_related_tables(movies: Project) -> None:
    assert movies.keys("movies.tables:Ticket", include_related=False) == keys("Ticket")
    table = movies.table("movies.tables:Ticket", include_related=False)
    reference = table.columns[1].references
    assert reference is not None
    assert (reference.table, reference.type) == ("movies.tables:Movie", "Serial")


@pytest.mark.parametrize(
    ("exclude", "names"),
    [
        (["Studio"], ["Director", "Movie", "Ticket"]),
        (["movies.tables:Studio"], ["Director", "Movie", "Ticket"]),
        (["studio"], ["Director", "Movie", "Ticket"]),
        (["tickets"], ["Director", "Movie", "Studio"]),
        (["sales.tickets"], ["Director", "Movie", "Studio"]),
        (["Studio", "Ticket"], ["Director", "Movie"]),
    ],
)
def test_exclude(movies: Project, exclude: list[str], names: list[str]) -> None:
    assert movies.keys("movies.tables", exclude=exclude) == keys(*names)


def test_nothing_is_reached_through_what_is_excluded(movies: Project) -> None:
    target = "movies.tables:Ticket"
    assert movies.keys(target, exclude=["Movie"]) == keys("Ticket")
    assert movies.keys(target, exclude=["Movie", "Director"]) == keys("Ticket")
    table = movies.table(target, exclude=["Movie"])
    reference = table.columns[1].references
    assert reference is not None
    assert reference.table == "movies.tables:Movie"


def test_package_with_a_module_for_each_table(project: Project) -> None:
    project.write("shop/tables/item.py", "class Item(Table):\n    pass\n")
    project.write(
        "shop/tables/__init__.py",
        """
        from shop.tables.item import Item
        from piccolo.apps.user.tables import BaseUser

        class Customer(Table):
            pass
        """,
    )
    assert project.keys("shop.tables") == [
        "shop.tables.item:Item",
        "shop.tables:Customer",
    ]


def test_module_that_only_imports_tables(project: Project) -> None:
    project.write("models/item.py", "class Item(Table):\n    pass\n")
    source = "from models.item import Item, Table\nAgain = Item\n"
    project.write("shop/tables.py", source, header=False)
    project.write(
        "shop/both.py", source + "class Own(Table):\n    pass\n", header=False
    )
    assert project.keys("shop.tables") == ["models.item:Item"]
    assert project.keys("shop.tables:Again") == ["models.item:Item"]
    assert project.keys("shop.both") == ["shop.both:Own"]


def test_table_made_by_a_call(project: Project) -> None:
    project.write(
        "made/tables.py",
        """
        Made = create_table_class(
            "Made", class_members={"name": Varchar(), "__module__": __name__}
        )
        """,
    )
    assert project.keys("made.tables") == ["made.tables:Made"]


def test_bases_are_tables_too(project: Project) -> None:
    project.write(
        "bases/tables.py",
        """
        class Base(Table):
            created = Timestamp()

        class Movie(Base):
            pass
        """,
    )
    assert project.keys("bases.tables", exclude=["Base"]) == ["bases.tables:Movie"]
    assert project.keys("bases.tables") == ["bases.tables:Base", "bases.tables:Movie"]


LAZY = {
    "name": "'Manager'",
    "path": "'staff.tables.Manager'",
    "module": "LazyTableReference('Manager', module_path='staff.tables')",
    "app": "LazyTableReference('Manager', app_name='staff')",
    "dependency": "LazyTableReference('Manager', app_name='needed')",
}


@pytest.mark.parametrize("way", LAZY)
def test_lazy_references(project: Project, way: str) -> None:
    project.app("staff", dependencies='["needed.piccolo_app"]')
    project.app("needed", tables="table_finder(['staff.tables'])")
    project.conf("staff.piccolo_app")
    project.write("staff/tables.py", "class Manager(Table):\n    pass\n")
    module = "staff.more" if way == "name" else "band.tables"
    project.write(
        module.replace(".", "/") + ".py",
        f"""
        class Band(Table):
            manager = ForeignKey({LAZY[way]})

        if __name__ == "staff.more":
            from staff.tables import Manager
        """,
    )
    found = project.keys(f"{module}:Band")
    assert found == sorted([f"{module}:Band", "staff.tables:Manager"])


def test_references_that_go_round(project: Project) -> None:
    project.write(
        "round/tables.py",
        """
        class Hen(Table):
            parent = ForeignKey("self")
            egg = ForeignKey("Egg")

        class Egg(Table):
            hen = ForeignKey("round.more.Nest")
        """,
    )
    project.write(
        "round/more.py",
        """
        class Nest(Table):
            hen = ForeignKey(LazyTableReference("Hen", module_path="round.tables"))
        """,
    )
    everything = ["round.more:Nest", "round.tables:Egg", "round.tables:Hen"]
    for target in everything:
        assert project.keys(target) == everything


@pytest.fixture
def apps(movies: Project) -> Project:
    movies.app("movies")
    movies.app("shop", dependencies='["movies.piccolo_app", "other.piccolo_app"]')
    movies.app("other")
    movies.write("shop/tables.py", "class Item(Table):\n    pass\n")
    movies.write("other/tables.py", "class Other(Table):\n    pass\n")
    movies.conf("shop.piccolo_app", "movies.piccolo_app")
    return movies


def test_registered_app(apps: Project) -> None:
    assert apps.keys("shop") == ["shop.tables:Item"]
    assert apps.keys("movies", "shop.tables", "movies.tables:Movie") == [
        *keys("Director", "Movie", "Studio", "Ticket"),
        "shop.tables:Item",
    ]


def test_everything_that_is_registered(apps: Project) -> None:
    """And nothing whose migrations are only depended upon."""
    assert apps.keys() == [
        *keys("Director", "Movie", "Studio", "Ticket"),
        "shop.tables:Item",
    ]


def test_app_comes_before_a_module_of_its_name(apps: Project) -> None:
    apps.write("shop/__init__.py", "class Package(Table):\n    pass\n")
    assert apps.keys("shop") == ["shop.tables:Item"]
    apps.conf()
    sys.modules.pop("piccolo_conf")
    assert apps.keys("shop") == ["shop:Package"]


def test_piccolo_conf_of_the_environment(
    apps: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (apps.folder / "settings").mkdir()
    (apps.folder / "piccolo_conf.py").rename(apps.folder / "settings/test_conf.py")
    monkeypatch.setenv("PICCOLO_CONF", "settings.test_conf")
    assert apps.keys("shop") == ["shop.tables:Item"]


def test_custom_account_tables(movies: Project) -> None:
    movies.write(
        "accounts/tables.py",
        """
        class User(BaseUser):
            pass

        class Session(SessionsBase):
            pass
        """,
    )
    found = movies.keys(
        "movies.tables:Studio",
        auth_table="accounts.tables:User",
        session_table="accounts.tables:Session",
    )
    assert found == keys("Studio")


def test_the_folder_is_what_counts(
    movies: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "movies").mkdir(parents=True)
    (elsewhere / "movies" / "tables.py").write_text("wrong")
    monkeypatch.chdir(elsewhere)
    monkeypatch.syspath_prepend(str(elsewhere))
    path = list(sys.path)
    assert movies.keys("movies.tables:Studio") == keys("Studio")
    assert sys.path == path


def test_the_same_again(apps: Project) -> None:
    assert apps.read() == apps.read("movies", "shop") == apps.read("shop", "movies")
