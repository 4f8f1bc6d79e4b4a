"""A whole baseline, from disk and to bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.baseline import (
    SETTINGS,
    Baseline,
    conflict_path,
    encode_migrations,
    encode_open,
    migrations_path,
    parse,
    read,
    record_path,
    schema_path,
    stored,
)
from scaffold.baseline.codec import encode_text
from scaffold.baseline.conflicts import Conflicted
from scaffold.baseline.records import Record, encode
from scaffold.baseline.tables import encode_table
from tests.baseline.test_tables import MOVIE

FORMS = Record("tables/movie/forms.py", "é = 1\n", MOVIE.key, "forms/movie.py")
BASELINE = Baseline(
    records={"app.py": Record("app.py", ""), FORMS.path: FORMS},
    tables={MOVIE.key: ("movie", MOVIE)},
    migrations={"movies": frozenset({"2026-01-01T10:00:00:000000"})},
)


def encoded(baseline: Baseline) -> dict[str, bytes]:
    """The files of a baseline, by their paths below the output."""
    return {
        **SETTINGS,
        **{record_path(r.path): encode(r) for r in baseline.records.values()},
        **{schema_path(slug): encode_table(t) for slug, t in baseline.tables.values()},
        **{
            migrations_path(app): encode_migrations(ids)
            for app, ids in baseline.migrations.items()
        },
        **{
            conflict_path(path): encode_open(one) for path, one in baseline.open.items()
        },
    }


def write(output: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_bytes(content)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    write(tmp_path / "admin", encoded(BASELINE))
    return tmp_path / "admin"


def conflict(ours: bytes, theirs: bytes) -> bytes:
    return b"<<<<<<< a\n" + ours + b"=======\n" + theirs + b">>>>>>> b\n"


def test_it_comes_back(output: Path) -> None:
    assert read(output) == BASELINE


def test_from_within_the_folder(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(output)
    assert read(Path()) == BASELINE
    monkeypatch.chdir(output.parent)
    assert read(Path("admin")) == BASELINE


def test_its_files(output: Path) -> None:
    files = encoded(BASELINE)
    assert set(files) == {
        *SETTINGS,
        ".scaffold/base/app.py.base",
        ".scaffold/base/tables/movie/forms.py.base",
        ".scaffold/schema/movie.schema",
        ".scaffold/migrations/movies.seen",
    }
    assert stored(output) == {p: d for p, d in files.items() if p not in SETTINGS}


def test_nothing_was_generated_yet(tmp_path: Path) -> None:
    assert read(tmp_path / "admin") == Baseline()


def test_other_files_are_not_read(output: Path) -> None:
    other = ["base/app.py.base.orig", "base/app.py", "base/x.seen", "cache.json", "x"]
    write(output, {f".scaffold/{path}": b"x" for path in other})
    assert read(output) == BASELINE


def test_a_link_to_a_folder_is_not_followed(output: Path) -> None:
    (output / ".scaffold/base/loop").symlink_to(output / ".scaffold/base")
    assert read(output) == BASELINE


def test_what_cannot_be_read_is_named() -> None:
    bad = {
        record_path("app.py"): b"x",
        record_path("locked.py"): None,
        schema_path("movie"): b"",
        migrations_path("movies"): b"2026\n",
    }
    assert parse(bad) == Baseline(unreadable=tuple(bad))


def test_conflicts_are_told_from_the_rest() -> None:
    other = Record("app.py", "x\n")
    film = replace(MOVIE, tablename="film")
    found = parse(
        {
            record_path("app.py"): conflict(encode(FORMS), encode(other)),
            schema_path("movie"): conflict(encode_table(MOVIE), encode_table(film)),
            migrations_path("movies"): conflict(encode_text("1\n"), encode_text("2\n")),
        }
    )
    assert found == Baseline(
        migrations={"movies": frozenset("12")},
        conflicts={"app.py": Conflicted(replace(FORMS, path="app.py"), other)},
        table_conflicts={"movie": Conflicted(MOVIE, film)},
    )


def test_a_table_under_two_slugs_counts_once() -> None:
    data = encode_table(MOVIE)
    found = parse({schema_path("film"): data, schema_path("movie"): data})
    assert found.tables == {MOVIE.key: ("film", MOVIE)}
