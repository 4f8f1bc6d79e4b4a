"""What decides what is generated: the options of ``piccolo-scaffold admin``.

They are kept in ``scaffold.toml`` inside the generated package, so that generating
again needs no arguments.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scaffold.errors import ConfigError, Problem

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "scaffold.toml"

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
    tests: bool = True

    def with_given(self, **given: Any) -> Options:
        """These options, those replaced that were given: not ``None``, not empty."""
        return replace(
            self,
            **{name: value for name, value in given.items() if value not in (None, ())},
        )


def read_options(output: Path) -> Options:
    """The options an admin was generated with; the defaults if there is none."""
    file = output / FILE
    if not file.is_file():
        return Options()
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            Problem(str(file), f"This is not valid TOML: {error}")
        ) from None
    return check(data, file)


def check(data: dict[str, Any], file: Path) -> Options:
    """Options from parsed TOML. Raises ``ConfigError`` with every key that is wrong."""
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    defaults = Options()
    for name, value in data.items():
        default = getattr(defaults, name, None)
        if default is None or name not in Options.__dataclass_fields__:
            known = ", ".join(Options.__dataclass_fields__)
            problems.append(
                Problem(
                    f"{file}: {name}", "There is no such option.", f"Known: {known}."
                )
            )
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


def line_length(directory: Path) -> int:
    """The ``line-length`` of ``[tool.black]`` in the project's ``pyproject.toml``."""
    for folder in (directory, *directory.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            try:
                data = tomllib.loads(file.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise ConfigError(
                    Problem(str(file), f"This is not valid TOML: {error}")
                ) from None
            tool = data.get("tool")
            black = tool.get("black") if isinstance(tool, dict) else None
            length = black.get("line-length") if isinstance(black, dict) else None
            return length if isinstance(length, int) and 20 <= length <= 320 else 88
    return 88
