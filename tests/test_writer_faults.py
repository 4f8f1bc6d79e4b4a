"""Writing that is killed, refused or out of space at every point there is.

The writer runs in a forked child. An audit hook sees each of its calls that touch the
disk, and lets the nth of them go wrong.
"""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NoReturn

import pytest

from scaffold import writer
from scaffold.errors import OutputError
from scaffold.writer import Unit, Write
from tests.test_writer import (
    MINE,
    NEW,
    OLD,
    Tree,
    failing,
    fill,
    moved,
    record,
    recorded,
    separate_file_systems,
    tree,
)

CHANGES = {"link", "mkdir", "remove", "rename", "rmdir", "chmod", "sync", "fsync"}
READS = {"listdir", "scandir"}

Fault = Callable[[str | None], None]
"""What goes wrong; it is told which file was to be opened for writing, if any."""


@dataclass(frozen=True)
class Outcome:
    """How a child ended: killed, or with a message, which is empty if all was well."""

    killed: bool
    steps: int = 0
    message: str = ""


@dataclass(frozen=True)
class Case:
    """Files to begin with, and what is to be done with them."""

    files: dict[str, bytes]
    units: list[Unit]

    def set_up(self, root: Path) -> Path:
        root.mkdir()
        fill(root / "admin", self.files)
        if "b.py" in self.files:
            (root / "admin/b.py").chmod(0o755)
        if record("link.py") in self.files:
            (root / "admin/link.py").symlink_to("../shared.py")
            (root / "shared.py").write_bytes(OLD)
        return root / "admin"


FIRST = Case({}, [recorded("app.py", None, NEW), recorded("t/f.py", None, NEW)])
AGAIN = Case(
    {
        path: text
        for name in ("a.py", "b.py", "old/gone.py")
        for path, text in ((name, OLD), (record(name), OLD))
    }
    | {"own.py": MINE, record("link.py"): OLD},
    [
        recorded("new/c.py", None, NEW),
        recorded("a.py", OLD, NEW),
        recorded("link.py", OLD, NEW),
        recorded("old/gone.py", OLD, None),
        moved("b.py", "new/b.py"),
    ],
)
SHORT = Case(
    {"a.py": OLD, "b.py": OLD},
    [
        (Write("a.py", OLD, NEW),),
        (Write("t/c.py", None, NEW), Write("b.py", OLD, None)),
    ],
)


# Killed


def kill(_opened: str | None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def tear(opened: str | None) -> None:
    """Be killed in the middle of writing a file."""
    if opened:
        Path(opened).write_bytes(b"to")
    kill(opened)


@pytest.mark.parametrize("case", [FIRST, AGAIN], ids=["first", "again"])
def test_killed_at_every_point(tmp_path: Path, case: Case) -> None:
    before, after = before_and_after(tmp_path, case)
    found = []
    for root in killed_at_every_point(tmp_path, case, tear):
        assert writer.recover(root / "admin") == []
        assert not writer.unfinished(root / "admin")
        found.append(state(root))
        assert found[-1] in (before, after)
    # First it is forgotten, later finished.
    assert found == sorted(found, key=lambda found: found == after)
    assert len(found) > 20


def test_killed_while_moving_between_file_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    separate_file_systems(monkeypatch)
    before, after = before_and_after(tmp_path, SHORT)
    for root in killed_at_every_point(tmp_path, SHORT, tear):
        writer.recover(root / "admin")
        assert state(root) in (before, after)


@pytest.mark.parametrize("fails", [False, True])
def test_killed_while_recovering(tmp_path: Path, fails: bool) -> None:
    before, after = before_and_after(tmp_path, SHORT)
    last: Tree = {}
    points = 0
    for root in killed_at_every_point(tmp_path, SHORT, tear, fails=fails):
        undone = (root / "admin/.scaffold/journal/undo").exists()
        if state(root) == last or fails > undone:
            continue
        last = state(root)
        expected = recovered(root)
        assert expected in ((before,) if undone else (before, after))
        for at in count(1):
            copy = copied(root)
            if not in_child(recovery(copy), Steps(copy, tear), at).killed:
                break
            points += 1
            writer.recover(copy / "admin")
            assert state(copy) == expected
    assert points > (40 if fails else 100)


SAVED = (
    {"a.py", "new/c.py", "old/gone.py", "new/b.py", "own.py"},
    {record("a.py"), record("new/c.py"), "b.py"},
)


@pytest.mark.parametrize("saved", SAVED, ids=len)
def test_a_save_between_being_killed_and_recovering(
    tmp_path: Path, saved: set[str]
) -> None:
    """It stays, and what belongs to it is either done or left alone."""
    before, after = map(plain, before_and_after(tmp_path, AGAIN))
    reported = 0
    for root in killed_at_every_point(tmp_path, AGAIN, kill):
        output = root / "admin"
        begun = (output / ".scaffold/journal/index").exists()
        fill(output, dict.fromkeys(saved, MINE))
        left = writer.recover(output)
        reported += len(left)
        found = plain(state(root))
        assert {found[path] for path in saved} == {MINE}
        for unit in AGAIN.units:
            paths = tuple(item.path for item in unit)
            stands, old, new = (
                [tree.get(path) for path in paths if path not in saved]
                for tree in (found, before, after)
            )
            assert stands in (old, new)
            assert begun <= (stands == (old if paths in left else new))
            assert paths not in left or saved.intersection(paths)
    assert reported > 0


# Refused


@pytest.mark.parametrize("case", [FIRST, AGAIN], ids=["first", "again"])
def test_an_error_at_every_point(tmp_path: Path, case: Case) -> None:
    before, after = before_and_after(tmp_path, case)

    def check() -> None:
        failed = 0
        for root, outcome in failed_at_every_point(tmp_path, case, error(errno.EACCES)):
            if outcome.message:
                failed += 1
                assert os.strerror(errno.EACCES) in outcome.message
                assert outcome.message.endswith("\n  Nothing was changed.")
                assert state(root) == before
            else:  # It could not tidy up, which the next run does.
                writer.recover(root / "admin")
                assert without_folders(state(root)) == without_folders(after)
        assert failed > 20

    assert in_child(check).message == ""


@pytest.mark.parametrize("case", [FIRST, AGAIN], ids=["first", "again"])
def test_an_error_from_some_point_on(tmp_path: Path, case: Case) -> None:
    """Where nothing can be put back either, the next start does what was announced."""
    before, after = before_and_after(tmp_path, case)

    def check() -> None:
        kinds = set()
        full = error(errno.ENOSPC)
        for root, outcome in failed_at_every_point(tmp_path, case, full, lasting=True):
            halfway = "The next start goes on with that." in outcome.message
            unchanged = outcome.message.endswith("Nothing was changed.")
            kinds.add((halfway, unchanged))
            assert writer.unfinished(root / "admin") == halfway
            writer.recover(root / "admin")
            allowed = [before, after] if halfway else [before if unchanged else after]
            found = without_folders(state(root))
            assert found in [without_folders(tree) for tree in allowed]
        assert kinds == {(True, False), (False, True), (False, False)}

    assert in_child(check).message == ""


@pytest.mark.parametrize("case", [FIRST, AGAIN], ids=["first", "again"])
def test_an_interruption_at_every_point(tmp_path: Path, case: Case) -> None:
    before, after = before_and_after(tmp_path, case)

    def interrupt(_opened: str | None) -> None:
        raise KeyboardInterrupt

    def check() -> None:
        for root, outcome in failed_at_every_point(tmp_path, case, interrupt):
            assert outcome.message in ("", "KeyboardInterrupt")
            assert state(root) in ((before, after) if outcome.message else (after,))

    assert in_child(check).message == ""


def test_an_error_while_recovering(tmp_path: Path) -> None:
    _before, after = before_and_after(tmp_path, SHORT)
    refused = 0
    for root in killed_at_every_point(tmp_path, SHORT, kill):
        if writer.unfinished(root / "admin"):
            steps = Steps(root, error(errno.EACCES), lasting=True)
            outcome = in_child(recovery(root), steps, at=1)
            refused += "stopped half-way" in outcome.message
            assert recovered(root) == after
    assert refused > 5


# Really full, really forbidden


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path | None]:
    """A disk of 64 pages and 64 files, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = "size=256k,nr_inodes=64"
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(command, check=False, capture_output=True).returncode
    )
    yield folder if mounted else None
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


BIG = [
    tuple(Write(item.path, item.old, item.new and item.new * 2000) for item in unit)
    for unit in AGAIN.units
]


@pytest.mark.parametrize("what", ["space", "files"])
def test_a_full_disk(tmp_path: Path, small_disk: Path | None, what: str) -> None:
    """Where none can be mounted, files may not grow."""
    case = Case(AGAIN.files, BIG)
    before, after = before_and_after(tmp_path, case)
    found = []
    for free in range(0, 48, 3):
        root = (small_disk or tmp_path) / "root"
        output = case.set_up(root)
        if small_disk:
            fill_up(small_disk, free, what)
            outcome = in_child(applied(output, case))
            for path in small_disk.glob("*.filling"):
                path.unlink()
        else:
            outcome = in_child(applied(output, case, limit=free * 300))
        found.append(state(root))
        assert found[-1] == (before if outcome.message else after)
        reason = errno.ENOSPC if small_disk else errno.EFBIG
        assert not outcome.message or os.strerror(reason) in outcome.message
        assert not outcome.message or "Nothing was changed." in outcome.message
        shutil.rmtree(root)
    assert before in found
    assert after in found


def test_putting_back_needs_no_space(tmp_path: Path, small_disk: Path | None) -> None:
    root = (small_disk or tmp_path) / "root"
    output = AGAIN.set_up(root)
    before = state(root)

    def fill_disk() -> None:
        if small_disk:
            fill_up(small_disk, 0, "space")
            fill_up(small_disk, 0, "files")
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    def fail() -> None:
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        writer.apply(output, AGAIN.units, failing(5, full, fill_disk))

    # The limit would keep the child from answering, were it not a pipe.
    assert "Nothing was changed." in in_child(fail).message
    assert state(root) == before


@pytest.mark.parametrize(
    "folder", ["admin", "admin/.scaffold", "admin/old", "admin/new"]
)
def test_a_forbidden_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    """A link would be followed by a path that nobody else can go."""
    link = "link.py"
    case = Case(
        {path: text for path, text in AGAIN.files.items() if link not in path},
        [unit for unit in AGAIN.units if unit[0].path != link],
    )
    case.set_up(tmp_path / "root")
    (tmp_path / "root/admin/new").mkdir()
    monkeypatch.chdir(tmp_path / "root")  # Nobody else can come by the way there.
    before = state(Path())
    for path in (Path(), *Path().rglob("*")):
        if path.is_dir():
            path.chmod(0o555 if path == Path(folder) else 0o777)

    def apply_as_nobody() -> None:
        if os.geteuid() == 0:
            os.setuid(65534)
        writer.apply(Path("admin"), case.units)

    outcome = in_child(apply_as_nobody)
    Path(folder).chmod(0o777)
    assert outcome.message.startswith(folder)
    assert "Permission denied" in outcome.message
    assert "Nothing was changed." in outcome.message
    assert state(Path()) == before


# Helpers


def before_and_after(tmp_path: Path, case: Case) -> tuple[Tree, Tree]:
    output = case.set_up(tmp_path / "whole")
    before = state(output.parent)
    assert writer.apply(output, case.units) == []
    after = state(output.parent)
    assert before != after
    return before, after


def state(root: Path) -> Tree:
    """An empty output folder is none."""
    found = tree(root)
    return {} if found == {"admin": None} else found


def without_folders(tree: Tree) -> Tree:
    return {path: text for path, text in tree.items() if text is not None}


def plain(tree: Tree) -> Tree:
    """By the paths of the units."""
    return {path.removeprefix("admin/").rstrip("*"): tree[path] for path in tree}


def copied(root: Path) -> Path:
    copy = root.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(root, copy, symlinks=True)
    return copy


def recovered(root: Path) -> Tree:
    """The state of a copy, once it has been recovered."""
    copy = copied(root)
    writer.recover(copy / "admin")
    return state(copy)


def killed_at_every_point(
    tmp_path: Path, case: Case, fault: Fault, *, fails: bool = False
) -> Iterator[Path]:
    """What is left each time; at last it is not killed any more."""
    root = tmp_path / "root"
    for at in count(1):
        output = case.set_up(root)
        outcome = in_child(applied(output, case, fails=fails), Steps(root, fault), at)
        yield root
        shutil.rmtree(root)
        if not outcome.killed:
            break


def failed_at_every_point(
    tmp_path: Path, case: Case, fault: Fault, *, lasting: bool = False
) -> Iterator[tuple[Path, Outcome]]:
    """To be called in a child, which keeps the audit hook."""
    root = tmp_path / "root"
    steps = Steps(root, fault, lasting=lasting, reads=True)
    steps.install()
    for at in count(1):
        outcome = steps.run(applied(case.set_up(root), case), at)
        yield root, outcome
        shutil.rmtree(root)
        if outcome.steps < at:
            break


def error(code: int) -> Fault:
    def fail(_opened: str | None) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def applied(
    output: Path, case: Case, *, fails: bool = False, limit: int | None = None
) -> Callable[[], object]:
    """``fails`` at the end, to be put back; ``limit`` is the largest size of a file."""

    def apply() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        last = failing(len(case.units), OSError()) if fails else None
        writer.apply(output, case.units, last)

    return apply


def recovery(root: Path) -> Callable[[], object]:
    return lambda: writer.recover(root / "admin")


def fill_up(disk: Path, free: int, what: str) -> None:
    """Leave so many pages, or so many files."""
    found = os.statvfs(disk)
    if what == "space":
        pages = max(found.f_bfree - free, 0)
        (disk / "space.filling").write_bytes(bytes(pages * found.f_frsize))
    else:
        for number in range(found.f_ffree - free):
            (disk / f"{number}.filling").touch()


def in_child(
    action: Callable[[], object], steps: Steps | None = None, at: int = 0
) -> Outcome:
    """Run in a forked process, where the step ``at`` goes wrong."""
    receiver, sender = os.pipe()
    with warnings.catch_warnings():
        # The threads of pytest-xdist, which wait for its messages, do not matter.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        answer(action, sender, steps or Steps(Path(), kill), at)
    os.close(sender)
    with os.fdopen(receiver, encoding="utf-8") as pipe:
        message = pipe.read()
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    return Outcome(killed, message=message)


def answer(
    action: Callable[[], object], sender: int, steps: Steps, at: int
) -> NoReturn:
    steps.install()
    message = steps.run(action, at).message
    os.write(sender, message.encode())
    os._exit(0)


@dataclass
class Steps:
    """An audit hook that counts calls, and has one fail, or all from there on."""

    root: Path
    fault: Fault
    lasting: bool = False
    reads: bool = False
    at: int = 0
    count: int = 0
    watching: bool = False

    def install(self) -> None:
        """Syncing is only pretended, since it takes time, and no power fails."""
        vars(os).update(
            sync=lambda: sys.audit("os.sync"),
            fsync=lambda _file: sys.audit("os.fsync"),
        )
        sys.addaudithook(self)

    def run(self, action: Callable[[], object], at: int) -> Outcome:
        self.at, self.count, self.watching = at, 0, True
        message = ""
        try:
            action()
        except OutputError as refusal:
            message = str(refusal)
        except KeyboardInterrupt:
            message = "KeyboardInterrupt"
        except BaseException:
            message = traceback.format_exc()
        self.watching = False
        return Outcome(killed=False, steps=self.count, message=message)

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if not self.watching or not self.is_step(event, args):
            return
        self.count += 1
        if self.count == self.at or (self.lasting and self.count > self.at > 0):
            self.watching = False
            try:
                self.fault(str(args[0]) if event == "open" else None)
            finally:
                self.watching = True

    def is_step(self, event: str, args: tuple[object, ...]) -> bool:
        if event == "open":
            inside = str(args[0]).startswith(str(self.root))
            return inside and (self.reads or str(args[1]) in ("xb", "wb"))
        kind = event.removeprefix("os.")
        return kind in CHANGES or (self.reads and kind in READS)
