"""Python changed through its syntax tree, with comments and formatting kept.

The tree is changed and merged into the text, as regeneration merges what is generated
with what a user has made of it. The result must mean what the changed tree means.
"""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE

from ruff.__main__ import find_ruff_bin

from scaffold import disk, formatting, textfile
from scaffold.config import line_length
from scaffold.errors import OutputError, Problem
from scaffold.merge import merge
from scaffold.render import own_environment

Change = Callable[[ast.Module], None]
"""Changes a tree in place, or raises ``Unsafe``."""


class Unsafe(Exception):
    """This is for the user to edit. Says why."""


@dataclass(frozen=True)
class Edit:
    """What a file of the user's lacks, and the file with it."""

    path: str
    """Below the project's folder."""

    place: str
    """Where in the file the lines belong, in words."""

    lines: tuple[str, ...]
    old: bytes = b""
    new: bytes | None = None
    """``None`` if it cannot be edited safely."""

    why: str = ""
    """Why it cannot."""


def plan(
    project: Path, path: str, place: str, lines: tuple[str, ...], change: Change
) -> Edit:
    """An edit of a file, which is not written yet. Raises ``OSError``."""
    old = (project / path).read_bytes()
    try:
        return Edit(path, place, lines, old, changed(project, path, old, change))
    except Unsafe as reason:
        return Edit(path, place, lines, old, why=str(reason))


def changed(project: Path, path: str, old: bytes, change: Change) -> bytes:
    """Raises ``Unsafe``."""
    try:
        file = textfile.read(old, python=True)
        tree = ast.parse(file.text)
    except (SyntaxError, ValueError) as error:
        raise Unsafe(f"It cannot be read: {error}.") from None
    before = ast.unparse(tree)
    change(tree)
    ast.fix_missing_locations(tree)
    merged = merge(f"{before}\n", file.text, f"{ast.unparse(tree)}\n", path=path)
    if merged.conflicts or not same(merged.text, tree):
        raise Unsafe("The place for it was not found.")
    text = quoted_as(file.text, merged.text)
    return file.with_text(in_style(project, path, file.text, text))


def same(text: str, tree: ast.Module) -> bool:
    try:
        return ast.dump(ast.parse(text)) == ast.dump(tree)
    except SyntaxError:
        return False


def quoted_as(old: str, new: str) -> str:
    """What came in is in single quotes; if the file's are double, so be its."""
    if old.count("'") > old.count('"'):
        return new
    known = {*texts(ast.parse(old))}
    lines = new.encode().splitlines(keepends=True)
    found = strings(ast.parse(new))
    places = [(node.lineno - 1, node.col_offset, text) for node, text in found]
    for row, start, text in sorted(places, reverse=True):
        written, line = repr(text).encode(), lines[row]
        if text not in known and line.startswith(written, start):
            quoted = json.dumps(text, ensure_ascii=False).encode()
            lines[row] = line[:start] + quoted + line[start + len(written) :]
    return b"".join(lines).decode()


def texts(tree: ast.AST) -> list[str]:
    """Every string in it."""
    return [text for _node, text in strings(tree)]


def strings(tree: ast.AST) -> list[tuple[ast.Constant, str]]:
    return [
        (node, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def in_style(project: Path, path: str, old: str, new: str) -> str:
    """The new text, sorted and formatted as far as the old one was."""
    for style in formatting.styles(project, line_length(project)):
        try:
            if ruff(project, path, old, "format", *style) != old:
                continue
            if sorted_imports(project, path, old, style) == old:
                new = sorted_imports(project, path, new, style)
            return ruff(project, path, new, "format", *style)
        except subprocess.CalledProcessError:  # Settings that ruff cannot read.
            continue
    return new


def sorted_imports(project: Path, path: str, text: str, style: formatting.Style) -> str:
    return ruff(project, path, text, "check", "--fix", "--quiet", *style, "--select=I")


def ruff(project: Path, path: str, text: str, *arguments: str) -> str:
    """Raises ``CalledProcessError``."""
    read = ("--no-cache", f"--stdin-filename={path}", "-")
    return subprocess.run(
        [str(find_ruff_bin()), *arguments, *read],
        cwd=project,
        env=own_environment(),
        input=text.encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()


def write(project: Path, edit: Edit) -> None:
    """Put it in place at once. Raises ``OutputError``."""
    if edit.new is None:
        return
    file = disk.followed(project / edit.path)
    image = disk.beside(file)
    try:
        if file.read_bytes() != edit.old:
            what = "This was saved meanwhile, and left alone."
            raise OutputError(Problem(str(file), what, "Run the command again."))
        image.write_bytes(edit.new)
        image.chmod(S_IMODE(file.stat().st_mode))
        image.replace(file)
    except OSError as error:
        image.unlink(missing_ok=True)
        what = f"This cannot be written: {error.strerror}."
        raise OutputError(Problem(str(file), what)) from None
