"""What holds for every regeneration: random tables, edit scripts and migrations.

Each case is a project, generated into a folder of its own. ``SCAFFOLD_CASES=50000`` in
the environment makes them that many.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from jinja2 import Environment

from scaffold.baseline.cache import CACHE
from scaffold.generators import admin
from scaffold.generators import views as table_views
from scaffold.regeneration import Regeneration
from scaffold.schema import Schema
from scaffold.settling import Side
from tests.merge import words
from tests.merge.edits import STYLES
from tests.regenerate import edits
from tests.regenerate.edits import (
    TEXTS,
    WEIGHTED,
    Edited,
    Script,
    edited,
    parses,
    scripts,
)
from tests.regenerate.project import (
    File,
    Project,
    Tree,
    conflicts,
    fewer_files,
    generated,
    prepare,
    read,
    same_files,
    units,
)
from tests.regenerate.schemas import CHANGES, RENAMES, Step, schemas, steps, together

CASES = int(os.environ.get("SCAFFOLD_CASES", "0"))

TOTAL = 515
"""How many cases there are on an ordinary day, those of ``test_faults`` included."""

ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"])


def cases(number: int) -> settings:
    """Always the same cases, unless there shall be very many."""
    return settings(
        max_examples=number * CASES // TOTAL or number,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(autouse=True, scope="module")
def _fewer_files() -> Iterator[None]:
    with fewer_files():
        yield


@contextmanager
def project() -> Iterator[Project]:
    """Outside of the output, there are files that nobody may touch."""
    with TemporaryDirectory(prefix="regenerate-") as folder:
        (Path(folder) / "tables.py").write_text("outside\n")
        yield Project(Path(folder))


def outside(project: Project) -> Tree:
    found = read(project.root)
    return {path: f for path, f in found.items() if not path.startswith("admin/")}


@dataclass(frozen=True)
class Case:
    """What is drawn: tables, what becomes of them, and what the user does between."""

    before: Schema
    step: Step
    script: Script

    @property
    def after(self) -> Schema:
        return self.step.schema

    @cached_property
    def places(self) -> dict[str, str]:
        """The new slugs of the tables that have another one, by the old."""
        old, new = slugs(self.before), slugs(self.after)
        pairs = {was: key for key, was in self.step.tables.items() if was}
        return {
            old[was]: new[key] for was, key in pairs.items() if old[was] != new[key]
        }

    def place(self, path: str) -> str:
        """Where a file belongs once its table has another name."""
        for old, new in self.places.items():
            if path.startswith(f"tables/{old}/"):
                return f"tables/{new}/" + path.removeprefix(f"tables/{old}/")
            if path == f"tests/test_{old}.py":
                return f"tests/test_{new}.py"
        return path


def slugs(schema: Schema) -> dict[str, str]:
    return {view.table.key: view.slug for view in table_views.views(schema)}


@st.composite
def all_cases(
    draw: st.DrawFn,
    kinds: tuple[str, ...] = CHANGES,
    edits: tuple[str, ...] = WEIGHTED,
) -> Case:
    before = draw(schemas())
    step = draw(steps(before, kinds=kinds, most=4))
    return Case(before, step, draw(scripts(edits, most=9)))


# Nobody edited anything


@given(st.data())
@cases(80)
def test_without_edits(data: st.DataObject) -> None:
    """1, 2, 3, 9, 15, 17: what a fresh generation gives, whichever way it went."""
    before = data.draw(schemas())
    first = data.draw(steps(before))
    second = data.draw(steps(first.schema, used=[before]))
    prepare(before, first.schema, second.schema)
    with project() as ours, project() as fresh:
        fresh.run(second.schema)
        ours.run(before)
        at_first = ours.tree()
        for step in (first, second):
            plan = ours.run(step.schema, step.given)
            assert not conflicts(plan)
            nothing_to_do(ours, step.schema)
        same_files(ours.tree(), fresh.tree())
        back = second.after(first).undone(before)
        plan = ours.run(before, back.given)
        assert not conflicts(plan)
        same_files(ours.tree(), at_first)


def nothing_to_do(project: Project, schema: Schema) -> None:
    """2: not even a modification time changes."""
    times = project.times()
    plan = project.run(schema)
    assert not plan.writes
    assert not units(plan)
    assert project.times() == times


# Edits and a migration


@given(all_cases(), st.sampled_from(["yours", "new", "done"]))
@cases(220)
def test_edits_and_a_migration(case: Case, side: Side) -> None:
    """2 to 6, 12, 13, 15 and 16"""
    prepare(case.before, case.after)
    with project() as ours:
        ours.run(case.before)
        mine = edited(ours.files(), case.script)
        note(f"{case}\n{mine.log}")
        ours.put(mine.tree)
        edits_are_kept(ours, case, mine)
        around = outside(ours)
        plan = planned(ours, case)
        note("\n".join(conflicts(plan)))
        applied(ours, plan)
        check_files(ours, case, mine, plan)
        check_records(ours, case.after, plan)
        assert outside(ours) == around
        same_again(ours, case.after, plan)
        settled(ours, case.after, plan, side)


def edits_are_kept(project: Project, case: Case, mine: Edited) -> None:
    """2: only where files are now is written; and the cache, if it was lost."""
    user = project.files()
    project.run(case.before, moved=mine.moved)
    same_files(project.files(), user)
    nothing_to_do(project, case.before)
    (project.output / CACHE).unlink()
    plan = project.run(case.before)
    assert not plan.writes
    assert not plan.units
    assert [write.path for write in plan.bookkeeping] == [CACHE]


def planned(project: Project, case: Case) -> Regeneration:
    """12: conflicts depend neither on the order of files, nor on line ends."""
    with pytest.MonkeyPatch.context() as patch:
        render = admin.render
        patch.setattr(admin, "render", lambda *a: dict(reversed([*render(*a).items()])))
        reverse = project.plan(case.after, case.step.given)
    plan = project.plan(case.after, case.step.given)
    assert reverse.actions == plan.actions
    assert reverse.units == plan.units
    return plan


def applied(project: Project, plan: Regeneration) -> None:
    """15: what is announced is what is done."""
    before = read(project.output)
    times = project.times()
    project.apply(plan)
    after = read(project.output)
    changed = {p for p in {*before, *after} if before.get(p) != after.get(p)}
    announced = {write.path for unit in units(plan) for write in unit}
    assert changed == announced, (changed - announced, announced - changed)
    assert bool(plan.writes) == bool(changed - {CACHE})
    if not changed:
        assert project.times() == times


def check_files(project: Project, case: Case, mine: Edited, plan: Regeneration) -> None:
    """4, 5 and 6"""
    files = project.files()
    old, new = generated(case.before), generated(case.after)
    clashing = {action.path: action.conflicts for action in plan.actions}
    everything = b"\n".join(file.content for file in files.values())
    for path, marks in mine.marks.items():
        there = files.get(case.place(path)) or files.get(path)
        for mark in marks:
            assert mark.encode() in everything, (path, mark)
            assert there is None or mark.encode() in there.content, (path, mark)
    origins = {at: path for path, at in mine.moved.items()}
    for path, file in mine.tree.items():
        output = origins.get(path, path)
        place = case.place(path)
        target = files.get(place) or files.get(path)
        if target is None:
            assert is_gone(case, output, file, old, new), path
            continue
        assert target.executable == file.executable, path
        same_generated = output in old and old[output] == new.get(case.place(output))
        if path in mine.own or (same_generated and case.place(output) == output):
            assert target.content == file.content, path
        if not clashing.get(place) and output in old and case.place(output) in new:
            check_merged(case, mine, path, target, old[output], new[case.place(output)])
    for path in mine.deleted:
        assert case.place(path) not in files
    for path in new.keys() - {case.place(path) for path in old}:
        expected = mine.tree.get(path, File(new[path].encode()))
        assert files[path].content == expected.content


def is_gone(case: Case, path: str, file: File, old: object, new: object) -> bool:
    """Whether a file may have gone: its table has, and nobody edited it."""
    assert isinstance(old, dict)
    assert isinstance(new, dict)
    same = file.content.replace(b"\r\n", b"\n").decode(errors="replace") == old.get(
        path
    )
    return same and case.place(path) not in new


def check_merged(
    case: Case, mine: Edited, path: str, target: File, old: str, new: str
) -> None:
    """What was merged without a conflict."""
    user = mine.tree[path].content
    text = target.content.decode("utf-8-sig").replace("\r\n", "\n")
    note(f"{path}\n{text}")
    if path not in mine.touched and user == old.encode():
        assert text == new
    if user.count(b"\r\n") == user.count(b"\n") > 0:
        assert target.content.count(b"\r\n") == target.content.count(b"\n")
    assert user.startswith(b"\xef\xbb\xbf") == target.content.startswith(
        b"\xef\xbb\xbf"
    )
    if path.endswith(".py") and parses(user.decode("utf-8-sig")):
        assert parses(text), path
    elif path.endswith(".html") and compiles(user.decode("utf-8-sig")):
        assert compiles(text), path
    names = column_names(case.before) | column_names(case.after)
    for name in names:
        was, now, there = (has_word(name, one) for one in (old, new, text))
        if now and not was and path not in mine.cut:
            assert there, (path, name)
        if was and not now and not path.endswith(".po"):
            assert not there, (path, name)


def column_names(schema: Schema) -> set[str]:
    return {column.name for table in schema.tables for column in table.columns}


def has_word(word: str, text: str) -> bool:
    return (
        word in text
        and re.search(rf"(?<![A-Za-z0-9_]){word}(?![A-Za-z0-9_])", text) is not None
    )


@lru_cache(maxsize=4096)
def compiles(page: str) -> bool:
    try:
        ENVIRONMENT.compile(page)
    except Exception:
        return False
    return True


def check_records(project: Project, schema: Schema, plan: Regeneration) -> None:
    """What is remembered is what was generated, save for what is in conflict."""
    remembered = project.remembered()
    new = generated(schema)
    assert not remembered.unreadable
    if not waits(plan):
        tables = {key: table for key, (_slug, table) in remembered.tables.items()}
        assert tables == {table.key: table for table in schema.tables}
    for path, opened in remembered.open.items():
        assert opened.new == new.get(path)
    for path, text in new.items():
        if path not in remembered.open:
            assert remembered.records[path].text == text, path
    assert set(remembered.records) <= {*new, *remembered.open}


def waits(plan: Regeneration) -> bool:
    """Whether a conflict waits until it is known what was renamed."""
    hints = any(hint.startswith("--rename") for hint in plan.hints)
    return hints and bool(conflicts(plan))


def same_again(project: Project, schema: Schema, plan: Regeneration) -> None:
    """3 and 13: twice is once, and an open conflict is reported again."""
    times = project.times()
    again = project.run(schema)
    assert conflicts(again) == conflicts(plan)
    assert not units(again), [[write.path for write in unit] for unit in units(again)]
    assert project.times() == times


def settled(project: Project, schema: Schema, plan: Regeneration, side: Side) -> None:
    if not conflicts(plan):
        return
    before = project.files()
    project.resolve(plan, side)
    if side == "done" or (side == "yours" and not waits(plan)):
        same_files(project.files(), before)
    resolved = project.files()
    again = project.run(schema)
    assert not conflicts(again)
    same_files(project.files(), resolved)
    assert waits(plan) or not again.writes
    nothing_to_do(project, schema)


# Reformatted


@given(all_cases(), st.sampled_from(sorted(STYLES)), st.booleans())
@cases(30)
def test_who_only_reformats_never_meets_a_conflict(
    case: Case, style: str, crlf: bool
) -> None:
    """7"""
    prepare(case.before, case.after)
    with project() as ours:
        ours.run(case.before)
        tree = edits.reformatted(ours.files(), style)
        if crlf:
            mine = Edited(tree)
            for path in tree:
                edits.use_crlf(mine, path, 0, "")
            tree = mine.tree
        ours.put(tree)
        nothing_to_do(ours, case.before)
        plan = ours.run(case.after, case.step.given)
        # A table that is gone leaves its reformatted files behind.
        dropped = {
            a.path for a in plan.actions if a.output not in generated(case.after)
        }
        note("\n".join(conflicts(plan)))
        assert {a.path for a in plan.actions if a.conflicts} <= dropped
        for path, text in generated(case.after).items():
            found = ours.files()[path].content.decode().replace("\r\n", "\n")
            if path.endswith(".py"):
                assert words.meaning(found) == words.meaning(text), path
                assert words.comments(found) == words.comments(text), path
            else:
                assert found == text, path
        same_again(ours, case.after, plan)


# Several migrations


@given(st.data())
@cases(50)
def test_one_by_one_is_all_at_once(data: st.DataObject) -> None:
    """9"""
    before = data.draw(schemas())
    first = data.draw(steps(before))
    second = data.draw(steps(first.schema, used=[before]))
    script = data.draw(scripts())
    prepare(before, first.schema, second.schema)
    with project() as stepwise, project() as at_once:
        stepwise.run(before)
        mine = edited(stepwise.files(), script)
        note(f"{mine.log}")
        plans = []
        for one in (stepwise, at_once):
            one.run(before)
            one.put(mine.tree)
            one.run(before, moved=mine.moved)
        both = second.after(first)
        plans.append(at_once.run(both.schema, both.given))
        for step in (first, second):
            plans.append(stepwise.run(step.schema, step.given))
        if not any(map(conflicts, plans)):
            same_files(in_any_order(stepwise.tree()), in_any_order(at_once.tree()))


def in_any_order(tree: Tree) -> Tree:
    """Entries of catalogues stay where they once came in, in edited ones."""

    def sorted_entries(file: File) -> File:
        return replace(file, content=b"\n\n".join(sorted(file.content.split(b"\n\n"))))

    return {p: sorted_entries(f) if p.endswith(".po") else f for p, f in tree.items()}


@given(all_cases((*RENAMES, "swap")))
@cases(60)
def test_a_rename_and_its_inverse(case: Case) -> None:
    """17"""
    prepare(case.before, case.after)
    with project() as ours:
        ours.run(case.before)
        mine = edited(ours.files(), case.script)
        note(f"{case}\n{mine.log}")
        ours.put(mine.tree)
        ours.run(case.before, moved=mine.moved)
        tree = ours.tree()
        plan = ours.run(case.after, case.step.given)
        back = case.step.undone(case.before)
        again = ours.run(case.before, back.given)
        if conflicts(plan) or conflicts(again):
            # What was deleted may take another place, with its new name.
            assert mine.cut | mine.wrapped
            return
        same_files(by_meaning(ours.tree()), by_meaning(tree))


def by_meaning(tree: Tree) -> Tree:
    """Python that cannot be formatted otherwise."""

    def meant(path: str, file: File) -> File:
        text = file.content.decode("utf-8-sig") if path.endswith(".py") else ""
        if not text or not parses(text):
            return file
        meaning = [words.meaning(text), *words.comments(text)]
        return replace(file, content="\n".join(meaning).encode())

    return {path: meant(path, file) for path, file in tree.items()}


# Branches


@given(st.data())
@cases(15)
def test_branches(data: st.DataObject) -> None:
    """10: merging what two branches generated is generating for both."""
    kinds = tuple(k for k in CHANGES if k not in ("drop table", "rename table"))
    before = data.draw(schemas(least=2))
    one, other = before.tables[:2]
    ours = data.draw(steps(before, kinds=kinds, only=[one.key]))
    theirs = data.draw(steps(before, used=[ours.schema], kinds=kinds, only=[other.key]))
    union = together(before, ours, theirs)
    mine, its = data.draw(scripts(TEXTS)), data.draw(scripts(TEXTS))
    prepare(before, ours.schema, theirs.schema, union.schema)
    names = slugs(before)

    def script_of(files: Tree, key: str, script: Script, mark: str) -> Edited:
        done = edited(files, script, within=lambda path: f"/{names[key]}/" in path)
        note(f"{done.log}")
        return done

    with project() as repository, project() as fresh:
        fresh.run(before)
        first = script_of(fresh.files(), one.key, mine, "one")
        second = script_of(first.tree, other.key, its, "two")
        fresh.put(second.tree)
        expected = fresh.run(union.schema, union.given)

        git(repository, "init", "--quiet", "--initial-branch=main")
        repository.run(before)
        commit(repository)
        only_second = edited(
            repository.files(), its, within=lambda path: f"/{names[other.key]}/" in path
        )
        for branch, done, step in (
            ("ours", first, ours),
            ("theirs", only_second, theirs),
        ):
            git(repository, "checkout", "--quiet", "-b", branch, "main")
            repository.put(done.tree)
            repository.run(step.schema, step.given)
            commit(repository)
        git(repository, "merge", "--quiet", "ours", "-m", "merged", check=False)
        plan = repository.run(union.schema)
        note("\n".join(conflicts(plan)))
        if not (conflicts(plan) or conflicts(expected)):
            same_files(repository.tree(), fresh.tree())
            same_again(repository, union.schema, plan)


def commit(project: Project) -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--allow-empty", "-m", "changed")


def git(project: Project, *arguments: str, check: bool = True) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    quick = ("-c", "core.fsync=none", "-c", "gc.auto=0", "-c", "core.autocrlf=false")
    command = ["git", "-C", str(project.root), *identity, *quick, *arguments]
    subprocess.run(command, check=check, capture_output=True)


# Hash seeds


def test_the_hash_seed_does_not_matter() -> None:
    """18"""
    code = "from tests.regenerate.test_properties import print_digests; print_digests()"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(found) == 1
    assert len(found.pop().splitlines()) == 5


def print_digests() -> None:
    """What comes of a few cases."""

    @given(all_cases())
    @exactly(5)
    def digest(case: Case) -> None:
        with project() as ours:
            ours.run(case.before)
            ours.put(edited(ours.files(), case.script).tree)
            plan = ours.run(case.after, case.step.given)
            whole = repr((sorted(ours.tree().items()), conflicts(plan)))
            print(hashlib.sha256(whole.encode()).hexdigest())

    with fewer_files():
        digest()


def exactly(number: int) -> settings:
    return settings(cases(number), max_examples=number)
