"""A project with an admin of a few files only, so that thousands can be generated."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from stat import S_IMODE, S_IXUSR

import pytest

from scaffold import baseline, outputs, settling, writer
from scaffold.baseline import Baseline
from scaffold.baseline.cache import CACHE
from scaffold.baseline.codec import decode_text
from scaffold.config import Options
from scaffold.generators import admin, app
from scaffold.plan import Answers
from scaffold.regeneration import Regeneration, regeneration
from scaffold.schema import Schema

OPTIONS = Options(targets=("cinema.tables",), languages=("de",))

SHARED = ["routes.py.jinja", "sidebar.py.jinja", "scaffold.toml.jinja", "auth.py"]
"""Of the files that there is one of, these: all others are as constant."""

REMEMBERED = ".scaffold/"


@dataclass(frozen=True)
class File:
    content: bytes
    executable: bool = False


Tree = dict[str, File]
"""Files by their path below the output."""


# Less to do.


@contextmanager
def fewer_files() -> Iterator[None]:
    """Only what depends on the tables is generated, and each text formatted once.

    Syncing is only pretended, since it takes time, and no power fails.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "template_files", lambda folder: SHARED)
        patch.setattr(admin, "render", lru_cache(maxsize=256)(admin.render))
        patch.setattr(admin, "format", Formatter(admin.format))
        patch.setattr(outputs, "package_stamp", lambda: "")
        patch.setattr(outputs, "version", lambda package: "1")
        patch.setattr(os, "sync", lambda: None)
        patch.setattr(os, "fsync", lambda file: None)
        yield


class Formatter:
    """Keeps what it has formatted; ``admin.format`` starts two processes each time."""

    def __init__(self, format_all: object) -> None:
        self.format_all = format_all
        self.known: dict[tuple[str, ...], str] = {}

    def __call__(
        self, files: Mapping[str, str], schema: Schema, line_length: int
    ) -> Mapping[str, str]:
        own = (str(line_length), *sorted(admin.own_modules(schema)))
        self.learn(
            {text: own for path, text in files.items() if is_python(path)}, schema
        )
        return {
            path: self.known[(*own, text)] if is_python(path) else text
            for path, text in files.items()
        }

    def learn(self, texts: Mapping[str, tuple[str, ...]], schema: Schema) -> None:
        missing = [
            text for text, own in texts.items() if (*own, text) not in self.known
        ]
        if missing:
            own = next(iter(texts.values()))
            files = {f"tables/t{n}/views.py": text for n, text in enumerate(missing)}
            done = self.format_all(files, schema, int(own[0]))  # type: ignore[operator]
            for path, text in files.items():
                self.known[(*own, text)] = done[path]
        if len(self.known) > 20_000:
            self.known.clear()


def is_python(path: str) -> bool:
    return path.endswith(".py")


def prepare(*schemas: Schema) -> None:
    """Format the files of all of them at once."""
    files: dict[frozenset[str], dict[str, str]] = {}
    known: dict[frozenset[str], Schema] = {}
    for number, schema in enumerate(schemas):
        own = frozenset(admin.own_modules(schema))
        known[own] = schema
        for path, text in admin.render(schema, OPTIONS).items():
            files.setdefault(own, {})[f"{number}/{path}"] = text
    for own, texts in files.items():
        admin.format(texts, known[own], 88)


def generated(schema: Schema) -> Mapping[str, str]:
    """Every file, by itself: what a fresh generation gives."""
    return admin.format(admin.render(schema, OPTIONS), schema, 88)


# A project.


@dataclass(frozen=True)
class Project:
    root: Path
    confirmed: set[str] = field(default_factory=set)
    """The questions that are answered with yes."""

    @property
    def output(self) -> Path:
        return self.root / "admin"

    def plan(
        self, schema: Schema, given: Iterable[str] = (), **answers: object
    ) -> Regeneration:
        return regeneration(
            self.root,
            self.output,
            schema,
            OPTIONS,
            line_length=88,
            given=list(given),
            answers=Answers(**answers),  # type: ignore[arg-type]
            confirm=self.confirmed.__contains__,
        )

    def run(
        self, schema: Schema, given: Iterable[str] = (), **answers: object
    ) -> Regeneration:
        plan = self.plan(schema, given, **answers)
        self.apply(plan)
        return plan

    def apply(self, plan: Regeneration) -> None:
        assert writer.apply(self.output, units(plan)) == []

    def resolve(self, plan: Regeneration, side: settling.Side) -> None:
        paths = [action.path for action in plan.actions if action.open]
        settling.resolve(self.output, paths, side)

    def remembered(self) -> Baseline:
        return baseline.read(self.output)

    def tree(self) -> Tree:
        """Everything but the cache."""
        return {path: file for path, file in read(self.output).items() if path != CACHE}

    def files(self) -> Tree:
        """What the user sees."""
        return {p: f for p, f in self.tree().items() if not p.startswith(REMEMBERED)}

    def put(self, tree: Tree) -> None:
        """Let the user's files be these."""
        before = self.files()
        for path in before.keys() - tree.keys():
            (self.output / path).unlink()
        for path, file in tree.items():
            if before.get(path) != file:
                target = self.output / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.content)
                target.chmod(0o755 if file.executable else 0o644)

    def times(self) -> dict[str, int]:
        """When each file and folder was modified, the folder around included."""
        return {
            str(path): path.stat().st_mtime_ns
            for folder, folders, names in os.walk(self.root)
            for path in (Path(folder, name) for name in (*folders, *names))
        }


def units(plan: Regeneration) -> list[writer.Unit]:
    return [*plan.units, *([plan.bookkeeping] if plan.bookkeeping else [])]


def conflicts(plan: Regeneration) -> list[str]:
    """All conflicts, to be compared."""
    return [
        f"{action.path}: {conflict}"
        for action in plan.actions
        for conflict in action.conflicts
    ]


def read(folder: Path) -> Tree:
    found: Tree = {}
    for place, _folders, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            executable = bool(S_IMODE(path.stat().st_mode) & S_IXUSR)
            found[path.relative_to(folder).as_posix()] = File(
                path.read_bytes(), executable
            )
    return found


def same_files(one: Tree, other: Tree) -> None:
    """Both trees are the same; or the difference, to be read."""
    found = []
    for path in sorted({*one, *other}):
        if one.get(path) != other.get(path):
            old, new = (readable(path, tree.get(path)) for tree in (one, other))
            found += [path, *difflib.unified_diff(old, new, lineterm="", n=2)]
    assert not found, "\n".join(found)


def readable(path: str, file: File | None) -> list[str]:
    if file is None:
        return []
    content = file.content
    if path.startswith(REMEMBERED) and not path.rpartition("/")[2].startswith("."):
        content = decode_text(content).encode()
    return [f"executable: {file.executable}", *content.decode("latin-1").splitlines()]
