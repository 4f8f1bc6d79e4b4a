"""What the commands do, apart from talking to people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.machinery import PathFinder
from keyword import iskeyword
from pathlib import Path
from typing import Any

from scaffold import (
    baseline,
    forms,
    own_templates,
    references,
    settling,
    takeover,
    textfile,
    tokens,
    wiring,
    writer,
)
from scaffold import plan as planning
from scaffold.changes import since
from scaffold.config import FILE, Options, line_length, read_options
from scaffold.decision import Action
from scaffold.errors import ConfigError, OutputError, Problem, ScaffoldError
from scaffold.generators import views as table_views
from scaffold.generators.interface import ALL
from scaffold.generators.interface import known as known_languages
from scaffold.generators.translations import canonical
from scaffold.introspect import Introspection, introspect
from scaffold.introspect.functions import functions
from scaffold.journal import Unit, Write
from scaffold.merge import WHOLE, Conflict, kind_of
from scaffold.merge import merge as merge_texts
from scaffold.merge.markers import marked
from scaffold.merge.text import merge as merge_lines
from scaffold.own_templates import Copies, Template
from scaffold.plan import Answers
from scaffold.references import Reference
from scaffold.regeneration import (
    NOTHING,
    Additions,
    Regeneration,
    old_views,
    regeneration,
)
from scaffold.render import templates_of
from scaffold.schema import Function, Schema
from scaffold.settling import State
from scaffold.takeover.report import Report
from scaffold.wiring import Edit, Missing
from scaffold.wiring.registry import configuration
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


@contextmanager
def writing(
    directory: Path, output: Path, *, enabled: bool = True
) -> Iterator[list[str]]:
    """Keep others from writing there, and finish what an earlier run left.

    Gives the paths that were left alone then, since somebody had saved them meanwhile.
    """
    if not enabled:
        yield []
        return
    folder = directory / output
    package_of(directory, folder)
    planning.check_folder(folder)
    with writer.locked(folder):
        left = writer.recover(folder)
        yield [path for paths in left for path in paths[:1]]


@contextmanager
def refusing(where: Path) -> Iterator[None]:
    """Say what cannot be read or written, instead of a traceback."""
    try:
        yield
    except OSError as error:
        what = f"This cannot be read or written: {error.strerror}."
        raise OutputError(Problem(str(error.filename or where), what)) from None
    except RuntimeError as error:
        if "loop" not in str(error):  # Of links, before Python 3.13.
            raise
        raise OutputError(Problem(str(where), "Links lead in a circle.")) from None


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


@contextmanager
def registering(
    directory: Path, output: Path, *, enabled: bool, **given: Any
) -> Iterator[Edit | None]:
    """Register the apps that an admin needs, before it is planned; back if that fails.

    Gives the edit that was made.
    """
    with refusing(output):
        edit = registration(directory, directory / output, given) if enabled else None
    if edit is None or edit.new is None:
        yield None
        return
    wiring.write(directory, edit)
    sys.modules.pop(configuration(), None)  # It is read anew.
    try:
        yield edit
    except BaseException:
        wiring.write(directory, replace(edit, old=edit.new, new=edit.old))
        raise


def registration(
    directory: Path, folder: Path, given: Mapping[str, Any]
) -> Edit | None:
    known = {k: v for k, v in given.items() if k in Options.__dataclass_fields__}
    options = read_options(folder).with_given(**known)
    schema = read_tables(directory, options).schema
    return wiring.registration(directory, schema, options)


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


def below(paths: Iterable[str], directory: Path, folder: Path) -> list[str]:
    """Paths below the output, however they were given: from there or the project."""
    return [path_below(path, directory, folder) for path in paths]


def path_below(path: str, directory: Path, folder: Path) -> str:
    full = (directory / path).absolute()
    if full.is_relative_to(folder.absolute()):
        return full.relative_to(folder.absolute()).as_posix()
    return Path(path).as_posix()


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


def form(directory: Path, output: Path, name: str) -> forms.NewForm:
    """Plan a form of the user's own in the admin."""
    folder = directory / output
    with refusing(output):
        own = read_options(folder).templates
        with templates_of(own_templates.existing_folder(directory, folder, own)):
            return forms.new(directory, folder, name, line_length(directory))


def templates(
    directory: Path, output: Path, folder: Path | None, names: Sequence[str]
) -> Copies:
    """Plan to copy templates into a folder of the project."""
    with refusing(output):
        return own_templates.copies(directory, directory / output, folder, names)


def template_list(directory: Path, output: Path, folder: Path | None) -> list[Template]:
    """All templates there are."""
    with refusing(output):
        place = own_templates.chosen_folder(directory, directory / output, folder)
        return own_templates.listing(place)


def tokens_of(directory: Path, output: Path) -> tokens.Admin:
    """The admin whose API tokens are asked for."""
    return tokens.load(directory, output, package_of(directory, directory / output))


@dataclass(frozen=True)
class Status:
    """How things are since the admin was generated."""

    files: tuple[State, ...]
    tables: Mapping[str, Sequence[str]]
    """What is new about a table, by its key."""


def status(directory: Path, output: Path) -> Status:
    """What was edited, deleted and moved, and what is in conflict; and the tables."""
    with refusing(output):
        folder = directory / output
        files = tuple(settling.states(folder))
        return Status(files, tables_since(directory, folder))


def tables_since(directory: Path, folder: Path) -> dict[str, list[str]]:
    """Nothing, where the tables cannot be read: generating says why."""
    try:
        schema = read_tables(directory, read_options(folder)).schema
    except ScaffoldError:
        return {}
    now = {view.table.key: view for view in table_views.views(schema)}
    return since(old_views(baseline.read(folder)), now)


def resolve(
    directory: Path, output: Path, paths: Sequence[str], side: settling.Side
) -> list[str]:
    """Settle the conflicts of these files. Returns their paths below the output."""
    folder = directory / output
    with refusing(output):
        return settling.resolve(folder, below(paths, directory, folder), side)


def merge(
    base: Path, yours: Path, new: Path, path: str | None
) -> tuple[bytes, tuple[Conflict, ...]]:
    """The merged file, with markers around its conflicts."""
    name = path or yours.name
    python = kind_of(name) == "python"
    files = (base, yours, new)
    with refusing(yours):
        contents = [file.read_bytes() for file in files]
    try:
        its, mine, fresh = (textfile.read(one, python=python) for one in contents)
        merged = merge_texts(its.text, mine.text, fresh.text, path=name)
        if any(conflict.where.startswith(WHOLE) for conflict in merged.conflicts):
            merged = merge_lines(its.text, mine.text, fresh.text)
        content = mine.with_text(marked(merged.text, merged.conflicts))
    except ValueError as error:  # Of encodings.
        what = f"This is no text of one encoding: {error}."
        raise ConfigError(Problem(name, what, "Only texts can be merged.")) from None
    return content, merged.conflicts


def write(file: Path, content: bytes) -> None:
    with refusing(file):
        file.write_bytes(content)
