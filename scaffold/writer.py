"""The only module that touches the output: all or nothing, and nobody's save is lost.

Everything is put into a journal first (``scaffold.journal``), then into place, file by
file. A run that fails puts back what it did; one that is killed is finished, or
forgotten, by ``recover`` at the next start.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread

from filelock import FileLock, Timeout

from scaffold.disk import (
    beside,
    followed,
    link,
    missing,
    remove_if_empty,
    replace,
    standing,
)
from scaffold.errors import OutputError, Problem
from scaffold.journal import (
    SCAFFOLD,
    Entry,
    Journal,
    Unit,
    Write,
    above,
    begin,
    close,
    discard,
    folder_of,
    read,
    turn_back,
)

__all__ = ["Unit", "Write", "apply", "locked", "recover", "unfinished"]

Progress = Callable[[int, int], None]

HALFWAY = (
    "Some files have been changed and cannot be put back now.\n"
    "The next start goes on with that."
)


class Saved(Exception):
    """Somebody has saved a file since it was planned."""


def apply(
    output: Path, units: Sequence[Unit], progress: Progress | None = None
) -> list[Unit]:
    """Carry out all units, in their order, or none.

    ``progress`` is told how many units are done, of how many. Returns those left alone
    because one of their files was saved meanwhile. Raises ``OutputError``.
    """
    if not units:
        return []
    if unfinished(output):
        what = "An earlier run was stopped half-way."
        raise OutputError(Problem(str(output), what, "Start again to finish it."))
    absent = missing(output)
    try:
        done = finish(begin(output, units), progress)
    except BaseException as error:
        undone = undo(output)
        remove_if_empty(*absent)
        if isinstance(error, OSError):
            remedy = "Nothing was changed." if undone else HALFWAY
            raise refusal(output, error, remedy) from None
        raise
    return [unit for unit, is_done in zip(units, done, strict=True) if not is_done]


def unfinished(output: Path) -> bool:
    """Whether a run was killed while it was writing. Writes nothing itself."""
    with suppress(PermissionError):  # Writing will be refused, and say so.
        return any((folder_of(output) / name).exists() for name in ("index", "undo"))
    return False


def recover(output: Path) -> list[tuple[str, ...]]:
    """Finish what a killed run has begun to write, or forget what it has prepared.

    Returns the paths of the units left alone because one of their files was saved
    meanwhile. Raises ``OutputError`` if it cannot be finished now.
    """
    try:
        return go_on(output)
    except OSError as error:
        remedy = "An earlier run was stopped half-way; the next start goes on with it."
        raise refusal(output, error, remedy) from None


@contextmanager
def locked(output: Path) -> Iterator[None]:
    """Keep other runs out, until this process ends. Raises ``OutputError``.

    Leaves no folder behind if nothing else was written.
    """
    folder = output / SCAFFOLD
    ours = missing(folder) or [folder, output]
    lock = FileLock(folder / "lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        note_process(folder / "lock")
    except Timeout:
        raise OutputError(being_written(output)) from None
    except OSError as error:
        remove_if_empty(*ours)
        raise refusal(output, error, "Nothing was changed.") from None
    try:
        yield
    finally:
        if is_bare(folder):
            with suppress(OSError):  # Windows removes it with the lock, if at all.
                (folder / "lock").unlink()
        lock.release()
        remove_if_empty(*ours)


def finish(journal: Journal, progress: Progress | None = None) -> list[bool]:
    """Carry out every unit; whether each was done, rather than left alone."""
    done = []
    for unit in journal.units:
        done.append(carry_out(unit))
        if progress:
            progress(len(done), len(journal.units))
    prune(journal)
    close(journal.output, "index")
    return done


def go_on(output: Path) -> list[tuple[str, ...]]:
    if journal := read(output, "index"):
        sweep(journal)
        done = zip(journal.units, finish(journal), strict=True)
        return [tuple(entry.path for entry in unit) for unit, ok in done if not ok]
    if (output / SCAFFOLD).exists():
        put_all_back(output)
        remove_if_empty(output)
    return []


def undo(output: Path) -> bool:
    """Put everything back; whether that was possible. Needs no space on the disk."""
    with suppress(OSError), uninterrupted():
        turn_back(output)
        put_all_back(output)
    return not unfinished(output)


def put_all_back(output: Path) -> None:
    if journal := read(output, "undo"):
        sweep(journal)
        for unit in journal.units:
            put_back(unit)
        prune(journal)
        close(output, "undo")
    else:
        discard(output)


def carry_out(unit: Iterable[Entry]) -> bool:
    """Whether the unit is done now, or was: what is other then has been saved since."""
    if not any(entry.pending for entry in unit):
        return True
    try:
        for entry in unit:
            check(entry)
        for entry in unit:
            put(entry)
    except Saved:
        put_back(unit)
        return False
    return True


def check(entry: Entry) -> None:
    now = standing(entry.target)
    if now != entry.new and not (now == entry.old and entry.pending):
        raise Saved


def put(entry: Entry) -> None:
    """Let stand what shall stand there."""
    now = standing(entry.target)
    if now == entry.new:
        entry.staged.unlink(missing_ok=True)
    elif now != entry.old:
        raise Saved
    elif entry.new is None:
        remove(entry)
    elif entry.old is None:
        create(entry)
    else:
        replace(entry.staged, entry.target)


def put_back(unit: Iterable[Entry]) -> None:
    for entry in reversed(tuple(unit)):
        if not was_put(entry):
            continue
        if entry.old is None:
            entry.target.unlink()
        else:
            replace(entry.kept, entry.target)


def was_put(entry: Entry) -> bool:
    """Whether what stands there is our doing."""
    if entry.old == entry.new or standing(entry.target) != entry.new:
        return False
    return not entry.pending or (
        entry.old is None and entry.staged.samefile(entry.target)  # See ``create``.
    )


def create(entry: Entry) -> None:
    """A link never replaces what has appeared there, as a move would."""
    try:
        entry.target.parent.mkdir(parents=True, exist_ok=True)
        link(entry.staged, entry.target)
    except FileExistsError:
        raise Saved from None


def remove(entry: Entry) -> None:
    """Move it into the journal as it is, to be able to put it back."""
    try:
        entry.target.replace(entry.kept)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copy2(entry.target, entry.kept)
        entry.target.unlink()


def prune(journal: Journal) -> None:
    """Remove the folders that were made in vain, or are empty now."""
    gone = (item.path for unit in journal.units for item in unit if item.new is None)
    folders = {journal.output / path for path in above(gone).union(journal.folders)}
    for folder in sorted(folders, reverse=True):
        with suppress(OSError):
            if not any(map(matters, folder.iterdir())):
                shutil.rmtree(folder / "__pycache__", ignore_errors=True)
                folder.rmdir()


def matters(path: Path) -> bool:
    """Whether it is more than what Python has compiled from files that are gone."""
    if path.name != "__pycache__" or not path.is_dir():
        return True
    return any(file.suffix != ".pyc" for file in path.iterdir())


def sweep(journal: Journal) -> None:
    """Remove the copies that a killed run has left beside its targets."""
    for unit in journal.units:
        for entry in unit:
            with suppress(OSError, RuntimeError):  # A loop of links is the latter.
                beside(followed(entry.target)).unlink()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A second Ctrl-C shall not stop what the first one has us put back."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def is_bare(folder: Path) -> bool:
    return not any(path.name != "lock" for path in folder.glob("*"))


def note_process(lock: Path) -> None:
    with suppress(OSError):  # Windows keeps even ourselves out.
        lock.write_text(str(os.getpid()))


def being_written(output: Path) -> Problem:
    process = ""
    with suppress(OSError):
        process = (output / SCAFFOLD / "lock").read_text()
    who = f"process {process}" if process else "another process"
    what = f"Another run is writing here ({who})."
    return Problem(str(output), what, "Wait until it is done, or end it.")


def refusal(output: Path, error: OSError, remedy: str) -> OutputError:
    """About the file that is meant, rather than its image in the journal."""
    names = [str(name) for name in (error.filename2, error.filename) if name]
    journal = str(folder_of(output))
    names.sort(key=lambda name: name.startswith(journal))
    where = names[0] if names else output
    what = f"This cannot be written: {error.strerror or error}."
    return OutputError(Problem(str(where), what, remedy))
