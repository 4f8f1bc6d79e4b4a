"""Rows to start with: facts about real films, and an invented season of screenings.

They are the same each time: chance comes from a fixed seed, and no clock is read.
"""

import csv
import datetime
import decimal
import random
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .tables import Category, Director, Movie, Studio, Ticket

DATA = Path(__file__).with_name("data")
STUDIO_IDS = uuid.UUID("6c2f4f0e-0d0c-4f0a-9b55-2d6d3c1f7a10")

CINEMA_TIME = datetime.timezone(datetime.timedelta(hours=2))
SEASON_STARTS = datetime.date(2026, 5, 4)
TODAY = datetime.datetime(2026, 6, 1, tzinfo=CINEMA_TIME)
SHOW_TIMES = (datetime.time(15, 30), datetime.time(18, 0), datetime.time(20, 45))

FILMS_IN_SEASON = 30
SCREENINGS_PER_FILM = 2
TICKETS_PER_SCREENING = 5

PRICES = {
    Category.full: decimal.Decimal("9.50"),
    Category.reduced: decimal.Decimal("7.00"),
    Category.child: decimal.Decimal("5.00"),
    Category.guest: decimal.Decimal("0.00"),
}
NOTES = (
    "Wheelchair space.",
    "Will collect the ticket at the door.",
    "Hearing loop, please.",
    "Birthday!\nA glass of something sparkling has been arranged.",
    "Moved from the screening on Thursday.",
)


async def seed() -> None:
    """Fill the four tables, which have to be empty."""
    chance = random.Random(1895)
    await Director.insert(*directors())
    await Studio.insert(*studios())
    await Movie.insert(*await movies(chance))
    await Ticket.insert(*await tickets(chance))


def directors() -> Iterator[Director]:
    for row in read("directors"):
        yield Director(
            name=row["name"],
            country=row["country"],
            born=date(row["born"]),
            died=date(row["died"]),
            biography=row["biography"],
        )


def studios() -> Iterator[Studio]:
    for row in read("studios"):
        yield Studio(
            id=uuid.uuid5(STUDIO_IDS, row["name"]),
            name=row["name"],
            country=row["country"],
            founded=int(row["founded"]),
            website=row["website"] or None,
            active=row["active"] == "yes",
        )


async def movies(chance: random.Random) -> list[Movie]:
    director_ids = await ids_by_name(Director)
    studio_ids = await ids_by_name(Studio)
    rows = list(read("movies"))
    season = chance.sample(range(len(rows)), FILMS_IN_SEASON)
    return [
        Movie(
            title=row["title"],
            original_title=row["original_title"] or None,
            year=int(row["year"]),
            director=director_ids[row["director"]],
            studio=studio_ids.get(row["studio"]),
            genre=row["genre"],
            certificate=int(row["certificate"]),
            running_time=datetime.timedelta(minutes=int(row["minutes"])),
            in_colour=row["colour"] == "yes",
            languages=row["languages"].split(),
            synopsis=row["synopsis"],
            in_programme=position in season,
            **invented(row, chance),
        )
        for position, row in enumerate(rows)
    ]


def invented(row: dict[str, str], chance: random.Random) -> dict[str, Any]:
    """What only our cinema could know about a film."""
    votes = chance.choice((0, *range(12, 400)))
    age = datetime.timedelta(
        days=chance.randrange(2_400), minutes=chance.randrange(600)
    )
    film_print = {
        "format": chance.choice(("35 mm", "DCP")) if int(row["year"]) < 2012 else "DCP",
        "subtitles": chance.choice(([], ["en"], ["en", "fr"])),
        "condition": chance.choice(("new", "good", "worn")),
    }
    return {
        "votes": votes,
        "rating": decimal.Decimal(chance.randrange(58, 97)) / 10 if votes else None,
        "print_details": film_print if chance.random() < 0.6 else None,
        "added_at": TODAY - age,
    }


async def tickets(chance: random.Random) -> list[Ticket]:
    """A few for each screening, no seat twice."""
    season = (
        Movie.select(Movie.id).where(Movie.in_programme.eq(True)).order_by(Movie.id)
    )
    customers = list(read("customers"))
    rows = []
    for movie in await season:
        for _ in range(SCREENINGS_PER_FILM):
            starts_at = screening(chance)
            for seat in chance.sample(range(12 * 16), TICKETS_PER_SCREENING):
                customer = chance.choice(customers)
                rows.append(ticket(movie["id"], starts_at, seat, customer, chance))
    return rows


def screening(chance: random.Random) -> datetime.datetime:
    day = SEASON_STARTS + datetime.timedelta(days=chance.randrange(56))
    return datetime.datetime.combine(day, chance.choice(SHOW_TIMES), CINEMA_TIME)


def ticket(
    movie: int,
    starts_at: datetime.datetime,
    seat: int,
    customer: dict[str, str],
    chance: random.Random,
) -> Ticket:
    category = chance.choices(list(Category), weights=(12, 6, 2, 1))[0]
    before = datetime.timedelta(
        days=chance.randrange(14), seconds=chance.randrange(86_400)
    )
    return Ticket(
        code="".join(chance.choices("23456789ABCDEFGHJKMNPQRSTUVWXYZ", k=8)),
        movie=movie,
        starts_at=starts_at,
        doors_open=starts_at.replace(tzinfo=None) - datetime.timedelta(minutes=30),
        seat=f"{'ABCDEFGHJKLM'[seat // 16]}{seat % 16 + 1}",
        category=category.value,
        price=PRICES[category],
        customer=customer["name"],
        email=customer["email"] or None,
        booked_at=starts_at - before,
        admitted=starts_at < TODAY and chance.random() < 0.93,
        note=chance.choice(NOTES) if chance.random() < 0.1 else None,
    )


async def ids_by_name(table: type[Director] | type[Studio]) -> dict[str, Any]:
    rows = await table.select(table.id, table.name)
    return {row["name"]: row["id"] for row in rows}


def read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
