"""What counts as a rename, what is asked, and what is only hinted at."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from scaffold.errors import ConfigError
from scaffold.generators.views import views
from scaffold.migrations import Migration, RenamedColumn, RenamedTable
from scaffold.renames import Decision, Rename, decide, words
from scaffold.schema import (
    Choice,
    Column,
    Default,
    Readable,
    Reference,
    Schema,
    Table,
)

KEY = Column("id", "id", "Serial", Default("database"), primary_key=True)


def column(text: str) -> Column:
    """``name``, ``name:Type``, ``name:Type:db_name``; a foreign key is ``name>key``."""
    name, arrow, target = text.partition(">")
    if arrow:
        reference = Reference(target, "id", "CASCADE")
        return Column(name, name, "ForeignKey", Default("none"), references=reference)
    name, kind, db_name = [*text.split(":"), "", ""][:3]
    return Column(name, db_name or name, kind or "Varchar", Default("none"))


def table(key: str, *columns: str, tablename: str = "", app: str = "movies") -> Table:
    """``Movie`` is in ``movies.tables``."""
    module, _, name = key.rpartition(":")
    return Table(
        name,
        module or "movies.tables",
        tablename or name.lower(),
        (KEY, *map(column, columns)),
        Readable("%s", ("id",)),
        app=app,
    )


def migration(*steps: str, app: str = "movies") -> Migration:
    """``Movie.a>b``, ``Movie>Film``, ``+Movie.a``, ``-Movie.a``, ``+Movie``."""
    renamed_tables, renamed_columns = [], []
    changed: dict[str, list[tuple[str, str]]] = {"+": [], "-": []}
    tables: dict[str, list[str]] = {"+": [], "-": []}
    for step in steps:
        left, arrow, new = step.partition(">")
        name, dot, old = left.lstrip("+-").partition(".")
        if arrow and dot:
            renamed = RenamedColumn(name, name.lower(), old, new, old, new)
            renamed_columns.append(renamed)
        elif arrow:
            renamed_tables.append(RenamedTable(name, new, name.lower(), new.lower()))
        elif dot:
            changed[step[0]].append((name, old))
        else:
            tables[step[0]].append(name)
    return Migration(
        app,
        "1",
        tuple(renamed_tables),
        tuple(renamed_columns),
        added_tables=tuple(tables["+"]),
        dropped_tables=tuple(tables["-"]),
        added_columns=tuple(changed["+"]),
        dropped_columns=tuple(changed["-"]),
    )


def shown(decision: Decision) -> list[str]:
    return [str(rename) for rename in decision.renames]


def test_nothing_changed() -> None:
    tables = [table("Movie", "name"), table("Star", "name")]
    assert decide(tables, tables) == Decision()


# What is recorded.


@pytest.mark.parametrize(
    ("old", "new", "steps", "expected"),
    [
        ("a", "b", [["Movie.a>b"]], ["Movie.a=b"]),
        ("a", "c", [["Movie.a>b"], ["Movie.b>c"]], ["Movie.a=c"]),
        ("a", "a", [["Movie.a>b"], ["Movie.b>a"]], []),
        # Both names are on both sides, and the migrations say where they went.
        (
            "a b",
            "a b",
            [["Movie.a>t"], ["Movie.b>a"], ["Movie.t>b"]],
            ["Movie.a=b", "Movie.b=a"],
        ),
        ("a b", "b c", [["Movie.b>c"], ["Movie.a>b"]], ["Movie.a=b", "Movie.b=c"]),
        # The names are taken by others.
        ("a", "a b", [["Movie.a>b"], ["+Movie.a"]], ["Movie.a=b"]),
        ("a b", "b", [["-Movie.b"], ["Movie.a>b"]], ["Movie.a=b"]),
        ("a b", "b", [["-Movie.b", "Movie.a>b"]], ["Movie.a=b"]),
        # They do not explain the difference.
        ("a", "a b", [["Movie.a>b"]], []),
        ("a b", "b", [["Movie.a>b"]], []),
        ("b", "b", [["Movie.a>b"]], []),
        ("a b", "a b", [["Movie.a>t"], ["Movie.t>b"]], []),
        # A swap of which one half does not fit is none.
        (
            "a b:Date",
            "a:Date b:UUID",
            [["Movie.a>t"], ["Movie.b>a"], ["Movie.t>b"]],
            [],
        ),
        # Types.
        ("a", "b:Text", [["Movie.a>b"]], ["Movie.a=b"]),
        ("a:Integer", "b:Numeric", [["Movie.a>b"]], ["Movie.a=b"]),
        ("a", "b:Date", [["Movie.a>b"]], []),
        ("a>x:X", "b>x:X", [["Movie.a>b"]], ["Movie.a=b"]),
        ("a>x:X", "b>x:Y", [["Movie.a>b"]], []),
        ("a:Integer", "b>x:X", [["Movie.a>b"]], []),
        # Other tables' and other apps'.
        ("a", "b", [["Film.a>b"]], []),
    ],
)
def test_recorded_columns(
    old: str, new: str, steps: list[list[str]], expected: list[str]
) -> None:
    decision = decide(
        [table("Movie", *old.split())],
        [table("Movie", *new.split())],
        [migration(*step) for step in steps],
    )
    assert shown(decision) == expected


def test_another_apps_migrations_do_not_count() -> None:
    old, new = [table("Movie", "a")], [table("Movie", "b")]
    assert shown(decide(old, new, [migration("Movie.a>b", app="other")])) == []


def test_recorded_columns_that_do_not_fit_are_told() -> None:
    old, new = [table("Movie", "a")], [table("Movie", "b:Date")]
    decision = decide(old, new, [migration("Movie.a>b")])
    assert decision.hints == ("--rename Movie.a=b",)
    (problem,) = decision.problems
    assert problem.where == "movies.tables:Movie.a"
    assert "--rename Movie.a=b" in problem.remedy


def test_a_recorded_table() -> None:
    old = [table("Movie", "a", "b"), table("Role", "movie>movies.tables:Movie")]
    new = [table("Film", "a", "b"), table("Role", "movie>movies.tables:Film")]
    decision = decide(old, new, [migration("Movie>Film")])
    assert decision == Decision((Rename("movies.tables:Movie", "movies.tables:Film"),))


def test_a_table_and_its_column_one_after_the_other() -> None:
    old, new = [table("Movie", "a", "b")], [table("Film", "a", "c")]
    steps = [migration("Movie.b>x"), migration("Movie>Film"), migration("Film.x>c")]
    decision = decide(old, new, steps)
    keys = ("movies.tables:Movie", "movies.tables:Film")
    assert decision.renames == (Rename(*keys), Rename(*keys, "b", "c"))


def test_a_table_and_its_column_at_once_is_hinted_at() -> None:
    """As Piccolo records it: the column as dropped and added. Nobody is asked."""
    old, new = [table("Movie", "a", "b")], [table("Film", "a", "c")]
    step = migration("Movie>Film", "-Film.b", "+Film.c")
    decision = decide(old, new, [step], confirm=refuse_to_be_asked)
    assert shown(decision) == ["Movie=Film"]
    assert decision.hints == ("--rename Movie.b=c",)
    by_hand = decide(old, new, [step], ["Film.b=c"])
    assert shown(by_hand) == ["Movie=Film", "Movie.b=c"]
    assert by_hand.hints == ()


def test_a_recorded_table_that_is_nothing_like_the_other() -> None:
    old, new = [table("Movie", "a", "b")], [table("Invoice", "x", "y")]
    decision = decide(old, new, [migration("Movie>Invoice")])
    assert shown(decision) == []
    assert decision.hints == ("--rename Movie=Invoice",)
    assert decision.problems[0].where == "movies.tables:Movie"


def test_tables_that_change_their_names() -> None:
    old = [table("Movie", "a"), table("Film", "b")]
    new = [table("Movie", "b"), table("Film", "a")]
    steps = [migration("Movie>T"), migration("Film>Movie"), migration("T>Film")]
    assert shown(decide(old, new, steps)) == ["Film=Movie", "Movie=Film"]


# The name in the database.


def test_the_same_name_in_the_database() -> None:
    old, new = [table("Movie", "a:Integer:x")], [table("Movie", "b:Date:x")]
    assert shown(decide(old, new)) == ["Movie.a=b"]


def test_the_same_table_in_the_database() -> None:
    old = [table("Movie", "a", "b:Integer:x")]
    new = [table("films:Film", "z", "c:Integer:x", tablename="movie")]
    keys = ("movies.tables:Movie", "films:Film")
    decision = decide(old, new)
    assert decision.renames == (Rename(*keys), Rename(*keys, "b", "c"))
    assert decision.hints == ("--rename Movie.a=z",)


def test_a_table_moved_to_another_module() -> None:
    old, new = [table("Movie", "a")], [table("films.tables:Movie", "a", app="films")]
    assert decide(old, new).renames == (
        Rename("movies.tables:Movie", "films.tables:Movie"),
    )


def test_two_classes_of_one_table_are_told_apart_by_name() -> None:
    old = [table("a:Movie", "x"), table("a:Plain", "x", tablename="movie")]
    new = [table("b:Movie", "x"), table("b:Bare", "x", tablename="movie")]
    pairs = {(one.old_table, one.new_table) for one in decide(old, new).renames}
    assert ("a:Movie", "b:Movie") in pairs
    assert ("a:Plain", "b:Bare") not in pairs


def test_another_name_in_the_database_moves_the_pages() -> None:
    """Addresses and folders follow the database."""
    old, new = [table("Movie", "a")], [table("Movie", "a", tablename="film")]
    assert decide(old, new).renames == (Rename(*["movies.tables:Movie"] * 2),)
    other = table("others:Movie", "a", app="others")
    assert decide(old, [*old, other]).renames == decide(old, new).renames


# Asking.


def refuse_to_be_asked(question: str) -> bool:
    raise AssertionError(question)


def test_otherwise_somebody_is_asked() -> None:
    questions: list[str] = []

    def confirm(question: str) -> bool:
        questions.append(question)
        return True

    old, new = [table("Movie", "a", "n:Date")], [table("Movie", "b", "n:Date")]
    assert shown(decide(old, new, confirm=confirm)) == ["Movie.a=b"]
    assert questions == ["Was Movie.a renamed to b?"]
    decision = decide(old, new)
    assert decision == Decision(hints=("--rename Movie.a=b",))


def test_columns_of_other_types_are_not_asked_about() -> None:
    old, new = [table("Movie", "a")], [table("Movie", "b:Date")]
    assert decide(old, new, confirm=refuse_to_be_asked) == Decision()
    key = [table("Movie")]
    assert decide(key, [table("Movie", "b")], confirm=refuse_to_be_asked) == Decision()


def test_the_likeliest_of_several_are_asked_about() -> None:
    old = [table("Movie", "title", "plot", "gone")]
    new = [table("Movie", "storyplot", "main_title")]
    decision = decide(old, new)
    assert set(decision.hints) == {
        "--rename Movie.title=main_title",
        "--rename Movie.plot=storyplot",
    }


def test_tables_are_asked_about_if_most_columns_are_the_same() -> None:
    old = [table("Movie", "a", "b", "c")]
    like, unlike = table("Film", "a", "b", "d"), table("Film", "a", "x", "y")
    assert decide(old, [like]).hints == ("--rename Movie=Film",)
    assert decide(old, [unlike]).hints == ()
    asked = decide(old, [like], confirm=lambda question: True)
    assert shown(asked) == ["Movie=Film", "Movie.c=d"]


def test_hints_name_the_module_where_the_class_is_not_enough() -> None:
    other = table("others:Movie", "a", tablename="other", app="others")
    hints = decide([table("Movie", "a"), other], [table("Movie", "b"), other]).hints
    assert hints == ("--rename movies.tables:Movie.a=b",)


# By hand.

RECORDED = [
    table("Movie", "rating:Integer", "name"),
    table("Star", "name"),
    table("a:Twin", "x", tablename="one"),
    table("b:Twin", "x", tablename="two"),
]


@pytest.mark.parametrize(
    ("new", "given", "expected"),
    [
        (["Movie score:Date name"], "Movie.rating=score", ["Movie.rating=score"]),
        (["Movie name score"], "movies.tables:Movie.rating = score", None),
        (["Film a b c"], "Movie=Film", ["Movie=Film"]),
        (["Film a b c"], "Movie=movies.tables:Film", ["Movie=Film"]),
        (["Film z score"], "Movie=Film Movie.rating=score", None),
        (["Film z score"], "Film.rating=score Movie=Film", None),
        (["Movie name rating score"], "Movie.rating=score", ["Movie.rating=score"]),
    ],
)
def test_by_hand(new: list[str], given: str, expected: list[str] | None) -> None:
    tables = [table(text.split()[0], *map(with_type, text.split()[1:])) for text in new]
    texts = given.replace(" = ", "=").split()
    decision = decide(RECORDED, [*tables, *RECORDED[1:]], given=texts)
    wanted = expected or sorted(
        (
            text.replace("movies.tables:", "").replace("Film.", "Movie.")
            for text in texts
        ),
        key=lambda text: "." in text,
    )
    assert shown(decision) == wanted


def with_type(name: str) -> str:
    return f"{name}:Date" if name == "score" else name


@pytest.mark.parametrize(
    ("given", "what", "remedy"),
    [
        ("Movie", "does not say", "Write --rename Movie.rating=score"),
        ("Movie.a.b=c", "does not say", "Write"),
        ("Movie.rating=Film.score", "does not say", "Write"),
        ("Movie.ratng=score", "Movie had no column ratng", "Did you mean rating?"),
        ("Movie.rating=scor", "Movie has no column scor", "Did you mean score?"),
        ("Movie.rating=xyz", "has no column xyz", "The names are id, name, score."),
        ("Movi.rating=score", "there was no table Movi", "Did you mean Movie?"),
        ("Movi=Film", "there was no table Movi", "Did you mean Movie?"),
        ("Movie=Flim", "there is no table Flim", "Did you mean Film?"),
        ("Star.name=title", "Star is no longer there", "add --rename Star=…"),
        ("Twin=Film", "a:Twin or b:Twin", "Write one"),
        ("Twin.x=y", "a:Twin or b:Twin", "Write one"),
    ],
)
def test_what_cannot_be_given(given: str, what: str, remedy: str) -> None:
    new = [table("Movie", "score:Integer", "name"), table("Film", "z"), *RECORDED[2:]]
    with pytest.raises(ConfigError) as caught:
        decide(RECORDED, new, given=[given], confirm=lambda question: False)
    (problem,) = caught.value.problems
    assert problem.where == f"--rename {given}"
    assert what in problem.what
    assert remedy in problem.remedy


def test_every_wrong_one_is_told() -> None:
    given = ["x", "Movie.rating=name", "Movie.rating=id", "Star=Nobody"]
    with pytest.raises(ConfigError) as caught:
        decide(RECORDED, RECORDED, given=given, confirm=refuse_to_be_asked)
    wrong = [problem.where.split()[1] for problem in caught.value.problems]
    assert wrong == ["x", "Star=Nobody", "Movie.rating=id"]


# Words.


def pairs(old: Sequence[Table], new: Sequence[Table], place: int = 0) -> dict[str, str]:
    rename = decide(old, new, confirm=lambda question: True).renames[place]
    before = {view.table.key: view for view in views(Schema(tuple(old)))}
    after = {view.table.key: view for view in views(Schema(tuple(new)))}
    found = words(rename, before[rename.old_table], after[rename.new_table])
    assert [len(old) for old, _ in found] == sorted(
        (len(old) for old, _ in found), reverse=True
    )
    assert all(one != other for one, other in found)
    return dict(found)


def test_the_words_of_a_column() -> None:
    found = pairs([table("Movie", "release_date")], [table("Movie", "premiere")])
    assert found == {
        "release_date": "premiere",
        "RELEASE_DATE_CHOICES": "PREMIERE_CHOICES",
        "release_date_readable": "premiere_readable",
        "_release_date_label": "_premiere_label",
        "_release_date_key": "_premiere_key",
        "Release date": "Premiere",
    }


def test_the_attribute_of_a_column_that_is_a_keyword() -> None:
    found = pairs([table("Movie", "class")], [table("Movie", "kind")])
    assert (found["class"], found["class_"]) == ("kind", "kind")


def test_the_choices_of_a_column_have_a_name_of_their_own() -> None:
    """Where ``Size`` and ``size`` both have choices, one gets a number."""
    choices = (Choice("s", "s", "S"),)

    def one(name: str) -> Column:
        return Column(name, name, "Varchar", Default("none"), choices=choices)

    def movie(*names: str) -> Table:
        plain = table("Movie")
        return Table(
            plain.name,
            plain.module,
            plain.tablename,
            (KEY, *map(one, names)),
            plain.readable,
        )

    found = pairs([movie("Size", "size")], [movie("Size", "width")])
    assert found["SIZE_CHOICES_2"] == "WIDTH_CHOICES"


def test_the_words_of_a_table() -> None:
    old = [table("SciFiMovie", "a", tablename="movie")]
    new = [table("films.tables:Film", "a", tablename="the films")]
    found = pairs(old, new)
    assert found == {
        "from movies.tables import SciFiMovie": "from films.tables import Film",
        "movies.tables:SciFiMovie": "films.tables:Film",
        "movies.tables": "films.tables",
        "SciFiMovieForm": "FilmForm",
        "SciFiMovieRow": "FilmRow",
        "SciFiMovieRows": "FilmRows",
        "Sci fi movies": "Films",
        "sci fi movies": "films",
        "Sci fi movie": "Film",
        "sci fi movie": "film",
        "/tables/movie/": "/tables/the_films/",
        "tables/movie/": "tables/the_films/",
        "movie/delete.html": "the_films/delete.html",
        "movie/list.html": "the_films/list.html",
        "movie/form.html": "the_films/form.html",
        "test_movie": "test_the_films",
        "SciFiMovie": "Film",
        "MovieTable": "TheFilmsTable",
        "movie": "the_films",
    }


def test_words_of_a_class_that_clashes_with_the_code() -> None:
    found = pairs([table("Page", "a")], [table("Sheet", "a")])
    assert found["PageTable"] == "Sheet"
    assert found["from movies.tables import Page as PageTable"] == (
        "from movies.tables import Sheet"
    )
    assert found["PageForm"] == "SheetForm"


# Properties.


@pytest.mark.parametrize(
    "steps",
    [
        ["Movie.a>x", "Movie.x>c"],
        ["Movie.a>t", "Movie.b>a", "Movie.t>b"],
        ["Movie.a>b", "+Movie.a", "Movie.a>c"],
        ["-Movie.b", "Movie.a>b", "+Movie.a"],
        ["Movie>Film", "Film.a>c", "Film>Movie"],
    ],
)
def test_step_by_step_is_the_same_as_at_once(steps: list[str]) -> None:
    states = [[table("Movie", "a", "b")]]
    for step in steps:
        states.append(applied(step, states[-1][0]))
    at_once = decide(states[0], states[-1], [migration(step) for step in steps])
    names = {"a": "a", "b": "b"}
    for step, old, new in zip(steps, states, states[1:], strict=False):
        (renames,) = [decide(old, new, [migration(step)]).renames]
        moved = {r.old_column: r.new_column for r in renames if r.old_column}
        left = {c.name for c in new[0].columns}
        names = {
            first: str(moved.get(name, name))
            for first, name in names.items()
            if name in moved or name in left
        }
    assert {r.old_column: r.new_column for r in at_once.renames} == {
        old: new for old, new in names.items() if old != new
    }


def applied(step: str, movie: Table) -> list[Table]:
    left, arrow, new = step.partition(">")
    name, dot, old = left.lstrip("+-").partition(".")
    columns = [column.name for column in movie.columns[1:]]
    if arrow and not dot:
        return [table(new, *columns)]
    if arrow:
        return [table(name, *(new if each == old else each for each in columns))]
    if step[0] == "+":
        return [table(name, *columns, old)]
    return [table(name, *(each for each in columns if each != old))]
