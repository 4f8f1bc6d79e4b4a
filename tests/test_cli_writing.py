"""What the command line refuses to write, and how it stops half-way."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scaffold import disk, journal, writer
from tests.commandline import PAGES, TITLE, CommandLine
from tests.scenarios import tree


def test_edits_and_deletions_stay(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / "home.py").write_text("# mine\n")
    (cli.admin / "errors.py").unlink()
    before = cli.stamps()
    outcome = cli.run("admin")
    assert outcome.exit_code == 0
    assert cli.stamps() == before


def test_a_folder_that_was_deleted_comes_back(cli: CommandLine) -> None:
    cli.generate()
    before = cli.files()
    shutil.rmtree(cli.admin)
    cli.generate()
    assert without_lock(cli.files()) == without_lock(before)


def test_files_that_were_all_deleted_come_back(cli: CommandLine) -> None:
    """What is remembered is there still, and cannot mean that nothing is wanted."""
    cli.generate()
    before = cli.files()
    for path in cli.admin.iterdir():
        if path.is_dir() and path.name != ".scaffold":
            shutil.rmtree(path)
        elif path.name not in (".scaffold",):
            path.unlink()
    assert cli.run("admin", "notes.tables").exit_code == 0
    assert without_lock(cli.files()) == without_lock(before)


def without_lock(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: text for path, text in files.items() if not path.endswith("/lock")}


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
    def refuse(path: Path, *_more: object, **_options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    before = cli.files()
    monkeypatch.setattr(Path, "mkdir", refuse)
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 4
    assert "This cannot be written: Permission denied." in outcome.stderr
    assert "Nothing was changed." in outcome.stderr
    assert cli.files() == before


@pytest.mark.parametrize("again", [False, True])
def test_a_full_disk_leaves_nothing_behind(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    if again:
        cli.generate()
        cli.table(TITLE, PAGES)
    before = without_lock(cli.files())
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(journal, "write", failing(disk.write, 3, full))
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 4
    assert "No space left on device" in outcome.stderr
    assert without_lock(cli.files()) == before
    assert cli.admin.exists() == again


def test_an_interruption_leaves_nothing_behind(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cli.files()
    monkeypatch.setattr(
        writer, "create", failing(writer.create, 3, KeyboardInterrupt())
    )
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 130
    assert outcome.stderr.endswith("Stopped.\n")
    assert cli.files() == before


def test_a_killed_run_is_finished(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.generate()
    cli.edit("tables/note/forms.py", "max_length=255", "max_length=80")
    cli.table(TITLE, PAGES)
    before = without_lock(cli.files())
    replace = failing(disk.replace, 6, KeyboardInterrupt())
    with monkeypatch.context() as patch:
        patch.setattr(writer, "replace", replace)
        patch.setattr(writer, "undo", lambda output: False)  # As if it were killed.
        assert cli.run("admin").exit_code == 130
    assert without_lock(cli.files()) != before
    outcome = cli.run("admin", "--check")
    assert outcome.exit_code == 4
    assert "An earlier run was stopped half-way" in outcome.stderr
    assert "Run `piccolo-scaffold admin` to finish it." in outcome.stderr
    assert cli.run("admin", "--dry-run").exit_code == 4
    assert cli.run("admin").exit_code == 0
    assert "pages: fields.Integer" in (cli.admin / "tables/note/forms.py").read_text()
    assert "max_length=80" in (cli.admin / "tables/note/forms.py").read_text()
    assert cli.run("admin", "--check").exit_code == 0


def failing(
    step: Callable[..., object], count: int, error: BaseException
) -> Callable[..., object]:
    """The step, which fails once it was done some times."""
    done: list[object] = []

    def failing_step(*arguments: object, **options: object) -> object:
        done.append(arguments)
        if len(done) > count:
            raise error
        return step(*arguments, **options)

    return failing_step


def test_a_second_run_at_the_same_time_is_refused(cli: CommandLine) -> None:
    cli.generate()
    before = cli.stamps()
    cli.table(TITLE, PAGES)
    with other_process_writing(cli.admin) as number:
        for command in (["admin"], ["resolve", "admin/home.py", "--yours"]):
            outcome = cli.run(*command)
            assert outcome.exit_code == 4
            assert f"Another run is writing here (process {number})" in outcome.stderr
        assert cli.run("admin", "--check").exit_code == 1
        assert cli.run("status").exit_code == 0
    assert cli.stamps() == before
    assert cli.run("admin").exit_code == 0


@contextmanager
def other_process_writing(output: Path) -> Iterator[int]:
    code = "import sys; from pathlib import Path; from scaffold import writer\n"
    code += f"with writer.locked(Path({str(output)!r})): print(1, flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout
        assert process.stdout.readline()
        yield process.pid
    finally:
        process.communicate(b"\n", timeout=20)


def test_what_is_saved_meanwhile_is_left_alone(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.generate()
    cli.table(TITLE, PAGES)
    forms = cli.admin / "tables" / "note" / "forms.py"
    carry_out = writer.carry_out

    def saving(unit: tuple[journal.Entry, ...]) -> bool:
        forms.write_text("mine = True\n")
        return carry_out(unit)

    with monkeypatch.context() as patch:
        patch.setattr(writer, "carry_out", saving)
        outcome = cli.run("admin")
    assert outcome.exit_code == 3
    assert "admin/tables/note/forms.py: This was saved meanwhile" in outcome.stderr
    assert forms.read_text() == "mine = True\n"
    assert "pages" in (cli.admin / "tables" / "note" / "form.html").read_text()


def test_settings_that_ruff_cannot_read(cli: CommandLine) -> None:
    cli.generate()
    cli.edit("tables/note/forms.py", "max_length=255", "max_length=80")
    cli.table(TITLE, PAGES)
    (cli.folder / "ruff.toml").write_text("line-length = 'long'\n")
    outcome = cli.run("admin")
    assert outcome.exit_code == 0
    assert "ruff.toml: " in outcome.stderr
    assert "merged Python may not be in your style" in outcome.stderr
    assert "pages: fields.Integer" in (cli.admin / "tables/note/forms.py").read_text()
