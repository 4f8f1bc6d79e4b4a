"""Regeneration that is killed at a random point, and what people save meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from scaffold import writer
from scaffold.regeneration import Regeneration
from tests.regenerate.edits import edited
from tests.regenerate.project import (
    File,
    Project,
    Tree,
    fewer_files,
    prepare,
    same_files,
    units,
)
from tests.regenerate.test_properties import Case, all_cases, cases, project
from tests.test_writer_faults import Steps, in_child, tear

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")

SAVED = b"\n# saved meanwhile\n"

POINT = st.integers(0, 999)
"""How far writing gets before it is killed, in thousandths."""


@pytest.fixture(autouse=True, scope="module")
def _fewer_files() -> Iterator[None]:
    with fewer_files():
        yield


def set_up(project: Project, case: Case) -> Regeneration:
    """A tree with edits, and what is about to be written."""
    project.run(case.before)
    mine = edited(project.files(), case.script)
    project.put(mine.tree)
    project.run(case.before, moved=mine.moved)
    return project.plan(case.after, case.step.given)


def kill(project: Project, plan: Regeneration, point: int) -> None:
    """Each write takes four steps or so."""
    steps = 4 * sum(map(len, units(plan))) + 8
    at = 1 + point * steps // 1000
    outcome = in_child(lambda: project.apply(plan), Steps(project.root, tear), at)
    assert outcome.message == ""


def go_on(project: Project, case: Case) -> None:
    """The next run. What was renamed is to be said again if nothing was done."""
    known = {key: table for key, (_slug, table) in project.remembered().tables.items()}
    done = known == {table.key: table for table in case.after.tables}
    project.run(case.after, [] if done else case.step.given)


@given(all_cases(), POINT)
@cases(30)
def test_killed(case: Case, point: int) -> None:
    """14: the whole old or the whole new tree, and then the new one."""
    prepare(case.before, case.after)
    with project() as ours, project() as whole:
        whole.apply(set_up(whole, case))
        plan = set_up(ours, case)
        before, after = ours.tree(), whole.tree()
        kill(ours, plan, point)
        assert writer.recover(ours.output) == []
        assert not writer.unfinished(ours.output)
        assert ours.tree() in (before, after)
        go_on(ours, case)
        same_files(ours.tree(), after)


@given(all_cases(), POINT, st.lists(st.integers(0, 2**16), min_size=1, max_size=3))
@cases(30)
def test_saved_after_being_killed(case: Case, point: int, numbers: list[int]) -> None:
    """14: what was saved stays; each other unit is done, or it is not."""
    prepare(case.before, case.after)
    with project() as ours, project() as whole:
        whole.apply(set_up(whole, case))
        plan = set_up(ours, case)
        before, after = ours.tree(), whole.tree()
        kill(ours, plan, point)
        saved = save(ours, numbers)
        note(f"{sorted(saved)}")
        left = writer.recover(ours.output)
        found = ours.tree()
        for path, content in saved.items():
            assert found[path].content == content, path
        for unit in units(plan):
            paths = [write.path for write in unit]
            assert tuple(paths) not in left or saved.keys() & set(paths)
            is_one_or_the_other(
                [p for p in paths if p not in saved], found, before, after
            )
        go_on(ours, case)
        everything = [file.content for file in ours.files().values()]
        assert sum(SAVED.strip() in content for content in everything) == len(saved)


def save(project: Project, numbers: list[int]) -> dict[str, bytes]:
    """What somebody saves to some of the files, by path."""
    files = project.files()
    paths = sorted(files)
    saved = {paths[number % len(paths)] for number in numbers}
    contents = {path: files[path].content + SAVED for path in saved}
    for path, content in contents.items():
        Path(project.output, path).write_bytes(content)
    return contents


def is_one_or_the_other(
    paths: list[str], found: Tree, before: Tree, after: Tree
) -> None:
    def of(tree: Tree) -> list[File | None]:
        return [tree.get(path) for path in paths]

    assert of(found) in (of(before), of(after)), paths
