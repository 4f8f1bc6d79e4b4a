"""Everything that can go wrong in a way the user can mend.

    ScaffoldError            what is wrong, where, and what to do; exit 4
    ├── TargetError          the targets cannot be read; holds every Problem found
    ├── OutputError          the output folder or a file in it is not ours
    ├── ConfigError          scaffold.toml or pyproject.toml cannot be understood
    └── ToolError            a program we call (a formatter, a database) failed

Anything else that escapes is a bug of ours (exit 70).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is, what is wrong, and the remedy.

    ``where`` names a module, ``module:Table``, ``module:Table.column`` or a path.
    """

    where: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        lines = f"{self.where}: {self.what}"
        return f"{lines}\n  {self.remedy}" if self.remedy else lines


class ScaffoldError(Exception):
    """Refused, and nothing was written. ``problems`` is never empty."""

    exit_code = 4

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class TargetError(ScaffoldError):
    """The targets cannot be read."""


class OutputError(ScaffoldError):
    """Writing there would overwrite what is not ours."""


class ConfigError(ScaffoldError):
    """A configuration file cannot be understood."""


class ToolError(ScaffoldError):
    """A program we call failed."""
