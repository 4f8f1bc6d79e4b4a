"""What all tests share."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commandline import CommandLine, forget
from tests.scenarios import GOLDEN


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what tests/golden expects anew; combine it with -k scenario",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("update_golden") and os.environ.get("CI"):
        raise pytest.UsageError(
            "--update-golden is for people who look at what changed."
        )


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[CommandLine]:
    """The project of the golden scenario ``minimal``."""
    folder = tmp_path / "project"
    ignored = shutil.ignore_patterns("expected", "scenario.toml", "__pycache__")
    shutil.copytree(GOLDEN / "minimal", folder, ignore=ignored)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("PICCOLO_CONF", raising=False)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    yield CommandLine(folder, capsys)
    forget(folder)
