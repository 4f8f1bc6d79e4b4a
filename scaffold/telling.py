"""What the commands say: a status word and a path per file, or one JSON document."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from difflib import unified_diff
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from scaffold.errors import Problem

if TYPE_CHECKING:
    from scaffold.commands import Result, Status, Uses
    from scaffold.decision import Action
    from scaffold.forms import NewForm
    from scaffold.merge import Conflict
    from scaffold.references import Reference
    from scaffold.settling import State

COLOURS = {
    "create": "green",
    "update": "green",
    "merge": "cyan",
    "move": "cyan",
    "delete": "yellow",
    "kept": "yellow",
    "edited": "cyan",
    "deleted": "yellow",
    "moved": "cyan",
    "identical": "bright_black",
    "conflict": "red",
}

QUIET = ("identical", "deleted")
"""What is only counted: files that stay as they are, or stay away."""

PATIENCE = 1.0
"""Seconds of work after which somebody at a terminal wants to see that it goes on."""

LONGEST = 12
"""Lines that are shown of one side of a conflict."""


def tell(problem: Problem, word: str, colour: str) -> None:
    where = click.style(problem.where, bold=True)
    click.echo(f"{click.style(word, fg=colour)}  {where}: {problem.what}", err=True)
    for line in problem.remedy.splitlines():
        click.echo(f"{' ' * len(word)}  {line}".rstrip(), err=True)


def confirm(question: str) -> bool:
    """Ask somebody; where there is nobody, the answer is no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(question, default=False, err=True)


class Progress:
    """How far the work is, on a terminal, once it takes a while."""

    def __init__(self) -> None:
        self.start = monotonic()
        self.shown = False

    def __call__(self, done: int, of: int) -> None:
        if not sys.stderr.isatty() or monotonic() - self.start < PATIENCE:
            return
        self.shown = done < of
        click.echo(f"\r{done:,} of {of:,} files\x1b[K", err=True, nl=False)
        if not self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)


# The plan.


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


def print_action(output: Path, action: Action) -> None:
    notes = "  ".join(shortened(action.notes))
    was = f"  from {output / action.was}" if action.was else ""
    word = click.style(f"{action.status:<9}", fg=COLOURS[action.status])
    click.echo(f"{word} {output / action.path}{was}  {notes}".rstrip())


def shortened(notes: Sequence[str]) -> list[str]:
    return [*notes[:3], "…"] if len(notes) > 3 else list(notes)


def command(output: Path, *words: str) -> str:
    """A command to type: with the package's name, if it is not the usual one."""
    named = () if output == Path("admin") else ("-o", str(output))
    return shlex.join(("piccolo-scaffold", *words, *named))


def print_conflicts(output: Path, path: Path, conflicts: Iterable[Conflict]) -> None:
    """Where they are, what each side says, and the command that settles them."""
    click.echo()
    for conflict in conflicts:
        place = click.style(f"{path}:{conflict.line}", bold=True)
        click.echo(f"{place}  {conflict.where}")
        base, yours, new = (
            dedented(text, conflict.column)
            for text in (conflict.base, conflict.yours, conflict.new)
        )
        print_side("yours", yours, base)
        print_side("new", new, base)
    click.echo(f"  {command(output, 'resolve', str(path))} --yours | --new | --done")


def dedented(text: str, column: int) -> list[str]:
    """The lines of a construct that starts in a column, as if at the margin."""
    first, *rest = text.splitlines() or [""]
    indents = (len(line) - len(line.lstrip()) for line in rest if line.strip())
    margin = min([column, *indents])
    return [first, *(line[margin:] for line in rest)] if text else []


def print_side(side: str, lines: Sequence[str], base: Sequence[str]) -> None:
    """One side: a short text as it is, a long one by what it changed."""
    if len(lines) > LONGEST and base:
        lines = list(unified_diff(base, lines, n=1, lineterm=""))[2:]
    for number, line in enumerate(lines[:LONGEST] or ["(nothing)"]):
        name = click.style(f"{side:<5}", fg="yellow") if number == 0 else " " * 5
        click.echo(f"  {name}  {line}".rstrip())
    if len(lines) > LONGEST:
        click.echo(f"         … {len(lines) - LONGEST} more lines")


def summary(actions: Sequence[Action]) -> str:
    """How many files of each kind."""
    counted = {
        status: sum(action.status == status for action in actions) for status in COLOURS
    }
    words = {
        "kept": "kept as yours",
        "deleted": "deleted by you",
        "conflict": "in conflict",
    }
    parts = [
        f"{count} {words.get(status, past(status))}"
        for status, count in counted.items()
        if count
    ]
    return ", ".join(parts)


def past(status: str) -> str:
    """What was done, for a word that says what to do."""
    if status == "identical":
        return status
    return f"{status}d" if status.endswith("e") else f"{status}ed"


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


def print_next_steps(result: Result) -> None:
    """For a first admin, how to see it at work."""
    if all(action.status == "create" for action in result.actions):
        click.echo("\nTo see it at work:")
        click.echo(f"  python -m {result.package}")


def print_form(output: Path, made: NewForm) -> None:
    """What comes of a new form, and where to go from there."""
    for action in made.actions:
        print_action(output, action)
        if action.conflicts:
            print_conflicts(output, output / action.path, action.conflicts)
    click.echo(f"\nIt stands at {made.names.path}. For catalogues with its labels:")
    click.echo(f"  {command(output, 'admin')}")


# Tokens.


def print_tokens(rows: Sequence[Mapping[str, Any]]) -> None:
    """A line for each, in columns."""
    lines = [
        (
            *(row["user"], row["name"], f"{row['start']}…", row["scope"]),
            f"expires {moment(row['expires'])}",
            f"used {moment(row['last_used'])}",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def moment(value: datetime | None) -> str:
    return f"{value.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC" if value else "never"


def tokens_document(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = ("user", "name", "start", "scope", "created", "expires", "last_used")
    return [{name: plain(row[name]) for name in names} for row in rows]


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


# Status.


def print_status(output: Path, found: Status) -> None:
    print_states(output, found.files)
    for key, news in found.tables.items():
        word = click.style("table    ", fg="green")
        click.echo(f"{word} {key}  {'  '.join(shortened(news))}")
    if found.tables:
        click.echo(f"  {command(output, 'admin')}")


def print_states(output: Path, states: Sequence[State]) -> None:
    for state in states:
        word = click.style(f"{state.status:<9}", fg=COLOURS[state.status])
        lines = f"  +{state.added} -{state.removed}" if state.status == "edited" else ""
        was = f"  from {output / state.was}" if state.was else ""
        click.echo(f"{word} {output / state.path}{was}{lines}")
    for state in states:
        if state.conflicts:
            print_conflicts(output, output / state.path, state.conflicts)
    if not states:
        click.echo("Every file is as it was generated.")


# JSON.


def as_json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


def plan_document(
    result: Result, left: Sequence[str], references: Uses
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
