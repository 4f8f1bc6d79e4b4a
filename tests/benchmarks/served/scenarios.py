"""What is measured, and how an answer is shown to be right before that."""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .data import COLUMNS, movie, typed
from .databases import Database
from .peers import OURS, Peer
from .peers.ours import MOVIES
from .web import Request, Session

TERM = "star"
RATING = 5
GENRE = 4

MANY = 200
"""How many different rows are asked for, or written."""


class Wrong(Exception):
    """An answer is not what it should be."""


@dataclass(frozen=True)
class Scenario(ABC):
    """Something that people do, again and again."""

    name: str
    sizes: tuple[str, ...] = ("100k",)
    """Which data it is done with."""

    writes = False

    is_ours = False
    """Whether no other peer is measured."""

    @property
    def rows(self) -> int:
        """How many an answer has."""
        return 1

    @abstractmethod
    def requests(
        self, peer: Peer, session: Session, database: Database
    ) -> list[Request]: ...

    @abstractmethod
    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        """Raise ``Wrong``."""


@dataclass(frozen=True)
class List(Scenario):
    """A page of a list: its rows, in order, and not one more."""

    size: int = 25
    order: str = "id"
    where: str = ""

    @property
    def rows(self) -> int:
        return self.size

    def number(self, database: Database) -> int:
        """That of the page."""
        return 1

    def request(self, peer: Peer, session: Session, database: Database) -> Request:
        return peer.page(session, self.number(database), self.size, self.order)

    def requests(
        self, peer: Peer, session: Session, database: Database
    ) -> list[Request]:
        request = self.request(peer, session, database)
        return [with_text(request, self.names(database)[0])]

    def names(self, database: Database) -> list[str]:
        """Those of the rows on the page, and of the next one."""
        offset = (self.number(database) - 1) * self.size
        limit = f"limit {self.size + 1} offset {offset}"
        where = self.where.format(contains=database.contains)
        select = f"select name from movie {where} order by {self.order} {limit}"
        return [name for (name,) in database.fetch(select)]

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        body = answer(session, requests[0])
        names = self.names(database)
        place = 0
        for name in names[: self.size]:
            place = body.find(name, place)
            if place < 0:
                raise Wrong(f"{name} is missing, or not in its place")
        if names[self.size :] and names[-1] in body:
            raise Wrong(f"there are more than {self.size} rows")
        self.check_row(database, body, names[0])

    def check_row(self, database: Database, body: str, name: str) -> None:
        """A row has its columns, and what it refers to can be read."""
        ((poster, barcode, day, director, studio),) = database.fetch(
            "select m.poster, m.barcode, m.release_date, d.name, s.name from movie m "
            "join director d on d.id = m.director join studio s on s.id = m.studio "
            f"where m.name = '{name}'"
        )
        contains_all(body, [poster, director, studio])
        contains_any(body, [str(barcode), f"{barcode:,}"])
        contains_any(body, days(str(day)))


@dataclass(frozen=True)
class Filtered(List):
    where: str = f"where name {{contains}} '%{TERM}%' and rating >= {RATING}"

    def request(self, peer: Peer, session: Session, database: Database) -> Request:
        return peer.filtered(session, TERM, RATING, self.size)


@dataclass(frozen=True)
class Deep(List):
    """Nine tenths down the list."""

    def number(self, database: Database) -> int:
        return database.movies * 9 // 10 // self.size + 1


@dataclass(frozen=True)
class Next(Deep):
    """The same, by the link on the page before."""

    def request(self, peer: Peer, session: Session, database: Database) -> Request:
        return peer.next_page(session, self.number(database), self.size)


@dataclass(frozen=True)
class Last(List):
    """By the link that leads there."""

    def number(self, database: Database) -> int:
        return database.movies // self.size

    def request(self, peer: Peer, session: Session, database: Database) -> Request:
        return peer.last_page(session, self.number(database), self.size)


@dataclass(frozen=True)
class Edit(Scenario):
    """The form of a row, another one each time."""

    def requests(
        self, peer: Peer, session: Session, database: Database
    ) -> list[Request]:
        return [
            with_text(peer.edit(session, key), movie(key)[1]) for key in keys(database)
        ]

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        row = movie(keys(database)[0])
        shown = row[1], row[7], row[8], str(row[11])
        contains_all(answer(session, requests[0]), shown)


@dataclass(frozen=True)
class Create(Scenario):
    writes = True

    def requests(
        self, peer: Peer, session: Session, database: Database
    ) -> list[Request]:
        return [
            peer.create(session, typed(database.movies + number, f"New {number:05}"))
            for number in range(1, MANY + 1)
        ]

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        answer(session, requests[0])
        expected = typed(database.movies + 1, "New 00001")
        check_stored(database, f"id > {database.movies}", expected)


@dataclass(frozen=True)
class Update(Scenario):
    """Every column is sent, and one is changed."""

    writes = True

    def changed(self, database: Database) -> list[tuple[int, dict[str, str]]]:
        return [
            (key, typed(key, movie(key)[1]) | {"oscar_nominations": str(number % 7)})
            for number, key in enumerate(keys(database))
        ]

    def requests(
        self, peer: Peer, session: Session, database: Database
    ) -> list[Request]:
        rows = self.changed(database)
        return [peer.update(session, key, row) for key, row in rows]

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        key, expected = self.changed(database)[0]
        database.fetch(f"update movie set oscar_nominations = 99 where id = {key}")
        answer(session, requests[0])
        check_stored(database, f"id = {key}", expected)


@dataclass(frozen=True)
class Search(Scenario):
    """Directors, while somebody types."""

    def requests(
        self, peer: Peer, session: Session, database: Database
    ) -> list[Request]:
        return [with_text(peer.search(session, "smithson"), "Smithson")]

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        found = set(re.findall(r"\w+ Smithson \d+", answer(session, requests[0])))
        contains = f"where name {database.contains} '%smithson%'"
        names = database.fetch(f"select name from director {contains}")
        if len(found) < 6 or not found <= {name for (name,) in names}:
            raise Wrong(f"found are {found}")


@dataclass(frozen=True)
class Own(Scenario):
    """A request that is made of our admin alone."""

    path: str = ""
    text: str = ""
    is_ours = True

    def requests(
        self, peer: Peer, session: Session, database: Database
    ) -> list[Request]:
        middle = database.movies // 2
        path = self.path.format(middle=middle, name=movie(middle)[1].replace(" ", "+"))
        return [with_text(session.get(path), self.text or movie(middle)[1])]

    def check(
        self, session: Session, database: Database, requests: Sequence[Request]
    ) -> None:
        contains_all(answer(session, requests[0]), [requests[0].text])


@dataclass(frozen=True)
class OwnList(List):
    is_ours = True


@dataclass(frozen=True)
class OwnNext(Next):
    is_ours = True


@dataclass(frozen=True)
class OwnLast(Last):
    is_ours = True


@dataclass(frozen=True)
class ByGenre(OwnList):
    """An eighth of the rows, by a column with an index."""

    where: str = f"where genre = {GENRE}"

    def request(self, peer: Peer, session: Session, database: Database) -> Request:
        return OURS.listed(session, self.size, genre=GENRE)


BESIDE_OTHERS: tuple[Scenario, ...] = (
    List("list of 25 rows", order="name"),
    List("list of 100 rows", size=100, order="name"),
    Filtered("filtered list"),
    Edit("form of a row"),
    Create("add a row"),
    Update("change a row"),
    Search("search for a reference"),
    Next("page at row 900,000, by its link", ("1m",), size=100),
    Deep("page at row 900,000, by its number", ("1m",), size=100),
    Last("last of a million rows", ("1m",)),
)

GROWTH = ("1k", "1m")

BESIDE_FEW_ROWS: tuple[Scenario, ...] = (
    OwnList("first page", GROWTH),
    OwnList("first page, by a column", GROWTH, order="name"),
    ByGenre("an eighth of the rows", GROWTH),
    Own("one row by its name", GROWTH, MOVIES + "?name={name}&name__operator=exact"),
    OwnNext("page far down, by its link", GROWTH),
    OwnLast("last page", GROWTH),
    Own("search among the rows", GROWTH, f"{MOVIES}search/?q=star", "Star"),
    Own("form of one of the rows", GROWTH, MOVIES + "edit/{middle}/"),
)

ALL = (*BESIDE_OTHERS, *BESIDE_FEW_ROWS)


def keys(database: Database) -> list[int]:
    """Of some rows, always the same."""
    return random.Random(7).sample(range(1, database.movies + 1), MANY)


def with_text(request: Request, text: str) -> Request:
    parts = request.method, request.path, request.headers, request.body, request.status
    return Request(*parts, text)


def answer(session: Session, request: Request) -> str:
    found = session.send(request)
    body = found.body.decode()
    if found.status != request.status:
        what = f"{request.method} {request.path}: {found.status}"
        raise Wrong(f"{what}\n{body[:500]}")
    return body


def contains_all(body: str, texts: Sequence[str]) -> None:
    for text in texts:
        contains_any(body, [text])


def contains_any(body: str, texts: Sequence[str]) -> None:
    if not any(text in body for text in texts):
        raise Wrong(f"{texts[0]} is missing")


def days(day: str) -> list[str]:
    """As 2001-05-01, or as May 1, 2001."""
    found = date.fromisoformat(day)
    return [day, f" {found.day}, {found.year}"]


def check_stored(database: Database, where: str, expected: dict[str, str]) -> None:
    """One row has these values, as text."""
    names = COLUMNS["movie"][1:]
    rows = database.fetch(f"select {', '.join(names)} from movie where {where}")
    found = [
        {n: as_typed(n, v) for n, v in zip(names, row, strict=True)} for row in rows
    ]
    if found != [expected]:
        raise Wrong(f"stored is {found}, which should be {expected}")


def as_typed(name: str, value: Any) -> str:
    if name == "won_oscar":
        return "true" if value else ""
    if name in ("rating", "box_office"):
        return f"{value:.1f}"
    return str(value)
