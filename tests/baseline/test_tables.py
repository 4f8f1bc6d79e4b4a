"""Schemas and migrations as lines."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaffold.baseline.codec import BadRecord, decode_text, encode_text
from scaffold.baseline.conflicts import Conflicted
from scaffold.baseline.tables import (
    decode_migrations,
    decode_table,
    encode_migrations,
    encode_table,
)
from scaffold.schema import (
    Choice,
    Column,
    Constraint,
    Default,
    ManyToMany,
    Readable,
    Reference,
    Table,
)


def any_of(kind: type, **known: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """With a value for each field, also for those that have a default."""
    return st.builds(kind, **{**{f.name: ... for f in fields(kind)}, **known})  # type: ignore[arg-type]


def tuples_of(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


PLAIN = {
    "default": any_of(Default),
    "choices": st.none() | tuples_of(any_of(Choice)),
    "references": st.none() | any_of(Reference),
}
ITEMS = any_of(Column, **PLAIN, items=st.none())
COLUMNS = st.lists(
    any_of(Column, **PLAIN, items=st.none() | ITEMS),
    max_size=3,
    unique_by=lambda column: column.name,
)
TABLES = any_of(
    Table,
    columns=COLUMNS.map(tuple),
    constraints=tuples_of(any_of(Constraint)),
    many_to_many=tuples_of(any_of(ManyToMany)),
)

ID = Column("id", "id", "Serial", Default("database"), primary_key=True)
TITLE = Column("title", "title", "Varchar", Default("constant", ""), length=255)
MOVIE = Table("Movie", "movies.tables", "movie", (ID, TITLE), Readable("%s", ("id",)))


def lines(table: Table) -> list[Any]:
    text = decode_text(encode_table(table))
    return [json.loads(line) for line in text.splitlines()]


def written(*values: object) -> bytes:
    return encode_text("".join(json.dumps(value) + "\n" for value in values))


@settings(max_examples=50, deadline=None)
@given(TABLES)
def test_a_table_comes_back(table: Table) -> None:
    assert decode_table(encode_table(table)) == table


def test_lone_surrogates_come_back() -> None:
    table = replace(MOVIE, help_text="\ud800\u2028\n")
    assert decode_table(encode_table(table)) == table


def test_the_form_of_a_schema() -> None:
    assert lines(MOVIE) == [
        {"name": "Movie"},
        {"module": "movies.tables"},
        {"tablename": "movie"},
        {"readable": {"template": "%s", "columns": ["id"]}},
        {
            "column": {
                "name": "id",
                "db_name": "id",
                "type": "Serial",
                "default": {"kind": "database"},
                "primary_key": True,
            }
        },
        {
            "column": {
                "name": "title",
                "db_name": "title",
                "type": "Varchar",
                "default": {"kind": "constant", "text": ""},
                "length": 255,
            }
        },
    ]


def test_a_change_of_one_column_is_one_line() -> None:
    new = replace(MOVIE, columns=(ID, replace(TITLE, help_text="The title.")))
    assert lines(MOVIE)[:-1] == lines(new)[:-1]


def test_what_a_later_version_adds_is_ignored() -> None:
    facts = [*lines(MOVIE), {"later": [1]}]
    facts[0]["also"] = {"x": None}
    facts[-2]["column"]["later"] = "x"
    assert decode_table(written(*facts)) == MOVIE


def test_a_line_that_git_kept_twice_counts_once() -> None:
    facts = lines(MOVIE)
    assert decode_table(written(*facts, facts[0], facts[-1])) == MOVIE


@pytest.mark.parametrize(
    "line",
    [
        [],
        {"name": "Film"},  # and Movie
        {"column": {"name": "title"}},  # without the rest
        {"column": []},
        {"column": {**lines(MOVIE)[-1]["column"], "null": True}},  # and without null
        {"column": {**lines(MOVIE)[-1]["column"], "name": "a", "null": 1}},
        {"column": {**lines(MOVIE)[-1]["column"], "name": "a", "length": True}},
        {"column": {**lines(MOVIE)[-1]["column"], "name": "a", "digits": [1]}},
        {"column": {**lines(MOVIE)[-1]["column"], "name": "a", "default": None}},
        {"role": "king"},
        {"constraints": {}},
    ],
)
def test_a_bad_schema(line: object) -> None:
    with pytest.raises(BadRecord):
        decode_table(written(*lines(MOVIE), line))


@pytest.mark.parametrize("data", [b"", b"{}\n", encode_text("{"), encode_text("{}")])
def test_no_schema_at_all(data: bytes) -> None:
    with pytest.raises(BadRecord):
        decode_table(data)


def test_both_sides_of_a_conflict() -> None:
    theirs = replace(MOVIE, columns=(ID, replace(TITLE, null=True)))
    one, two = encode_table(MOVIE).decode(), encode_table(theirs).decode()
    data = f"<<<<<<< a\n{one}=======\n{two}>>>>>>> b\n".encode()
    assert decode_table(data) == Conflicted(MOVIE, theirs)


@given(st.frozensets(st.text(st.characters(codec="utf-8", exclude_characters="\n"))))
def test_migrations_come_back(ids: frozenset[str]) -> None:
    assert decode_migrations(encode_migrations(ids)) == ids


def test_migrations_are_sorted() -> None:
    assert (
        decode_text(encode_migrations({"2026-02", "2026-01"})) == "2026-01\n2026-02\n"
    )


def test_migrations_that_either_side_has_seen_were_seen() -> None:
    one, two = (encode_migrations({name}).decode() for name in "ab")
    data = f"<<<<<<< a\n{one}=======\n{two}>>>>>>> b\n".encode()
    assert decode_migrations(data) == {"a", "b"}


def test_bad_migrations() -> None:
    for data in (b"2026-01\n", encode_text("2026-01")):
        with pytest.raises(BadRecord):
            decode_migrations(data)
