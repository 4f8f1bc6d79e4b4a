"""The functions that decide whether an answer is right, and what a ratio is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.served.data import COLUMNS, SIZES, movie, rows, typed
from tests.benchmarks.served.databases import Sqlite
from tests.benchmarks.served.exports import check
from tests.benchmarks.served.load import Load, body_of
from tests.benchmarks.served.peers import ADMINS, OURS
from tests.benchmarks.served.project import many_tables
from tests.benchmarks.served.report import marked, rate_beside, ratio, target
from tests.benchmarks.served.rounds import Result, Sample, rotated
from tests.benchmarks.served.scenarios import (
    BESIDE_OTHERS,
    List,
    Wrong,
    check_stored,
    contains_any,
    days,
)


@pytest.fixture
def database(tmp_path: Path) -> Sqlite:
    found = Sqlite(tmp_path, "1k")
    found.load()
    return found


def test_rows_are_those_that_are_loaded(database: Sqlite) -> None:
    assert database.fetch("select count(*) from movie") == [(SIZES["1k"],)]
    check_stored(database, "id = 7", typed(7, movie(7)[1]))
    with pytest.raises(Wrong, match="which should be"):
        check_stored(database, "id = 7", typed(8, movie(7)[1]))


def test_added_rows_are_deleted(database: Sqlite) -> None:
    names = ", ".join(COLUMNS["movie"][1:])
    database.fetch(f"insert into movie ({names}) select {names} from movie limit 3")
    database.restore()
    assert database.fetch("select count(*) from movie") == [(SIZES["1k"],)]


def test_page_has_one_name_more_than_rows(database: Sqlite) -> None:
    names = List("list", size=25, order="name").names(database)
    assert names == sorted(row[1] for row in rows("movie", 1_000))[:26]


def test_days_are_told_from_others() -> None:
    contains_any("on May 1, 2001", days("2001-05-01"))
    with pytest.raises(Wrong, match="2001-05-01 is missing"):
        contains_any("on May 11, 2001", days("2001-05-01"))


def test_export_lacks_no_row() -> None:
    lines = ["id,name", *(f"{number},{movie(number)[1]}" for number in (1, 2, 3))]
    check(["\n".join(lines) + "\n"], 3)
    with pytest.raises(Wrong, match="2 rows"):
        check(["\n".join(lines[:-1]) + "\n"], 3)


@pytest.mark.parametrize(
    ("head", "rest", "body"),
    [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n", b"text", b"text"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", b"tex", None),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n",
            b"abcde",
        ),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"3\r\nab", None),
        (b"HTTP/1.1 303 See Other\r\nlocation: /\r\n\r\n", b"", b""),
    ],
)
def test_body_is_there_once_it_is_whole(
    head: bytes, rest: bytes, body: bytes | None
) -> None:
    assert body_of(head, bytearray(head + rest), len(head)) == body


def test_ratio_is_that_of_the_rounds() -> None:
    scenario = BESIDE_OTHERS[0]
    mine = Result(scenario, "100k", OURS, [sample(10), sample(40), sample(30)])
    other = Result(scenario, "100k", ADMINS[0], [sample(10), sample(10), sample(20)])
    assert mine.ratio(other, lambda each: each.rate) == 1.5
    # Lists have to be twice as fast as others'.
    assert ratio(mine, other, rate_beside) == "**1.50**"
    assert target(mine, ADMINS[0]) == 2
    assert marked(1.5, 1) == "1.50"


def sample(answers: int) -> Sample:
    return Sample(Load(1, answers, [0, 0], 0, {}), 0.1, 0)


def test_rounds_begin_elsewhere() -> None:
    assert rotated("abc", 4) == ["b", "c", "a"]
    assert rotated([], 1) == []


def test_tables_of_the_start_are_code() -> None:
    code = many_tables(3)
    compile(code, "tables.py", "exec")
    assert code.endswith("TABLES = [Table000, Table001, Table002]\n")
