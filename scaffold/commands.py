"""What the commands do, apart from talking to people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.machinery import PathFinder
from keyword import iskeyword
from pathlib import Path
from typing import Any

from scaffold import plan as planning
from scaffold import writer
from scaffold.config import line_length, read_options
from scaffold.errors import ConfigError, OutputError, Problem
from scaffold.generators import admin as admin_generator
from scaffold.generators.translations import canonical
from scaffold.introspect import introspect
from scaffold.plan import Action

UNKNOWN_LANGUAGE = "This is no language code that Babel knows."


@dataclass(frozen=True)
class Result:
    """What would be done, and what its reader should know."""

    output: Path
    package: str
    plan: list[Action]
    warnings: tuple[Problem, ...]

    @property
    def refusal(self) -> OutputError | None:
        return planning.refusals(self.output, self.plan)

    @property
    def changes(self) -> int:
        """How many files are not as they would be generated."""
        return sum(action.status != "identical" for action in self.plan)

    def apply(self) -> None:
        writer.apply(self.output, self.plan)

    def as_json(self) -> str:
        files = [{"path": item.path, "status": item.status} for item in self.plan]
        warnings = [vars(problem) for problem in self.warnings]
        return json.dumps({"files": files, "warnings": warnings}, indent=2)


def admin(directory: Path, output: Path, **given: Any) -> Result:
    """Plan an admin in ``output`` for the project in ``directory``."""
    try:
        return plan_admin(directory, directory / output, **given)
    except OSError as error:
        where = str(error.filename or output)
        what = f"This cannot be read: {error.strerror}."
        raise OutputError(Problem(where, what)) from None


def plan_admin(directory: Path, folder: Path, **given: Any) -> Result:
    package = package_of(directory, folder)
    planning.check_folder(folder)
    options = read_options(folder).with_given(**given)
    options = replace(options, languages=languages(options.languages))
    found = introspect(
        options.targets,
        directory=directory,
        include_related=options.related,
        exclude=options.exclude,
        auth_table=options.auth_table,
        session_table=options.session_table,
    )
    length = line_length(directory)
    files = admin_generator.generate(found.schema, options, line_length=length)
    plan = planning.make_plan(folder, files)
    return Result(folder, package, plan, found.warnings)


def package_of(directory: Path, folder: Path) -> str:
    """The name to import the output by. Raises ``OutputError`` if there is none."""
    try:
        parts = folder.resolve().relative_to(directory.resolve()).parts
    except (ValueError, RuntimeError):  # It is elsewhere, or a loop of links.
        parts = ()
    if not parts or not all(p.isidentifier() and not iskeyword(p) for p in parts):
        what = "The output must be a Python package inside the project."
        remedy = "Name it with letters and underscores, as in --output backoffice."
        raise OutputError(Problem(str(folder), what, remedy))
    module = folder.with_name(f"{folder.name}.py")
    if module.exists():
        what = f"{module.name} stands beside it, and would not be found any more."
        raise OutputError(Problem(str(folder), what, "Name another with --output."))
    if not (directory / parts[0]).exists() and is_installed(parts[0], directory):
        what = f"Another package is called {parts[0]}, and would not be found any more."
        raise OutputError(Problem(str(folder), what, "Name another with --output."))
    return ".".join(parts)


def is_installed(name: str, directory: Path) -> bool:
    """Whether Python or an installed distribution has a module of this name."""
    elsewhere = [
        path for path in sys.path if Path(path).resolve() != directory.resolve()
    ]
    spec = PathFinder.find_spec(name, elsewhere)
    return name in sys.stdlib_module_names or bool(spec and spec.origin)


def languages(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes as Babel writes them, each once. Raises ``ConfigError``."""
    found = {code: canonical(code) for code in codes}
    problems = [
        Problem(f"language {code}", UNKNOWN_LANGUAGE, "Use one such as de or pt-BR.")
        for code, language in found.items()
        if language is None
    ]
    if problems:
        raise ConfigError(*problems)
    return tuple(dict.fromkeys(filter(None, found.values())))
