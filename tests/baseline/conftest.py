"""A project in a real git repository, with a baseline below ``project/admin``."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold.baseline import SETTINGS
from scaffold.baseline.records import Record, encode


@dataclass(frozen=True)
class Repository:
    top: Path

    @property
    def output(self) -> Path:
        return self.top / "project/admin"

    def git(self, *arguments: str, fails: bool = False) -> str:
        command = ["git", "-C", str(self.top), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert fails == bool(done.returncode), done.stdout + done.stderr
        return done.stdout

    def write(self, files: Mapping[str, bytes]) -> None:
        for path, content in files.items():
            file = self.output / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)

    def commit(self, files: Mapping[str, bytes] | None = None) -> None:
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=change")

    def branches(
        self, path: str, base: bytes | None, ours: bytes, theirs: bytes
    ) -> None:
        """A file as on two branches; main is checked out, the other is ``theirs``."""
        if base is not None:
            self.commit({path: base})
        self.git("checkout", "--quiet", "-b", "theirs")
        self.commit({path: theirs})
        self.git("checkout", "--quiet", "main")
        self.commit({path: ours})


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")
    made = Repository(tmp_path / "repository")
    made.top.mkdir()
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit(SETTINGS)
    return made


def record(text: str) -> bytes:
    return encode(Record("app.py", text))
