"""What is asked of the APIs, and what must be answered: the same by all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..served import scenarios
from ..served.data import COLUMNS, Row, director, movie, studio, typed
from ..served.databases import Database
from ..served.peers import Peer
from ..served.peers.piccolo_admin import PiccoloAdmin
from ..served.scenarios import RATING, TERM, Scenario, Wrong, answer, check_stored, keys
from ..served.web import Request, Session

Shown = dict[str, Any]
"""A row as JSON has it."""


@dataclass(frozen=True)
class List(scenarios.List):
    labels: bool = False
    """Whether the names of what rows refer to come along."""

    def request(self, peer: Peer, session: Session, database: Database) -> Request:
        assert isinstance(peer, PiccoloAdmin)
        page = {"__order": self.order, "__page_size": self.size}
        labels = {"__readable": "true"} if self.labels else {}
        return peer.listed(session, **page, **labels, **self.filters)

    @property
    def filters(self) -> Mapping[str, object]:
        return {}

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        names = self.names(database)[: self.size]
        rows = [shown(movie(int(name[-7:])), labels=self.labels) for name in names]
        compare(answer(session, requests[0]), {"rows": rows})


@dataclass(frozen=True)
class Filtered(List):
    where: str = scenarios.Filtered.where

    @property
    def filters(self) -> Mapping[str, object]:
        names = {"name": TERM, "name__match": "contains"}
        return {**names, "rating": RATING, "rating__operator": "gte"}


@dataclass(frozen=True)
class Detail(scenarios.Edit):
    """A row, another one each time."""

    def requests(
        self, peer: Peer, session: Session, database: Database
    ) -> list[Request]:
        assert isinstance(peer, PiccoloAdmin)
        return [session.get(f"{peer.movies}{key}/") for key in keys(database)]

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        compare(answer(session, requests[0]), shown(movie(keys(database)[0])))


@dataclass(frozen=True)
class Create(scenarios.Create):
    """The answer is the key."""

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        body = answer(session, requests[0])
        select = f"select id from movie where id > {database.movies}"
        compare(body, [{"id": key} for (key,) in database.fetch(select)])
        expected = typed(database.movies + 1, "New 00001")
        check_stored(database, f"id > {database.movies}", expected)


@dataclass(frozen=True)
class Update(scenarios.Update):
    """All columns are sent, as by Piccolo Admin's front end. The answer is the row."""

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        key, expected = self.changed(database)[0]
        database.fetch(f"update movie set oscar_nominations = 99 where id = {key}")
        nominations = int(expected["oscar_nominations"])
        row = {**shown(movie(key)), "oscar_nominations": nominations}
        # Piccolo Admin answers without the key.
        sent_back = {**json.loads(answer(session, requests[0])), "id": key}
        compare(json.dumps(sent_back), row)
        check_stored(database, f"id = {key}", expected)


CASES: tuple[Scenario, ...] = (
    List("list of 25 rows", order="name"),
    List("list of 25 rows, with labels", order="name", labels=True),
    List("list of 100 rows", size=100, order="name"),
    List("list of 100 rows, with labels", size=100, order="name", labels=True),
    Filtered("filtered list of 25 rows"),
    Detail("a row"),
    Create("add a row"),
    Update("change a row"),
)


def shown(row: Row, *, labels: bool = False) -> Shown:
    values = dict(zip(COLUMNS["movie"], row, strict=True))
    values["release_date"] = str(values["release_date"])
    if labels:
        values["director_readable"] = director(values["director"])[1]
        values["studio_readable"] = studio(values["studio"])[1]
    return values


def compare(body: str, expected: Any) -> None:
    """Raise ``Wrong`` where JSON is not as expected. PostgreSQL's reals are short."""

    def rounded(text: str) -> float:
        return round(float(text), 4)

    found = json.loads(body, parse_float=rounded, object_hook=read)
    if found != expected:
        raise Wrong(f"the answer is {found}, which should be {expected}")


def read(values: Shown) -> Shown:
    """Numbers with all digits are texts: ``10`` is ``10.0``."""
    if isinstance(text := values.get("box_office"), str):
        return {**values, "box_office": Decimal(text)}
    return values
