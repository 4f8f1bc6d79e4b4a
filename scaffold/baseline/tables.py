"""The recorded schema of a table, and the migrations seen: one line per thing.

A schema is a line of JSON for each fact of the table's own, and then one for each of
its columns, without what is the default::

    {"name": "Movie"}
    {"module": "movies.tables"}
    {"column": {"name": "title", "db_name": "title", "type": "Varchar", …}}
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from scaffold.baseline.codec import BadRecord, decode_text, encode_text
from scaffold.baseline.conflicts import Conflicted, recovered
from scaffold.baseline.records import json_object
from scaffold.schema import Column, Table

T = TypeVar("T")


def encode_table(table: Table) -> bytes:
    facts = dumped(table)
    columns = facts.pop("columns")
    lines = [{name: value} for name, value in facts.items()]
    lines += ({"column": column} for column in columns)
    return encode_lines([json.dumps(line) for line in lines])


def decode_table(data: bytes) -> Table | Conflicted[Table]:
    """The table, or both sides' if git left conflict markers; or ``BadRecord``.

    What this version does not know is left out.
    """
    return recovered(data, decode_one_table)


def encode_migrations(ids: Collection[str]) -> bytes:
    return encode_lines(sorted(ids))


def decode_migrations(data: bytes) -> frozenset[str]:
    """Those seen; by either side, if git left conflict markers."""
    seen = recovered(data, lambda side: frozenset(decode_lines(side)))
    return seen.ours | seen.theirs if isinstance(seen, Conflicted) else seen


def encode_lines(lines: Collection[str]) -> bytes:
    return encode_text("".join(f"{line}\n" for line in lines))


def decode_lines(data: bytes) -> list[str]:
    """Each line once: git keeps both where two branches added the same one."""
    text = decode_text(data)
    if text and not text.endswith("\n"):
        raise BadRecord("no line end")
    return list(dict.fromkeys(text.split("\n")[:-1]))


def decode_one_table(data: bytes) -> Table:
    facts: dict[str, object] = {}
    columns: list[Column] = []
    for line in decode_lines(data):
        for name, value in json_object(line).items():
            if name == "column":
                columns.append(built(Column, value))
            elif facts.setdefault(name, value) != value:
                raise BadRecord(f"{name} twice")
    if len({column.name for column in columns}) < len(columns):
        raise BadRecord("a column twice")
    return built(Table, facts, columns=tuple(columns))


def dumped(value: Any) -> Any:
    """As JSON has it: a dataclass as an object of the fields that have no default."""
    if isinstance(value, tuple):
        return [dumped(item) for item in value]
    if not is_dataclass(value):
        return value
    return {
        name: dumped(given)
        for name, default in defaults_of(cast(Any, type(value)))
        if (given := getattr(value, name)) != default
    }


@cache
def defaults_of(kind: Any) -> list[tuple[str, object]]:
    return [(field.name, field.default) for field in fields(kind)]


def built(kind: type[T], value: object, **known: object) -> T:
    """A dataclass from an object of JSON's; ``known`` is taken as it is."""
    if not isinstance(value, dict):
        raise BadRecord("not an object")
    given = {
        name: loaded(hint, value[name])
        for name, hint in hints_of(cast(Any, kind)).items()
        if name in value and name not in known
    }
    try:
        return kind(**given, **known)
    except TypeError as error:
        raise BadRecord("a field is missing") from error


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def loaded(kind: Any, value: object) -> object:
    """The value, if it is of the type."""
    options = get_args(kind)
    if is_dataclass(kind):
        return built(cast("type[object]", kind), value)
    if type(None) in options:
        rest = next(option for option in options if option is not type(None))
        return None if value is None else loaded(rest, value)
    if get_origin(kind) is tuple and isinstance(value, list):
        return items_of(options, value)
    if type(value) is kind or (get_origin(kind) is Literal and value in options):
        return value
    raise BadRecord("a value of another type")


def items_of(kinds: tuple[Any, ...], values: list[object]) -> tuple[object, ...]:
    """``kinds`` are the arguments of ``tuple[…]``."""
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(values)
    if len(kinds) != len(values):
        raise BadRecord("too many values, or too few")
    return tuple(map(loaded, kinds, values))
