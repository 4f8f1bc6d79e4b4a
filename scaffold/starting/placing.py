"""A new folder: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from scaffold.disk import missing, remove_if_empty
from scaffold.errors import OutputError, Problem


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """A folder beside the target, gone afterwards. Raises ``OutputError``."""
    absent = missing(target.parent)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as name:
            yield Path(name)
    except OSError as error:
        what = f"This cannot be written: {error.strerror}."
        raise OutputError(Problem(str(error.filename or target), what)) from None
    finally:
        remove_if_empty(*absent)


@contextmanager
def placed(made: Path, target: Path) -> Iterator[None]:
    """Move what was made to where nothing is, or an empty folder.

    If that or the block fails, it is moved back. An empty folder stays the same one:
    somebody may be in it.
    """
    absent = missing(target)
    try:
        target.mkdir(exist_ok=True)
        move_all(made, target)
        yield
    except BaseException:
        move_all(target, made)
        remove_if_empty(*absent)
        raise


def move_all(source: Path, target: Path) -> None:
    for item in sorted(source.iterdir()):
        item.rename(target / item.name)


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
