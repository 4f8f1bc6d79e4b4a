"""The generated admin: older than the tables, refused, in conflict."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from scaffold import baseline, commands, settling
from scaffold.doctor.checks import check
from scaffold.doctor.project import Project
from scaffold.errors import Problem, ScaffoldError
from scaffold.telling import QUIET, command, shortened


@check("generated-outdated", "warning", "configuration", "admin")
def generated_outdated(project: Project) -> Iterator[Problem]:
    """The generated code is older than the tables, the options or this tool.

    `piccolo-scaffold admin --check` says the same.
    """
    result = generation(project)
    if isinstance(result, commands.Result) and result.plan.writes:
        paths = [one.path for one in result.actions if one.status not in QUIET]
        told = ", ".join(shortened(paths)) or "what is remembered of it"
        what = f"generating again would write {told}"
        yield Problem(str(project.folder), what, command(project.folder, "admin"))


@check("generated-refused", "error", "configuration", "admin")
def generated_refused(project: Project) -> Iterator[Problem]:
    """The admin cannot be generated again from the tables as they are."""
    result = generation(project)
    if isinstance(result, ScaffoldError):
        here = f"{project.directory}{os.sep}"
        for one in result.problems:
            yield replace(one, where=one.where.removeprefix(here))


@check("conflict-open", "error", "admin")
def conflict_open(project: Project) -> Iterator[Problem]:
    """A generated file has conflicts that nobody has settled."""
    for state in states(project):
        path = project.shown(project.output / state.path)
        if state.heals:
            what = "what is remembered of the admin is half merged by git"
            yield Problem(path, what, command(project.folder, "admin"))
        elif state.conflicts:
            first = state.conflicts[0]
            remedy = command(project.folder, "resolve", path)
            yield Problem(
                f"{path}:{first.line}",
                f"{first.where} is in conflict",
                f"{remedy} --yours | --new | --done",
            )


def states(project: Project) -> list[settling.State]:
    """None where they cannot be read: generating tells why."""
    try:
        is_there = (project.output / baseline.BASE).is_dir()
        return settling.states(project.output) if is_there else []
    except (OSError, ScaffoldError):
        return []


@cache
def generation(project: Project) -> commands.Result | ScaffoldError:
    """What generating again would do, or why it is refused."""
    try:
        return commands.admin(project.directory, project.folder)
    except ScaffoldError as error:
        return error
