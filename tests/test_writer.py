"""Writing: all or nothing, and what somebody saved meanwhile stays."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scaffold import writer
from scaffold.errors import OutputError
from scaffold.journal import Entry, begin
from scaffold.writer import Unit, Write

OLD, NEW, MINE = b"old\n", b"new\n", b"mine\n"

Tree = dict[str, bytes | str | None]
Move = Callable[[Path, Path], object]


def tree(folder: Path) -> Tree:
    """Every path below a folder: bytes, where a link points to, or None for a folder.

    A file that can be executed has a ``*`` behind its name.
    """
    return {name(path, folder): held(path) for path in sorted(folder.rglob("*"))}


def name(path: Path, folder: Path) -> str:
    executable = path.is_file() and os.access(path, os.X_OK)
    return path.relative_to(folder).as_posix() + "*" * executable


def held(path: Path) -> bytes | str | None:
    if path.is_symlink():
        return str(path.readlink())
    return None if path.is_dir() else path.read_bytes()


def fill(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def files(folder: Path) -> Tree:
    return {path: held for path, held in tree(folder).items() if held is not None}


def recorded(path: str, old: bytes | None, new: bytes | None) -> Unit:
    """A file and its record."""
    return Write(path, old, new), Write(record(path), old, new)


def record(path: str) -> str:
    return f".scaffold/base/{path}.base"


def moved(path: str, to: str) -> Unit:
    return (*recorded(to, None, NEW), *recorded(path, OLD, None))


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Three files that were generated, with their records, and one of the user's."""
    output = tmp_path / "admin"
    for path in ("a.py", "b.py", "tables/film/form.py"):
        fill(output, {path: OLD, record(path): OLD})
    fill(output, {"own.py": MINE})
    return output


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    output = tmp_path / "web" / "admin"
    units = [recorded("app.py", None, NEW), (Write("tables/film/form.py", None, b""),)]
    assert writer.apply(output, units) == []
    assert files(output) == {
        "app.py": NEW,
        record("app.py"): NEW,
        "tables/film/form.py": b"",
    }


def test_nothing_to_do_is_nothing_done(tmp_path: Path) -> None:
    assert writer.apply(tmp_path / "admin", []) == []
    assert tree(tmp_path) == {}


def test_without_records_nothing_of_ours_stays(tmp_path: Path) -> None:
    writer.apply(tmp_path, [(Write("app.py", None, NEW),)])
    assert tree(tmp_path) == {"app.py": NEW}


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (recorded("c/d/e.py", None, NEW), {"c/d/e.py": NEW, record("c/d/e.py"): NEW}),
        (recorded("a.py", OLD, NEW), {"a.py": NEW, record("a.py"): NEW}),
        (recorded("a.py", OLD, None), {"a.py": None, record("a.py"): None}),
        (
            moved("a.py", "c/d.py"),
            {
                "a.py": None,
                record("a.py"): None,
                "c/d.py": NEW,
                record("c/d.py"): NEW,
            },
        ),
        ((Write("own.py", MINE, MINE), Write("a.py", OLD, NEW)), {"a.py": NEW}),
    ],
    ids=["create", "replace", "remove", "move", "guard"],
)
def test_every_kind_of_unit(
    output: Path, unit: Unit, expected: dict[str, bytes | None]
) -> None:
    before = files(output)
    assert writer.apply(output, [unit]) == []
    after = {**before, **expected}
    assert files(output) == {path: text for path, text in after.items() if text}


def test_what_stays_is_not_touched(output: Path) -> None:
    os.utime(output / "own.py", (1, 1))
    os.utime(output / "b.py", (1, 1))
    unit = (Write("own.py", MINE, MINE), *recorded("a.py", OLD, NEW))
    writer.apply(output, [unit])
    assert (output / "own.py").stat().st_mtime == 1
    assert (output / "b.py").stat().st_mtime == 1


def test_a_folder_goes_with_its_last_file(output: Path) -> None:
    fill(output, {"tables/film/__pycache__/form.cpython-311.pyc": b""})
    writer.apply(output, [recorded("tables/film/form.py", OLD, None)])
    assert not (output / "tables").exists()
    assert not (output / record("tables")).parent.joinpath("tables").exists()


@pytest.mark.parametrize("path", ["notes.txt", "__pycache__/notes.txt", "empty/"])
def test_a_folder_with_anything_else_stays(output: Path, path: str) -> None:
    if path.endswith("/"):
        (output / "tables/film" / path).mkdir()
    else:
        fill(output, {f"tables/film/{path}": MINE})
    writer.apply(output, [recorded("tables/film/form.py", OLD, None)])
    assert (output / "tables/film" / path).exists()


def test_the_output_itself_stays(tmp_path: Path) -> None:
    fill(tmp_path, {"app.py": OLD})
    writer.apply(tmp_path, [(Write("app.py", OLD, None),)])
    assert tree(tmp_path) == {}


def test_progress(output: Path) -> None:
    told: list[tuple[int, int]] = []
    units = [recorded("a.py", OLD, NEW), recorded("b.py", OLD, None)]
    writer.apply(output, units, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


# Modes and links


@pytest.mark.parametrize("mode", [0o644, 0o755, 0o400, 0o600])
def test_a_mode_is_kept(output: Path, mode: int) -> None:
    (output / "a.py").chmod(mode)
    writer.apply(output, [recorded("a.py", OLD, NEW)])
    assert (output / "a.py").stat().st_mode & 0o777 == mode
    assert (output / "a.py").read_bytes() == NEW


def test_a_mode_moves_along(output: Path) -> None:
    (output / "a.py").chmod(0o755)
    writer.apply(output, [moved("a.py", "c.py")])
    assert os.access(output / "c.py", os.X_OK)
    assert not os.access(output / record("c.py"), os.X_OK)


def test_a_new_file_has_the_usual_mode(output: Path) -> None:
    writer.apply(output, [recorded("c.py", None, NEW)])
    assert (output / "c.py").stat().st_mode == (output / "own.py").stat().st_mode


def test_a_link_is_followed(output: Path) -> None:
    (output / "a.py").rename(output.parent / "shared.py")
    (output / "a.py").symlink_to("../shared.py")
    writer.apply(output, [recorded("a.py", OLD, NEW)])
    assert (output / "a.py").readlink() == Path("../shared.py")
    assert (output.parent / "shared.py").read_bytes() == NEW


def test_a_link_to_a_folder_is_followed(output: Path) -> None:
    (output / "tables").rename(output.parent / "elsewhere")
    (output / "tables").symlink_to("../elsewhere")
    gone = recorded("tables/film/form.py", OLD, None)
    writer.apply(output, [recorded("tables/new.py", None, NEW), gone])
    assert tree(output.parent / "elsewhere") == {"new.py": NEW}
    assert (output / "tables").is_symlink()


def test_a_link_is_removed_without_its_target(output: Path) -> None:
    (output / "a.py").rename(output.parent / "shared.py")
    (output / "a.py").symlink_to("../shared.py")
    writer.apply(output, [recorded("a.py", OLD, None)])
    assert not os.path.lexists(output / "a.py")
    assert (output.parent / "shared.py").read_bytes() == OLD


# Saved meanwhile


@pytest.mark.parametrize("new", [NEW, None])
@pytest.mark.parametrize("saved", ["a.py", record("a.py")])
@pytest.mark.parametrize("mine", [MINE, b""])
def test_what_was_saved_meanwhile_stays(
    output: Path, saved: str, new: bytes | None, mine: bytes
) -> None:
    (output / saved).write_bytes(mine)
    before = files(output)
    unit = recorded("a.py", OLD, new)
    assert writer.apply(output, [unit, recorded("b.py", OLD, NEW)]) == [unit]
    assert files(output) == {**before, "b.py": NEW, record("b.py"): NEW}


def test_a_file_removed_meanwhile_is_not_made_again(output: Path) -> None:
    (output / "a.py").unlink()
    unit = recorded("a.py", OLD, NEW)
    assert writer.apply(output, [unit]) == [unit]
    assert not (output / "a.py").exists()
    assert (output / record("a.py")).read_bytes() == OLD


@pytest.mark.parametrize("what", ["file", "folder", "link", "parent"])
def test_what_appeared_meanwhile_stays(output: Path, what: str) -> None:
    path = output / "c.py"
    if what == "file":
        path.write_bytes(MINE)
    elif what == "folder":
        path.mkdir()
    elif what == "link":
        path.symlink_to("nowhere")
    unit = recorded("own.py/c.py" if what == "parent" else "c.py", None, NEW)
    before = tree(output)
    assert writer.apply(output, [unit]) == [unit]
    assert tree(output) == before


@pytest.mark.parametrize(
    "unit",
    [
        recorded("a.py", OLD, NEW),
        recorded("c.py", None, NEW),
        recorded("a.py", OLD, None),
    ],
)
def test_what_is_there_already_is_done(output: Path, unit: Unit) -> None:
    if unit[0].new is None:
        (output / unit[0].path).unlink()
    else:
        (output / unit[0].path).write_bytes(unit[0].new)
    assert writer.apply(output, [unit]) == []
    assert files(output).get(unit[1].path) == unit[1].new


MIDDLE = [
    (recorded("a.py", OLD, NEW), 1),
    (recorded("a.py", OLD, None), 1),
    (recorded("c/d.py", None, NEW), 1),
    *((moved("a.py", "c/d.py"), at) for at in (1, 2, 3)),
]


@pytest.mark.parametrize(("unit", "at"), MIDDLE)
def test_a_save_in_the_middle_of_a_unit(
    output: Path, monkeypatch: pytest.MonkeyPatch, unit: Unit, at: int
) -> None:
    """What was done of the unit is put back."""
    before, put = files(output), writer.put

    def saved_before(entry: Entry) -> None:
        if entry.path == unit[at].path:
            fill(output, {entry.path: MINE})
        put(entry)

    monkeypatch.setattr(writer, "put", saved_before)
    assert writer.apply(output, [unit]) == [unit]
    assert files(output) == {**before, unit[at].path: MINE}


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_file_that_appears_at_the_last_moment(
    output: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: bool
) -> None:
    hardlink_to = Path.hardlink_to

    def appear(target: Path, image: Path) -> None:
        if elsewhere and "journal" in image.parts:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        target.write_bytes(MINE)
        hardlink_to(target, image)

    monkeypatch.setattr(Path, "hardlink_to", appear)
    before = tree(output)
    unit = recorded("c.py", None, NEW)
    assert writer.apply(output, [unit]) == [unit]
    assert tree(output) == {**before, "c.py": MINE}


def test_a_unit_that_is_left_alone_is_not_touched(output: Path) -> None:
    (output / record("a.py")).write_bytes(MINE)
    os.utime(output / "a.py", (1, 1))
    writer.apply(output, [recorded("a.py", OLD, NEW)])
    assert (output / "a.py").stat().st_mtime == 1


def test_a_save_that_equals_what_is_new_stays(output: Path) -> None:
    fill(output, {"a.py": NEW, record("a.py"): MINE})
    unit = recorded("a.py", OLD, NEW)
    assert writer.apply(output, [unit]) == [unit]
    assert (output / "a.py").read_bytes() == NEW


# Failures


UNITS = [
    recorded("new/c.py", None, NEW),
    recorded("a.py", OLD, NEW),
    recorded("tables/film/form.py", OLD, None),
    moved("b.py", "new/b.py"),
]


def failing(
    at: int, error: BaseException, then: Callable[[], object] = lambda: None
) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        if done == at:
            then()
            raise error

    return progress


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_a_failure_puts_everything_back(output: Path, at: int) -> None:
    (output / "a.py").chmod(0o755)
    (output / "b.py").rename(output / "linked.py")
    (output / "b.py").symlink_to("linked.py")
    before = tree(output)
    error = PermissionError(errno.EACCES, "Permission denied", str(output / "a.py"))
    with pytest.raises(OutputError) as caught:
        writer.apply(output, UNITS, failing(at, error))
    assert str(caught.value) == (
        f"{output / 'a.py'}: This cannot be written: Permission denied.\n"
        "  Nothing was changed."
    )
    assert tree(output) == before


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), ValueError()])
def test_other_exceptions_do_too(output: Path, error: BaseException) -> None:
    before = tree(output)
    with pytest.raises(type(error)):
        writer.apply(output, UNITS, failing(3, error))
    assert tree(output) == before


def test_a_failure_leaves_no_folder(tmp_path: Path) -> None:
    output = tmp_path / "web" / "admin"
    units = [recorded("tables/a.py", None, NEW), recorded("b.py", None, NEW)]
    with pytest.raises(OutputError):
        writer.apply(output, units, failing(2, OSError()))
    assert tree(tmp_path) == {}


def test_a_failure_leaves_folders_that_were_there(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    with pytest.raises(OutputError):
        writer.apply(
            tmp_path, [recorded("tables/a.py", None, NEW)], failing(1, OSError())
        )
    assert tree(tmp_path) == {"tables": None}


def test_a_second_interruption_waits(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, put_back = tree(output), writer.put_back

    def interrupted(unit: tuple[Entry, ...]) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        put_back(unit)

    monkeypatch.setattr(writer, "put_back", interrupted)
    # What is started in the background ignores interruptions.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            writer.apply(output, UNITS, failing(4, KeyboardInterrupt()))
        assert tree(output) == before
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, handler)


def test_a_save_before_a_failure_stays(output: Path) -> None:
    before = files(output)
    saved = {"a.py": MINE, "tables/film/form.py": MINE}
    with pytest.raises(OutputError):
        writer.apply(output, UNITS, failing(4, OSError(), lambda: fill(output, saved)))
    assert files(output) == {**before, **saved}


def test_what_cannot_be_put_back_is_left_to_the_next_start(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(output)

    def refuse(_unit: tuple[Entry, ...]) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(writer, "put_back", refuse)
        with pytest.raises(OutputError, match=r"next start goes on") as caught:
            writer.apply(output, UNITS, failing(3, OSError(errno.EIO, "I/O error")))
        assert "I/O error" in str(caught.value)
        assert writer.unfinished(output)
        with pytest.raises(OutputError, match="stopped half-way"):
            writer.recover(output)
        with pytest.raises(OutputError, match="stopped half-way"):
            writer.apply(output, UNITS)
    assert writer.recover(output) == []
    assert not writer.unfinished(output)
    assert tree(output) == before


def test_what_only_stood_guard_is_not_put_back(output: Path) -> None:
    os.utime(output / "own.py", (1, 1))
    units = [(Write("own.py", MINE, MINE), Write("a.py", OLD, NEW))]
    with pytest.raises(OutputError):
        writer.apply(output, units, failing(1, OSError()))
    assert (output / "own.py").stat().st_mtime == 1


# Recovering; every other way to get there is in test_writer_faults.py


@pytest.mark.parametrize("there", [OLD, NEW])
def test_a_save_after_a_unit_was_done(output: Path, there: bytes) -> None:
    """Its record is right, since the save was made to what is new."""
    (output / "a.py").write_bytes(there)
    [unit] = begin(output, [recorded("a.py", OLD, NEW)]).units
    assert writer.carry_out(unit)
    (output / "a.py").write_bytes(MINE)
    assert writer.recover(output) == []
    assert (output / "a.py").read_bytes() == MINE
    assert (output / record("a.py")).read_bytes() == NEW


def test_a_file_reverted_before_its_unit_was_done(output: Path) -> None:
    [unit] = begin(output, [recorded("a.py", OLD, NEW)]).units
    writer.put(unit[0])
    (output / "a.py").write_bytes(OLD)
    assert writer.recover(output) == [("a.py", record("a.py"))]
    assert (output / "a.py").read_bytes() == OLD
    assert (output / record("a.py")).read_bytes() == OLD


def test_what_was_only_prepared_is_forgotten(tmp_path: Path, output: Path) -> None:
    before = tree(output)
    for folder in (output, tmp_path / "first"):
        fill(folder / ".scaffold/journal", {"0.new": NEW, "draft": b"{"})
        assert not writer.unfinished(folder)
        assert writer.recover(folder) == []
    assert tree(output) == before
    assert not (tmp_path / "first").exists()


def test_what_was_only_prepared_is_no_hindrance(output: Path) -> None:
    fill(output / ".scaffold/journal", {"0.new": MINE, "draft": b"{"})
    assert writer.apply(output, UNITS) == []
    assert_is_new(output)


DIGEST = "0" * 64


def index_of(path: object, new: object = DIGEST, folders: object = ()) -> bytes:
    index = {"units": [[[path, None, new]]], "folders": folders}
    return json.dumps(index).encode()


@pytest.mark.parametrize("name", ["index", "undo"])
@pytest.mark.parametrize(
    "index",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        b"[]",
        b'{"units": []}',
        b'{"units": [1], "folders": []}',
        b'{"units": [[["a.py", null]]], "folders": []}',
        index_of("a.py", 1),
        index_of(None),
        index_of("a.py", folders=[1]),
        index_of("/a.py"),
        index_of("../a.py"),
        index_of("new/../../a.py"),
        index_of("new\\..\\..\\a.py"),
        index_of("C:/a.py"),
        index_of("C:a.py"),
        index_of("\\\\server\\share\\a.py"),
        index_of("a.py", folders=["../elsewhere"]),
    ],
    ids=lambda value: value[:60] if isinstance(value, bytes) else value,
)
def test_a_journal_that_nobody_has_written(
    tmp_path: Path, output: Path, name: str, index: bytes
) -> None:
    (tmp_path / "elsewhere").mkdir()
    fill(output / ".scaffold/journal", {name: index, "0.new": NEW})
    before = tree(tmp_path)
    for _ in range(2):
        with pytest.raises(OutputError) as caught:
            writer.recover(output)
        [problem] = caught.value.problems
        assert problem.where == str(output / ".scaffold/journal")
        assert "Remove this folder" in problem.remedy
        assert writer.unfinished(output)
        assert tree(tmp_path) == before
    shutil.rmtree(output / ".scaffold/journal")
    assert writer.recover(output) == []


def test_a_folder_in_place_of_the_index(output: Path) -> None:
    (output / ".scaffold/journal/index").mkdir(parents=True)
    with pytest.raises(OutputError, match="Remove this folder"):
        writer.recover(output)


def test_nothing_to_recover(tmp_path: Path, output: Path) -> None:
    before = tree(tmp_path)
    for folder in (output, tmp_path / "other"):
        assert not writer.unfinished(folder)
        assert writer.recover(folder) == []
    assert tree(tmp_path) == before


# Other systems


def test_another_file_system(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is moved between the journal and elsewhere must be copied."""
    (output / "a.py").chmod(0o755)
    separate_file_systems(monkeypatch)
    before = tree(output)
    with pytest.raises(OutputError):
        writer.apply(output, UNITS, failing(4, OSError()))
    assert tree(output) == before
    assert writer.apply(output, UNITS) == []
    assert_is_new(output)
    assert os.access(output / "a.py", os.X_OK)


def separate_file_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be moved into the journal, or out of it."""

    def separate(
        real: Callable[[Path, Path], object],
    ) -> Callable[[Path, Path], object]:
        def refuse(one: Path, other: Path) -> object:
            if ("journal" in one.parts) != ("journal" in other.parts):
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            return real(one, other)

        return refuse

    for method in ("hardlink_to", "replace"):
        monkeypatch.setattr(Path, method, separate(getattr(Path, method)))


@pytest.mark.parametrize("error", [errno.EPERM, errno.EOPNOTSUPP])
def test_no_hard_links(
    output: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    def refuse(_target: Path, _image: Path) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert writer.apply(output, UNITS) == []
    assert_is_new(output)
    (output / "link.py").symlink_to("nowhere")
    unit = recorded("link.py", None, NEW)
    assert writer.apply(output, [unit]) == [unit]


def assert_is_new(output: Path) -> None:
    names = ("a.py", "new/b.py", "new/c.py")
    expected = {path: NEW for file in names for path in (file, record(file))}
    found = {path.rstrip("*"): text for path, text in files(output).items()}
    assert found == {"own.py": MINE, **expected}


def test_where_all_files_cannot_be_synced_each_is(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.delattr(os, "sync")
    monkeypatch.setattr(os, "fsync", synced.append)
    writer.apply(output, [recorded("a.py", OLD, NEW), recorded("c.py", None, NEW)])
    # Six images, the index, and the folder.
    assert len(synced) == 8


# Locks


HOLD = """
import sys
from pathlib import Path
from scaffold import writer
with writer.locked(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", ["leaves", "killed"])
def test_a_second_run_is_refused(tmp_path: Path, end: str) -> None:
    output = tmp_path / "admin"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(output)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(OutputError) as caught, writer.locked(output):
            pytest.fail("It is locked twice.")
        if end == "killed":
            other.kill()
        else:
            other.communicate()
    assert f"process {other.pid}" in str(caught.value)
    assert caught.value.exit_code == 4
    assert (tree(tmp_path) == {}) == (end == "leaves")
    with writer.locked(output):
        pass
    assert tree(tmp_path) == {}


def test_a_lock_may_be_taken_again(output: Path) -> None:
    for new in (NEW, MINE):
        with writer.locked(output):
            old = (output / "a.py").read_bytes()
            assert writer.apply(output, [recorded("a.py", old, new)]) == []
            old = new
            (output / record("a.py")).write_bytes(old)
    assert (output / "a.py").read_bytes() == MINE


def test_a_lock_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "admin").mkdir()
    with writer.locked(tmp_path / "admin"):
        assert (tmp_path / "admin/.scaffold/lock").exists()
    assert tree(tmp_path) == {"admin": None}


def test_a_lock_leaves_no_folder_after_a_failure(tmp_path: Path) -> None:
    output = tmp_path / "web" / "admin"
    unit = recorded("app.py", None, NEW)
    with pytest.raises(OutputError), writer.locked(output):
        writer.apply(output, [unit], failing(1, OSError()))
    assert tree(tmp_path) == {}
    with writer.locked(output):
        writer.apply(output, [unit])
    assert set(files(output)) == {"app.py", record("app.py"), ".scaffold/lock"}


def test_a_lock_where_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "admin").write_bytes(MINE)
    refused = pytest.raises(OutputError, match="Nothing was changed")
    with refused, writer.locked(tmp_path / "admin"):
        pytest.fail("There is no folder.")
    assert tree(tmp_path) == {"admin": MINE}
