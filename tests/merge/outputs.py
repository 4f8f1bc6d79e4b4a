"""Generated files of random tables, before and after random migrations."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import Literal

from scaffold.config import Options
from scaffold.generators import admin
from scaffold.schema import Choice, Column, Default, Readable, Reference, Schema, Table

SCHEMAS = 60 if "SCAFFOLD_CASES" in os.environ else 14
"""How many there are, each migrated twice."""

TYPES = (
    "Varchar",
    "Text",
    "Integer",
    "Numeric",
    "Boolean",
    "Date",
    "Timestamp",
    "UUID",
)
WORDS = (
    *("title", "rating", "budget", "released", "notes", "email", "score", "weight"),
    *("height", "colour", "origin", "code", "status", "summary"),
)
TABLES = ("Film", "Person", "Studio", "Award", "Genre")


Order = Literal["kept", "moved", "returned"]
"""Of the tables and columns that the versions share: ``returned`` if some were gone in
between, else ``moved`` if some stand before others that they stood behind."""


@dataclass(frozen=True)
class Output:
    """One generated file, in three versions: each the base of the next."""

    path: str
    versions: tuple[str, str, str]
    order: Order


@cache
def outputs() -> tuple[Output, ...]:
    """The files that all three versions have, of which at least two differ."""
    histories = [history(random.Random(seed)) for seed in range(SCHEMAS)]
    rendered = rendering(histories)
    found = []
    for number, schemas in enumerate(histories):
        order = order_of(*map(names_of, schemas))
        first, second, third = (rendered[number, step] for step in range(3))
        for path in sorted(first.keys() & second.keys() & third.keys()):
            versions = first[path], second[path], third[path]
            if len(set(versions)) > 1:
                found.append(Output(path, versions, order))
    return tuple(found)


def names_of(schema: Schema) -> list[str]:
    """All tables and columns, in order."""
    return [
        f"{table.key}.{column.name}"
        for table in schema.tables
        for column in table.columns
    ]


def order_of(first: list[str], second: list[str], third: list[str]) -> Order:
    if {*first} & {*third} - {*second}:
        return "returned"
    for one, other in combinations((first, second, third), 2):
        if [name for name in one if name in other] != [n for n in other if n in one]:
            return "moved"
    return "kept"


def rendering(
    histories: list[list[Schema]],
) -> dict[tuple[int, int], dict[str, str]]:
    """By the number of the schema and of its version. One run of ruff formats all."""
    together: dict[str, str] = {}
    for number, versions in enumerate(histories):
        for step, schema in enumerate(versions):
            files = admin.render(schema, Options(languages=("de",)))
            for path, text in files.items():
                if of_interest(path):
                    together[f"{number}/{step}/{path}"] = text
    formatted = admin.format(together, histories[0][0], 88)
    found: dict[tuple[int, int], dict[str, str]] = {}
    for name, text in formatted.items():
        first, second, path = name.split("/", 2)
        found.setdefault((int(first), int(second)), {})[path] = text
    return found


def of_interest(path: str) -> bool:
    """Whether a file depends on the tables."""
    shared = ("routes.py", "sidebar.py", "tables/__init__.py")
    return path in shared or path.startswith(("tables/", "tests/test_"))


def history(chance: random.Random) -> list[Schema]:
    """A schema, and what two migrations make of it."""
    names = chance.sample(TABLES, chance.randint(1, 3))
    schemas = [complete([table(chance, name, names) for name in names])]
    for _step in range(2):
        schemas.append(migrated(chance, schemas[-1]))
    return schemas


def complete(tables: list[Table]) -> Schema:
    """Without references to tables that are not there."""
    known = {table.name for table in tables}
    kept = [
        replace(
            table,
            columns=tuple(
                column
                for column in table.columns
                if not column.references
                or column.references.table.rpartition(":")[2] in known
            ),
        )
        for table in tables
    ]
    return Schema(tuple(sorted(kept, key=lambda table: table.key)))


def table(chance: random.Random, name: str, others: list[str]) -> Table:
    columns = [column(chance, word) for word in chance.sample(WORDS, 4)]
    columns += [foreign_key(other) for other in others if chance.random() < 0.4]
    key = Column("id", "id", "Serial", Default("none"), primary_key=True)
    chance.shuffle(columns)
    readable = Readable("%s", ("id",))
    return Table(name, "cinema.tables", name.lower(), (key, *columns), readable)


def column(chance: random.Random, name: str) -> Column:
    kind = chance.choice(TYPES)
    choices = None
    if kind == "Varchar" and chance.random() < 0.3:
        choices = (Choice("A", "a", "First"), Choice("B", "b", "Second"))
    return Column(
        name,
        name,
        kind,
        Default(chance.choice(("none", "callable")), "now"),
        null=chance.random() < 0.3,
        required=chance.random() < 0.5,
        help_text=chance.choice((None, "Say it briefly")),
        length=chance.choice((50, 255)) if kind == "Varchar" else None,
        digits=(5, 2) if kind == "Numeric" else None,
        choices=choices,
    )


def foreign_key(other: str) -> Column:
    reference = Reference(f"cinema.tables:{other}", "id", "CASCADE")
    name = f"the_{other.lower()}"
    return Column(name, name, "ForeignKey", Default("none"), references=reference)


def migrated(chance: random.Random, schema: Schema) -> Schema:
    tables = [
        changed(chance, old) if chance.random() < 0.7 else old for old in schema.tables
    ]
    if len(tables) > 1 and chance.random() < 0.2:
        tables.remove(chance.choice(tables))
    names = [old.name for old in schema.tables]
    free = [name for name in TABLES if name not in names]
    if free and chance.random() < 0.4:
        tables.append(table(chance, chance.choice(free), names))
    return complete(tables)


def changed(chance: random.Random, old: Table) -> Table:
    """One to three columns added, dropped, renamed, changed or moved."""
    key, *columns = old.columns
    for _time in range(chance.randint(1, 3)):
        place = chance.randrange(len(columns))
        free = [word for word in WORDS if all(word != c.name for c in columns)]
        word = chance.choice(free)
        what = chance.choice(("add", "add", "drop", "rename", "change", "move"))
        if what == "add":
            columns.insert(place, column(chance, word))
        elif what == "drop" and len(columns) > 2:
            del columns[place]
        elif what == "rename" and not columns[place].references:
            columns[place] = replace(columns[place], name=word, db_name=word)
        elif what == "change" and not columns[place].references:
            columns[place] = column(chance, columns[place].name)
        elif what == "move":
            columns.insert(chance.randrange(len(columns)), columns.pop(place))
    return replace(old, columns=(key, *columns))
