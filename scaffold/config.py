"""What decides what is generated: the options of ``piccolo-scaffold admin``.

They are kept in ``scaffold.toml`` inside the generated package, so that generating
again needs no arguments.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scaffold import baseline, settings_options, table_options
from scaffold.baseline import Conflicted, Record
from scaffold.baseline.conflicts import sides
from scaffold.errors import ConfigError, Problem
from scaffold.table_options import TableOptions

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "scaffold.toml"

DOCTOR = "doctor"
"""The section of ``piccolo-scaffold doctor``, which decides nothing here."""

RESOLVE = "Resolve the conflict markers."

AUTH_TABLE = "piccolo.apps.user.tables:BaseUser"
SESSION_TABLE = "piccolo_api.session_auth.tables:SessionsBase"


@dataclass(frozen=True)
class Options:
    """What is generated: each field is an option and a key of the file."""

    targets: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    auth_table: str = AUTH_TABLE
    session_table: str = SESSION_TABLE
    related: bool = True
    api: bool = True
    tests: bool = True
    templates: str = ""
    """The folder of the user's generator templates, below the project."""

    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What ``settings.py`` has for all."""

    links: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Links in the sidebar, by name."""
    tables: Mapping[str, TableOptions] = field(default_factory=dict, hash=False)
    """How single tables are shown, by the names of their folders."""

    def with_given(self, **given: Any) -> Options:
        """These options, those replaced that were given: not ``None``, not empty."""
        return replace(
            self,
            **{name: value for name, value in given.items() if value not in (None, ())},
        )


def read_options(output: Path) -> Options:
    """The options an admin was generated with; the defaults if there is none.

    If the file was deleted, those that are remembered. Raises ``ConfigError``.
    """
    file = output / FILE
    if file.is_file():
        return options_in(text_of(file), file)
    record = recorded(output)
    file = output / baseline.record_path(FILE)
    if isinstance(record, Conflicted):
        base = record.base.text if record.base else None
        return of_both(Conflicted(record.ours.text, record.theirs.text, base), file)
    return options_in(record.text, file) if record else Options()


def recorded(output: Path) -> Record | Conflicted[Record] | None:
    """What the file was when it was generated last."""
    path = baseline.record_path(FILE)
    try:
        found = baseline.parse({path: (output / path).read_bytes()})
    except (FileNotFoundError, NotADirectoryError):
        return None
    if found.unreadable:
        found = baseline.healed(output, found)
    if found.unreadable:
        what = f"{FILE} was deleted, and what is remembered of it cannot be read."
        raise ConfigError(Problem(str(output / path), what, f"Restore {FILE}."))
    return found.records.get(FILE) or found.conflicts[FILE]


def options_in(text: str, file: Path) -> Options:
    """The options in the file's text, of both sides if git left conflict markers."""
    try:
        data = parsed(text, file)
    except ConfigError:
        found = sides(text)
        if found is None:
            raise
        return of_both(found, file)
    return check(data, file)


def of_both(found: Conflicted[str], file: Path) -> Options:
    """What either side has changed; without a base, since the defaults."""
    base = Options()
    if found.base is not None:
        with suppress(ConfigError):
            base = check(parsed(found.base, file), file)
    try:
        ours, theirs = (parsed(text, file) for text in (found.ours, found.theirs))
    except ConfigError as error:
        what = error.problems[0].what
        raise ConfigError(Problem(str(file), what, RESOLVE)) from None
    return merged(base, check(ours, file), check(theirs, file))


def merged(base: Options, ours: Options, theirs: Options) -> Options:
    """If both changed a text, ours counts; of a list, what either added or removed."""
    values = {
        name: merged_value(
            *(getattr(options, name) for options in (base, ours, theirs))
        )
        for name in Options.__dataclass_fields__
    }
    return Options(**values)


def merged_value(base: Any, ours: Any, theirs: Any) -> Any:
    if isinstance(base, Mapping):
        return merged_mapping(base, ours, theirs)
    if not isinstance(base, tuple):
        return theirs if ours == base else ours
    either = dict.fromkeys((*ours, *theirs))
    kept = set(either) - set(base) | set(ours) & set(theirs)
    return tuple(item for item in either if item in kept)


def merged_mapping(base: Any, ours: Any, theirs: Any) -> dict[str, Any]:
    """What one of them has changed under each name, or ours."""
    values = (*base.values(), *ours.values(), *theirs.values())
    if any(isinstance(value, TableOptions) for value in values):
        return table_options.merged(base, ours, theirs)
    found = {}
    for name in dict.fromkeys((*ours, *theirs)):
        was, own, its = (side.get(name) for side in (base, ours, theirs))
        value = its if own == was else own
        if value is not None:
            found[name] = value
    return found


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what = f"This is not valid TOML: {error}"
        raise ConfigError(Problem(str(file), what, "Save it as UTF-8.")) from None


def parsed(text: str, file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        what = f"This is not valid TOML: {error}"
        remedy = RESOLVE if "<<<<<<<" in text else "Correct it, or restore it."
        raise ConfigError(Problem(str(file), what, remedy)) from None


def check(data: dict[str, Any], file: Path) -> Options:
    """Options from parsed TOML. Raises ``ConfigError`` with every key that is wrong."""
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    defaults = Options()
    for name, value in data.items():
        if name == DOCTOR:
            continue
        default = getattr(defaults, name, None)
        if default is None or name not in Options.__dataclass_fields__:
            known = ", ".join(Options.__dataclass_fields__)
            problems.append(
                Problem(
                    f"{file}: {name}", "There is no such option.", f"Known: {known}."
                )
            )
        elif isinstance(default, Mapping):
            values[name], wrong = SECTIONS[name](value, f"{file}: {name}")
            problems.extend(wrong)
        elif isinstance(default, tuple):
            if isinstance(value, list) and all(isinstance(item, str) for item in value):
                values[name] = tuple(value)
            else:
                problems.append(
                    Problem(f"{file}: {name}", "This must be a list of texts.")
                )
        elif type(value) is not type(default):
            kind = "true or false" if isinstance(default, bool) else "a text"
            problems.append(Problem(f"{file}: {name}", f"This must be {kind}."))
        else:
            values[name] = value
    if problems:
        raise ConfigError(*problems)
    return Options(**values)


def sections(data: object, where: str) -> tuple[dict[str, TableOptions], list[Problem]]:
    """The options of each table, and every key that is wrong."""
    if not isinstance(data, dict):
        return {}, [Problem(where, "This must be a section per table.")]
    found: dict[str, TableOptions] = {}
    problems: list[Problem] = []
    for name, section in data.items():
        if not isinstance(section, dict):
            problems.append(Problem(f"{where}.{name}", "This must be a section."))
            continue
        found[name], wrong = table_options.read(section, f"{where}.{name}")
        problems += wrong
    return found, problems


def links(data: object, where: str) -> tuple[dict[str, str], list[Problem]]:
    if isinstance(data, dict) and all(isinstance(one, str) for one in data.values()):
        return data, []
    return {}, [Problem(where, "This must be a section with an address per name.")]


SECTIONS: Mapping[str, Callable[[object, str], tuple[Mapping[str, Any], list[Problem]]]]
SECTIONS = {"settings": settings_options.read, "links": links, "tables": sections}
"""What reads each section."""


def line_length(directory: Path) -> int:
    """The ``line-length`` of ``[tool.black]`` in the project's ``pyproject.toml``."""
    for folder in (directory, *directory.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            tool = parsed(text_of(file), file).get("tool")
            black = tool.get("black") if isinstance(tool, dict) else None
            length = black.get("line-length") if isinstance(black, dict) else None
            return length if isinstance(length, int) and 20 <= length <= 320 else 88
    return 88
