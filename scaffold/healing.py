"""What git has left half merged, or lost: both sides of it, and old records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from scaffold import baseline, textfile
from scaffold.baseline import Baseline, Conflicted, Record, git
from scaffold.baseline.records import decode
from scaffold.schema import Table

Remembered = Record | Conflicted[Record]


def remembered(
    output: Path, paths: Collection[str], tables: Mapping[bytes, Table]
) -> Baseline:
    """What is remembered; of the files at these paths, what is missing is taken
    from git where it still has it.

    :param tables: Those of now, by what would be stored of them.
    """
    found = baseline.read(output, tables)
    known = {*found.records, *found.conflicts}
    missing = [
        baseline.record_path(path)
        for path in paths
        if path not in known and (output / path).exists()
    ]
    if missing or found.unreadable:
        lost = {*missing, *baseline.deleted(output)}
        found = baseline.healed(output, found, sorted(lost))
    return merging(output, found)


def merging(output: Path, found: Baseline) -> Baseline:
    """The records as both sides of a merge had them, of files that are in conflict.

    Where git merged a record, or parts of it, neither side had what the record says.
    """
    if not maybe_merging(output):
        return found
    paths = {
        baseline.record_path(path): path
        for path in git.stages(output)
        if path in found.records or path in found.conflicts
    }
    conflicts = dict(found.conflicts)
    for place, versions in git.side_versions(output, paths).items():
        one, other = versions.ours, versions.theirs
        if one is not None and other is not None:
            path = paths[place]
            ours, theirs = decode(path, one), decode(path, other)
            if isinstance(ours, Record) and isinstance(theirs, Record):
                conflicts[path] = Conflicted(ours, theirs)
    return replace(
        found,
        records={p: r for p, r in found.records.items() if p not in conflicts},
        conflicts=conflicts,
    )


def file_sides(output: Path, found: Baseline) -> Mapping[str, Conflicted[str]]:
    """The user's files as both sides of a merge under way have them, by path."""
    if not maybe_merging(output):
        return {}
    sides: dict[str, Conflicted[str]] = {}
    for path, versions in git.stages(output).items():
        if versions.ours is not None and versions.theirs is not None:
            try:
                ours, theirs = text(path, versions.ours), text(path, versions.theirs)
                base = text(path, versions.base) if versions.base is not None else None
            except ValueError:
                continue
            sides[path] = Conflicted(ours, theirs, base)
    return sides


def text(path: str, content: bytes) -> str:
    return textfile.read(content, python=path.endswith(".py")).text


def maybe_merging(output: Path) -> bool:
    """Whether git may be in the middle of something: cheap, where it is not."""
    for folder in (output, *output.parents):
        if (folder / ".git").is_file():  # A work tree elsewhere, or a submodule.
            return True
        if (folder / ".git").is_dir():
            return any((folder / ".git" / name).exists() for name in git.OTHER_SIDE)
    return False
