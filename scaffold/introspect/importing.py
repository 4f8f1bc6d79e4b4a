"""Importing modules by name; what fails is explained in the user's own terms."""

from __future__ import annotations

import importlib
import linecache
import os
import sys
import sysconfig
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType


@dataclass(frozen=True)
class Failure:
    """Why a module cannot be imported; ``what`` goes on after its name.

    ``missing``: there is no such module at all, as far as Python can see. ``needs``:
    which one is missing that it imports.
    """

    what: str
    remedy: str
    missing: bool = False
    needs: str = ""


class Importer:
    """Imports each module once, also when it fails: a second try would run it again."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._seen: dict[str, ModuleType | Failure] = {}

    def load(self, name: str) -> ModuleType | Failure:
        if name not in self._seen:
            self._seen[name] = self._import(name)
        return self._seen[name]

    def _import(self, name: str) -> ModuleType | Failure:
        try:
            return importlib.import_module(name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit too, and pytest's Skipped.
            return _explain(name, error, self.directory)


def raised(error: BaseException, directory: Path) -> str:
    """The exception, and the last line of the user's own code on the way to it."""
    name = type(error).__name__
    try:
        message = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        message = ""
    first_line = message.strip().partition("\n")[0].replace(f"{directory}{os.sep}", "")
    text = f"{name}: {first_line}" if first_line else name
    line = _user_line(error, directory)
    return f"{text} ({line})" if line else text


def is_below(file: str, directory: Path) -> bool:
    """Whether the user wrote it: a virtual environment may lie in the project, too."""
    installed = [Path(sysconfig.get_path(key)) for key in ("stdlib", "purelib")]
    path = Path(file)
    return (
        path.is_relative_to(directory)
        and "site-packages" not in path.parts
        and not any(path.is_relative_to(folder) for folder in installed)
    )


def near(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was probably meant, upper and lower case being one."""
    ordered = sorted(candidates, reverse=True)  # Of `Item` and `item` the class.
    by_lower = {candidate.lower(): candidate for candidate in ordered}
    matches = get_close_matches(word.lower(), sorted(by_lower), n=1)
    return by_lower[matches[0]] if matches else None


def near_module(name: str, directory: Path) -> str | None:
    """A module below ``directory`` with that name, or nearly.

    Where nothing is nearer, a part is ``tables``: people forget it, or say ``models``.
    """
    found: list[str] = []
    folder = directory
    for part in name.split("."):
        names = _modules_in(folder)
        chosen = part if part in names else near(part, names)
        if chosen is None and found and "tables" in names:
            chosen = "tables"
        if chosen is None:
            return None
        found.append(chosen)
        folder = folder / chosen
    return ".".join(found)


def _explain(name: str, error: BaseException, directory: Path) -> Failure:
    if isinstance(error, ModuleNotFoundError) and error.name:
        if _is_or_holds(error.name, name) and not _frames(error):
            return _missing(name, directory)
        return Failure(
            f"cannot be imported: {raised(error, directory)}",
            f"Install what provides {error.name!r} where piccolo-scaffold runs, or "
            "correct the import.",
            needs=error.name,
        )
    if isinstance(error, SystemExit):
        return Failure(
            f"ends the program when imported: {raised(error, directory)}",
            'Put what should only run as a script below `if __name__ == "__main__":`.',
        )
    return Failure(
        f"cannot be imported: {raised(error, directory)}",
        "Correct that line; `piccolo` itself needs the module to be importable.",
    )


def _missing(name: str, directory: Path) -> Failure:
    top = name.partition(".")[0]
    taken = getattr(sys.modules.get(top), "__file__", None)
    if taken and top in _modules_in(directory) and not is_below(taken, directory):
        return Failure(
            f"is hidden: another module called {top!r} is loaded already",
            f"Rename {top!r}; Python or one of its tools has a module of that name.",
            missing=True,
        )
    suggestion = near_module(name, directory)
    remedy = (
        f"Did you mean {suggestion}?"
        if suggestion and suggestion != name
        else "Name a module as Python imports it from the project's folder, such as "
        "movies.tables; -C DIR runs from another folder."
    )
    return Failure("does not exist", remedy, missing=True)


def _is_or_holds(package: str, module: str) -> bool:
    return module == package or module.startswith(package + ".")


def _modules_in(folder: Path) -> set[str]:
    if not folder.is_dir():
        return set()
    names = {
        path.stem if path.suffix == ".py" else path.name
        for path in folder.iterdir()
        if path.suffix == ".py" or path.is_dir()
    }
    return {name for name in names if name.isidentifier() and name[:2] != "__"}


def _user_line(error: BaseException, directory: Path) -> str | None:
    """``movies/tables.py, line 3: `import moo```; the line nearest to the failure."""
    if isinstance(error, SyntaxError) and Path(error.filename or "").is_file():
        return _describe(str(error.filename), error.lineno or 0, directory)
    frames = _frames(error)
    own = [frame for frame in frames if is_below(frame.filename, directory)]
    if not (own or frames):
        return None
    frame = (own or frames)[-1]
    return _describe(frame.filename, frame.lineno or 0, directory)


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    """The traceback without our own frames and those of the import system."""
    ours = (__file__, importlib.__file__)
    return [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename not in ours and not frame.filename.startswith("<frozen")
    ]


def _describe(file: str, line: int, directory: Path) -> str:
    path = Path(file)
    shown = path.relative_to(directory) if path.is_relative_to(directory) else path
    linecache.checkcache(file)
    source = linecache.getline(file, line).strip()
    place = f"{shown.as_posix()}, line {line}"
    return f"{place}: `{source}`" if source else place
