"""The golden stories: an admin, what its owner edits, what changes, what comes of it.

Each is a folder of ``tests/golden/regenerate``, and starts with the admin of ``before``
there, or of its own ``before``::

    scenario.toml        the steps
    expected/output.txt  what the commands say, and their exit codes
    expected/N.diff      what step N makes of the files that were edited, or are shown

A step does, in this order, what it has of::

    changes = ["budget_added"]  put these folders of ``changes`` over the project
    [[step.version]]            have the generator write ``new`` in place of ``old``
    [[step.edit]]               edit ``file``, in one of the ways of ``Edit``
    run = ["admin"]             the command, whose output is told
    exit_code = 0

Files that are neither edited nor shown are as they were generated; that, and that a
second run writes nothing, the test itself holds.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from ruff.__main__ import find_ruff_bin

from scaffold import outputs
from scaffold.config import Options
from scaffold.generators import admin
from scaffold.generators.forms import OwnForms
from scaffold.schema import Schema
from tests.scenarios import GOLDEN, decode, differences, tree

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

STORIES = GOLDEN / "regenerate"

START = ("admin", "films", "--language", "de")


@dataclass(frozen=True)
class Edit:
    """Something that somebody does to a file of the project, by hand."""

    file: str
    old: str | None = None
    new: str = ""
    append: str | None = None
    text: str | None = None
    copy: str | None = None
    """A file of the story's, byte by byte."""

    delete: bool = False
    move: str | None = None
    mode: int | None = None
    link: str | None = None
    format: tuple[str, ...] = ()
    """Settings of ruff's, with which it formats the file: ``line-length=100``."""

    ends: bool = False
    """Whether lines end as in Windows."""

    def do(self, project: Path, story: Path) -> None:
        file = project / self.file
        file.parent.mkdir(parents=True, exist_ok=True)
        if self.old is not None:
            text = file.read_bytes().decode()
            assert text.count(self.old) == 1, f"not once in {file}: {self.old}"
            file.write_bytes(text.replace(self.old, self.new).encode())
        if self.append is not None:
            file.write_bytes(file.read_bytes() + self.append.encode())
        if self.text is not None:
            file.write_bytes(self.text.encode())
        if self.copy is not None:
            shutil.copyfile(story / self.copy, file)
        if self.format:
            reformat(file, self.format)
        if self.ends:
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        if self.mode is not None:
            file.chmod(self.mode)
        if self.move is not None:
            (project / self.move).parent.mkdir(parents=True, exist_ok=True)
            file.rename(project / self.move)
        if self.delete or self.link is not None:
            file.unlink(missing_ok=True)
        if self.link is not None:
            file.symlink_to(self.link)


def reformat(file: Path, settings: Iterable[str]) -> None:
    options = [f"--config={setting}" for setting in settings]
    command = [find_ruff_bin(), "format", "--quiet", "--isolated", "--no-cache"]
    subprocess.run([*command, *options, file], check=True)


@dataclass(frozen=True)
class Version:
    """What a later version of the generator writes otherwise."""

    file: str
    old: str
    new: str

    def of(self, files: Mapping[str, str]) -> dict[str, str]:
        text = files[self.file]
        assert text.count(self.old) == 1, f"not once in {self.file}: {self.old}"
        return {**files, self.file: text.replace(self.old, self.new)}


def later_versions(monkeypatch: pytest.MonkeyPatch) -> list[Version]:
    """What the generator writes otherwise; what is appended counts from then on."""
    versions: list[Version] = []
    render = admin.render

    def rendered(
        schema: Schema, options: Options, forms: OwnForms = ()
    ) -> Mapping[str, str]:
        files = render(schema, options, forms)
        for version in versions:
            files = version.of(files)
        return files

    monkeypatch.setattr(admin, "render", rendered)
    monkeypatch.setattr(outputs, "package_stamp", lambda: repr(versions))
    return versions


@dataclass(frozen=True)
class Step:
    changes: tuple[str, ...] = ()
    version: tuple[Version, ...] = ()
    edit: tuple[Edit, ...] = ()
    run: tuple[str, ...] = ("admin",)
    exit_code: int = 0

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Step:
        own = {
            "version": tuple(Version(**one) for one in data.get("version", ())),
            "edit": tuple(Edit(**tuples(one)) for one in data.get("edit", ())),
        }
        return cls(**{**tuples(data), **own})

    def prepare(self, project: Path, story: Path) -> None:
        for change in self.changes:
            shutil.copytree(STORIES / "changes" / change, project, dirs_exist_ok=True)
        for edit in self.edit:
            edit.do(project, story)


@dataclass(frozen=True)
class Story:
    name: str
    steps: tuple[Step, ...]
    shows: tuple[str, ...] = ()
    """Patterns of paths below the output; besides, what was edited is shown."""

    renamed: tuple[str, str] = ("", "")
    """A path below the output, or what it begins with, and that after the last step."""

    start: tuple[str, ...] = START
    alive: bool = False
    """Whether the emitted tests are run in the end, too."""

    @classmethod
    def read(cls, folder: Path) -> Story:
        data = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
        steps = tuple(Step.read(step) for step in data.pop("step"))
        return cls(folder.name, steps, **tuples(data))

    @property
    def folder(self) -> Path:
        return STORIES / self.name

    @property
    def before(self) -> Path:
        own = self.folder / "before"
        return own if own.exists() else STORIES / "before"

    @property
    def expected(self) -> dict[str, bytes]:
        return tree(self.folder / "expected")

    @property
    def edited(self) -> set[str]:
        """Paths below the output, wherever the files have been moved."""
        edits = [edit for step in self.steps for edit in step.edit]
        paths = [p for edit in edits for p in (edit.file, edit.move) if p]
        own = {p.removeprefix("admin/") for p in paths if p.startswith("admin/")}
        return own | {self.new_path(path) for path in own}

    def new_path(self, path: str) -> str:
        old, new = self.renamed
        return path.replace(old, new) if old and path.startswith(old) else path

    def is_shown(self, path: str) -> bool:
        return path in self.edited or any(fnmatch(path, one) for one in self.shows)

    def diff(self, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
        """What became of the files that are shown."""
        moved = {self.new_path(path): path for path in {*before} - {*after}}
        lines: list[str] = []
        for path in sorted({*before, *after} - {*moved.values()} | {*moved}):
            was = moved.get(path, path)
            if self.is_shown(path) and before.get(was) != after.get(path):
                lines += changes(was, before.get(was), path, after.get(path))
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

    def update(self, results: Mapping[str, bytes]) -> None:
        """Make what happened the expectation."""
        folder = self.folder / "expected"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, content in results.items():
            (folder / name).write_bytes(content)

    def differences(self, results: Mapping[str, bytes]) -> str:
        return differences(self.expected, results)


def changes(was: str, old: bytes | None, path: str, new: bytes | None) -> Iterable[str]:
    if new is None:
        return [f"gone: {path}"]
    if old is None:
        return [f"new: {path}"]
    return unified_diff(decode(old), decode(new), f"before/{was}", f"after/{path}")


def tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}


def stories() -> list[Story]:
    return [Story.read(f.parent) for f in sorted(STORIES.glob("*/scenario.toml"))]
