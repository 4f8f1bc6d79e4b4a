"""The golden scenarios: a project each, a command, and what comes of it.

A scenario is a folder of ``tests/golden``::

    scenario.toml   the command, its exit code if that is not 0, and what is compared
    stderr.txt      what it says on standard error; without it, nothing
    expected/       what it writes; without it, nothing
    anything else   the project

Files that are the same for every table are compared in one scenario only. A catalogue
is compared whole there, and elsewhere without the messages of the interface.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from fnmatch import fnmatch
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GOLDEN = Path(__file__).parent / "golden"

COMPARED = (
    *("tables/__init__.py", "tables/*/*"),
    *("routes.py", "sidebar.py", "tests/test_*.py"),
)
"""What depends on the tables."""

VENDOR = "static/vendor/*"
REMEMBERED = ".scaffold/[!.]*"
"""What is remembered of the outputs, which tests of their own decode."""

SHARED_TESTS = (
    *("tests/test_admin.py", "tests/test_api_tokens.py"),
    "tests/test_permissions.py",
)

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Result:
    """What a command did. The project is a copy of the scenario's."""

    project: Path
    exit_code: int
    stdout: str
    stderr: str

    @property
    def files(self) -> dict[str, bytes]:
        """What it wrote."""
        return tree(self.project / "admin")


@dataclass(frozen=True)
class Scenario:
    name: str
    command: tuple[str, ...]
    exit_code: int = 0
    compare: tuple[str, ...] = COMPARED

    @classmethod
    def read(cls, folder: Path) -> Scenario:
        data = tomllib.loads((folder / "scenario.toml").read_text(encoding="utf-8"))
        compare = tuple(data.get("compare", COMPARED))
        return cls(
            folder.name, tuple(data["command"]), data.get("exit_code", 0), compare
        )

    @property
    def folder(self) -> Path:
        return GOLDEN / self.name

    @property
    def stderr(self) -> str:
        file = self.folder / "stderr.txt"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    @property
    def expected(self) -> dict[str, bytes]:
        return tree(self.folder / "expected")

    def run(self, parent: Path) -> Result:
        """Run the command in a copy of the project below ``parent``."""
        project = parent / self.name
        own = shutil.ignore_patterns(
            "scenario.toml", "stderr.txt", "expected", "__pycache__"
        )
        shutil.copytree(self.folder, project, ignore=own)
        return scaffold(project, *self.command)

    def shown(self, files: Files) -> dict[str, bytes]:
        """Of the files that were written, those that this scenario compares."""
        return {
            path: table_messages(text) if self.trims(path) else text
            for path, text in files.items()
            if any(fnmatch(path, pattern) for pattern in self.compare)
            and not any(fnmatch(path, pattern) for pattern in self.left_out)
        }

    @property
    def is_whole(self) -> bool:
        return "*" in self.compare

    @property
    def left_out(self) -> tuple[str, ...]:
        always = (VENDOR, REMEMBERED)
        return always if self.is_whole else (*always, *SHARED_TESTS)

    def trims(self, path: str) -> bool:
        return fnmatch(path, "locale/*") and not self.is_whole

    def update(self, result: Result) -> None:
        """Make what was written the expectation."""
        shutil.rmtree(self.folder / "expected", ignore_errors=True)
        for path, text in self.shown(result.files).items():
            file = self.folder / "expected" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text)
        (self.folder / "stderr.txt").unlink(missing_ok=True)
        if result.stderr:
            (self.folder / "stderr.txt").write_text(result.stderr, encoding="utf-8")


def scenarios() -> list[Scenario]:
    """Every scenario, in the order of their names."""
    return [
        Scenario.read(file.parent) for file in sorted(GOLDEN.glob("*/scenario.toml"))
    ]


def scaffold(project: Path, *arguments: str) -> Result:
    """Run ``piccolo-scaffold`` in a project."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PICCOLO_CONF", None)
    done = subprocess.run(
        [sys.executable, "-m", "scaffold", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Result(project, done.returncode, done.stdout, done.stderr)


def git(folder: Path, *arguments: str, fails: bool = False) -> str:
    """Run git, which nobody has configured, in a folder. Returns what it says."""
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *who, *arguments],
        cwd=folder,
        env={**os.environ, **alone},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode != 0) == fails, done.stdout
    return done.stdout


def tree(folder: Path) -> dict[str, bytes]:
    """The files below a folder, by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def stamps(folder: Path) -> dict[str, tuple[bytes, int]]:
    """The content of each file, and when it was written.

    Without the lock: it names the process that was there last.
    """
    return {
        path: (content, (folder / path).stat().st_mtime_ns)
        for path, content in tree(folder).items()
        if path != ".scaffold/lock"
    }


def table_messages(catalogue: bytes) -> bytes:
    """The header of a catalogue, and the messages of tables: they have a context."""
    header, *entries = catalogue.split(b"\n\n")
    return b"\n\n".join(
        [header, *(entry for entry in entries if b"\nmsgctxt " in entry)]
    )


def differences(expected: Files, actual: Files) -> str:
    """A unified diff of two trees; empty if they are the same, byte by byte."""
    lines: list[str] = []
    for path in sorted({*expected, *actual}):
        before, after = expected.get(path), actual.get(path)
        if before == after:
            continue
        if before is None:
            lines.append(f"unexpected: {path}")
        elif after is None:
            lines.append(f"missing: {path}")
        else:
            lines += unified_diff(
                decode(before), decode(after), f"expected/{path}", path
            )
    return "\n".join(line.removesuffix("\n") for line in lines)


def decode(text: bytes) -> list[str]:
    return text.decode("utf-8", "backslashreplace").splitlines(keepends=True)
