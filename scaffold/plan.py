"""What writing would do: base, yours and new of every file, and what becomes of each.

Reads the disk, and writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scaffold import healing
from scaffold.baseline import FOLDER, Baseline, Record
from scaffold.config import FILE
from scaffold.decision import Action, Case, News, decide, same_text
from scaffold.errors import OutputError, Problem
from scaffold.merge.renaming import Pairs
from scaffold.writer import Progress

OURS = (FOLDER, "__pycache__")
"""Folders in which there is nothing of the user's."""


@dataclass(frozen=True)
class Wanted:
    """What the generator wants: files by path, and what has another name now."""

    files: Mapping[str, str]
    owner: Callable[[str], str | None] = lambda path: None
    """The key of the table that a file is generated for."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    """Paths of files and of folders (which end in ``/``), old ones by new ones."""

    words: Callable[[str], Pairs] = lambda path: ()
    """The words that were renamed in a file."""

    news: Callable[[str], Sequence[News]] = lambda path: ()
    """What has come, gone or been renamed, and may show in a file."""


@dataclass(frozen=True)
class Answers:
    """What the user has decided: paths are below the output folder."""

    recreate: frozenset[str] = frozenset()
    moved: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    """Files of which nobody has said yet whether they were moved."""

    markers: bool = False


NOTHING_ASKED = Answers()


def make_plan(
    output: Path,
    wanted: Wanted,
    remembered: Baseline,
    answers: Answers = NOTHING_ASKED,
    progress: Progress | None = None,
) -> list[Action]:
    """An action per file, sorted by path. Raises ``OutputError``."""
    records, was = at_new_paths(output, wanted, remembered)
    sides = healing.file_sides(output, remembered)
    fresh = not any(lies(output, place(record)) for record in records.values())

    def case(path: str) -> Case:
        record = records.get(path)
        old = was.get(path)
        stood = place(record) if record and not old else path
        at = answers.moved.get(path, stood)
        yours = content(output, old or at)
        opened = remembered.open.get(path)
        return Case(
            path,
            at,
            wanted.files.get(path),
            yours,
            record,
            opened,
            wanted.owner(path),
            renames=[*(opened.renames if opened else ()), *wanted.words(path)],
            news=wanted.news(path),
            was=old,
            recreate=fresh or path in answers.recreate,
            moved_perhaps=path in answers.asked,
            markers=answers.markers,
            sides=sides.get(at),
        )

    paths = sorted({*wanted.files, *records})
    actions: list[Action] = []
    for path in paths:
        actions.append(decide(case(path)))
        if progress:
            progress(len(actions), len(paths))
    return [*actions, *own_files(output, wanted, actions)]


def at_new_paths(
    output: Path, wanted: Wanted, remembered: Baseline
) -> tuple[dict[str, healing.Remembered], dict[str, str]]:
    """The records by the paths of now, and where files of renamed tables stood."""
    known: dict[str, healing.Remembered] = {
        **remembered.records,
        **remembered.conflicts,
    }
    moves = {
        path: old
        for path in wanted.files
        if (old := old_path(path, wanted.renamed)) and old in known
    }
    while blocked := [
        path for path in moves if not is_free(output, path, known, moves)
    ]:
        for path in blocked:
            del moves[path]
    leaving = set(moves.values())
    records = {path: record for path, record in known.items() if path not in leaving}
    records |= {path: known[old] for path, old in moves.items()}
    was = {path: old for path, old in moves.items() if place(known[old]) == old}
    return records, was


def is_free(
    output: Path,
    path: str,
    known: Mapping[str, healing.Remembered],
    moves: Mapping[str, str],
) -> bool:
    """Whether there is nothing of the user's at a path, once all else has moved."""
    if path in moves.values() or not lies(output, path):
        return True
    record = known.get(path)
    there = content(output, path) or b""
    return isinstance(record, Record) and same_text(there, record.text)


def old_path(path: str, renamed: Mapping[str, str]) -> str | None:
    for new, old in renamed.items():
        if path == new:
            return old
        if new.endswith("/") and path.startswith(new):
            return old + path.removeprefix(new)
    return None


def place(record: healing.Remembered) -> str:
    """Where the file of a record stands."""
    one = record if isinstance(record, Record) else record.ours
    return one.moved or one.path


def own_files(
    output: Path, wanted: Wanted, actions: Iterable[Action]
) -> Iterator[Action]:
    """Files of the user's own move with the folder of a renamed table."""
    known = {action.was for action in actions} | {action.path for action in actions}
    for new, old in wanted.renamed.items():
        if new.endswith("/"):
            for file in files_below(output / old):
                path = file.relative_to(output).as_posix()
                target = new + path.removeprefix(old)
                if path in known or lies(output, target) or file.is_symlink():
                    continue
                data = file.read_bytes()
                yield Action(target, "move", data, data, target, was=path)


# The disk.


def check_folder(output: Path) -> None:
    """An output folder is new, empty, or was generated before."""
    if output.exists() and not output.is_dir():
        raise OutputError(
            Problem(str(output), "This is a file.", "Name a folder with --output.")
        )
    known = (output / FILE).is_file() or (output / FOLDER / "base").is_dir()
    if output.is_dir() and not known and held(output):
        raise OutputError(
            Problem(
                str(output),
                f"This folder is not empty, and has no {FILE} that would make it ours.",
                "Name another folder with --output.",
            )
        )


def held(folder: Path) -> bool:
    """Whether there is anything in a folder that somebody may want to keep."""
    return any(file.name != ".DS_Store" for file in files_below(folder))


def files_below(folder: Path) -> Iterator[Path]:
    """What may be the user's in a folder, sorted."""
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in OURS)
        yield from (Path(path, name) for name in sorted(names))


def lies(output: Path, path: str) -> bool:
    return os.path.lexists(output / path)


def content(output: Path, path: str) -> bytes | None:
    """What stands there; nothing if nothing does. Raises ``OutputError``."""
    try:
        # No Path: there may be thousands of files.
        with open(f"{output}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()
    except FileNotFoundError:
        if lies(output, path):
            what = "This link leads nowhere."
            raise OutputError(Problem(str(output / path), what, "Remove it.")) from None
        return None
    except NotADirectoryError as error:
        what = "A file stands where a folder is needed."
        where = str(error.filename)
        raise OutputError(Problem(where, what, "Move it away.")) from None
    except IsADirectoryError:
        what = "A folder stands where a file would go."
        where = str(output / path)
        raise OutputError(Problem(where, what, "Move it away.")) from None


def check_links(project: Path, output: Path, paths: Iterable[str]) -> None:
    """Links are followed inside the project. Raises ``OutputError``."""
    inside = project.resolve()
    paths = list(paths)
    if any(".." in Path(path).parts or Path(path).is_absolute() for path in paths):
        raise OutputError(Problem(str(output), "A path leads out of this folder."))
    folders = {output / Path(path).parent for path in paths}
    files = {output / path for path in paths if (output / path).is_symlink()}
    outside = [
        place
        for place in sorted({*folders, *files, output / FOLDER})
        if not place.resolve().is_relative_to(inside)
    ]
    if outside:
        what = f"This link leads out of {project.name}."
        remedy = "Put a file or folder in its place."
        raise OutputError(*(Problem(str(place), what, remedy) for place in outside))
