"""What real git makes of a baseline that two branches have changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scaffold.baseline import migrations_path, read, record_path, schema_path
from scaffold.baseline.conflicts import Conflicted
from scaffold.baseline.records import Record
from scaffold.baseline.tables import encode_migrations, encode_table
from tests.baseline.conftest import Repository, record
from tests.baseline.test_tables import ID, MOVIE, TITLE

APP = record_path("app.py")
LINES = [f"line {number}\n" for number in range(9)]
BASE = "".join(LINES)


def with_line(after: int, line: str) -> str:
    return "".join([*LINES[:after], line, *LINES[after:]])


def test_lines_far_apart_merge(repository: Repository) -> None:
    ours, theirs = with_line(1, "ours\n"), with_line(8, "theirs\n")
    repository.branches(APP, record(BASE), record(ours), record(theirs))
    repository.git("merge", "theirs")
    both = "".join([LINES[0], "ours\n", *LINES[1:8], "theirs\n", LINES[8]])
    assert read(repository.output).records == {"app.py": Record("app.py", both)}


@pytest.mark.parametrize("elsewhere", ["* binary", "*.base merge=union", "* -merge"])
def test_the_project_may_merge_other_files_otherwise(
    repository: Repository, elsewhere: str
) -> None:
    (repository.top / ".gitattributes").write_text(elsewhere)
    ours, theirs = with_line(9, "ours\n"), with_line(9, "theirs\n")
    repository.branches(APP, record(BASE), record(ours), record(theirs))
    repository.git("merge", "theirs", fails=True)
    sides = Conflicted(Record("app.py", ours), Record("app.py", theirs))
    assert read(repository.output).conflicts == {"app.py": sides}


@pytest.mark.parametrize("style", ["merge", "diff3"])
@pytest.mark.parametrize("end", ["\n", ""])
def test_adjacent_lines_are_both_sides(
    repository: Repository, style: str, end: str
) -> None:
    ours, theirs = with_line(9, f"ours{end}"), with_line(9, f"theirs{end}")
    repository.branches(APP, record(BASE), record(ours), record(theirs))
    repository.git("-c", f"merge.conflictStyle={style}", "merge", "theirs", fails=True)
    base = Record("app.py", BASE) if style == "diff3" else None
    sides = Conflicted(Record("app.py", ours), Record("app.py", theirs), base)
    assert read(repository.output).conflicts == {"app.py": sides}


def test_a_record_that_both_branches_add(repository: Repository) -> None:
    repository.branches(APP, None, record("1\n2\n"), record("1\n3"))
    repository.git("merge", "theirs", fails=True)
    sides = Conflicted(Record("app.py", "1\n2\n"), Record("app.py", "1\n3"))
    assert read(repository.output).conflicts == {"app.py": sides}


def test_columns_far_apart_merge(repository: Repository) -> None:
    middle = tuple(replace(TITLE, name=f"column_{number}") for number in range(3))
    base = replace(MOVIE, columns=(ID, *middle, TITLE))
    ours = replace(base, columns=(replace(ID, index=True), *middle, TITLE))
    theirs = replace(base, columns=(ID, *middle, TITLE, replace(TITLE, name="new")))
    path = schema_path("movie")
    repository.branches(path, *map(encode_table, (base, ours, theirs)))
    repository.git("merge", "theirs")
    both = replace(base, columns=(*ours.columns, theirs.columns[-1]))
    assert read(repository.output).tables == {MOVIE.key: ("movie", both)}


def test_migrations_of_both_branches_were_seen(repository: Repository) -> None:
    seen = ({"1"}, {"1", "2"}, {"1", "3"})
    path = migrations_path("movies")
    repository.branches(path, *map(encode_migrations, seen))
    repository.git("merge", "theirs", fails=True)
    assert read(repository.output).migrations == {"movies": {"1", "2", "3"}}


def test_other_ways_to_merge(repository: Repository) -> None:
    """They go through a patch, which -diff makes a binary one."""
    ours, theirs = with_line(1, "ours\n"), with_line(8, "theirs\n")
    repository.branches(APP, record(BASE), record(ours), record(theirs))
    repository.git("rebase", "--apply", "theirs")
    both = "".join([LINES[0], "ours\n", *LINES[1:8], "theirs\n", LINES[8]])
    assert read(repository.output).records == {"app.py": Record("app.py", both)}


def test_reviews_stay_readable(repository: Repository) -> None:
    repository.commit({APP: record(BASE)})
    repository.write({APP: record("x")})
    difference = repository.git("diff")
    assert "Binary files" in difference
    assert len(difference.splitlines()) == 3


def test_git_converts_no_line_ends(repository: Repository) -> None:
    repository.git("config", "core.autocrlf", "true")
    repository.commit({APP: record(BASE), "app.py": b"1\n"})
    for path in (APP, "app.py"):
        (repository.output / path).unlink()
    repository.git("checkout", ".")
    assert (repository.output / "app.py").read_bytes() == b"1\r\n"
    assert (repository.output / APP).read_bytes() == record(BASE)


def test_what_git_ignores(repository: Repository) -> None:
    (repository.top / ".gitignore").write_text("build/\nlock\n*.seen\n")
    kept = {
        record_path("tables/build/forms.py"): b"",
        record_path("tables/lock/forms.py"): b"",
        record_path("journal/cache"): b"",
        schema_path("lock"): b"",
        migrations_path("cache"): b"",
    }
    local = ["lock", "journal/1/new", "cache.json"]
    repository.commit({**kept, **{f".scaffold/{path}": b"" for path in local}})
    tracked = repository.git("ls-files", "--", "project/admin/.scaffold").split()
    names = {str(Path(path).relative_to("project/admin")) for path in tracked}
    settings = {".scaffold/.gitattributes", ".scaffold/.gitignore"}
    assert names == {*kept, *settings}
