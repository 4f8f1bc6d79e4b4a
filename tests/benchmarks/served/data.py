"""The rows: each is a function of its number, so that every database has the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]

DIRECTORS = 1_000
STUDIOS = 50

SIZES = {"1k": 1_000, "100k": 100_000, "1m": 1_000_000}
"""How many movies a set of data has, by its name."""


def words(text: str) -> list[str]:
    return text.split()


ADJECTIVES = words("""
Amber Ancient Arctic Autumn Bitter Black Blazing Blind Bright Broken Bronze Burning
Cold Crimson Crystal Dancing Dark Deep Distant Dying Electric Emerald Empty Endless
Eternal Fallen Fatal Final Forgotten Frozen Gentle Golden Hidden Hollow Iron Last
Little Lonely Lost Midnight Northern Pale Perfect Quiet Rising Scarlet Secret Silent
Silver Sleeping Star Stolen Strange Sudden Velvet Violet Wandering White Wild
""")

NOUNS = words("""
Anchor Angel Arrow Ballad Bell Bridge Canyon Castle Circus City Coast Crown Desert
Dream Echo Empire Engine Feather Fire Forest Garden Ghost Harbor Heart Horizon Island
Journey Kingdom Lantern Letter Light Machine Mirror Monsoon Mountain Night Ocean
Orchard Palace Paradise Planet Promise Rain River Road Season Shadow Ship Sky Song
Stardust Storm Summer Temple Tide Tower Valley Winter Witness Wolf
""")

FIRST_NAMES = words("""
Ada Alan Barbara Carlos Chen Dina Edgar Elif Fatima Grace Hans Ines Ivan Jane Kofi
Lena Marta Nadia Omar Priya Quentin Rosa Sven Tariq Uma Victor Wanda Ximena Yusuf Zoe
""")

LAST_NAMES = words("""
Abbott Berg Castillo Dubois Eriksen Fischer Garcia Hassan Ito Jansen Kowalski Lopez
Moreau Nakamura Okafor Petrov Quinn Rossi Silva Tanaka Ulrich Vargas Weber Xu Yilmaz
Zimmer Anders Bauer Costa Smithson
""")

STORY = words("""
a quiet story about the people who stay behind when everyone else leaves and the long
road that brings them back to the house by the sea where it all began many years ago
""")

COLUMNS = {
    "director": ("id", "name", "gender", "photo"),
    "studio": ("id", "name", "description"),
    "movie": (
        *("id", "name", "rating", "duration", "director", "oscar_nominations"),
        *("won_oscar", "description", "poster", "release_date", "box_office"),
        *("barcode", "genre", "studio"),
    ),
}

INDEXES = {"movie": ("name", "director", "studio", "genre"), "director": ("name",)}

NOMINATIONS = (0, 0, 0, 0, 0, 1, 1, 3, 5)

DAY = date(1950, 1, 1)


def director(number: int) -> Row:
    hashed = mixed(number, 1)
    first = FIRST_NAMES[hashed % len(FIRST_NAMES)]
    last = LAST_NAMES[(hashed >> 10) % len(LAST_NAMES)]
    gender = "mfn"[(hashed >> 20) % 3]
    return number, f"{first} {last} {number:04}", gender, f"photo-{number}.jpg"


def studio(number: int) -> Row:
    noun = NOUNS[number % len(NOUNS)]
    return number, f"{noun} Pictures {number:02}", " ".join(STORY[:12])


def movie(number: int) -> Row:
    hashed = mixed(number, 2)
    nominations = NOMINATIONS[hashed % 9]
    start = (hashed >> 8) % 10
    adjective = ADJECTIVES[(hashed >> 12) % len(ADJECTIVES)]
    noun = NOUNS[(hashed >> 20) % len(NOUNS)]
    return (
        number,
        f"{adjective} {noun} {number:07}",
        ((hashed >> 28) % 100 + 1) / 10,
        60 + (hashed >> 36) % 150,
        1 + (hashed >> 40) % DIRECTORS,
        nominations,
        nominations > 0,
        " ".join(STORY[start:] + STORY[:start]),
        f"poster-{number}.jpg",
        DAY + timedelta(days=(hashed >> 44) % 27_000),
        Decimal(100 + (hashed >> 48) % 14_900) / 10,
        1_000_000_000 + mixed(number, 3) % 8_999_999_999,
        1 + (hashed >> 52) % 8,
        1 + (hashed >> 56) % STUDIOS,
    )


def rows(table: str, movies: int) -> Iterator[Row]:
    """Those of a table, in the order of ``COLUMNS``."""
    many: dict[str, tuple[Callable[[int], Row], int]] = {
        "director": (director, DIRECTORS),
        "studio": (studio, STUDIOS),
        "movie": (movie, movies),
    }
    make, number = many[table]
    return map(make, range(1, number + 1))


def typed(number: int, name: str) -> dict[str, str]:
    """What somebody types for a movie: the text of each column but the key."""
    values = dict(zip(COLUMNS["movie"], movie(number), strict=True))
    values["won_oscar"] = "true" if values["won_oscar"] else ""
    return {c: str(v) for c, v in values.items() if c != "id"} | {"name": name}


def mixed(number: int, salt: int) -> int:
    """A hash that is the same everywhere (splitmix64)."""
    bits = 0xFFFFFFFFFFFFFFFF
    x = (number * 0x9E3779B97F4A7C15 + salt * 0xBF58476D1CE4E5B9) & bits
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & bits
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & bits
    return x ^ (x >> 31)
