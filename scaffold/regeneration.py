"""An admin, generated for the first time or again: from the schema to a plan.

schema ─► renames ─► files ─► formatted ─► plan ─► units of writes
   ▲         ▲           ▲          ▲
   └─────────┴───────────┴──────────┴── what is remembered
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from scaffold import (
    baseline,
    formatting,
    migrations,
    moves,
    outputs,
    plan,
    references,
    renames,
    table_options,
)
from scaffold.baseline import Baseline, cache
from scaffold.baseline.cache import Fingerprint
from scaffold.changes import Views, news, owners, renamed_paths, words
from scaffold.config import FILE, Options
from scaffold.decision import Action
from scaffold.errors import ConfigError, Problem
from scaffold.generators import views as table_views
from scaffold.journal import Unit, Write
from scaffold.plan import Answers, Wanted
from scaffold.references import Change
from scaffold.renames import Rename
from scaffold.schema import Schema
from scaffold.writer import Progress

Confirm = Callable[[str], bool]


@dataclass(frozen=True)
class Regeneration:
    """A plan, with what is to be remembered, and what there is to say about it."""

    actions: tuple[Action, ...]
    units: tuple[Unit, ...]
    bookkeeping: Unit
    """What is remembered of tables and migrations, and the cache."""

    renames: tuple[Rename, ...]

    changes: tuple[Change, ...]
    """Tables and columns that are renamed or gone."""

    problems: tuple[Problem, ...]
    hints: tuple[str, ...]
    """Options that would say more: ``--rename Movie.rating=score``."""

    @property
    def writes(self) -> int:
        """How many files would be written; the cache is nobody's."""
        all_writes = [
            *self.bookkeeping,
            *(write for unit in self.units for write in unit),
        ]
        return sum(write.path != cache.CACHE for write in all_writes)


def unchanged(actions: Sequence[Action]) -> list[Action]:
    return [*actions]


@dataclass(frozen=True)
class Additions:
    """What comes with a plan and is the user's from the start."""

    forms: Mapping[str, str] = field(default_factory=dict)
    """Modules of ``forms/``: their paths below the admin, and texts."""

    finish: Callable[[Sequence[Action]], list[Action]] = unchanged
    """The plan with all of it."""

    remembered: Mapping[str, bytes] = field(default_factory=dict)
    """Files of ours besides."""


NOTHING = Additions()


def regeneration(  # noqa: PLR0913
    project: Path,
    output: Path,
    schema: Schema,
    options: Options,
    *,
    line_length: int,
    given: Sequence[str] = (),
    answers: Answers,
    confirm: Confirm,
    progress: Progress | None = None,
    additions: Additions = NOTHING,
) -> Regeneration:
    """Plan the files for these tables. Raises ``ScaffoldError``."""
    now = {v.table.key: v for v in table_views.views(schema, options.tables)}
    file = str(output / FILE)
    if wrong := [*table_options.problems(now.values(), options.tables, file)]:
        raise ConfigError(*wrong)
    stored = {key: baseline.encode_table(view.table) for key, view in now.items()}
    known = {stored[key]: view.table for key, view in now.items()}
    files, fingerprints, old = outputs.generated(
        output, schema, options, line_length, known, additions.forms
    )
    plan.check_links(project, output, files)
    history, seen, problems = migrations_of(project, old)
    was = old_views(old)
    tables = [view.table for view in was.values()]
    decided = renames.decide(tables, schema.tables, history, given, confirm)
    wanted = Wanted(
        files,
        owners(now).of,
        renamed_paths(was, now, decided.renames),
        words(was, now, decided.renames),
        news(was, now, decided.renames),
    )
    answers = moves.by_file(output, old, answers)
    found = moves.find(output, wanted, old, answers, confirm)
    moved = {**found.moved, **answers.moved}
    answers = replace(answers, moved=moved, asked=frozenset(found.perhaps))
    actions = plan.make_plan(output, wanted, old, answers, progress)
    actions, unformatted = formatting.as_theirs(actions, project, line_length)
    actions = additions.finish(actions)
    facts = {baseline.schema_path(now[key].slug): stored[key] for key in now} | seen
    facts |= additions.remembered
    undecided = bool(decided.hints) and any(action.conflicts for action in actions)
    if undecided:
        actions, facts = [waiting(action, old) for action in actions], {}
    units = units_of(output, actions, old)
    bookkeeping = (
        *other_files(output, old, facts, actions),
        *cache_file(output, fingerprints),
    )
    writes = [write.path for unit in (*units, bookkeeping) for write in unit]
    plan.check_links(project, output, writes)
    return Regeneration(
        tuple(actions),
        tuple(units),
        bookkeeping,
        decided.renames,
        tuple(changes_of(was, now, decided.renames)),
        (*problems, *decided.problems, *unformatted),
        (*(decided.hints if undecided else ()), *found.hints),
    )


def changes_of(was: Views, now: Views, decided: Sequence[Rename]) -> list[Change]:
    """What is renamed or gone; not what the admin only leaves out."""
    found = references.changes(was.values(), now.values(), decided)
    return [change for change in found if not is_there(change, now)]


def is_there(change: Change, now: Views) -> bool:
    """Whether something has the old name now: another table or column, or a table that
    the admin only leaves out.
    """
    table = change.old.table
    if change.old_column and change.new:
        return any(one.name == change.old_column for one in change.new.columns)
    return table.key in now or hasattr(sys.modules.get(table.module), table.name)


def migrations_of(
    project: Path, old: Baseline
) -> tuple[list[migrations.Migration], dict[str, bytes], list[Problem]]:
    """Those not seen yet, what is to be stored of all that are now, and warnings."""
    files = migrations.find(migrations.apps(project))
    unseen = [file for file in files if file.id not in old.migrations.get(file.app, ())]
    history, problems = migrations.read(unseen) if old.tables else ([], [])
    seen = dict(old.migrations)
    for file in files:
        seen[file.app] = seen.get(file.app, frozenset()) | {file.id}
    stored = {
        baseline.migrations_path(app): baseline.encode_migrations(ids)
        for app, ids in seen.items()
    }
    return history, stored, problems


def old_views(old: Baseline) -> Views:
    """The tables of last time; where two branches disagree, of this one."""
    merged = {both.ours.key: both.ours for both in old.table_conflicts.values()}
    tables = {**merged, **{key: table for key, (_slug, table) in old.tables.items()}}
    ordered = tuple(tables[key] for key in sorted(tables))
    return {view.table.key: view for view in table_views.views(Schema(ordered))}


def waiting(action: Action, old: Baseline) -> Action:
    """A conflict that may be none, once it is known what was renamed: nothing is done
    until then, so that the next run can still decide otherwise.
    """
    if not action.conflicts or action.was:
        return action
    text = (action.old or b"").decode(errors="replace")
    conflicts = tuple(conflict.found_in(text) for conflict in action.conflicts)
    record = old.records.get(action.output)
    return replace(action, new=action.old, record=record, conflicts=conflicts)


def units_of(output: Path, actions: Sequence[Action], old: Baseline) -> list[Unit]:
    """What is written: what is remembered of a file goes with it.

    What moves with a renamed table is one unit, since tables may swap their names.
    """
    moved = [action for action in actions if action.was]
    units = [
        (*file_writes(action), *record_writes(output, action, old))
        for action in actions
        if not action.was
    ]
    records = (write for one in moved for write in record_writes(output, one, old))
    return [unit for unit in (*units, (*move_writes(output, moved), *records)) if unit]


def file_writes(action: Action) -> list[Write]:
    if action.new == action.old:
        return []
    return [Write(action.path, action.old, action.new)]


def move_writes(output: Path, actions: Sequence[Action]) -> list[Write]:
    old = {action.was: action.old for action in actions if action.was}
    new = {action.path: action.new for action in actions if action.new is not None}
    there = {path: plan.content(output, path) for path in new if path not in old}
    before = {**there, **old}
    return [
        Write(path, content, new.get(path))
        for path, content in before.items()
        if content != new.get(path)
    ]


def record_writes(output: Path, action: Action, old: Baseline) -> list[Write]:
    writes: list[Write] = []
    healed = action.output in old.healed
    if healed or action.record != old.records.get(action.output):
        record = baseline.encode(action.record) if action.record else None
        writes += changed(output, baseline.record_path(action.output), record)
    if action.open != old.open.get(action.output):
        opened = baseline.encode_open(action.open) if action.open else None
        writes += changed(output, baseline.conflict_path(action.output), opened)
    return writes


def other_files(
    output: Path, old: Baseline, facts: Mapping[str, bytes], actions: Iterable[Action]
) -> Iterable[Write]:
    """The settings of git, tables and migrations, and records of what is no more."""
    files = {**baseline.SETTINGS, **facts}
    for path, content in files.items():
        yield from changed(output, path, content)
    done = {action.output for action in actions}
    slugs = {slug for slug, _table in old.tables.values()} | set(old.table_conflicts)
    gone = {baseline.schema_path(slug) for slug in slugs} if facts else set()
    for path in {*old.records, *old.conflicts, *old.open} - done:
        gone |= {baseline.record_path(path), baseline.conflict_path(path)}
    for path in sorted(gone - set(files)):
        yield from changed(output, path, None)


def changed(output: Path, path: str, new: bytes | None) -> list[Write]:
    old = plan.content(output, path)
    return [] if old == new else [Write(path, old, new)]


def cache_file(output: Path, fingerprints: Mapping[str, Fingerprint]) -> list[Write]:
    if cache.read_cache(output) == fingerprints:
        return []
    return changed(output, cache.CACHE, cache.encode_cache(fingerprints))
