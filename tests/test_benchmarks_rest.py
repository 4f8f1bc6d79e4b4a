"""The functions that decide whether the answer of an API is right, and good enough."""

from __future__ import annotations

import json

import pytest

from tests.benchmarks.rest.cases import CASES, compare, shown
from tests.benchmarks.rest.peers import LIMITS, OURS, PICCOLO_ADMIN
from tests.benchmarks.rest.report import per_second, ratio
from tests.benchmarks.served.data import movie
from tests.benchmarks.served.load import Load
from tests.benchmarks.served.peers.piccolo_admin import PiccoloAdmin
from tests.benchmarks.served.rounds import Result, Sample
from tests.benchmarks.served.scenarios import Wrong


def test_an_answer_is_compared_value_by_value() -> None:
    row = shown(movie(7), labels=True)
    assert row["director_readable"].endswith(f"{row['director']:04}")
    compare(json.dumps(row, default=str), row)
    # As PostgreSQL has what is stored in four bytes.
    short = {**row, "rating": row["rating"] + 1e-7}
    compare(json.dumps(short, default=str), row)
    for wrong in ({"genre": None}, {"box_office": float(row["box_office"])}):
        with pytest.raises(Wrong, match="which should be"):
            compare(json.dumps({**row, **wrong}, default=str), row)


def test_ours_must_be_three_times_as_fast_as_piccolo_admin() -> None:
    assert told(PICCOLO_ADMIN, 10) == "3.00"
    assert told(PICCOLO_ADMIN, 11) == "**2.73**"


def test_ours_must_be_almost_as_fast_as_by_hand() -> None:
    assert told(LIMITS[0], 50) == "0.60"
    assert told(LIMITS[0], 60) == "**0.50**"


def test_less_work_is_better() -> None:
    assert per_second(sample(30)) == 2


def told(peer: PiccoloAdmin, answers: int) -> str:
    mine = Result(CASES[0], "100k", OURS, [sample(30)])
    other = Result(CASES[0], "100k", peer, [sample(answers)])
    return ratio(mine, other, lambda each: each.rate)


def sample(answers: int) -> Sample:
    return Sample(Load(1, answers, [0, 0], 0, {}), 0.375, 0.125)
