"""What the commands do, apart from talking to people."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scaffold import plan as planning
from scaffold import writer
from scaffold.config import line_length, read_options
from scaffold.errors import ConfigError, OutputError, Problem
from scaffold.generators import admin as admin_generator
from scaffold.generators.translations import known
from scaffold.introspect import introspect
from scaffold.plan import Action


@dataclass(frozen=True)
class Result:
    """What would be done, and what its reader should know."""

    output: Path
    plan: list[Action]
    warnings: tuple[Problem, ...]

    @property
    def refusal(self) -> OutputError | None:
        return planning.refusals(self.plan)

    @property
    def changes(self) -> int:
        """How many files would be written."""
        return sum(action.status == "create" for action in self.plan)

    def apply(self) -> None:
        writer.apply(self.output, self.plan)

    def as_json(self) -> str:
        files = [{"path": item.path, "status": item.status} for item in self.plan]
        warnings = [vars(problem) for problem in self.warnings]
        return json.dumps({"files": files, "warnings": warnings}, indent=2)


def admin(directory: Path, output: Path, **given: Any) -> Result:
    """Plan an admin in ``output`` for the project in ``directory``."""
    folder = directory / output
    check_output(directory, folder)
    planning.check_folder(folder)
    options = read_options(folder).with_given(**given)
    languages = tuple(code.replace("_", "-") for code in options.languages)
    check_languages(languages)
    options = replace(options, languages=languages)
    found = introspect(
        options.targets,
        directory=directory,
        include_related=options.related,
        exclude=options.exclude,
        auth_table=options.auth_table,
        session_table=options.session_table,
    )
    files = admin_generator.generate(
        found.schema,
        options,
        line_length=line_length(directory),
    )
    return Result(folder, planning.make_plan(folder, files), found.warnings)


def check_output(directory: Path, folder: Path) -> None:
    """The output is a package inside the project, or nothing could import it."""
    inside = (
        folder.resolve().relative_to
        if folder.resolve().is_relative_to(directory.resolve())
        else None
    )
    parts = inside(directory.resolve()).parts if inside else ()
    if not parts or not all(part.isidentifier() for part in parts):
        raise OutputError(
            Problem(
                str(folder),
                "The output must be a Python package inside the project.",
                "Name it with letters and underscores, as in --output backoffice.",
            )
        )


def check_languages(languages: tuple[str, ...]) -> None:
    problems = [
        Problem(
            f"--language {code}",
            "This is no language that Babel knows.",
            "Use a code such as de or pt-BR.",
        )
        for code in languages
        if not known(code)
    ]
    if problems:
        raise ConfigError(*problems)
