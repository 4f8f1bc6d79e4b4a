"""What `admin` says: a word and a path per file, diffs, or one JSON document."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scaffold.errors import Problem
from scaffold.telling.files import QUIET, print_action, print_conflicts, summary
from scaffold.telling.wiring import missing_document
from scaffold.telling.words import command, tell

if TYPE_CHECKING:
    from scaffold.commands import Result, Uses
    from scaffold.decision import Action
    from scaffold.references import Reference
    from scaffold.takeover.report import Report
    from scaffold.wiring import Missing


def print_plan(output: Path, result: Result, *, writes: bool) -> None:
    """What happens to each file, and what is in conflict and how to settle it."""
    for rename in result.plan.renames:
        click.echo(
            f"{click.style('rename   ', fg='cyan')} {str(rename).replace('=', ' → ')}"
        )
    for action in result.actions:
        if action.status not in QUIET:
            print_action(output, action)
    told = [action for action in result.actions if action.conflicts]
    for action in told:
        print_conflicts(output, output / action.path, action.conflicts)
    click.echo(summary(result.actions))
    if not writes:
        click.echo("Nothing was written.")


def print_diff(output: Path, result: Result) -> None:
    """Unified diffs from what is there to what would be."""
    colours = {"+": "green", "-": "red", "@": "cyan"}
    for action in result.actions:
        for line in diff_lines(output, action):
            click.secho(line, fg=colours.get(line[:1]))


def diff_lines(output: Path, action: Action) -> Iterator[str]:
    old = (action.old or b"").decode(errors="replace").splitlines()
    new = (action.new or b"").decode(errors="replace").splitlines()
    before = (
        "/dev/null"
        if action.old is None
        else f"a/{(output / (action.was or action.path)).as_posix()}"
    )
    after = (
        "/dev/null" if action.new is None else f"b/{(output / action.path).as_posix()}"
    )
    yield from unified_diff(old, new, before, after, lineterm="")


# What there is to say besides.


def print_remarks(result: Result) -> None:
    for problem in result.warnings:
        tell(problem, "warning", "yellow")
    output = Path(os.path.relpath(result.output, result.project))
    for action in result.actions:
        if action.status == "kept":
            what = "This was there before, and is not overwritten."
            remedy = "What is generated for this place is remembered, and not written."
            tell(Problem(str(output / action.path), what, remedy), "warning", "yellow")
    if result.plan.hints:
        click.echo("\nIf this is the same under another name or in another place:")
        for hint in result.plan.hints:
            click.echo(f"  {command(output, 'admin', *hint.split(' ', 1))}")


def print_left(output: Path, paths: Sequence[str]) -> None:
    for path in paths:
        what = "This was saved meanwhile, and left alone."
        tell(
            Problem(str(output / path), what, "Run the command again."),
            "warning",
            "yellow",
        )


def print_references(found: Uses) -> None:
    """Own code that uses what is renamed or gone."""
    if found.fixed:
        click.echo("\nRenamed in your own code:")
        print_lines(found.fixed)
    if found.left:
        click.echo("\nYour own code still uses what is renamed or gone:")
        print_lines(found.left)


def print_lines(references: Sequence[Reference]) -> None:
    lines = (
        f"  {one.path}:{one.line}  {one.old} {f'→ {one.new}' if one.new else 'is gone'}"
        f"   {one.text}"
        for one in references
    )
    for line in dict.fromkeys(lines):
        click.echo(line)


def print_report(report: Report) -> None:
    """What became of the admin that was taken over."""
    parts = {
        f"Taken over from {report.source}:": report.taken,
        "What it says otherwise than last time:": report.changed,
        "Different from before:": report.different,
    }
    for title, lines in parts.items():
        if lines:
            click.echo(f"\n{title}")
            for line in lines:
                click.echo(f"  {line}")
    if report.by_hand:
        click.echo("\nTo be done by hand:")
        for problem in report.by_hand:
            click.echo(f"  {click.style(problem.where, bold=True)}: {problem.what}")
            for line in problem.remedy.splitlines():
                click.echo(f"    {line}")


# JSON.


def plan_document(
    result: Result, left: Sequence[str], references: Uses, missing: Missing
) -> dict[str, Any]:
    """All that is said of a plan."""
    return {
        "files": [action_document(action) for action in result.actions],
        "warnings": [asdict(problem) for problem in result.warnings],
        "hints": list(result.plan.hints),
        "saved_meanwhile": list(left),
        "renames": [str(rename) for rename in result.plan.renames],
        "references": [asdict(reference) for reference in references.left],
        "fixed_references": [asdict(reference) for reference in references.fixed],
        "missing": missing_document(missing),
        **({"taken_over": asdict(result.report)} if result.report else {}),
    }


def action_document(action: Action) -> dict[str, Any]:
    document: dict[str, Any] = {"path": action.path, "status": action.status}
    if action.was:
        document["was"] = action.was
    if action.notes:
        document["notes"] = list(action.notes)
    if action.conflicts:
        document["conflicts"] = [asdict(conflict) for conflict in action.conflicts]
    return document
