"""What a check is, and what it finds.

A check is a function that yields what is wrong as ``Problem``s. Its docstring is what
the documentation says of it: the first line in the list of checks, the rest below it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from inspect import getdoc
from typing import TYPE_CHECKING, Literal

from scaffold.errors import Problem

if TYPE_CHECKING:
    from scaffold.doctor.project import Project

Severity = Literal["error", "warning", "note"]
"""Errors and warnings are something to do; notes are something to know."""

Need = Literal["configuration", "admin", "database", "answer"]
"""What must be there for a check to make sense; without it, something else is told.

An ``answer`` is one of the database's.
"""

Function = Callable[["Project"], Iterable[Problem]]


@dataclass(frozen=True)
class Check:
    code: str
    severity: Severity | Literal["deploy"]
    """``deploy`` is a note, and a warning where the project is about to be deployed."""
    text: str
    needs: tuple[Need, ...] = ()
    run: Function = lambda project: ()


@dataclass(frozen=True)
class Finding:
    """What a check has found. ``line`` and ``column`` count from 1."""

    code: str
    severity: Severity
    where: str
    what: str
    remedy: str
    line: int | None = None
    column: int | None = None

    @property
    def place(self) -> str:
        return ":".join(
            str(part) for part in (self.where, self.line, self.column) if part
        )


CHECKS: dict[str, Check] = {}
"""All checks by their codes, in the order in which they run."""


def check(
    code: str, severity: Severity | Literal["deploy"], *needs: Need
) -> Callable[[Function], Function]:
    """Register a check."""

    def register(function: Function) -> Function:
        declare(code, severity, getdoc(function) or "", *needs, run=function)
        return function

    return register


def declare(
    code: str,
    severity: Severity | Literal["deploy"],
    text: str,
    *needs: Need,
    run: Function = lambda project: (),
) -> None:
    assert code not in CHECKS, code
    CHECKS[code] = Check(code, severity, text, needs, run)


FAILED = "check-failed"
UNUSED = "ignore-unused"
WRONG = "ignore-wrong"

declare(
    FAILED,
    "error",
    "A check itself failed.\n\nThe others ran all the same. `--traceback` shows where.",
)
declare(
    WRONG,
    "error",
    "What is to be ignored is not said as it must be.\n\nAn entry of "
    "`[[doctor.ignore]]` has a `code`, a `reason`, and it may have a `where`.",
)
declare(
    UNUSED,
    "note",
    "An entry of `[[doctor.ignore]]` ignores nothing.\n\nWhat it was written for is "
    "mended.",
)


def finding(check: Check, problem: Problem, *, deploy: bool = False) -> Finding:
    severity: Severity = (
        ("warning" if deploy else "note")
        if check.severity == "deploy"
        else check.severity
    )
    where, line, column = place(problem.where)
    what, remedy = without_secrets(problem.what), without_secrets(problem.remedy)
    return Finding(check.code, severity, where, what, remedy, line, column)


def place(where: str) -> tuple[str, int | None, int | None]:
    """``movies/seed.py:12:5``, where it ends in numbers, taken apart."""
    match = re.fullmatch(r"(.+?):(\d+)(?::(\d+))?", where)
    if not match:
        return where, None, None
    return match[1], int(match[2]), int(match[3]) if match[3] else None


def without_secrets(text: str) -> str:
    """Without passwords in addresses and in quoted source."""
    for pattern, instead in SECRETS.items():
        text = re.sub(pattern, instead, text, flags=re.IGNORECASE)
    return text


NAMES = r"(?:passw|pwd|secret|token|(?:api|encryption|private)_?key)\w*[\"']?"

DEFAULT = r"(?:[\w.]+\(\s*[\"'][^\"']*[\"']\s*,\s*)?"

SECRETS = {
    # postgresql://ada:…@localhost, and &password=… behind it
    r"(\w+://[^\s:@/]*):\S*@": r"\1:***@",
    r"([?&]password=)[^\s&\"']+": r"\1***",
    # "password": "…", os.environ.get("PASSWORD", "…"), password=getenv("PW", "…")
    rf"({NAMES}\s*(?:==|[=:,])\s*{DEFAULT}[bruf]*)([\"']).*?\2": r"\1\2***\2",
    r"((?:login|update_password)\w*\([^,()]*,\s*)([\"']).*?\2": r"\1\2***\2",
    # What urllib says of an address whose password has a slash.
    r"(Port could not be cast to integer value as ).*?(?= \(|$)": r"\1***",
}
"""Where secrets stand, and what is said instead."""


def reference() -> Iterator[str]:
    """The list of checks, as the documentation has it."""
    yield "| code | | what it finds |"
    yield "|---|---|---|"
    for one in CHECKS.values():
        word = "note" if one.severity == "deploy" else one.severity
        more = "; a warning with `--deploy`" if one.severity == "deploy" else ""
        yield f"| `{one.code}` | {word}{more} | {' '.join(one.text.split())} |"
