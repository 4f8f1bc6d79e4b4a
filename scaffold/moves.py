"""Files that the user has moved: recognised by likeness, followed once confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path

from scaffold import plan, textfile
from scaffold.baseline import Baseline
from scaffold.errors import ConfigError, Problem
from scaffold.plan import Answers, Wanted

SEE_STATUS = "`piccolo-scaffold status` lists what was deleted."

LARGEST = 1_000_000
"""Files of more bytes are not compared: that would take too long."""

ALIKE = 0.6
"""How much of its lines a moved file has kept at least, from 0 to 1."""


@dataclass(frozen=True)
class Moves:
    """Where files are now, by the paths they are generated for."""

    moved: Mapping[str, str] = field(default_factory=dict)
    perhaps: Mapping[str, str] = field(default_factory=dict)
    """The same, not confirmed."""

    @property
    def hints(self) -> list[str]:
        return [f"--moved {path}={place}" for path, place in self.perhaps.items()]


def find(
    output: Path,
    wanted: Wanted,
    remembered: Baseline,
    answers: Answers,
    confirm: Callable[[str], bool],
) -> Moves:
    """Ask about each missing file whether one that is like it is the same.

    Raises ``ConfigError`` if the user names files that are not there.
    """
    check(output, wanted, remembered, answers)
    missing = [
        path
        for path in remembered.records
        if path in wanted.files
        and path not in answers.recreate | set(answers.moved)
        and not is_there(output, remembered, path)
    ]
    if not missing or len(missing) == len(remembered.records):
        return Moves()
    texts = dict(candidates(output, wanted, remembered, answers))
    moved: dict[str, str] = {}
    perhaps: dict[str, str] = {}
    for path in missing:
        place = likeliest(path, remembered.records[path].text, texts)
        if place is None:
            continue
        if confirm(f"Is {place} what was {path}?"):
            moved[path] = place
            del texts[place]
        else:
            perhaps[path] = place
    return Moves(moved, perhaps)


def by_file(output: Path, remembered: Baseline, answers: Answers) -> Answers:
    """The same answers, those for folders given for each file in them."""
    recreate: set[str] = set()
    for path in answers.recreate:
        inner = inside(remembered, path)
        missing = {one for one in inner if not is_there(output, remembered, one)}
        recreate |= missing or {path}
    moved: dict[str, str] = {}
    for path, place in answers.moved.items():
        paths = inside(remembered, path)
        places = {one: f"{place}{one.removeprefix(path)}" for one in paths}
        there = {old: new for old, new in places.items() if plan.lies(output, new)}
        moved |= there or {path: place}
    return replace(answers, recreate=frozenset(recreate), moved=moved)


def inside(remembered: Baseline, folder: str) -> list[str]:
    return [path for path in remembered.records if path.startswith(f"{folder}/")]


def is_there(output: Path, remembered: Baseline, path: str) -> bool:
    record = remembered.records.get(path)
    return record is not None and plan.lies(output, plan.place(record))


def check(output: Path, wanted: Wanted, remembered: Baseline, answers: Answers) -> None:
    taken = taken_places(wanted, remembered)
    problems: list[Problem] = []
    for path, place in answers.moved.items():
        given = list(answers.moved.values()).count(place)
        if inside(remembered, path):
            what = "There is none of its files now."
        elif path not in remembered.records:
            what = "No such file was generated."
        elif ".." in Path(place).parts or Path(place).is_absolute():
            what = "This is outside of the package."
        elif place in taken or given > 1:
            what = "Another file was generated there."
        elif not plan.lies(output, place):
            what = "There is no file now."
        else:
            continue
        problems.append(Problem(f"--moved {path}={place}", what, SEE_STATUS))
    for path in answers.recreate:
        folder = bool(inside(remembered, path))
        if path not in remembered.records and not folder:
            what = "No such file is generated."
            problems.append(Problem(f"--recreate {path}", what, SEE_STATUS))
        elif folder or is_there(output, remembered, path):
            what, remedy = "It is there.", "To have it made anew, delete it first."
            problems.append(Problem(f"--recreate {path}", what, remedy))
    if problems:
        raise ConfigError(*problems)


def taken_places(wanted: Wanted, remembered: Baseline) -> set[str]:
    """Where generated files stand, or would."""
    places = {plan.place(record) for record in remembered.records.values()}
    return {*wanted.files, *places}


def candidates(
    output: Path, wanted: Wanted, remembered: Baseline, answers: Answers
) -> Iterable[tuple[str, str]]:
    """The user's own files, and their texts."""
    taken = {*taken_places(wanted, remembered), *answers.moved.values()}
    for file in plan.files_below(output):
        path = file.relative_to(output).as_posix()
        if path not in taken and file.stat().st_size <= LARGEST:
            try:
                yield path, textfile.read(file.read_bytes()).text
            except ValueError:
                continue


def likeliest(path: str, text: str, texts: Mapping[str, str]) -> str | None:
    """The file that is most like it, if one is like it at all."""
    suffix = path.rpartition(".")[2]
    lines = text.splitlines()
    ratios = {
        place: SequenceMatcher(None, lines, other.splitlines(), autojunk=False).ratio()
        for place, other in texts.items()
        if place.rpartition(".")[2] == suffix and text.strip()
    }
    best = max(ratios, key=lambda place: ratios[place], default=None)
    return best if best is not None and ratios[best] >= ALIKE else None
