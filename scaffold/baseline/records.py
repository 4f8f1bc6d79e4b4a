"""One record per output file: what it was when it was generated last."""

from __future__ import annotations

import json
from dataclasses import dataclass

from scaffold.baseline.codec import BadRecord, decode_text, encode_text
from scaffold.baseline.conflicts import Conflicted, recovered
from scaffold.paths import is_inside


@dataclass(frozen=True)
class Record:
    """The pristine text of an output; all paths are below the output folder.

    ``owner`` is the ``Table.key`` it was generated for, if it was for one table.
    ``moved`` is where the user has moved it to.
    """

    path: str
    text: str
    owner: str | None = None
    moved: str | None = None


@dataclass(frozen=True)
class Open:
    """An unsettled conflict: what the generator wants, ``None`` if nothing any more.

    ``renames`` are the words it has changed, which are known to one run only.
    """

    path: str
    new: str | None
    renames: tuple[tuple[str, str], ...] = ()

    markers: bool = False
    """Whether the file has markers around its conflicts."""


def encode_open(conflict: Open) -> bytes:
    facts: dict[str, object] = {"dropped": True} if conflict.new is None else {}
    if conflict.markers:
        facts["markers"] = True
    if conflict.renames:
        facts["renames"] = conflict.renames
    return encode_text(f"{json.dumps(facts)}\n{conflict.new or ''}")


def decode_open(path: str, data: bytes) -> Open:
    """Raises ``BadRecord`` for anything else than what ``encode_open`` makes."""
    header, line_end, text = decode_text(data).partition("\n")
    if not line_end:
        raise BadRecord("no header")
    facts = json_object(header)
    renames = facts.get("renames", [])
    if not isinstance(renames, list) or not all(map(is_pair, renames)):
        raise BadRecord("renames are not pairs")
    pairs = tuple((old, new) for old, new in renames)
    new = None if facts.get("dropped") else text
    return Open(path, new, pairs, facts.get("markers") is True)


def is_pair(value: object) -> bool:
    return isinstance(value, list) and [type(one) for one in value] == [str, str]


def encode(record: Record) -> bytes:
    """A line of JSON, then the text, in Braille."""
    facts = {"moved": record.moved, "owner": record.owner}
    header = {name: value for name, value in facts.items() if value is not None}
    return encode_text(f"{json.dumps(header)}\n{record.text}")


def decode(path: str, data: bytes) -> Record | Conflicted[Record]:
    """The record of the output ``path``, or both sides' if git left conflict markers.

    Raises ``BadRecord`` for anything else than what ``encode`` makes.
    """
    return recovered(data, lambda side: decode_one(path, side))


def decode_one(path: str, data: bytes) -> Record:
    header, line_end, text = decode_text(data).partition("\n")
    if not line_end:
        raise BadRecord("no header")
    facts = json_object(header)
    return Record(path, text, fact(facts, "owner"), inside(fact(facts, "moved")))


def json_object(line: str) -> dict[str, object]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise BadRecord("not JSON") from error
    if not isinstance(value, dict):
        raise BadRecord("not an object")
    return value


def fact(facts: dict[str, object], name: str) -> str | None:
    value = facts.get(name)
    if value is None or isinstance(value, str):
        return value
    raise BadRecord(f"{name} is not text")


def inside(path: str | None) -> str | None:
    """Refuse a path that leads out of the output folder."""
    if path is None:
        return None
    if not is_inside(path):
        raise BadRecord("a path that leads out")
    return path
