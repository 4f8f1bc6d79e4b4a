"""Which lines use an old name, and which only look like it."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

import pytest

from scaffold.generators.views import views
from scaffold.references import Change, Reference, changes, find, fix
from scaffold.renames import Rename, decide
from scaffold.schema import (
    Choice,
    Column,
    Default,
    Readable,
    Schema,
    Table,
)
from scaffold.schema import (
    Reference as ForeignKey,
)

NONE = Default("none")
KEY = Column("id", "id", "Serial", Default("database"), primary_key=True)


def table(key: str, *columns: Column) -> Table:
    module, _, name = key.partition(":")
    label = Readable("%s", ("id",))
    return Table(name, module, name.lower(), (KEY, *columns), label)


def column(name: str) -> Column:
    choices = (Choice("a", "a", "A"),) if name in {"rating", "score"} else None
    return Column(name, name, "Varchar", NONE, choices=choices)


def foreign_key(name: str, to: str) -> Column:
    reference = ForeignKey(to, "id", "CASCADE")
    return Column(name, name, "ForeignKey", NONE, references=reference)


def project(movie: str = "movies.tables:Movie", *columns: str) -> list[Table]:
    """Movies with a director, directors with a name, and tickets for movies."""
    director = "movies.tables:Director"
    own = [column(name) for name in columns]
    return [
        table(director, column("name"), column("rating")),
        table(movie, *own, foreign_key("director", director)),
        table("shop.tables:Ticket", foreign_key("movie", movie)),
    ]


def changed(old: Sequence[Table], new: Sequence[Table], *given: str) -> list[Change]:
    renames = decide(old, new, given=given).renames
    return changes(views(Schema(tuple(old))), views(Schema(tuple(new))), renames)


RENAMED = changed(
    project("movies.tables:Movie", "rating", "name", "class"),
    project("movies.tables:Movie", "score", "title", "kind"),
    "Movie.rating=score",
    "Movie.name=title",
    "Movie.class=kind",
)
DROPPED = changed(project("movies.tables:Movie", "rating"), project())
FILM = changed(
    project("movies.tables:Movie", "name"),
    project("movies.tables:Film", "name"),
    "Movie=Film",
)
MOVED = changed(
    project("movies.tables:Movie", "name"), project("films.tables:Movie", "name")
)
GONE = changed(project(), [project()[0]])

IMPORT = "from movies.tables import Movie\n"


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dedent(text).encode())


def found(
    folder: Path, files: dict[str, str], of: Sequence[Change] = RENAMED
) -> list[Reference]:
    written(folder, files)
    return find(folder, folder / "admin", of)


def shown(references: Sequence[Reference]) -> list[str]:
    return [f"{one.line}: {one.old} > {one.new}" for one in references]


def test_where_and_what(tmp_path: Path) -> None:
    text = IMPORT + "\nasync def best():\n    return await Movie.rating\n"
    assert found(tmp_path, {"a/b.py": text}) == [
        Reference("a/b.py", 4, 23, "return await Movie.rating", "rating", "score")
    ]


def test_what_changed() -> None:
    def told(all_changes: Sequence[Change]) -> list[tuple[str, str | None, str | None]]:
        return [
            (one.old.table.name, one.old_column, one.new_column) for one in all_changes
        ]

    assert told(DROPPED) == [("Movie", "rating", None)]
    assert told(FILM) == [("Movie", None, None)]
    assert FILM[0].new is not None
    assert FILM[0].new.table.name == "Film"
    assert [(one.old.table.name, one.new) for one in GONE] == [
        ("Movie", None),
        ("Ticket", None),
    ]
    same = project("movies.tables:Movie", "a", "b")
    key = "movies.tables:Movie"
    swapped = [Rename(key, key, "a", "b"), Rename(key, key, "b", "a")]
    both = views(Schema(tuple(same)))
    assert told(changes(both, both, swapped)) == [
        ("Movie", "a", "b"),
        ("Movie", "b", "a"),
    ]


# A file of the user's that imports the table.

USES = [
    "Movie.rating",
    "Movie.select(Movie.name).where(Movie.rating > 3)",
    "Movie(rating=3)",
    "Movie.objects().get_or_create(Movie.id == 1, defaults={'rating': 3})",
    "Movie.update({'rating': 5}).where(True)",
    "Movie.objects().create(rating=3)",
    "movie.rating",
    "row['rating']",
    "row.get('rating')",
    "getattr(row, 'rating')",
    "{'rating': 4}",
    "['id', 'rating']",
    "MovieOut(rating=3)",
    "create_movie(rating=3)",
    "f'{movie.rating}'",
    "Ticket.movie.rating",
    "Ticket.movie._.rating",
    "ticket['movie.rating']",
]

NO_USES = [
    "rating",
    "rating = 3",
    "lambda rating: 1",
    "other(rating=3)",
    "movie.rating()",
    "Movie.director.rating",
    "Director.rating",
    "Director(rating=3)",
    "Director.select(Director.name)['rating']",
    "_('Rating')",
    "'The rating of it'",
    "print('rating')",
    "# Movie.rating",
    "'Movie.rating'",
    "movie.ratings",
    "imported.rating",
    "f'rating {1}'",
]


@pytest.mark.parametrize("line", USES)
def test_uses(tmp_path: Path, line: str) -> None:
    text = f"{IMPORT}from shop.tables import Ticket\n{line}\n"
    found_ones = found(tmp_path, {"own.py": text}, [RENAMED[0]])
    assert shown(found_ones) == ["3: rating > score"]
    # And each stands where it is said to stand.
    assert fix(text, found_ones) == text.replace("rating", "score")


@pytest.mark.parametrize("line", NO_USES)
def test_no_uses(tmp_path: Path, line: str) -> None:
    head = f"{IMPORT}from movies.tables import Director\nimport imported\n"
    assert found(tmp_path, {"own.py": f"{head}{line}\n"}, [RENAMED[0]]) == []


@pytest.mark.parametrize("line", ["row.rating", "row['rating']", "f(rating=1)"])
def test_a_file_that_does_not_know_the_table(tmp_path: Path, line: str) -> None:
    text = f"from movies.tables import Director\n{line}\n"
    assert found(tmp_path, {"own.py": text}) == []


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("from movies.tables import Movie as M", "M.rating"),
        ("import movies.tables", "movies.tables.Movie.rating"),
        ("import movies.tables as t", "t.Movie(rating=3)"),
        ("from movies import tables", "tables.Movie.select()['rating']"),
        ("from movies import Movie", "Movie.rating"),
        ("import shop.tables", "shop.tables.Ticket.movie.rating"),
    ],
)
def test_ways_to_import_the_table(tmp_path: Path, head: str, line: str) -> None:
    assert len(found(tmp_path, {"own.py": f"{head}\n{line}\n"}, [RENAMED[0]])) == 1


def test_relative_imports(tmp_path: Path) -> None:
    files = {
        "movies/views.py": "from .tables import Movie\nMovie.rating\n",
        "movies/__init__.py": "from .tables import Movie\nMovie.rating\n",
        "movies/api/views.py": "from ..tables import Movie\nMovie.rating\n",
        "other/views.py": "from .tables import Movie\nMovie.rating\n",
    }
    paths = [one.path for one in found(tmp_path, files)]
    assert paths == ["movies/__init__.py", "movies/api/views.py", "movies/views.py"]


def test_the_tables_themselves(tmp_path: Path) -> None:
    text = """\
        class Movie(Table):
            score = Integer()
            rating = Integer()

            @classmethod
            def get_readable(cls):
                return Readable("%s", [cls.rating])

            def stars(self):
                return "*" * self.rating

        class Director(Table):
            rating = Integer()

            def stars(self):
                return self.rating

        BEST = Movie.rating
        """
    references = found(tmp_path, {"movies/tables.py": text}, [RENAMED[0]])
    assert [one.line for one in references] == [7, 10, 18]


def test_variables_are_what_they_are_made_of(tmp_path: Path) -> None:
    """Also for a name that many things have."""
    text = """\
        from pathlib import Path
        from movies.tables import Director, Movie

        async def films(one: Movie, other: "Movie", path: Path, x) -> None:
            best = await Movie.objects().first()
            for film in await Movie.objects():
                film.name, best.name, one.name, other.name
            rows = [each["name"] for each in await Movie.select()]
            director = await Director.objects().first()
            path.name, x.name, director.name, director["name"]
        """
    references = found(tmp_path, {"own.py": text}, [RENAMED[1]])
    assert [one.line for one in references] == [7, 7, 7, 7, 8]


def test_dropped_ones_have_no_new_name(tmp_path: Path) -> None:
    text = f"{IMPORT}Movie.rating\n"
    references = found(tmp_path, {"own.py": text}, DROPPED)
    assert shown(references) == ["2: rating > None"]
    assert fix(text, references) == text


# The admin.


def test_the_tables_own_files(tmp_path: Path) -> None:
    forms = '''\
        """The rating of a movie: rating."""

        from ...toolbox.forms import Form, label

        RATING_CHOICES = {"a": "A"}


        class MovieForm(Form):
            """Has a rating."""

            rating: Annotated[str, one_of(RATING_CHOICES)] = label("rating")

            class_: str = Field(alias="class")

            def stars(self, row, request):
                rating = self.rating
                request.rating
                return row["rating"]
        '''
    files = {"admin/tables/movie/forms.py": forms}
    references = found(tmp_path, files)
    assert [f"{one.line}: {one.old}" for one in references] == [
        "5: RATING_CHOICES",
        "11: rating",
        "11: RATING_CHOICES",
        "11: rating",
        "13: class_",
        "13: class",
        "16: rating",
        "18: rating",
    ]
    fixed = fix(dedent(forms), references)
    assert 'score: Annotated[str, one_of(SCORE_CHOICES)] = label("score")' in fixed
    assert 'kind: str = Field(alias="kind")' in fixed
    assert '"""Has a rating."""' in fixed
    assert "rating = self.score" in fixed


def test_the_tables_own_test(tmp_path: Path) -> None:
    text = 'TYPED = {"rating": "a"}\n'
    files = {f"admin/tests/test_{name}.py": text for name in ("movie", "director")}
    assert [one.path for one in found(tmp_path, files)] == ["admin/tests/test_movie.py"]


def test_what_imports_the_tables_own_files(tmp_path: Path) -> None:
    text = "from .tables.movie import queries\nrow = queries.get()\nrow['rating']\n"
    files = {
        "admin/home.py": text,
        "admin/other.py": text.replace("movie", "director"),
        "own.py": text.replace("from .", "from admin."),
    }
    assert [one.path for one in found(tmp_path, files)] == ["admin/home.py", "own.py"]


def test_pages(tmp_path: Path) -> None:
    page = """\
        {# rating #}
        <!-- Rating and rating -->
        {{ cells.heading("rating", pgettext("movie", "rating")) }}
        <td id="rating" class="rating" aria-describedby="x rating-error">rating</td>
        <td>{{ row["rating"] | choice(forms.RATING_CHOICES, "movie") }}</td>
        {% if row.rating > 3 and request.rating %}{% endif %}
        """
    files = {
        "admin/tables/movie/list.html": page,
        "admin/tables/director/list.html": page,
        "templates/list.html": page,
        "admin/home.html": "{{ x.rating }} {{ movie.rating }} {{ movie['rating'] }}",
    }
    references = found(tmp_path, files, [RENAMED[0]])
    own = [one for one in references if one.path == "admin/tables/movie/list.html"]
    assert [one.line for one in own] == [3, 4, 4, 5, 5, 6]
    others = [one for one in references if one not in own]
    assert {one.path for one in others} == {"admin/home.html"}
    assert [one.column for one in others] == [24, 44]
    fixed = fix(dedent(page), own).splitlines()
    assert fixed[1:] == [
        "<!-- Rating and rating -->",
        '{{ cells.heading("score", pgettext("movie", "rating")) }}',
        '<td id="score" class="rating" aria-describedby="x score-error">rating</td>',
        '<td>{{ row["score"] | choice(forms.SCORE_CHOICES, "movie") }}</td>',
        "{% if row.score > 3 and request.rating %}{% endif %}",
    ]


# Tables.


def test_a_renamed_table(tmp_path: Path) -> None:
    text = """\
        from movies.tables import Director, Movie
        from movies.schemas import Other
        import movies.tables as t
        from admin.tables.movie import queries
        from admin.tables import movie

        t.Movie
        movie.routes
        Movie.objects(Movie.director)
        LazyTableReference("Movie", module_path="movies.tables")
        "Movie"
        ["movies.tables:Movie", "movies.tables.Movie"]
        redirect("/tables/movie/add/")
        other.Movie
        class MovieOut: pass
        """
    references = found(tmp_path, {"own.py": text}, FILM)
    fixed = fix(dedent(text), references)
    assert fixed == dedent("""\
        from movies.tables import Director, Film
        from movies.schemas import Other
        import movies.tables as t
        from admin.tables.film import queries
        from admin.tables import film

        t.Film
        film.routes
        Film.objects(Film.director)
        LazyTableReference("Film", module_path="movies.tables")
        "Movie"
        ["movies.tables:Film", "movies.tables.Film"]
        redirect("/tables/film/add/")
        other.Movie
        class MovieOut: pass
        """)
    written(tmp_path, {"own.py": fixed})
    assert find(tmp_path, tmp_path / "admin", FILM) == []


def test_a_renamed_table_in_the_admin(tmp_path: Path) -> None:
    files = {
        "admin/home.py": """\
            from .tables.movie.forms import MovieForm
            render("movie/list.html", MovieForm)
            """,
        "admin/pages/home.html": """\
            {# /tables/movie/ #}<a href="/tables/movie/">{{ x("/tables/movie/") }}</a>
            """,
    }
    references = found(tmp_path, files, FILM)
    assert [(one.path, one.line, one.old) for one in references] == [
        ("admin/home.py", 1, "movie"),
        ("admin/home.py", 1, "MovieForm"),
        ("admin/home.py", 2, "movie/list.html"),
        ("admin/home.py", 2, "MovieForm"),
        ("admin/pages/home.html", 1, "/tables/movie/"),
        ("admin/pages/home.html", 1, "/tables/movie/"),
    ]


def test_a_moved_table(tmp_path: Path) -> None:
    """An import of several names would have to become two: it is told only."""
    text = "from movies.tables import Movie\nMovie.name\n"
    two = "from movies.tables import Director, Movie\n"
    references = found(tmp_path, {"own.py": text, "two.py": two}, MOVED)
    assert [(one.path, one.line) for one in references] == [
        ("own.py", 1),
        ("two.py", 1),
    ]
    assert fix(text, references[:1]) == text.replace("movies", "films")
    assert fix(two, references[1:]) == two
    assert references[1].new == "films.tables:Movie"


def test_a_dropped_table(tmp_path: Path) -> None:
    """Its own files are a matter of regeneration."""
    text = f"{IMPORT}Movie.select()\n"
    files = {"own.py": text, "admin/tables/movie/queries.py": text}
    references = found(tmp_path, files, GONE)
    assert {one.path for one in references} == {"own.py"}
    assert shown(references) == ["1: Movie > None", "2: Movie > None"]


def test_a_column_of_a_table_renamed_as_well(tmp_path: Path) -> None:
    both = changed(
        project("movies.tables:Movie", "rating"),
        project("movies.tables:Film", "score"),
        "Movie=Film",
        "Movie.rating=score",
    )
    text = f"{IMPORT}Movie.rating\n"
    assert fix(text, found(tmp_path, {"own.py": text}, both)) == (
        "from movies.tables import Film\nFilm.score\n"
    )
    text = "from movies.tables import Film\nFilm.rating\n"
    assert shown(found(tmp_path, {"own.py": text}, both)) == ["2: rating > score"]


# Files.


def test_files_that_are_skipped(tmp_path: Path) -> None:
    text = f"{IMPORT}Movie.rating\n"
    folders = [
        "movies/piccolo_migrations",
        "migrations",
        ".venv/lib",
        "env/lib",
        "node_modules",
        "admin/.scaffold",
        "__pycache__",
        "build/lib/movies",
        "conda/lib",
    ]
    files = {f"{folder}/own.py": text for folder in folders}
    files |= {
        "env/pyvenv.cfg": "",
        "conda/conda-meta/history": "",
        "large.py": text + "#" * 1_000_001,
        "broken.py": text + "def (:\n",
        "notes.txt": text,
        "null.py": text + "'\0'\n",
    }
    assert found(tmp_path, files) == []
    (tmp_path / "latin.py").write_bytes(text.encode() + b"'\xe9'\n")
    (tmp_path / "cookie.py").write_bytes(b"# coding: nonsense\n" + text.encode())
    assert find(tmp_path, tmp_path / "admin", RENAMED) == []


def test_encodings_and_line_ends(tmp_path: Path) -> None:
    text = f"# coding: latin-1\r\n{IMPORT.strip()}\r\n'é\f', 'ö'; Movie.rating\r\n"
    (tmp_path / "own.py").write_bytes(text.encode("latin-1"))
    (tmp_path / "bom.py").write_bytes(
        b"\xef\xbb\xbf" + IMPORT.encode() + b"Movie.rating"
    )
    references = find(tmp_path, tmp_path / "admin", [RENAMED[0]])
    assert [(one.path, one.line) for one in references] == [
        ("bom.py", 2),
        ("own.py", 3),
    ]
    assert fix(text, references[1:]) == text.replace("rating", "score")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_not_followed(tmp_path: Path) -> None:
    written(tmp_path / "elsewhere", {"own.py": f"{IMPORT}Movie.rating\n"})
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "folder").symlink_to(tmp_path / "elsewhere")
    (folder / "file.py").symlink_to(tmp_path / "elsewhere/own.py")
    assert find(folder, folder / "admin", RENAMED) == []


def test_an_admin_elsewhere(tmp_path: Path) -> None:
    written(tmp_path / "out", {"tables/movie/forms.py": "row['rating']\n"})
    (tmp_path / "project").mkdir()
    (one,) = find(tmp_path / "project", tmp_path / "out", RENAMED)
    assert one.path == (tmp_path / "out/tables/movie/forms.py").as_posix()


def test_nothing_is_fixed_that_has_moved(tmp_path: Path) -> None:
    text = f"{IMPORT}Movie.rating\n"
    references = found(tmp_path, {"own.py": text})
    for other in ("", "x\ny\n", f"{IMPORT}# Movie.rating\n"):
        assert fix(other, references) == other


def test_several_in_one_line_and_in_texts_of_many_lines(tmp_path: Path) -> None:
    text = IMPORT + 'f"{Movie.rating} {Movie.rating}", Movie.rating\n'
    references = found(tmp_path, {"own.py": text})
    assert len(references) == 3
    assert fix(text, references).count("rating") in {0, 2}  # Until 3.12, f-strings
    text = IMPORT + 'row["""rating"""], row[r"rating"], row["rat" "ing"]\n'
    references = found(tmp_path, {"own.py": text})
    assert fix(text, references) == (
        IMPORT + 'row["""score"""], row[r"score"], row["rat" "ing"]\n'
    )


def test_a_thousand_files_take_about_a_second(tmp_path: Path) -> None:
    body = "def f(x):\n    return x + 1  # A comment\n" * 60
    uses = IMPORT + "Movie.rating\n"
    for number in range(1000):
        folder = tmp_path / f"package_{number % 50}"
        folder.mkdir(exist_ok=True)
        text = uses + body if number % 10 == 0 else body
        (folder / f"m{number}.py").write_text(text, encoding="utf-8")
    before = time.process_time()
    assert len(find(tmp_path, tmp_path / "admin", RENAMED)) == 100
    assert time.process_time() - before < 3


def test_other_tables_of_that_name(tmp_path: Path) -> None:
    """A package may have a class of one name in two modules."""

    def twins(column_name: str) -> list[Table]:
        return [
            table("app.a.tables:Item", column(column_name)),
            table("app.b.tables:Item", column("rating")),
        ]

    of = changed(twins("rating"), twins("score"), "app.a.tables:Item.rating=score")
    files = {
        f"app/{name}/views.py": "from .tables import Item\nItem.rating\n"
        for name in "ab"
    }
    assert [one.path for one in found(tmp_path, files, of)] == ["app/a/views.py"]


def test_choices_alone(tmp_path: Path) -> None:
    files = {"admin/tables/movie/views.py": "forms.RATING_CHOICES\n"}
    references = found(tmp_path, files, [RENAMED[0]])
    assert shown(references) == ["1: RATING_CHOICES > SCORE_CHOICES"]
