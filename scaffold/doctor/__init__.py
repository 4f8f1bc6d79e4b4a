"""``piccolo-scaffold doctor``: what is wrong with a project, and how to mend it.

    Project ─► checks ─► Problems ─► Findings ─ ignoring ─► Report

Each module here that registers checks is a group of them; nothing is ever written.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# In the order in which the checks run and are documented.
from scaffold.doctor import (  # isort: skip
    configuration as configuration,
    tables as tables,
    migrations as migrations,
    generated as generated,
    code as code,
    settings as settings,
    packages as packages,
    accounts as accounts,
)
from scaffold.doctor import ignoring
from scaffold.doctor.checks import (
    CHECKS,
    FAILED,
    UNUSED,
    WRONG,
    Check,
    Finding,
    Need,
    finding,
)
from scaffold.doctor.ignoring import Ignored
from scaffold.doctor.project import Project
from scaffold.errors import Problem
from scaffold.introspect.importing import raised
from scaffold.introspect.offline import offline

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Report:
    findings: tuple[Finding, ...]
    """The worst first."""
    ignored: tuple[tuple[Finding, Ignored], ...]
    skipped: Mapping[str, Need]
    """The codes of checks that could not run, and what they lack."""

    @property
    def has_work(self) -> bool:
        return any(one.severity != "note" for one in self.findings)


def examine(
    directory: Path,
    output: Path,
    *,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    database: bool = True,
    deploy: bool = False,
    debug: bool = False,
) -> Report:
    """Run the checks on the project in ``directory``.

    :param output: The folder of the generated admin.
    :param deploy: Whether what is only right while developing is a warning.
    :param debug: Let what goes wrong in a check out, instead of telling it.
    """
    chosen = [CHECKS[code] for code in CHECKS if code in (only or CHECKS)]
    chosen = [check for check in chosen if check.code not in skip]
    entries, wrong = ignoring.read(directory, directory / output)
    with working_in(directory), offline(directory):
        project = Project(directory, directory / output, database=database)
        lacking = {
            check.code: lack for check in chosen if (lack := project.lacks(check))
        }
        able = [check for check in chosen if check.code not in lacking]
        told = [one for check in able for one in results(check, project, debug=debug)]
    told += [(CHECKS[WRONG], one) for one in wrong if CHECKS[WRONG] in chosen]
    found = [finding(check, problem, deploy=deploy) for check, problem in told]
    kept, ignored = separated(found, entries)
    idle = unused(entries, ignored, able) if CHECKS[UNUSED] in chosen else ()
    kept += [finding(CHECKS[UNUSED], problem) for problem in idle]
    return Report(tuple(sorted(kept, key=rank)), tuple(ignored), lacking)


def rank(finding: Finding) -> tuple[object, ...]:
    """By severity, check and place."""
    place = (finding.where, finding.line or 0, finding.column or 0)
    return SEVERITIES.index(finding.severity), list(CHECKS).index(finding.code), *place


def results(
    check: Check, project: Project, *, debug: bool
) -> Iterator[tuple[Check, Problem]]:
    """What a check yields, up to where it fails itself."""
    try:
        for problem in dict.fromkeys(check.run(project)):
            yield check, problem
    except Exception as error:
        if debug:
            raise
        what = f"this check failed: {raised(error, project.directory)}"
        remedy = f"piccolo-scaffold --traceback doctor --only {check.code}"
        yield CHECKS[FAILED], Problem(check.code, what, remedy)


def separated(
    found: list[Finding], entries: list[Ignored]
) -> tuple[list[Finding], list[tuple[Finding, Ignored]]]:
    """What is left, and what is ignored by which entry."""
    kept: list[Finding] = []
    ignored: list[tuple[Finding, Ignored]] = []
    for one in found:
        entry = next((entry for entry in entries if entry.covers(one)), None)
        if entry:
            ignored.append((one, entry))
        else:
            kept.append(one)
    return kept, ignored


def unused(
    entries: list[Ignored], ignored: list[tuple[Finding, Ignored]], able: list[Check]
) -> Iterator[Problem]:
    """Entries that ignore nothing, though their check has run."""
    used = [entry for _finding, entry in ignored]
    ran = {check.code for check in able}
    for entry in entries:
        if entry not in used and entry.code in ran:
            what = (
                f"nothing is ignored by code = {entry.code!r}, where = {entry.where!r}"
            )
            yield Problem(entry.file, what, "Remove the entry.")


@contextmanager
def working_in(directory: Path) -> Iterator[None]:
    """Paths in ``piccolo_conf.py`` count from where the project is started.

    What is imported there leaves no compiled files behind.
    """
    before = Path.cwd(), sys.dont_write_bytecode
    os.chdir(directory)
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        os.chdir(before[0])
        sys.dont_write_bytecode = before[1]
