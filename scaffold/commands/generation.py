"""What `admin` does: read the tables, plan, write, and look for uses of old names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scaffold import own_templates, references, takeover, textfile, wiring, writer
from scaffold import plan as planning
from scaffold.commands.places import below, package_of, path_below, refusing
from scaffold.config import FILE, Options, line_length, read_options
from scaffold.decision import Action
from scaffold.errors import ConfigError, OutputError, Problem
from scaffold.generators.interface import ALL
from scaffold.generators.interface import known as known_languages
from scaffold.generators.translations import canonical
from scaffold.introspect import Introspection, introspect
from scaffold.introspect.functions import functions
from scaffold.journal import Unit, Write
from scaffold.plan import Answers
from scaffold.references import Reference
from scaffold.regeneration import NOTHING, Additions, Regeneration, regeneration
from scaffold.render import templates_of
from scaffold.schema import Function, Schema
from scaffold.takeover.report import Report
from scaffold.wiring import Missing
from scaffold.writer import Progress

UNKNOWN_LANGUAGE = "This is no language code that Babel knows."


@dataclass(frozen=True)
class Result:
    """What is to be done, and what its reader should know."""

    project: Path
    output: Path
    package: str
    plan: Regeneration
    warnings: tuple[Problem, ...]
    schema: Schema
    options: Options

    report: Report | None = None
    """What became of the admin that was taken over."""

    @property
    def actions(self) -> tuple[Action, ...]:
        return self.plan.actions

    @property
    def conflicts(self) -> int:
        return sum(len(action.conflicts) for action in self.actions)

    @property
    def is_first(self) -> bool:
        """Whether there was no admin before."""
        return all(action.status == "create" for action in self.actions)

    def missing(self) -> Missing:
        """What the project lacks to run it."""
        with refusing(self.project):
            return wiring.missing(self.project, self.package, self.schema, self.options)

    def apply(self, progress: Progress | None = None) -> list[str]:
        """Write it. Returns the paths left alone, since they were saved meanwhile."""
        plan = self.plan
        units = [*plan.units, *([plan.bookkeeping] if plan.bookkeeping else [])]
        left = writer.apply(self.output, units, progress)
        return [unit[0].path for unit in left]

    def references(self, *, fix: bool = False) -> Uses:
        """Own code that still uses old names, once everything is written.

        With ``fix``, what can be renamed in the package is.
        """
        found = references.find(self.project, self.output, self.plan.changes)
        if not fix:
            return Uses((), tuple(found))
        writer.apply(self.output, [*fixes(self.project, self.output, found)])
        left = references.find(self.project, self.output, self.plan.changes)
        fixed = (one for one in found if one not in left)
        return Uses(tuple(as_now(self.project, one) for one in fixed), tuple(left))


@dataclass(frozen=True)
class Uses:
    """Uses of old names in own code: those renamed now, and those that are left."""

    fixed: tuple[Reference, ...] = ()
    left: tuple[Reference, ...] = ()


def as_now(project: Path, reference: Reference) -> Reference:
    """A reference with its line as it is on disk."""
    lines = textfile.read((project / reference.path).read_bytes()).text.split("\n")
    return replace(reference, text=lines[reference.line - 1].strip())


def fixes(project: Path, output: Path, found: Iterable[Reference]) -> Iterator[Unit]:
    """The files of the package with what was renamed."""
    by_file: dict[str, list[Reference]] = {}
    for reference in found:
        if (project / reference.path).is_relative_to(output):
            by_file.setdefault(reference.path, []).append(reference)
    for path, its in by_file.items():
        place = (project / path).relative_to(output).as_posix()
        old = planning.content(output, place) or b""
        file = textfile.read(old, python=place.endswith(".py"))
        yield (Write(place, old, file.with_text(references.fix(file.text, its))),)


def admin(directory: Path, output: Path, **given: Any) -> Result:
    """Plan an admin in ``output`` for the project in ``directory``."""
    with refusing(output):
        return plan_admin(directory, directory / output, **given)


def plan_admin(  # noqa: PLR0913
    directory: Path,
    folder: Path,
    *,
    renames: Sequence[str] = (),
    recreate: Sequence[str] = (),
    moved: Sequence[str] = (),
    markers: bool = False,
    confirm: Callable[[str], bool] = lambda question: False,
    progress: Progress | None = None,
    source: str | None = None,
    **given: Any,
) -> Result:
    package = package_of(directory, folder)
    planning.check_folder(folder)
    if writer.unfinished(folder):
        what = "An earlier run was stopped half-way."
        remedy = "Run `piccolo-scaffold admin` to finish it."
        raise OutputError(Problem(str(folder), what, remedy))
    options = read_options(folder)
    additions, report = NOTHING, None
    if source:
        options, additions, report = taking_over(source, directory, folder, given)
    options = options.with_given(**given)
    options = replace(options, languages=languages(options.languages))
    own = own_templates.existing_folder(directory, folder, options.templates)
    found = read_tables(directory, options)
    called = functions_of(directory, options, folder / FILE)
    answers = Answers(
        frozenset(below(recreate, directory, folder)),
        {
            path_below(old, directory, folder): path_below(new, directory, folder)
            for old, new in pairs(moved).items()
        },
        markers=markers,
    )
    with templates_of(own):
        plan = regeneration(
            directory,
            folder,
            replace(found.schema, functions=called),
            options,
            line_length=line_length(directory),
            given=renames,
            answers=answers,
            confirm=confirm,
            progress=progress,
            additions=additions,
        )
    old = own_templates.outdated(directory, own)
    warnings = (*found.warnings, *plan.problems, *old)
    schema = found.schema
    return Result(directory, folder, package, plan, warnings, schema, options, report)


def taking_over(
    source: str, directory: Path, folder: Path, given: Mapping[str, Any]
) -> tuple[Options, Additions, Report]:
    """The options with those of the old admin, what comes with them, and a report."""
    reading = takeover.read(source, directory, folder, line_length(directory))
    return takeover.merged(
        reading,
        folder,
        lambda options: read_tables(directory, options.with_given(**given)).schema,
    )


def functions_of(directory: Path, options: Options, file: Path) -> tuple[Function, ...]:
    """The user's functions that options name. Raises ``TargetError``."""
    named = [
        (f"{file}: tables.{slug}.{where}", name)
        for slug, table in options.tables.items()
        for where, name in table.functions
    ]
    return functions(named, directory) if named else ()


def read_tables(directory: Path, options: Options) -> Introspection:
    return introspect(
        options.targets,
        directory=directory,
        include_related=options.related,
        exclude=options.exclude,
        auth_table=options.auth_table,
        session_table=options.session_table,
    )


def pairs(moved: Iterable[str]) -> dict[str, str]:
    """``--moved OLD=NEW``. Raises ``ConfigError``."""
    found = {old: new for old, _sign, new in (text.partition("=") for text in moved)}
    problems = [
        Problem(f"--moved {old}", "This is not OLD=NEW.", "Give two paths.")
        for old, new in found.items()
        if not (old and new)
    ]
    if problems:
        raise ConfigError(*problems)
    return found


def languages(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes in their usual form, each once; or ``all``. Raises ``ConfigError``."""
    found = {code: ALL if code.lower() == ALL else canonical(code) for code in codes}
    remedy = (
        f"{', '.join(known_languages())} are translated, and {ALL} stands for them. "
        "Any other that Babel knows, such as nl, gets a catalogue to translate."
    )
    problems = [
        Problem(f"language {code}", UNKNOWN_LANGUAGE, remedy)
        for code, language in found.items()
        if language is None
    ]
    if problems:
        raise ConfigError(*problems)
    return tuple(dict.fromkeys(filter(None, found.values())))
