"""Names for everything, and none of them twice."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold import naming
from scaffold.config import Options
from scaffold.generators import tables
from scaffold.generators import views as table_views
from scaffold.render import TEMPLATES, render
from scaffold.schema import Column, Default, Readable, Reference, Schema, Table


def make_table(
    name: str = "Movie",
    tablename: str = "movie",
    module: str = "movies.tables",
    **more: str,
) -> Table:
    key = Column("id", "id", "Serial", Default("database"), primary_key=True)
    readable = Readable("%s", ("id",))
    return Table(name, module, tablename, (key,), readable, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("name", "Name"),
        ("release_date", "Release date"),
        ("ReleaseDate", "Release date"),
        ("SKUCode", "SKU code"),
        ("home_url", "Home URL"),
        ("id_", "ID"),
        ("top10List", "Top10 list"),
        ("名前", "名前"),
        ("_", "_"),
    ],
)
def test_label(name: str, label: str) -> None:
    assert naming.label(name) == label


@pytest.mark.parametrize(
    ("class_name", "plural"),
    [
        ("Movie", "Movies"),
        ("Movies", "Movies"),
        ("OrderCategory", "Order categories"),
        ("Person", "People"),
        ("Series", "Series"),
        ("PDF", "PDFs"),
        ("UserAPI", "User APIs"),
        ("Größe", "Größe"),
        ("名前", "名前"),
    ],
)
def test_plural(class_name: str, plural: str) -> None:
    assert naming.plural(class_name) == plural


def test_prose() -> None:
    assert naming.prose("Order lines") == "order lines"
    assert naming.prose("PDF pages") == "PDF pages"


def test_names_of_a_table() -> None:
    (names,) = naming.table_names([make_table("Movie", "movie")]).values()
    assert names.slug == names.address == "movie"
    assert names.path == "/tables/movie/"
    assert names.symbol == "Movie"


def test_tables_of_one_name_have_their_apps_in_front() -> None:
    stock = make_table("Item", "item", "stock.tables")
    sales = make_table("Item", "item", "shop.tables", app="sales")
    other = make_table("Other", "sales_item")
    names = naming.table_names([stock, sales, other])
    assert [names[table.key].address for table in (stock, sales, other)] == [
        "stock_item",
        "sales_item",
        "sales_item_2",
    ]


def test_the_labels_of_classes_of_one_name_differ() -> None:
    found = [
        make_table("Item", "a", "stock.tables"),
        make_table("Item", "b", "x.sales"),
    ]
    plurals = [names.plural for names in naming.table_names(found).values()]
    assert plurals == ["Stock items", "Sales items"]


def test_a_schema_stands_in_front() -> None:
    (names,) = naming.table_names([make_table(schema="sales")]).values()
    assert (names.address, names.slug) == ("sales.movie", "sales_movie")


def test_a_name_that_is_free_is_kept() -> None:
    odd, plain = make_table("A", "a b"), make_table("B", "a_b")
    names = naming.table_names([odd, plain])
    assert names[plain.key].address == "a_b"
    assert names[odd.key].address == "a_b_2"


TABLENAMES = st.text(min_size=1) | st.sampled_from(
    ["..", ".", "a/b", "a b", "a_b", "A_B", "auth", "auth_", "class", "1", "ﬁ", "fi"]
)


@given(st.lists(TABLENAMES, max_size=8))
def test_any_tablename_gives_usable_names(tablenames: list[str]) -> None:
    found = [make_table(f"T{n}", name) for n, name in enumerate(tablenames)]
    names = list(naming.table_names(found).values())
    slugs = [name.slug for name in names]
    assert len({slug.casefold() for slug in slugs}) == len(slugs)
    assert len({name.address for name in names}) == len(names)
    for name in names:
        line = f"from .tables import {name.slug}"
        assert ast.unparse(ast.parse(line)) == line
        assert name.slug not in naming.ROUTES_NAMES
        assert unquote(name.path) == f"/tables/{name.address}/"
        assert "/" not in name.address
        assert name.address not in {".", ".."}


@given(
    st.lists(
        st.sampled_from(
            ["json", "json_", "json__", "model_copy", "model_dump_x", "class", "id"]
        )
    )
)
def test_attributes_are_unique(names: list[str]) -> None:
    found = naming.attributes(dict.fromkeys(names))
    assert len(set(found.values())) == len(set(names))
    for name, attribute in found.items():
        assert name in attribute
        assert attribute not in naming.FORM_NAMES
        assert not keyword.iskeyword(attribute)
        assert not attribute.startswith(naming.FORM_PREFIXES)


@pytest.mark.parametrize("name", ["Exception", "list", "Page", "LABEL"])
def test_a_class_is_not_called_as_something_else_there(name: str) -> None:
    table = make_table(name)
    assert naming.symbol(name) == naming.symbol_in_tests(table) == f"{name}Table"


def test_pytest_does_not_take_a_table_for_a_test() -> None:
    assert naming.symbol_in_tests(make_table("TestResult")) == "TableTestResult"
    assert naming.symbol("TestResult") == "TestResult"


# What is reserved is what the templates use.


def bound_names(source: str) -> set[str]:
    """The names that a module binds at its top, and those of its imports."""
    return set(top_names(ast.parse(source).body))


def top_names(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (name.id for name in node.targets if isinstance(name, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def emitted(name: str) -> str:
    """A module of a table that has everything a template can bring in."""
    key = make_table().primary_key
    password = Column("password", "password", "Secret", Default("none"), secret=True)
    label = Readable("%s (%s)", ("id", "id"))
    parent = refer("parent", "z.t:Zzz")
    full = Table("Zzz", "z.t", "zzz", (key, password, parent), label, role="user")
    (view,) = table_views.views(Schema((full,)))
    return dict(tables.generate([view]))[f"tables/zzz/{name}"]


def refer(name: str, table: str) -> Column:
    return Column(
        name,
        name,
        "ForeignKey",
        Default("none"),
        null=True,
        references=Reference(table, "id", "CASCADE"),
    )


def test_classes_of_one_name_that_refer_to_each_other() -> None:
    key = make_table().primary_key
    label = Readable("%s", ("id",))
    columns = (key, refer("first", "a.t:Twin"), refer("other", "b.t:Twin"))
    twins = [Table("Twin", f"{app}.t", f"{app}_twin", columns, label) for app in "ab"]
    files = dict(tables.generate(table_views.views(Schema(tuple(twins)))))
    source = files["tables/b_twin/queries.py"]
    assert "from b.t import Twin\n" in source
    assert "from a.t import Twin as ATwinTable\n" in source
    counted = re.findall(r"count_equal\(user, (.+?), row", source)
    assert counted == ["ATwinTable.other", "Twin.other"]


def test_the_names_in_queries() -> None:
    used = bound_names(emitted("queries.py")) - {"Zzz", "ZzzForm"}
    # What is there where lists are told what to show, and for files and rich text.
    more = {"LISTED", "MORE_FILTERS", "Column", "has_file", "holds", "plain"}
    assert used | more == naming.QUERIES_NAMES


def test_the_names_in_forms() -> None:
    toolbox = ast.parse((TEMPLATES / "admin/toolbox/forms.py").read_text())
    (form,) = (
        node
        for node in toolbox.body
        if isinstance(node, ast.ClassDef) and node.name == "Form"
    )
    used = bound_names(emitted("forms.py")) | set(top_names(form.body))
    assert used - {"ZzzForm", "model_config"} <= naming.FORM_NAMES


def test_the_names_in_routes() -> None:
    source = render(
        "admin/routes.py.jinja", tables=[], passes_request=True, options=Options()
    )
    source = re.sub(r"from \.tables import \(\s*\)\n", "", source)
    assert bound_names(source) <= naming.ROUTES_NAMES


def test_the_names_in_tests() -> None:
    source = render(
        "admin/tests/conftest.py.jinja",
        imported_tables=[],
        media=True,
        media_elsewhere=True,
        own_limits=True,
        options=Options(),
    )
    assert bound_names(source) | {"PATH", "TYPED"} <= naming.TESTS_NAMES


@pytest.mark.parametrize("name", sorted(naming.ROUTES_NAMES))
def test_a_reserved_name_is_avoided(name: str) -> None:
    assert naming.identifier(name, naming.ROUTES_NAMES) not in naming.ROUTES_NAMES
