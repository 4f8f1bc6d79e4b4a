"""What a run is about to write, kept on disk until it is written.

    .scaffold/journal/
    ├── 0.new, 1.old …   images of files, by the number of the write
    ├── index            all that is to be done; with it, the run will be finished
    └── undo             the index of a run that failed; its files are put back

``N.new`` leaves the journal when it is put in place, and a file that is removed
enters it as ``N.old``. So the journal knows what was done even where somebody has
saved the file since.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath
from stat import S_IMODE

from scaffold.disk import digest, remove_if_empty, standing, sync_folder, write
from scaffold.errors import OutputError, Problem
from scaffold.paths import is_inside

SCAFFOLD = ".scaffold"


@dataclass(frozen=True)
class Write:
    """What shall stand at a path: ``None`` is no file.

    ``path`` has slashes, and is relative to the output folder; ``old`` is what stood
    there when this was planned.
    """

    path: str
    old: bytes | None
    new: bytes | None


Unit = tuple[Write, ...]
"""Writes that belong together: a file and its record, or both sides of a move."""


@dataclass(frozen=True)
class Entry:
    """A write in the journal: digests of the contents, and where the images are."""

    path: str
    old: str | None
    new: str | None
    target: Path
    staged: Path
    kept: Path

    @property
    def pending(self) -> bool:
        if self.new is None:
            kept = os.path.lexists(self.kept)  # It may be a link.
            return not kept or standing(self.target) == self.old
        return self.staged.exists()


@dataclass(frozen=True)
class Journal:
    """``folders`` are those to be made, below the output folder."""

    output: Path
    units: list[tuple[Entry, ...]]
    folders: list[str]


def folder_of(output: Path) -> Path:
    return output / SCAFFOLD / "journal"


def begin(output: Path, units: Sequence[Unit]) -> Journal:
    """Keep all that will be written and replaced; with the index, there is no return.

    Until then nothing outside of the journal is touched. Raises ``OSError``.
    """
    discard(output)
    folder = folder_of(output)
    folder.mkdir(parents=True)
    rows = [[[w.path, digest(w.old), digest(w.new)] for w in unit] for unit in units]
    journal = Journal(output, entries(output, rows), missing_folders(output, units))
    for unit, staged in zip(units, journal.units, strict=True):
        stage(unit, staged)
    getattr(os, "sync", lambda: None)()
    draft = folder / "draft"
    text = json.dumps({"folders": journal.folders, "units": rows})
    write(draft, text.encode(), sync=True)
    draft.replace(folder / "index")
    sync_folder(folder)
    return journal


def read(output: Path, name: str) -> Journal | None:
    """The journal of an earlier run: ``name`` is ``index`` or ``undo``.

    Raises ``OutputError`` if it is not as ``begin`` has written it, and ``OSError``.
    """
    try:
        index = json.loads((folder_of(output) / name).read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError, IsADirectoryError, NotADirectoryError):
        index = None
    if not is_index(index):
        what = f"What an earlier run was about to write cannot be read ({name})."
        remedy = "Remove this folder; nothing else is lost."
        raise OutputError(Problem(str(folder_of(output)), what, remedy))
    return Journal(output, entries(output, index["units"]), index["folders"])


def is_index(value: object) -> bool:
    match value:
        case {"units": list(units), "folders": list(folders)}:
            rows = [isinstance(unit, list) and all(map(is_row, unit)) for unit in units]
            return all(rows) and all(map(is_path, folders))
    return False


def is_row(value: object) -> bool:
    match value:
        case [path, None | str(), None | str()]:
            return is_path(path)
    return False


def is_path(value: object) -> bool:
    return isinstance(value, str) and is_inside(value)


def turn_back(output: Path) -> None:
    """From here on, a run that was begun is to be undone."""
    index = folder_of(output) / "index"
    with suppress(FileNotFoundError):
        index.replace(index.with_name("undo"))


def close(output: Path, name: str) -> None:
    """The end of what the index was for. If this raises ``OSError``, it is not."""
    (folder_of(output) / name).unlink()
    discard(output)


def discard(output: Path) -> None:
    """Without an index, what is left of a journal does no harm."""
    shutil.rmtree(folder_of(output), ignore_errors=True)
    remove_if_empty(output / SCAFFOLD)


def entries(
    output: Path, rows: Iterable[Iterable[Sequence[str | None]]]
) -> list[tuple[Entry, ...]]:
    numbers = count()
    folder = folder_of(output)

    def entry(path: str | None, old: str | None, new: str | None) -> Entry:
        number, path = next(numbers), str(path)
        images = folder / f"{number}.new", folder / f"{number}.old"
        return Entry(path, old, new, output / path, *images)

    return [tuple(entry(*row) for row in unit) for unit in rows]


def missing_folders(output: Path, units: Iterable[Unit]) -> list[str]:
    paths = (item.path for unit in units for item in unit if item.old is None)
    return sorted(path for path in above(paths) if not (output / path).exists())


def above(paths: Iterable[str]) -> set[str]:
    """The folders that paths are in, and those these are in."""
    inner = {path.rpartition("/")[0] for path in paths} - {""}
    return inner.union(*(map(str, PurePosixPath(path).parents) for path in inner))


def stage(unit: Unit, images: Iterable[Entry]) -> None:
    """Keep the images of a unit, save for what will be moved into the journal."""
    modes = dict(moved_modes(unit, images))
    for item, entry in zip(unit, images, strict=True):
        if item.new is None:
            continue
        write(entry.staged, item.new)
        if entry.path in modes:
            entry.staged.chmod(modes[entry.path])
        if item.old is not None:
            write(entry.kept, item.old)


def moved_modes(unit: Unit, images: Iterable[Entry]) -> Iterator[tuple[str, int]]:
    """The first file to be made takes the mode of the first to go, and so on."""
    gone = [entry.target for entry in images if entry.new is None]
    made = [item.path for item in unit if item.old is None]
    for target, path in zip(gone, made, strict=False):
        with suppress(FileNotFoundError):
            yield path, S_IMODE(target.stat().st_mode)
