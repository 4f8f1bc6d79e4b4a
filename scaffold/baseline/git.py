"""What git still has of a file. Reads only, and answers nothing where git cannot.

Paths are below the folder that is asked about, which need not be the repository's top.
"""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path

TIMEOUT = 60
"""Seconds; a long history takes a while to search."""

VERSIONS = 20
"""How many versions of a file are tried before it counts as never readable."""

LOCAL = (
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
)
"""Git sets these for its hooks; they may name another repository than the folder's."""

OTHER_SIDE = {
    "MERGE_HEAD": ("MERGE_HEAD", None),
    "CHERRY_PICK_HEAD": ("CHERRY_PICK_HEAD", "CHERRY_PICK_HEAD^"),
    "REBASE_HEAD": ("REBASE_HEAD", "REBASE_HEAD^"),
    "REVERT_HEAD": ("REVERT_HEAD^", "REVERT_HEAD"),
}
"""What is there while it is under way → theirs, and the base (found if ``None``)."""

NO_COMMIT = "0" * 40

OBJECT = re.compile(rb"[0-9a-f]{40,64} (\w+) (\d+)")


@dataclass(frozen=True)
class Versions:
    """A file as the sides of a merge have it; ``None`` where it does not exist.

    These are git's bytes: the work tree may have other line ends.
    """

    base: bytes | None
    ours: bytes | None
    theirs: bytes | None


def stages(folder: Path) -> dict[str, Versions]:
    """Every file that a merge under way has left in conflict, by path."""
    found: dict[str, dict[str, str]] = {}
    for entry in split(run(folder, "ls-files", "--unmerged", "-z")):
        facts, _, path = entry.partition("\t")
        _, name, stage = facts.split(" ")
        found.setdefault(path, {})[stage] = name
    names = [stage.get(number, "") for stage in found.values() for number in "123"]
    contents = iter(objects(folder, names))
    return {path: Versions(*islice(contents, 3)) for path in found}


def side_versions(folder: Path, paths: Iterable[str]) -> dict[str, Versions]:
    """The files as committed on both sides of a merge under way, and in their base.

    So, too, for files that merged cleanly. A rebase, cherry-pick or revert is a merge.
    Empty if none is under way.
    """
    heads = list(OTHER_SIDE)
    under_way = [
        OTHER_SIDE[head]
        for head, commit in zip(heads, objects(folder, heads), strict=True)
        if commit is not None
    ]
    if not under_way:
        return {}
    theirs, base = under_way[0]
    base = base or fork(folder, theirs)
    wanted = list(dict.fromkeys(paths))
    revisions = (base, "HEAD", theirs)
    names = [f"{revision}:./{path}" for path in wanted for revision in revisions]
    contents = iter(objects(folder, names))
    return {path: Versions(*islice(contents, 3)) for path in wanted}


def deleted(folder: Path, path: str) -> list[str]:
    """Files below ``path`` that are staged or committed, but not on disk."""
    return split(run(folder, "ls-files", "--deleted", "-z", "--", path))


def from_history(
    folder: Path, paths: Iterable[str], readable: Callable[[str, bytes], bool]
) -> dict[str, bytes]:
    """The newest version of each file that ``readable(path, content)`` accepts.

    First what is staged, then the last commit, then those before it.
    """
    wanted = list(dict.fromkeys(paths))
    staged = objects(folder, [f":./{path}" for path in wanted])
    committed = objects(folder, [f"HEAD:./{path}" for path in wanted])
    found: dict[str, bytes] = {}
    for path, *contents in zip(wanted, staged, committed, strict=True):
        for content in contents:
            if path not in found and content is not None and readable(path, content):
                found[path] = content
    missing = [path for path in wanted if path not in found]
    return {**found, **older(folder, missing, readable)}


def older(
    folder: Path, paths: Sequence[str], readable: Callable[[str, bytes], bool]
) -> dict[str, bytes]:
    """One process for the nth versions of all files, until there is one for each."""
    versions = history(folder, paths) if paths else {}
    found: dict[str, bytes] = {}
    for turn in islice(zip_longest(*versions.values()), VERSIONS):
        names = {
            path: name
            for path, name in zip(versions, turn, strict=True)
            if name and path not in found
        }
        contents = objects(folder, list(names.values()))
        for path, content in zip(names, contents, strict=True):
            if content is not None and readable(path, content):
                found[path] = content
    return found


def history(folder: Path, paths: Sequence[str]) -> dict[str, list[str]]:
    """The names of each file's versions in the commits up to ``HEAD``, newest first."""
    place = posixpath.commonpath(paths) or "."
    commits = run(folder, "rev-list", "HEAD", "--", place) or b""
    options = ("-r", "-m", "-z", "--root", "--relative", "--no-renames")
    command = ("diff-tree", "--stdin", "--no-commit-id", *options, "--", place)
    entries = iter(split(run(folder, *command, stdin=commits)))
    versions: dict[str, list[str]] = {path: [] for path in paths}
    for facts, path in zip(entries, entries, strict=False):
        name = facts.split(" ")[3]
        if path in versions and name not in versions[path] and name.strip("0"):
            versions[path].append(name)
    return versions


def fork(folder: Path, theirs: str) -> str:
    """The commit both sides started from; ``NO_COMMIT`` if there is none."""
    found = split(run(folder, "merge-base", "HEAD", theirs), "\n")
    return found[0] if found else NO_COMMIT


def objects(folder: Path, names: Sequence[str]) -> list[bytes | None]:
    """The content of each object that there is, all in one process."""
    # Each name is a line; one with a line end in it could only be taken for two.
    lines = (os.fsencode("" if "\n" in name else name) + b"\n" for name in names)
    output = run(folder, "cat-file", "--batch", stdin=b"".join(lines)) if names else b""
    found = list(read_objects(output or b""))
    return found if len(found) == len(names) else [None] * len(names)


def read_objects(output: bytes) -> Iterator[bytes | None]:
    """The contents in the output of ``cat-file --batch``; folders count as missing."""
    start = 0
    while start < len(output):
        end = output.index(b"\n", start)
        match = OBJECT.fullmatch(output, start, end)
        start = end + 1
        if match is None:
            yield None
            continue
        content = output[start : start + int(match[2])]
        yield None if match[1] == b"tree" else content
        start += len(content) + 1


def split(output: bytes | None, separator: str = "\0") -> list[str]:
    parts = os.fsdecode(output or b"").split(separator)
    return [part for part in parts if part]


def run(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes | None:
    """What git prints; ``None`` if it fails, is not there or takes too long."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            check=False,
            env=environment(),
            timeout=TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in LOCAL}
    return {
        **kept,
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
