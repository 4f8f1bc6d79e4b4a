"""What regeneration remembers of the last time, in ``.scaffold/`` below the output.

    base/<path>.base          the pristine text of an output file (records)
    schema/<slug>.schema      the table it was generated for (tables)
    migrations/<app>.seen     the migrations whose renames are done (tables)
    conflicts/<path>.conflict what the generator wants where both changed it (records)
    cache.json                fingerprints, not committed (cache)

All but the cache is committed, as lines that git merges and nothing else touches
(codec). What a merge left in conflict is read as both sides (conflicts); what is lost
is taken from git (git). Nothing here writes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from scaffold.baseline import git
from scaffold.baseline.codec import BadRecord
from scaffold.baseline.conflicts import Conflicted
from scaffold.baseline.records import (
    Open,
    Record,
    decode,
    decode_open,
    encode,
    encode_open,
)
from scaffold.baseline.tables import (
    decode_migrations,
    decode_table,
    encode_migrations,
    encode_table,
)
from scaffold.schema import Table

__all__ = [
    "Baseline",
    "Conflicted",
    "Open",
    "Record",
    "conflict_path",
    "deleted",
    "encode",
    "encode_migrations",
    "encode_open",
    "encode_table",
    "healed",
    "migrations_path",
    "read",
    "record_path",
    "schema_path",
    "stored",
]

T = TypeVar("T")

FOLDER = ".scaffold"
BASE = f"{FOLDER}/base/"
SCHEMA = f"{FOLDER}/schema/"
MIGRATIONS = f"{FOLDER}/migrations/"
CONFLICTS = f"{FOLDER}/conflicts/"

SETTINGS = {
    # No conversion of line ends and no long diffs, and merged all the same.
    f"{FOLDER}/.gitattributes": b"* -text -diff merge linguist-generated\n",
    # A project that ignores folders called build or lib means others.
    f"{FOLDER}/.gitignore": (
        b"!*/\n!*.base\n!*.schema\n!*.seen\n!*.conflict\n/journal/\n/lock\n/cache*\n"
    ),
}
"""What git needs to know: path below the output → content."""


@dataclass(frozen=True)
class Baseline:
    """Everything remembered. ``tables`` has slug and table by ``Table.key``.

    ``open`` holds the conflicts that are not settled, by path of the output.
    ``conflicts`` (by path, too) and ``table_conflicts`` (by slug) hold what git left
    with conflict markers, ``unreadable`` the paths, below the output, of what
    can be read neither way.
    """

    records: Mapping[str, Record] = field(default_factory=dict)
    tables: Mapping[str, tuple[str, Table]] = field(default_factory=dict)
    migrations: Mapping[str, frozenset[str]] = field(default_factory=dict)
    open: Mapping[str, Open] = field(default_factory=dict)
    conflicts: Mapping[str, Conflicted[Record]] = field(default_factory=dict)
    table_conflicts: Mapping[str, Conflicted[Table]] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()

    healed: frozenset[str] = frozenset()
    """The output files whose records are not on disk, but were taken from git."""


def record_path(path: str) -> str:
    return f"{BASE}{path}.base"


def schema_path(slug: str) -> str:
    return f"{SCHEMA}{slug}.schema"


def conflict_path(path: str) -> str:
    return f"{CONFLICTS}{path}.conflict"


def migrations_path(app: str) -> str:
    return f"{MIGRATIONS}{app}.seen"


def read(output: Path, known: Mapping[bytes, Table] | None = None) -> Baseline:
    """What is remembered on disk; nothing, if there is no such folder.

    :param known: Tables by what is stored of them, that need not be read again.
    """
    return parse(stored(output), known)


def stored(output: Path) -> dict[str, bytes | None]:
    """The files of a baseline, by path below the output; ``None`` if one is locked."""
    folders = (BASE, SCHEMA, MIGRATIONS, CONFLICTS)
    files = (file for folder in folders for file in walk(output / folder))
    skipped = len(str(output / "_")) - 1
    return {
        file.path[skipped:].replace(os.sep, "/"): content(file)
        for file in sorted(files, key=lambda file: file.path)
        if file.name.endswith((".base", ".schema", ".seen", ".conflict"))
    }


def walk(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Every file below; links to folders are not followed."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from walk(entry.path)
                elif entry.is_file():
                    yield entry
    except OSError:  # Nothing was generated yet, or the folder is locked.
        return


def content(file: os.DirEntry[str]) -> bytes | None:
    try:
        # No Path: there may be thousands of files.
        with open(file.path, "rb", buffering=0) as opened:  # noqa: PTH123
            return opened.read()
    except OSError:
        return None


def parse(
    files: Mapping[str, bytes | None], known: Mapping[bytes, Table] | None = None
) -> Baseline:
    """A baseline from its files, as ``stored`` gives them."""

    def table(_slug: str, data: bytes) -> Table | Conflicted[Table]:
        return (known or {}).get(data) or decode_table(data)

    bad: list[str] = []
    records = decoded(files, BASE, ".base", decode, bad)
    tables = decoded(files, SCHEMA, ".schema", table, bad)
    seen = decoded(
        files, MIGRATIONS, ".seen", lambda _, data: decode_migrations(data), bad
    )
    return Baseline(
        {path: r for path, r in records.items() if isinstance(r, Record)},
        by_key({slug: t for slug, t in tables.items() if isinstance(t, Table)}),
        seen,
        decoded(files, CONFLICTS, ".conflict", decode_open, bad),
        {path: r for path, r in records.items() if isinstance(r, Conflicted)},
        {slug: t for slug, t in tables.items() if isinstance(t, Conflicted)},
        tuple(bad),
    )


def deleted(output: Path) -> list[str]:
    """The files of the baseline that git knows and that are not on disk."""
    return git.deleted(output, FOLDER)


def healed(output: Path, baseline: Baseline, missing: Iterable[str] = ()) -> Baseline:
    """With what git's history still has of the unreadable and the ``missing`` files.

    :param missing: Paths below the output, such as ``record_path(…)`` or ``deleted()``.
    """
    wanted = (*baseline.unreadable, *missing)
    found = git.from_history(output, wanted, is_readable) if wanted else {}
    old = parse(found)
    return replace(
        baseline,
        healed=frozenset(old.records.keys() - baseline.records.keys()),
        records={**old.records, **baseline.records},
        tables={**old.tables, **baseline.tables},
        migrations={**old.migrations, **baseline.migrations},
        unreadable=tuple(path for path in baseline.unreadable if path not in found),
    )


def is_readable(path: str, data: bytes) -> bool:
    one = parse({path: data})
    return not (one.unreadable or one.conflicts or one.table_conflicts)


def decoded(
    files: Mapping[str, bytes | None],
    prefix: str,
    suffix: str,
    decode: Callable[[str, bytes], T],
    bad: list[str],
) -> dict[str, T]:
    """Those of one kind, by what stands between prefix and suffix."""
    found: dict[str, T] = {}
    for path, data in files.items():
        if path.startswith(prefix) and path.endswith(suffix):
            name = path[len(prefix) : -len(suffix)]
            try:
                if data is None:
                    raise BadRecord("locked")
                found[name] = decode(name, data)
            except BadRecord:
                bad.append(path)
    return found


def by_key(tables: Mapping[str, Table]) -> dict[str, tuple[str, Table]]:
    """The first slug counts, where a merge has left one table under two."""
    found: dict[str, tuple[str, Table]] = {}
    for slug, table in tables.items():
        found.setdefault(table.key, (slug, table))
    return found
