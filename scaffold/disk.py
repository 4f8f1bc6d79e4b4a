"""The steps that writing consists of; each is done, or not, at once."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from stat import S_IMODE

NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def digest(content: bytes | None) -> str | None:
    return None if content is None else sha256(content).hexdigest()


def standing(file: Path) -> str | None:
    """The digest of what stands there; that of a folder is like no other."""
    try:
        return digest(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        if file.is_dir():
            return "folder"
        raise


def write(file: Path, content: bytes, *, sync: bool = False) -> None:
    with file.open("xb") as new:
        new.write(content)
        if sync or not hasattr(os, "sync"):  # Windows has none.
            new.flush()
            os.fsync(new.fileno())


def sync_folder(folder: Path) -> None:
    if os.name == "posix":  # Windows cannot open a folder.
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def link(image: Path, target: Path) -> None:
    """Move an image to where nothing is: a link never replaces what appears there.

    Raises ``FileExistsError``.
    """
    try:
        target.hardlink_to(image)
    except OSError as error:
        if error.errno == errno.EXDEV:
            across(image, target, link)
        elif error.errno not in NO_LINKS:
            raise
        elif os.path.lexists(target):
            raise FileExistsError(target) from None
        else:
            move(image, target)
    else:
        image.unlink()


def replace(image: Path, target: Path) -> None:
    """A link stays a link, and a file keeps its mode."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        image.chmod(S_IMODE(target.stat().st_mode))
    move(image, followed(target))


def followed(file: Path) -> Path:
    return file.resolve() if file.is_symlink() else file


def move(image: Path, target: Path) -> None:
    try:
        image.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        across(image, target, move)


def across(image: Path, target: Path, move: Callable[[Path, Path], None]) -> None:
    """Move to another file system, by way of a file beside the target."""
    copy = beside(target)
    try:
        write(copy, image.read_bytes(), sync=True)
        shutil.copymode(image, copy)
        move(copy, target)
    finally:
        copy.unlink(missing_ok=True)
    image.unlink()


def beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.scaffold")


def missing(folder: Path) -> list[Path]:
    """Those of a folder and the ones above it that do not exist, innermost first."""
    return list(takewhile(lambda path: not path.exists(), (folder, *folder.parents)))


def remove_if_empty(*folders: Path) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
