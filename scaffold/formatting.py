"""Merged Python as its owner formats theirs.

If the user's file is as a formatter leaves it, with their settings or ours, so is the
merged one: then formatting changes only what came in. Otherwise it stays as it is.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ruff.__main__ import find_ruff_bin

from scaffold import textfile
from scaffold.decision import Action
from scaffold.errors import Problem
from scaffold.render import in_memory, own_environment
from scaffold.textfile import TextFile

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Style = tuple[str, ...]
"""Arguments of ruff."""

LEFT_UNFORMATTED = "Until ruff can read it, merged Python may not be in your style."

EVERYTHING = ("--no-cache", "--config=exclude=[]", "--config=extend-exclude=[]")


class BadStyle(Exception):
    """Ruff cannot use its settings. Says why."""


def as_theirs(
    actions: Iterable[Action], project: Path, line_length: int
) -> tuple[list[Action], list[Problem]]:
    """The actions, merged Python among them formatted as the user's file was.

    And a warning, if the user's settings cannot be used.
    """
    actions = list(actions)
    merged = {
        action.output: action
        for action in actions
        if action.status == "merge" and action.path.endswith(".py")
    }
    done: dict[str, Action] = {}
    files = {path: before(action) for path, action in merged.items()}
    problems: list[Problem] = []
    for style in styles(project, line_length) if merged else ():
        left = {path: file.text for path, file in files.items() if path not in done}
        try:
            found = formatted(left, style)
        except BadStyle as error:
            problems.append(Problem(style[0], f"{error}.", LEFT_UNFORMATTED))
            continue
        same = [path for path, text in found.items() if text == left[path]]
        texts = {path: after(merged[path]) for path in same}
        for path, text in formatted(texts, style).items():
            content = files[path].with_text(text)
            done[path] = replace(merged[path], new=content)
    return [done.get(action.output, action) for action in actions], problems


def before(action: Action) -> TextFile:
    return textfile.read(action.old or b"", python=True)


def after(action: Action) -> str:
    return textfile.read(action.new or b"", python=True).text


def styles(project: Path, line_length: int) -> list[Style]:
    """The user's settings of ruff, if they have any; then what we generate with."""
    ours: Style = (
        "--isolated",
        "--target-version=py310",
        f"--line-length={line_length}",
    )
    found = ruff_config(project)
    theirs: list[Style] = [(f"--config={found}",)] if found else []
    return [*theirs, ours, (*ours, "--config=format.quote-style='preserve'")]


def ruff_config(project: Path) -> Path | None:
    """The file with the settings of ruff for a project."""
    for folder in (project, *project.parents):
        for name in (".ruff.toml", "ruff.toml"):
            if (folder / name).is_file():
                return folder / name
        file = folder / "pyproject.toml"
        if file.is_file() and "ruff" in tool_tables(file):
            return file
    return None


def tool_tables(file: Path) -> Mapping[str, object]:
    try:
        tool = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    return tool if isinstance(tool, dict) else {}


def formatted(texts: Mapping[str, str], style: Sequence[str]) -> dict[str, str]:
    """The texts, formatted; those that ruff does not take stay as they are.

    Raises ``BadStyle``.
    """
    if not texts:
        return {}
    place = in_memory(texts.values())
    with TemporaryDirectory(prefix="piccolo-scaffold-", dir=place) as name:
        folder = Path(name)
        files = {path: folder / f"{number}.py" for number, path in enumerate(texts)}
        for path, file in files.items():
            file.write_text(texts[path], encoding="utf-8", newline="\n")
        command = [str(find_ruff_bin()), "format", *EVERYTHING, *style, name]
        done = subprocess.run(
            command, capture_output=True, check=False, env=own_environment(), text=True
        )
        if done.stderr.startswith("ruff failed"):
            causes = re.findall(r"Cause: (.*)", done.stderr)
            raise BadStyle(causes[-1] if causes else done.stderr)
        return {path: file.read_bytes().decode() for path, file in files.items()}
