"""Generating again, by our command and by others that update what they have made."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .cases import OURS, generation, program
from .measure import Case, Result, run, run_all
from .peers import cookiecutter_template, updatable_copier_template
from .project import write_project, write_tables
from .situations import Kind, Situation

Again = Sequence[tuple[Situation, Sequence[Result]]]

NOTHING = "nothing"
ONE = "a column more in one table"
ALL = "one in every table, and all files were edited"

KINDS = (
    Kind(NOTHING, 20),
    Kind(NOTHING, 625),
    Kind(ONE, 200, widened=1),
    Kind(ALL, 40, widened=40, edited=True),
)

QUICK = (Kind(ALL, 1, widened=1, edited=True),)


@dataclass(frozen=True)
class Peer:
    """A program that updates what it has made from a template."""

    program: str
    write_template: Callable[[Path, Path], None]
    create: tuple[str, ...]
    update: tuple[str, ...]


PEERS = (
    Peer(
        "copier",
        updatable_copier_template,
        ("copy", "--defaults", "{template}", "admin"),
        ("update", "--defaults"),
    ),
    Peer(
        "cruft",
        cookiecutter_template,
        ("create", "--no-input", "{template}"),
        ("update", "--skip-apply-ask"),
    ),
)


def installed() -> list[Peer]:
    return [peer for peer in PEERS if Path(program(peer.program)).exists()]


def measure_again(
    root: Path, rounds: int, environment: Mapping[str, str], *, quick: bool
) -> Again:
    """Every situation; in each, the commands take turns."""
    found = []
    for number, kind in enumerate(QUICK if quick else KINDS):
        folder = root / f"again_{number}"
        situation = make_situation(folder, kind, environment)
        cases = [ours(folder, situation)]
        for peer in installed():
            cases.append(other(folder / peer.program, peer, situation, environment))
        found.append((situation, run_all(cases, rounds, environment)))
    return found


def make_situation(
    folder: Path, kind: Kind, environment: Mapping[str, str]
) -> Situation:
    """Generate from the tables as they were, and from what became of them."""
    folder.mkdir()
    for project, widened in (("old", 0), ("new", kind.widened)):
        write_project(folder / project, kind.tables)
        write_tables(folder / project, kind.tables, widened)
        run(generation(folder / project, kind.tables), environment)
    return Situation(kind, folder / "old" / "admin", folder / "new" / "admin")


def ours(folder: Path, situation: Situation) -> Case:
    state = folder / "state"
    shutil.copytree(folder / "old", state)
    situation.edit(state / "admin")
    write_tables(state, situation.kind.tables, situation.kind.widened)
    command = (program("piccolo-scaffold"), "admin")
    return update(OURS, command, state, situation, "admin")


def other(
    folder: Path, peer: Peer, situation: Situation, environment: Mapping[str, str]
) -> Case:
    """Its template goes through the same versions, and is edited in the same way."""
    template, state = folder / "template", folder / "admin"
    folder.mkdir()
    peer.write_template(template, situation.old)
    commit(template, "1.0.0")
    arguments = [argument.format(template=template) for argument in peer.create]
    create = (program(peer.program), *arguments)
    run(Case(peer.program, create, folder), environment)
    situation.edit(state)
    commit(state, "edited")
    if situation.changes:
        peer.write_template(template, situation.new)
        commit(template, "2.0.0")
    command = (program(peer.program), *peer.update)
    return update(f"{peer.program} update", command, state, situation)


def update(
    name: str,
    command: tuple[str, ...],
    state: Path,
    situation: Situation,
    admin: str = "",
) -> Case:
    """A command that is run in a copy of a state."""
    work = state.with_name("work")

    def faults() -> str:
        return situation.faults(state / admin, work / admin)

    tables = situation.kind.tables
    return Case(name, command, work, tables=tables, state=state, examine=faults)


def commit(folder: Path, tag: str) -> None:
    """Commit everything to the repository of a folder, which may be new."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    for command in (
        ("init", "--quiet"),
        ("add", "--all"),
        (*who, "commit", "--quiet", f"--message={tag}"),
        ("tag", tag),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
