"""Findings that somebody has decided to live with: ``[[doctor.ignore]]``.

They stand in the ``scaffold.toml`` of the generated admin, or in one beside
``piccolo_conf.py``, each with the reason::

    [[doctor.ignore]]
    code = "run-sync-in-async"
    where = "scripts/*.py"
    reason = "nobody else is served meanwhile"
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from scaffold.config import DOCTOR, FILE, parsed, text_of
from scaffold.doctor.checks import CHECKS, Finding
from scaffold.errors import Problem, ScaffoldError
from scaffold.introspect.importing import near
from scaffold.paths import shown

KEYS = ("code", "where", "reason")


@dataclass(frozen=True)
class Ignored:
    """An entry: the findings of a code, everywhere or in places like ``where``."""

    file: str
    code: str
    reason: str
    where: str = "*"

    def covers(self, finding: Finding) -> bool:
        places = (finding.where, finding.place)
        return finding.code == self.code and any(
            fnmatchcase(place, self.where) for place in places
        )


def read(directory: Path, output: Path) -> tuple[list[Ignored], list[Problem]]:
    """The entries, and what is wrong with the others."""
    found: list[Ignored] = []
    problems: list[Problem] = []
    for file in dict.fromkeys((output / FILE, directory / FILE)):
        place = shown(file, directory)
        try:
            entries = list(entries_in(file)) if file.is_file() else []
        except OSError as error:
            what = f"This cannot be read: {error.strerror}."
            problems.append(Problem(place, what, "Let it be read."))
            continue
        except ScaffoldError as error:
            problems += [replace(one, where=place) for one in error.problems]
            continue
        for entry in entries:
            wrong = wrong_with(entry)
            if wrong:
                problems.append(Problem(f"{place}: doctor.ignore", *wrong))
            else:
                assert isinstance(entry, dict)
                found.append(Ignored(place, **entry))
    return found, problems


def entries_in(file: Path) -> Iterator[object]:
    """Those of ``[[doctor.ignore]]``, and what else stands in the section."""
    section = parsed(text_of(file), file).get(DOCTOR, {})
    for name, entries in section.items() if isinstance(section, dict) else [("", 0)]:
        yield from entries if name == "ignore" and isinstance(entries, list) else [name]


def wrong_with(entry: object) -> tuple[str, str] | None:
    """What, and the remedy."""
    example = 'Write [[doctor.ignore]], and below it code = "…", reason = "…".'
    if not isinstance(entry, dict):
        return "this is no entry", example
    for key, text in entry.items():
        if key not in KEYS:
            return f"there is no key {key}", f"Known: {', '.join(KEYS)}."
        if not (isinstance(text, str) and text.strip()):
            return f"{key} must be a text", example
    for key in ("code", "reason"):
        if key not in entry:
            return f"{key} is missing", example
    if entry["code"] not in CHECKS:
        return f"no check is called {entry['code']}", meant(entry["code"])
    return None


def meant(code: str) -> str:
    nearest = near(code, CHECKS)
    return f"Did you mean {nearest}?" if nearest else f"Known: {', '.join(CHECKS)}."
