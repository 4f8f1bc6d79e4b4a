"""What writing would do: a comparison of the files to be and those that are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Literal

from scaffold.config import FILE
from scaffold.errors import OutputError, Problem

Status = Literal["create", "identical", "refused"]


@dataclass(frozen=True)
class Action:
    """One file: its path below the output, what happens to it, old and new text."""

    path: str
    status: Status
    old: bytes | None
    new: bytes


def make_plan(output: Path, files: Mapping[str, str]) -> list[Action]:
    """An action per file, sorted by path.

    Raises ``OutputError`` if a link would lead a file out of the folder.
    """
    check_links(output, {Path(path).parent for path in files})
    return [action(output, path, text.encode()) for path, text in sorted(files.items())]


def check_folder(output: Path) -> None:
    """An output folder is new, empty, or was generated before."""
    if output.exists() and not output.is_dir():
        raise OutputError(
            Problem(str(output), "This is a file.", "Name a folder with --output.")
        )
    if output.is_dir() and held(output) and not (output / FILE).is_file():
        raise OutputError(
            Problem(
                str(output),
                f"This folder is not empty, and has no {FILE} that would make it ours.",
                "Name another folder with --output.",
            )
        )


def held(folder: Path) -> bool:
    """Whether there is anything in a folder that somebody may want to keep."""
    return any(
        path.is_file() and "__pycache__" not in path.parts and path.name != ".DS_Store"
        for path in folder.rglob("*")
    )


def check_links(output: Path, folders: Iterable[Path]) -> None:
    inside = output.resolve()
    outside = [
        folder
        for folder in sorted(folders)
        if not (output / folder).resolve().is_relative_to(inside)
    ]
    if outside:
        what = f"This link leads out of {output.name}."
        remedy = "Put a folder in its place."
        raise OutputError(
            *(Problem(str(output / folder), what, remedy) for folder in outside)
        )


def action(output: Path, path: str, new: bytes) -> Action:
    file = output / path
    if not file.exists():
        return Action(path, "create", None, new)
    old = file.read_bytes() if file.is_file() else None
    return Action(path, "identical" if old == new else "refused", old, new)


def refusals(output: Path, plan: list[Action]) -> OutputError | None:
    """Why the plan cannot be carried out, if it cannot."""
    problems = [
        Problem(
            str(output / item.path), "This file differs from what would be generated."
        )
        for item in plan
        if item.status == "refused"
    ]
    if not problems:
        return None
    remedy = (
        "Nothing was written: files that exist are never overwritten.\n"
        "See the differences with --diff; move a file away to have it generated anew."
    )
    last = problems[-1]
    return OutputError(*problems[:-1], Problem(last.where, last.what, remedy))


def diff_lines(action: Action) -> Iterator[str]:
    """A unified diff from what is there to what would be."""
    old = (action.old or b"").decode(errors="replace").splitlines()
    new = action.new.decode().splitlines()
    before = "/dev/null" if action.old is None else f"a/{action.path}"
    yield from unified_diff(old, new, before, f"b/{action.path}", lineterm="")
