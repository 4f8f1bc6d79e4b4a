"""Tables that Piccolo itself, or the code written for them, would trip over."""

from __future__ import annotations

import pytest
from piccolo.table import Table

from scaffold.introspect.checks import RESERVED

from .conftest import ITEM, Project


@pytest.mark.parametrize(
    ("reference", "what", "remedy"),
    [
        ("'Itme'", "refers to Itme in lazy.tables, where there is no", "mean Item?"),
        ("'Zzz'", "refers to Zzz in lazy.tables", "There are Item, Lazy."),
        ("'enum'", "refers to enum in lazy.tables, where", "There are Item, Lazy."),
        (
            "'shop.tabels.Item'",
            "in shop.tabels, which does not exist",
            "mean shop.tables?",
        ),
        (
            "'bad.tables.Item'",
            "ValueError: x (bad/tables.py, line 1",
            "Correct that line",
        ),
        (
            "LazyTableReference('Itme', 'shop')",
            "in the app shop, which registers",
            "Item?",
        ),
        ("LazyTableReference('Item', 'shpo')", "which is not in APP_REGISTRY", "shop?"),
        (
            "LazyTableReference('Item', 'zzz')",
            "not in APP_REGISTRY",
            "Register the app",
        ),
        ("Item, target_column='nmae'", "'nmae' is no column of", "Did you mean name?"),
        ("Item, target_column='zzz'", "'zzz' is no column of", "There are id, name."),
    ],
)
def test_reference_that_leads_nowhere(
    shop: Project, reference: str, what: str, remedy: str
) -> None:
    shop.write("bad/tables.py", "raise ValueError('x')", header=False)
    source = f"{ITEM}class Lazy(Table):\n    to = ForeignKey({reference})\n"
    shop.write("lazy/tables.py", source)
    for options in ({}, {"include_related": False}):
        problem = shop.problem("lazy.tables", **options)
        assert problem.where == "lazy.tables:Lazy.to"
        assert what in problem.what
        assert remedy in problem.remedy
    assert shop.keys("lazy.tables", exclude=["Lazy"]) == ["lazy.tables:Item"]


def test_app_of_a_reference_that_cannot_be_looked_for(shop: Project) -> None:
    shop.app("shop", dependencies='["zzz.piccolo_app"]')
    source = (
        "class Lazy(Table):\n    to = ForeignKey(LazyTableReference('Item', 'more'))\n"
    )
    shop.write("lazy/tables.py", source)
    problem = shop.problem("lazy.tables")
    assert problem.where == "lazy.tables:Lazy.to"
    assert "looking for it failed: ModuleNotFoundError: No module named 'zzz'" in (
        problem.what
    )


def test_many_to_many_that_leads_nowhere(shop: Project) -> None:
    shop.write(
        "many/tables.py",
        """
        class Band(Table):
            genres = M2M(LazyTableReference("GenreToBand", module_path=__name__))
            fans = M2M("Fan")
        """,
    )
    genres, fans = shop.problems("many.tables")
    assert genres.where == "many.tables:Band.genres"
    assert "GenreToBand in many.tables, where there is no such table" in genres.what
    assert fans.where == "many.tables:Band.fans"
    assert "neither a Table class nor lazy, but 'Fan'" in fans.what


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_column_that_hides_what_piccolo_calls(project: Project, name: str) -> None:
    project.write("one/tables.py", f"class One(Table):\n    {name} = Varchar()\n")
    problem = project.problem("one.tables")
    assert problem.where == f"one.tables:One.{name}"
    assert f"hides Piccolo's Table.{name}" in problem.what
    assert f"db_column_name='{name}'" in problem.remedy
    project.write(
        "two/tables.py",
        f"class Two(Table):\n    {name}_ = Varchar(db_column_name={name!r})\n",
    )
    assert project.keys("two.tables") == ["two.tables:Two"]


def test_every_method_of_piccolo_is_thought_of() -> None:
    public = {name for name in dir(Table) if not name.startswith("_")}
    assert public - RESERVED == {"indexes", "ref", "refresh", "remove"}
    assert public > RESERVED


@pytest.mark.parametrize("name", ["my column", "1st", "a-b", "ﬁeld", "quote'"])
def test_column_whose_name_is_none_in_python(project: Project, name: str) -> None:
    project.write(
        "one/tables.py", f"class One(Table):\n    vars()[{name!r}] = Varchar()\n"
    )
    problem = project.problem("one.tables")
    assert problem.where == f"one.tables:One.{name}"
    assert "is no name in Python" in problem.what
    assert f"db_column_name={name!r}" in problem.remedy


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (
            "Made = create_table_class('Made', class_members={'name': Varchar()})",
            "types:Made",
        ),
        ("Made = type('Other', (Table,), {})", "made.tables:Other"),
        ("class Made(Table): ...\nFirst = Made\nclass Made(Table): ...", None),
        ("def f():\n    class Made(Table): ...\n    return Made\nMine = f()", None),
        ("vars()['my table'] = type('my table', (Table,), {})", "made.tables:my table"),
        (
            "Kept = type('class', (Table,), {})\nvars()['class'] = Kept",
            "made.tables:class",
        ),
    ],
)
def test_table_that_cannot_be_imported_back(
    project: Project, source: str, key: str | None
) -> None:
    project.write("made/tables.py", f"{source}\n{ITEM}")
    problem = project.problem("made.tables")
    assert problem.where == (key or "made.tables:Made")
    assert "cannot be imported by that module and name" in problem.what
    assert '"__module__": __name__' in problem.remedy


def test_several_primary_keys(project: Project) -> None:
    project.write(
        "base/tables.py",
        """
        class Base(Table):
            name = Varchar()

        class Derived(Base):
            code = UUID(primary_key=True)
        """,
    )
    problem = project.problem("base.tables")
    assert problem.where == "base.tables:Derived"
    assert "several primary keys: id, code" in problem.what
