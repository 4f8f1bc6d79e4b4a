"""What the command line refuses to write, and how it stops half-way."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

from scaffold import writer
from tests.commandline import CommandLine
from tests.scenarios import tree


def test_an_edited_file_is_refused(cli: CommandLine) -> None:
    cli.generate()
    home = cli.admin / "home.py"
    home.write_text("# mine\n")
    (cli.admin / "errors.py").unlink()
    before = cli.files()
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert "home.py" in outcome.stderr
    assert "Nothing was written" in outcome.stderr
    assert cli.files() == before


def test_a_folder_in_place_of_a_file_is_refused(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / "home.py").unlink()
    (cli.admin / "home.py").mkdir()
    assert cli.run("admin").exit_code == 4
    assert cli.run("admin", "--diff").exit_code == 4


def test_a_foreign_folder_is_refused(cli: CommandLine) -> None:
    cli.admin.mkdir()
    (cli.admin / "diary.txt").write_text("mine")
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 4
    assert "--output" in outcome.stderr
    assert tree(cli.admin) == {"diary.txt": b"mine"}


def test_an_empty_folder_is_fine(cli: CommandLine) -> None:
    cli.admin.mkdir()
    cli.generate()


@pytest.mark.parametrize("output", ["../admin", ".", "my-admin", "a/../../admin"])
def test_an_output_that_is_no_package_is_refused(cli: CommandLine, output: str) -> None:
    before = tree(cli.folder.parent)
    outcome = cli.run("admin", "notes.tables", "-o", output)
    assert outcome.exit_code == 4
    assert "package inside the project" in outcome.stderr
    assert tree(cli.folder.parent) == before


def test_an_output_deeper_in_the_project(cli: CommandLine) -> None:
    outcome = cli.run("admin", "notes.tables", "--output", "web/backoffice")
    assert outcome.exit_code == 0
    assert "python -m web.backoffice" in outcome.stdout
    assert (cli.folder / "web" / "backoffice" / "app.py").is_file()


def test_an_output_that_is_a_file_is_refused(cli: CommandLine) -> None:
    cli.admin.write_text("mine")
    assert cli.run("admin", "notes.tables").exit_code == 4
    assert cli.admin.read_text() == "mine"


def test_a_folder_that_cannot_be_written(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path, _created: list[Path]) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    monkeypatch.setattr(writer, "make_folders", refuse)
    before = cli.files()
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 4
    assert "admin: This cannot be written: Permission denied." in outcome.stderr
    assert cli.files() == before


@pytest.mark.parametrize("kept", ["", "admin/tables"])
def test_a_full_disk_leaves_nothing_behind(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    if kept:
        cli.generate()
        shutil.rmtree(cli.folder / kept)
    before = cli.files()
    fail_after(3, OSError(errno.ENOSPC, "No space left on device"), monkeypatch)
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 4
    assert "No space left on device" in outcome.stderr
    assert cli.files() == before
    assert cli.admin.exists() == bool(kept)


def test_an_interruption_leaves_nothing_behind(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cli.files()
    fail_after(3, KeyboardInterrupt(), monkeypatch)
    assert cli.run("admin", "notes.tables").exit_code == 1
    assert cli.files() == before


def fail_after(
    count: int, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let the writer fail in the middle of a file."""
    create = writer.create
    written: list[Path] = []

    def failing(file: Path, content: bytes, created: list[Path]) -> None:
        written.append(file)
        if len(written) <= count:
            return create(file, content, created)
        create(file, content[:10], created)
        raise error

    monkeypatch.setattr(writer, "create", failing)
