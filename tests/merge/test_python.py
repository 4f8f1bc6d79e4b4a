"""Python merged by its statements, expressions and imports."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from scaffold.merge import Merged, expressions, merge
from scaffold.merge.python import parse
from scaffold.merge.tree import Leaf, places
from tests.merge.words import imports

ROOT = Path(__file__).parents[2]

FORM = '''\
"""What may be written to movies."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from .toolbox import fields
from .toolbox.forms import Form

LIMIT = 20


class MovieForm(Form):
    """The form of one movie."""

    title: Annotated[fields.Text, Field(max_length=255)]

    rating: fields.Integer

    released: fields.Date | None
'''

VIEWS = '''\
"""The pages of movies."""

from starlette.routing import Mount, Route

from . import queries


async def list_page(request):
    """The list."""
    rows = await queries.list_rows(request)
    return render(request, "list.html", rows=rows)


async def add(request):
    text = await form_data(request)
    try:
        await queries.create_row(text)
    except ValueError as refusal:
        return show(request, refusal)
    return redirect(request, "/")


routes = [
    Route("/", list_page),
    Route("/add/", add, methods=["GET"]),
    Route("/add/", add, methods=["POST"]),
]
'''


def merged(base: str, yours: str, new: str, *renames: tuple[str, str]) -> Merged:
    return merge(base, yours, new, path="x.py", renames=renames)


def clean(base: str, yours: str, new: str, *renames: tuple[str, str]) -> str:
    """The merged text; fails if there is a conflict."""
    found = merged(base, yours, new, *renames)
    assert not found.conflicts
    assert found.base == new
    assert merged(new, found.text, new).text == found.text
    return found.text


def disputed(base: str, yours: str, new: str, where: str) -> Merged:
    """What comes of a merge with one conflict, which comes again."""
    found = merged(base, yours, new)
    assert [conflict.where for conflict in found.conflicts] == [where]
    again = merged(found.base, found.text, new)
    assert (again.text, again.base) == (found.text, found.base)
    assert again.conflicts == found.conflicts
    return found


def changed(text: str, *pairs: str) -> str:
    """The text with every second of these instead of the first before it."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


# Scenarios.

BUDGET = ("    rating:", "    budget: fields.Decimal\n\n    rating:")


def test_column_added_to_an_unedited_file() -> None:
    new = changed(FORM, *BUDGET)
    assert merged(FORM, FORM, new) == Merged(new, new)


def test_function_body_and_column() -> None:
    mine = "def own(self):\n        # mine\n        return   {1: 'x'}\n"
    yours = f"{FORM}\n    {mine}"
    assert clean(FORM, yours, changed(FORM, *BUDGET)) == changed(yours, *BUDGET)


def test_own_field_and_column_at_one_place() -> None:
    yours = f"{FORM}\n    own: int\n"
    new = f"{FORM}\n    budget: int\n"
    expected = f"{FORM}\n    budget: int\n\n    own: int\n"
    assert clean(FORM, yours, new) == expected


def test_the_same_field_on_both_sides_is_there_once() -> None:
    yours = f"{FORM}\n    own: int\n"
    new = f"{FORM}\n    own: int\n\n    budget: int\n"
    assert clean(FORM, yours, new) == new


def test_the_same_on_both_sides_while_something_like_it_is_dropped() -> None:
    base = """\
routes = [
    Route("/", a, methods=["GET"]),
    Route("/", a, methods=["POST"]),
    Route("/b/", b),
]
"""
    yours = changed(base, "b),\n", 'b),\n    Route("/c/", c),\n')
    new = changed(yours, '    Route("/", a, methods=["POST"]),\n', "")
    assert clean(base, yours, new) == new


def test_a_loop_and_a_test_are_merged_by_what_they_say() -> None:
    base = """\
for name in ["id", "title", "notes"]:
    if name and short:
        show(name)
"""
    yours = changed(base, '"notes"]', '"notes", "mine"]', "and short", "and mine")
    new = changed(base, '"title", ', "", "if name", "if its")
    expected = changed(yours, '"title", ', "", "if name", "if its")
    assert clean(base, yours, new) == expected


def test_brackets_around_what_is_opened() -> None:
    base = "with (a as b, c as d):\n    run()\n"
    yours = changed(base, "run()", "run(1)")
    new = changed(base, "c as d", "e as d")
    assert clean(base, yours, new) == changed(new, "run()", "run(1)")
    new = "with a as b:\n    run()\n"
    assert clean(base, yours, new) == changed(new, "run()", "run(1)")


def test_what_is_called_changes_and_something_like_it_is_added() -> None:
    base = """\
FILTERS = (
    Range(Film.code, fields.Decimal),
    Exact(Film.budget, fields.UUID),
    Exact(Film.genre, fields.Serial),
)
"""
    yours = changed(base, "    Exact(Film.budget", "    mine,\n    Exact(Film.budget")
    new = changed(
        base,
        "    Exact(Film.budget, fields.UUID),\n",
        "    Exact(Film.score, fields.UUID),\n    Text(Film.budget),\n",
    )
    expected = changed(new, "    Text(Film", "    mine,\n    Text(Film")
    assert clean(base, yours, new) == expected


def test_what_the_generator_drops_has_not_become_something_like_it() -> None:
    base = "FILTERS = [\n    Exact(Film.budget, fields.UUID),\n    last,\n]\n"
    yours = changed(base, "fields.UUID", "mine.UUID")
    new = changed(base, "budget", "score")
    conflict = merged(base, yours, new).conflicts[0]
    assert (conflict.yours, conflict.new) == ("Exact(Film.budget, mine.UUID)", "")


def test_what_was_said_to_one_call_is_not_said_to_another() -> None:
    base = 'FORM = [\n    Text("title", required=True),\n    Number("year"),\n]\n'
    yours = changed(base, "required=True", "required=True, help=mine")
    new = changed(base, 'Text("title", required', 'Sort("title", reverse')
    assert len(merged(base, yours, new).conflicts) == 1


def test_a_reformatted_call_is_put_into_another() -> None:
    base = "def f():\n    return run(first, second)\n"
    yours = "def f():\n    return run(\n        first,\n        second,\n    )\n"
    new = changed(base, "run(first, second)", "check(run(first, second))")
    assert clean(base, yours, new) == new


def test_what_both_have_changed_did_not_become_something_else() -> None:
    base = "status: Annotated[fields.Decimal, Field(max_digits=5, decimal_places=2)]\n"
    yours = changed(base, ", decimal_places=2", "")
    new = changed(yours, ")]", "), Strict()]")
    assert clean(base, yours, new) == new


@pytest.mark.parametrize("swapped", [False, True])
def test_one_side_has_made_the_changes_of_the_other_and_more(swapped: bool) -> None:
    base = "rows = [row for row in found if row.good]\n"
    less = changed(base, "for row", "for row, mine")
    more = changed(less, "row.good", "row.better")
    yours, new = (more, less) if swapped else (less, more)
    assert clean(base, yours, new) == more


def test_another_route_of_the_same_address() -> None:
    base = """\
routes = [
    Route("/movies", show, methods=["GET"]),
    Route("/movies", add, methods=["POST"]),
]
"""
    yours = changed(base, 'methods=["GET"]', 'methods=["GET"], middleware=[Cache()]')
    new = changed(base, 'show, methods=["GET"]', 'remove_all, methods=["DELETE"]')
    assert len(merged(base, yours, new).conflicts) == 1


def test_own_statement_does_not_go_with_one_that_moves() -> None:
    base = "def f():\n    start()\n    a = get()\n    b(a)\n    c()\n    end()\n"
    yours = changed(base, "    b(a)\n", "    mine(a)\n")
    new = "def f():\n    c()\n    start()\n    a = get()\n    end()\n"
    expected = changed(new, "    a = get()\n", "    a = get()\n    mine(a)\n")
    outcome = merged(base, yours, new)
    assert outcome.conflicts or outcome.text == expected


def test_the_exception_that_is_left_is_the_same_one() -> None:
    base = """\
try:
    run()
except A:
    one()
except B:
    two()
"""
    yours = changed(base, "two()", "two(mine)")
    new = changed(base, "except A:\n    one()\n", "", "except B:", "except B as e:")
    new += "except C:\n    two()\n"
    outcome = merged(base, yours, new)
    assert outcome.conflicts or "except B as e:\n    two(mine)" in outcome.text


def test_the_most_alike_is_the_one_that_was_changed() -> None:
    base = """\
def test():
    assert admin.get(address).status == 200
    assert admin.post(address, {}).status == 303
    assert admin.get(address).status == 404
"""
    yours = changed(
        base, "get(address).status == 200", "get(address, a=1).status == 200"
    )
    new = changed(yours, "{})", "{}, b=2)")
    assert clean(base, yours, new) == new


def test_label_and_length_of_one_field() -> None:
    yours = changed(FORM, "max_length=255", 'max_length=255, title="T"')
    new = changed(FORM, "max_length=255", "max_length=100")
    assert 'Field(max_length=100, title="T")' in clean(FORM, yours, new)


def test_functions_appended_on_both_sides() -> None:
    yours = f"{VIEWS}\n\ndef mine():\n    return 1\n"
    new = f"{VIEWS}\n\ndef its():\n    return 2\n"
    both = "\n\ndef its():\n    return 2\n\n\ndef mine():\n    return 1\n"
    assert clean(VIEWS, yours, new) == f"{VIEWS}{both}"


def test_decorator_and_body() -> None:
    yours = changed(VIEWS, "async def add", "@logged\nasync def add")
    new = changed(VIEWS, 'redirect(request, "/")', 'redirect(request, "..")')
    both = changed(yours, 'redirect(request, "/")', 'redirect(request, "..")')
    assert clean(VIEWS, yours, new) == both


def test_reordered_functions_keep_the_users_order_and_get_the_new_body() -> None:
    head, first, second, tail = re.split(r"\n\n\n", VIEWS)
    yours = "\n\n\n".join([head, second, first, tail])
    new = changed(VIEWS, '"/")\n\n\nroutes', '"..")\n\n\nroutes')
    expected = changed(yours, 'redirect(request, "/")', 'redirect(request, "..")')
    assert clean(VIEWS, yours, new) == expected


def test_reformatted_files_keep_their_format() -> None:
    yours = changed(
        VIEWS.replace('"', "'").replace("'''", '"""'),
        "    Route('/add/', add, methods=['GET']),\n",
        "    Route(\n        '/add/',\n        add,\n        methods=['GET']\n    ),\n",
    )
    new = changed(
        VIEWS, '    Route("/", list', '    Route("/x/", x),\n    Route("/", list'
    )
    assert clean(VIEWS, yours, new) == changed(
        yours, "    Route('/', list", "    Route(\"/x/\", x),\n    Route('/', list"
    )


@pytest.mark.parametrize("unit", ["  ", "\t"])
def test_inserted_lines_are_indented_as_the_user_indents(unit: str) -> None:
    yours = VIEWS.replace("    ", unit)
    new = changed(
        VIEWS,
        "    text = await form_data(request)\n",
        "    if request:\n        # Why.\n        log()\n"
        "    text = await form_data(request)\n",
    )
    inserted = f"{unit}if request:\n{unit}{unit}# Why.\n{unit}{unit}log()\n{unit}text"
    assert clean(VIEWS, yours, new) == changed(yours, f"{unit}text", inserted)


def test_function_edited_and_dropped() -> None:
    yours = changed(VIEWS, '"list.html"', '"mine.html"')
    start, end = VIEWS.index("async def list_page"), VIEWS.index("async def add")
    new = VIEWS[:start] + changed(VIEWS[end:], '    Route("/", list_page),\n', "")
    found = disputed(VIEWS, yours, new, "list_page()")
    assert '"mine.html"' in found.text
    assert 'Route("/", list_page)' not in found.text


def test_function_deleted_and_changed() -> None:
    yours = VIEWS.replace(
        VIEWS[VIEWS.index("async def add") : VIEWS.index("routes")], ""
    )
    new = changed(VIEWS, "create_row(text)", "create_row(text, 1)")
    assert disputed(VIEWS, yours, new, "add()").text == yours


def test_deleted_field_stays_deleted() -> None:
    yours = changed(FORM, "    rating: fields.Integer\n\n", "")
    new = f"{FORM}\n    budget: int\n"
    assert clean(FORM, yours, new) == f"{yours}\n    budget: int\n"


def test_one_default_changed_in_two_ways() -> None:
    yours, new = changed(FORM, "20", "50"), changed(FORM, "20", "100")
    found = disputed(FORM, yours, new, "LIMIT")
    assert found.text == yours
    assert found.base == FORM
    (conflict,) = found.conflicts
    assert (conflict.base, conflict.yours, conflict.new) == ("20", "50", "100")
    assert (conflict.line, conflict.column) == (12, 8)


def test_helpers_of_one_name_are_not_doubled() -> None:
    yours = f"{VIEWS}\n\ndef label():\n    return 1\n"
    new = f"{VIEWS}\n\ndef label():\n    return 2\n"
    assert disputed(VIEWS, yours, new, "label()").text == yours


def test_tuned_field_of_a_renamed_column() -> None:
    yours = changed(FORM, "fields.Integer", "fields.Integer | None")
    new = changed(FORM, "    rating:", "    score:")
    text = clean(FORM, yours, new, ("rating", "score"))
    assert text == changed(yours, "    rating:", "    score:")
    assert clean(new, text, FORM, ("score", "rating")) == yours


def test_names_that_move_on() -> None:
    """One column gets the name that another one had."""
    base = changed(FORM, *BUDGET)
    yours = changed(base, "fields.Integer", "fields.Integer | None")
    new = base.replace("rating:", "score:").replace("budget:", "rating:")
    names = ("rating", "score"), ("budget", "rating")
    text = clean(base, yours, new, *names)
    assert text == changed(new, "fields.Integer", "fields.Integer | None")
    back = tuple((young, old) for old, young in names)
    assert clean(new, text, base, *back) == yours


def test_a_new_name_that_the_user_has_taken() -> None:
    """Both are theirs: neither may go."""
    base, new = "x = {'rating': 1}\n", "x = {'score': 1}\n"
    yours = "x = {'rating': 1, 'score': 2}\n"
    found = merged(base, yours, new, ("rating", "score"))
    assert found.text == yours
    assert found.conflicts


def test_docstrings_with_deeper_lines() -> None:
    base = 'def f():\n    """A\n\n    one\n    more\n        two"""\n'
    yours, new = changed(base, "one", "ONE"), changed(
        base, 'two"""', 'two\n    three"""'
    )
    assert clean(base, yours, new) == changed(new, "one", "ONE")


def test_renamed_constructs_keep_their_quotes() -> None:
    base = 'x = ["rating", "title"]\n'
    yours, new = base.replace('"', "'"), base.replace("rating", "score")
    assert clean(base, yours, new, ("rating", "score")) == "x = ['score', 'title']\n"


def test_a_deleted_import_stays_deleted_under_its_new_name() -> None:
    base = "from shop import Venue\n\nprint(Venue)\n"
    yours, new = "print(Venue)\n", base.replace("Venue", "Place")
    assert clean(base, yours, new, ("Venue", "Place")) == "print(Place)\n"


def test_tuned_field_of_a_dropped_column() -> None:
    yours = changed(FORM, "fields.Integer", "fields.Integer | None")
    new = changed(FORM, "    rating: fields.Integer\n\n", "")
    found = disputed(FORM, yours, new, "MovieForm › rating")
    assert found.text == yours
    (conflict,) = found.conflicts
    assert conflict.new == ""


def test_dropped_column_beside_an_edited_one() -> None:
    yours = changed(FORM, "fields.Date | None", "fields.Date")
    new = changed(FORM, "    rating: fields.Integer\n\n", "")
    assert clean(FORM, yours, new) == changed(
        yours, "    rating: fields.Integer\n\n", ""
    )


def test_what_does_not_parse_is_left_alone() -> None:
    yours = f"{FORM}\n    def\n"
    found = merged(FORM, yours, changed(FORM, *BUDGET))
    assert (found.text, found.base) == (yours, FORM)
    (conflict,) = found.conflicts
    assert conflict.where.startswith("the whole file: line 24")


# What other mergers get wrong.


def test_methods_of_equal_name_in_two_classes() -> None:
    base = (
        "class A:\n    def f(self):\n        a\n\n\n"
        "class B:\n    def f(self):\n        b\n"
    )
    yours = changed(base, "        a\n", "        mine\n")
    new = changed(base, "        b\n", "        its\n")
    assert clean(base, yours, new) == changed(yours, "        b\n", "        its\n")


def test_definitions_repeated_under_one_name() -> None:
    base = dedent("""\
        class A:
            @property
            def x(self):
                return 1

            @x.setter
            def x(self, value):
                self.y = value
        """)
    yours = changed(base, "return 1", "return 2")
    new = changed(base, "self.y = value", "self.y = [value]")
    assert clean(base, yours, new) == changed(yours, "= value", "= [value]")


def test_statements_between_definitions() -> None:
    base = "def f():\n    a\n\n\nregister(f)\n\n\ndef g():\n    b\n"
    yours = changed(base, "register(f)", "# Mine.\nregister(f, 1)\nsetup()")
    new = changed(base, "    b\n", "    c\n")
    assert clean(base, yours, new) == changed(yours, "    b\n", "    c\n")


COMMENTED = """\
# One.

x = [
    a,  # Two.
    # Three.
    b,
    # Four.
]


def f(
    a,  # Five.
    *,
    b=1,  # Six.
):
    # Seven.
    return g(  # Eight.
        a,
    )  # Nine.
    # Ten.


# Eleven.
"""


@pytest.mark.parametrize("word", ["One", "Two", "Three", "Four", "Five", "Six"])
@pytest.mark.parametrize("other", ["Seven", "Eight", "Nine", "Ten", "Eleven"])
def test_comments_of_both_sides(word: str, other: str) -> None:
    yours = changed(COMMENTED, f"# {word}.", f"# {word}, mine.")
    new = changed(COMMENTED, f"# {other}.", f"# {other}, its.")
    both = changed(yours, f"# {other}.", f"# {other}, its.")
    assert clean(COMMENTED, yours, new) == both


@pytest.mark.parametrize("word", re.findall(r"# (\w+)", COMMENTED))
def test_one_comment_changed_in_two_ways(word: str) -> None:
    yours = changed(COMMENTED, f"# {word}.", f"# {word}, mine.")
    new = changed(COMMENTED, f"# {word}.", f"# {word}, its.")
    found = merged(COMMENTED, yours, new)
    assert len(found.conflicts) == 1
    assert found.text == yours


# Constructs.


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        # Elements.
        ("x = [a, b]", "x = [a, m, b]", "x = [a, b, i]", "x = [a, m, b, i]"),
        ("x = [a]", "x = [a, m]", "x = [a, i]", "x = [a, i, m]"),
        ("x = [a, b]", "x = [b]", "x = [a, b, i]", "x = [b, i]"),
        ("x = [a, b, c]", "x = [c, b, a]", "x = [a, b, i, c]", "x = [c, b, a, i]"),
        ("x = [a, b, c]", "x = [c, a, b]", "x = [b, i, a, c]", "x = [c, b, i, a]"),
        ("x = [a, b, a]", "x = [a, b, a, m]", "x = [b, a]", "x = [b, a, m]"),
        ("x = ()", "x = (m,)", "x = (i,)", "x = (i, m)"),
        ("x = (a, b)", "x = (a,)", "x = (b, a)", "x = (a,)"),
        ("x = {a}", "x = {a, m}", "x = {a}  # i", "x = {a, m}  # i"),
        # Keywords and pairs.
        ("f(a=1)", "f(a=1, m=1)", "f(a=2)", "f(a=2, m=1)"),
        ("f(a=1)", "f(a=1, m=1)", "f(a=1, i=1)", "f(a=1, i=1, m=1)"),
        ("x = {1: a}", "x = {1: m}", "x = {1: a, 2: i}", "x = {1: m, 2: i}"),
        ("x = {1: a, 2: b}", "x = {2: b}", "x = {1: a, 2: c}", "x = {2: c}"),
        # Arguments.
        ("f(a, b)", "f(m, b)", "f(a, i)", "f(m, i)"),
        ("f(a)", "f(a, *m)", "f(a, i=1)", "f(a, *m, i=1)"),
        # Chains.
        ("a.b(1).c(2)", "a.b(9).c(2)", "a.b(1).c(2).d()", "a.b(9).c(2).d()"),
        ("await a.b(1)", "await a.b(9)", "await a.b(1, c=2)", "await a.b(9, c=2)"),
        ("x = a.b(1).c()", "x = a.b(1)", "x = a.b(2).c()", "x = a.b(2)"),
        # Annotations, targets and values.
        ("x: a = 1", "x: m = 1", "x: a = 2", "x: m = 2"),
        ("x: a", "x: a = 1", "x: i", "x: i = 1"),
        ("x = y = 1", "x = y = 1  # m", "x = y = 2", "x = y = 2  # m"),
        ("x: a[b]", "x: a[b, m]", "x: a[b] = 1", "x: a[b, m] = 1"),
        ("x: a[b, c,]", "x: a[m, c,]", "x: a[b]", "x: a[m]"),
        ("x: a[b,]", "x: a[b,]  # m", "x: a[b]", "x: a[b]  # m"),
        # Operations.
        ("x: a[b] | None", "x: a[m] | None", "x: a[b] | i", "x: a[m] | i"),
        ("x: a[b, c] | f", "x: a[m, c] | f", "x: a[b, i] | f", "x: a[m, i] | f"),
        ("x = (a + b) * c", "x = (m + b) * c", "x = (a + i) * c", "x = (m + i) * c"),
        ("x = a + b", "x = (a + b) * m", "x = i + b", None),
        ("x = a < (b + c)", "x = m < (b + c)", "x = a < (b + i)", "x = m < (b + i)"),
        ("x = a < (b + c)", "x = a < b + c", "x = a < (b or c)", None),
        ("x = a and b", "x = m and b", "x = a and not b", "x = m and not b"),
        (
            "x = a if b else c",
            "x = a if m else c",
            "x = a if b else i",
            "x = a if m else i",
        ),
        ("x = a < b", "x = a > b", "x = a < c", None),
        ("x += a - b", "x += m - b", "x += a - i", "x += m - i"),
        ("assert f(a) == b, c", "assert f(m) == b, c", "assert f(a) == i", None),
        (
            "assert f(a) == b",
            "assert f(m) == b",
            "assert f(a) == i",
            "assert f(m) == i",
        ),
        ("del a[b], c", "del a[m], c", "del a[b], i", "del a[m], i"),
        # Brackets that the user has not, with what needs them.
        (
            "x = (\n    a\n    and b\n)",
            "x = a and b",
            "x = (\n    a\n    and b\n    and c\n)",
            "x = (\n    a\n    and b\n    and c\n)",
        ),
        (
            "x = (\n    a\n    and b\n)",
            "x = a and b",
            "x = (\n    i\n    and b\n)",
            "x = i and b",
        ),
        # Both the same.
        ("f(a)", "f(m)", "f(m)", "f(m)"),
        ("x = [a]", "x = [a, m]", "x = [a, m, i]", "x = [a, m, i]"),
        ("x = [f(a, b=1)]", "x = [f(m, b=1)]", "x = [f(m, b=2)]", "x = [f(m, b=2)]"),
        ("x: a[b, f(c=1)]", "x: a[f(c=1), m]", "x: a[f(c=9), m]", "x: a[f(c=9), m]"),
        ("x = [f(a)]", "x = [f(m, b=1)]", "x = [f(m)]", "x = [f(m, b=1)]"),
    ],
)
def test_expressions(base: str, yours: str, new: str, expected: str | None) -> None:
    names = "a = b = c = m = i = f = y = None\n"
    base, yours, new = (f"{names}{text}\n" for text in (base, yours, new))
    if expected is None:
        assert merged(base, yours, new).conflicts
    else:
        assert clean(base, yours, new) == f"{names}{expected}\n"


@pytest.mark.parametrize(
    ("base", "yours", "new"),
    [
        ("f(a)", "f(m)", "f(i)"),
        ("f(a)", "f(a, m)", "f(a, i)"),
        ("f(a)", "m(f(a))", "i(f(a))"),
        ("f(a=1)", "f(a=m)", "f(a=i)"),
        ("f(a=1)", "f()", "f(a=i)"),
        ("f(a=1)", "f(a=m)", "f()"),
        ("f()", "f(a=m)", "f(a=i)"),
        ("x = 1", "x = m", "x = i"),
        ("x = [a, b]", "x = [a, m]", "x = [a, i]"),
        ("x: a[b, c]", "x: a[b]", "x: a[c]"),
        ("x = {1: a}", "x = {1: m}", "x = {}"),
        # Wrapped by the user: who knows what belongs into it.
        ("x = [f(a, b=1)]", "x = [m(f(a, b=1))]", "x = [f(a, b=2)]"),
        ("if a:\n    b(1)", "if a:\n    with m:\n        b(1)", "if a:\n    b(2)"),
    ],
)
def test_expressions_in_conflict(base: str, yours: str, new: str) -> None:
    names = "a = b = c = m = i = f = y = None\n"
    base, yours, new = (f"{names}{text}\n" for text in (base, yours, new))
    found = merged(base, yours, new)
    assert found.text == yours
    assert len(found.conflicts) == 1
    assert not found.conflicts[0].where.startswith("the whole file")


FUNCTION = """\
def f(a, b: int = 1, *, c=None) -> int:
    x = 1
    if a:
        b()
    elif c:
        d()
    else:
        e()
    for y in z:
        g(y)
    with h as k:
        try:
            k()
        except ValueError:
            pass
        finally:
            n()
    return x
"""


@pytest.mark.parametrize(
    ("mine", "its"),
    [
        (("f(a,", "f(a, m,"), ("c=None", "c=None, i=1")),
        (("b: int", "b: str"), ("= 1, *", "= 2, *")),
        (("-> int", "-> m"), ("c=None", "c=i")),
        (("        b()", "        m()"), ("        d()", "        i()")),
        (("    elif c:\n        d()\n", ""), ("        e()", "        i()")),
        (("        e()\n", "        e()\n        m()\n"), ("if a", "if a.i")),
        (
            ("    x = 1\n", "    m()\n    x = 1\n"),
            ("    x = 1\n", "    x = 1\n    i()\n"),
        ),
        (("        g(y)", "        g(y, m)"), ("    with h", "    i()\n    with h")),
        (("pass", "m()"), ("n()", "n()\n            i()")),
        (("            k()", "            k(m)"), ("pass", "i()")),
        (("return x", "return x + m"), ("    return", "    # i\n    return")),
        (("def f", "@m\ndef f"), ("def f", "async def f")),
    ],
)
def test_statements(mine: tuple[str, str], its: tuple[str, str]) -> None:
    yours, new = changed(FUNCTION, *mine), changed(FUNCTION, *its)
    both = changed(yours, *its)
    assert clean(FUNCTION, yours, new) == both
    assert clean(FUNCTION, new, yours) == both


def test_a_block_is_never_emptied() -> None:
    base = "def f():\n    a()\n    b()\n"
    yours, new = "def f():\n    a()\n", "def f():\n    b()\n"
    assert disputed(base, yours, new, "f()").text == yours


def test_dropped_definition_that_the_users_code_uses() -> None:
    base = "A = 1\n\n\ndef f():\n    return A\n"
    yours = f"{base}\n\ndef mine():\n    return A\n"
    new = "def f():\n    return 1\n"
    found = disputed(base, yours, new, "A")
    assert found.text == changed(yours, "f():\n    return A", "f():\n    return 1")


def test_text_over_several_lines_is_not_indented() -> None:
    yours = VIEWS.replace("    ", "  ")
    sql = 'SQL = """\nselect\n    1\n"""\n'
    inner = f"    {sql}    text = await"
    new = changed(VIEWS, "    text = await", inner)
    assert "\nselect\n    1\n" in clean(VIEWS, yours, new)


# Order.


def test_the_users_routes_come_first() -> None:
    yours = changed(VIEWS, "]\n", "]\n") + ""
    last = '    Route("/add/", add, methods=["POST"]),\n'
    yours = changed(VIEWS, last, f'{last}    Route("/{{own}}/", own),\n')
    new = changed(VIEWS, last, f'{last}    Route("/more/", more),\n')
    text = clean(VIEWS, yours, new)
    assert text.index("/{own}/") < text.index("/more/")


def test_both_moved() -> None:
    base, yours, new = "x = [a, b, c]\n", "x = [b, a, c]\n", "x = [a, c, b]\n"
    assert clean(base, yours, new) == yours


def test_only_the_generator_moved() -> None:
    base, yours, new = "x = [a, b, c]\n", "x = [a, b, c, m]\n", "x = [c, a, b]\n"
    assert clean(base, yours, new) == "x = [c, m, a, b]\n"


# Imports.

IMPORTS = """\
from __future__ import annotations

import os
from typing import Annotated, Any

from .a import (
    one,
    two,
)

x: Annotated[Any, one, two] = os
"""


@pytest.mark.parametrize(
    ("mine", "its", "lines"),
    [
        ("import re", "import re", "import re"),
        ("import re", "import sys", "import re\nimport sys"),
        ("from .b import m", "from .b import i", "from .b import i, m"),
        ("from .b import m", "from .b import m as i", "from .b import m as i, m"),
        ("import b as c", "import b as c", "import b as c"),
    ],
)
def test_imports_of_both_sides(mine: str, its: str, lines: str) -> None:
    yours, new = (
        changed(IMPORTS, "import os\n", f"import os\n{line}\n") for line in (mine, its)
    )
    text = clean(IMPORTS, yours, new)
    both = changed(IMPORTS, "import os\n", f"import os\n{lines}\n")
    assert sorted(imports(text)) == sorted(imports(both))


def test_names_imported_over_several_lines() -> None:
    yours = changed(IMPORTS, "    one,\n", "    mine,\n    one,\n")
    new = changed(IMPORTS, "    two,\n", "    three,\n    two,\n")
    assert clean(IMPORTS, yours, new) == changed(
        yours, "    two,\n", "    three,\n    two,\n"
    )


def test_all_names_of_an_import_without_brackets_change() -> None:
    base = "from .tables import (\n    award,\n)\n\naward\n"
    yours = "from .tables import award\n\naward\n"
    new = "from .tables import (\n    film,\n    studio,\n)\n\nfilm, studio\n"
    expected = "from .tables import film, studio\n\nfilm, studio\n"
    assert clean(base, yours, new) == expected


def test_all_elements_of_a_list_on_one_line_change() -> None:
    base = "tables = [\n    Mount(award),\n]\n"
    new = "tables = [\n    Mount(film),\n    Mount(studio),\n]\n"
    assert clean(base, "tables = [Mount(award)]\n", new) == new


def test_one_module_imported_from_twice() -> None:
    yours = changed(
        IMPORTS, "from .a import (\n", "from .a import three\nfrom .a import (\n"
    )
    new = changed(IMPORTS, "    two,\n", "    two,\n    three,\n    four,\n")
    text = clean(IMPORTS, yours, new)
    assert len(re.findall(r"\bthree\b", text)) == 1
    assert "    four,\n" in text


def test_dropped_import_stays_while_it_is_used() -> None:
    yours = f"{IMPORTS}mine = Any\n"
    new = changed(IMPORTS, "Annotated, Any\n", "Annotated\n", "[Any, one", "[one")
    text = clean(IMPORTS, yours, new)
    assert "import Annotated, Any\n" in text
    assert "[one, two]" in text


def test_dropped_import_goes_if_unused() -> None:
    new = changed(IMPORTS, "import os\n", "", "= os", "= 1")
    assert clean(IMPORTS, f"{IMPORTS}mine = 1\n", new) == f"{new}mine = 1\n"


def test_import_that_the_user_deleted_comes_back_when_it_is_needed() -> None:
    yours = changed(IMPORTS, "import os\n", "", "= os", "= 1")
    new = f"{IMPORTS}y = os\n"
    assert clean(IMPORTS, yours, new) == changed(IMPORTS, "= os", "= 1") + "y = os\n"


def test_of_names_that_the_user_deleted_only_one_comes_back() -> None:
    yours = changed(IMPORTS, "from typing import Annotated, Any\n", "")
    yours = changed(yours, "Annotated[Any, one, two]", "one")
    new = f"{IMPORTS}y: Any = 1\n"
    text = clean(IMPORTS, yours, new)
    assert "from typing import Any\n" in text


def test_user_deleted_one_name_where_another_is_added() -> None:
    yours = changed(IMPORTS, "from typing import Annotated, Any\n", "", "[Any, ", "[")
    yours = changed(yours, "Annotated[one, two]", "one")
    new = changed(IMPORTS, "Any\n", "Any, Final\n") + "y: Final = 1\n"
    assert "from typing import Final\n" in clean(IMPORTS, yours, new)


MOUNTS = """\
from starlette.routing import Mount

from .tables import (
    author,
    book,
    translation,
)

routes = [
    Mount(
        "/author",
        routes=author.routes,
    ),
    Mount(
        "/book",
        routes=book.routes,
    ),
    Mount(
        "/translation",
        routes=translation.routes,
    ),
]
"""

MOUNT = """\
    Mount(
        "/translation",
        routes=translation.routes,
    ),
"""


@pytest.mark.parametrize("added", ["", "    author,\n    award,\n"])
def test_what_the_user_deleted_does_not_come_back_under_a_new_name(added: str) -> None:
    rename = ("translation", "rendering")
    yours = changed(MOUNTS, "    translation,\n", "", MOUNT, "")
    new = MOUNTS.replace(*rename).replace("    author,\n", added or "    author,\n")
    expected = yours.replace("    author,\n", added or "    author,\n")
    assert clean(MOUNTS, yours, new, rename) == expected


def test_what_the_user_deleted_comes_under_a_new_name_if_it_is_needed() -> None:
    rename = ("translation", "rendering")
    yours = changed(MOUNTS, "    translation,\n", "", MOUNT, "")
    new = MOUNTS.replace(*rename) + "\nlast = rendering.routes\n"
    expected = changed(yours, "    book,\n", "    book,\n    rendering,\n")
    both = clean(MOUNTS, yours, new, rename)
    assert both == f"{expected}\nlast = rendering.routes\n"


def test_future_stays_first() -> None:
    base = "import a\n\nx = a\n"
    yours = "import b\nimport a\n\nx = a, b\n"
    new = "from __future__ import annotations\n\nimport a\n\nx = a\n"
    text = clean(base, yours, new)
    assert text.startswith("from __future__ import annotations\n")


TYPES = """\
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .a import one

x: one
"""


def test_imports_for_types_only() -> None:
    yours = changed(TYPES, "import one\n", "import one, mine\n") + "y: mine\n"
    new = changed(TYPES, "import one\n", "import one\n    from .b import two\n")
    both = changed(
        yours, "import one, mine\n", "import one, mine\n    from .b import two\n"
    )
    assert clean(TYPES, yours, new) == both


# Trees.

# Those of cookiecutter hold its expressions.
SOURCES = sorted(
    [
        *(
            path
            for path in (ROOT / "scaffold").rglob("*.py")
            if "{{" not in path.as_posix()
        ),
        *(ROOT / "tests" / "golden").rglob("*.py"),
        *sorted(Path(dedent.__code__.co_filename).parent.glob("*.py"))[::16],
    ]
)


PUNCTUATION = re.compile(r"[\s()\[\]{},;:=@\\]*")


def test_trees_are_their_sources_and_what_means_nothing_is_no_code() -> None:
    for path in SOURCES:
        text = path.read_text(encoding="utf-8", errors="replace")
        if not re.search(r"[\r\f]", text):
            tree = parse(text)
            assert tree.text == text, path
            for part, place in places(tree):
                if isinstance(part, Leaf) and not part.meaning:
                    assert PUNCTUATION.fullmatch(part.text), (path, place, part.text)


@pytest.mark.parametrize(
    "text",
    [
        "x = (a), b",
        "x = (a), (b)",
        "x = ((a), b)",
        "x = ((a), (b)), c",
        "x = (((a))), b.c(d)",
        "x = (  # One.\n    a\n), b",
        "x = (yield), b",
        "x[(a), b] = (a, b)[(c), d]",
        "for (a), b in (c), d:\n    pass",
        "return_ = ({} if a else b(c)), d",
    ],
)
def test_tuples_without_brackets_of_their_own(text: str) -> None:
    module = f"{text}\ny = 1\n"
    assert parse(module).text == module
    assert clean(module, module, f"{text}\ny = 2\n") == f"{text}\ny = 2\n"
    mine = module.replace("b", "own")
    assert clean(module, mine, f"{text}\ny = 2\n") == (mine.replace("y = 1", "y = 2"))


def test_a_statement_that_is_not_understood_stays_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Should the tree of one ever say anything else than its source."""
    with monkeypatch.context() as context:
        context.setattr(expressions, "is_bare_tuple", lambda *_: False)
        base = "def misunderstood():\n    z = (a), b\n    return 1\n"
        assert parse(base).text == base
        new = base.replace("return 1", "return 2")
        yours = base.replace("(a)", "(own)")
        assert clean(base, yours, new) == (yours.replace("return 1", "return 2"))


NEWER = [
    pytest.param("def f[T: int](x: T) -> T:\n    return x\n", (3, 12), id="generics"),
    pytest.param("type A[T] = list[T]\n", (3, 12), id="type"),
    pytest.param("x = f'{a!r:>{b}} {f\"{c['d']}\"}'\n", (3, 12), id="f-strings"),
    pytest.param("try:\n    a\nexcept* B:\n    c\n", (3, 11), id="groups"),
    pytest.param("class A[T](B):\n    c: T\n", (3, 12), id="class"),
]


@pytest.mark.parametrize(("text", "since"), NEWER)
def test_newer_syntax(text: str, since: tuple[int, int]) -> None:
    if sys.version_info < since:
        pytest.skip("this Python has no such syntax")
    yours, new = f"{text}m = 1\n", f"i = 1\n{text}"
    assert clean(text, yours, new) == f"i = 1\n{text}m = 1\n"
