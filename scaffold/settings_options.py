"""What ``settings.py`` has for all: ``[settings]`` of ``scaffold.toml``.

The names and meanings are those of Piccolo Admin's ``create_admin``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from scaffold import naming
from scaffold.errors import Problem
from scaffold.generators.code import import_line
from scaffold.render import literal
from scaffold.storages import REFERENCE

SECONDS = "a number of seconds"
NUMBER = "a whole number above 0"
YES_OR_NO = "true or false"
TEXT = "a text"
NAMES = "a list of texts"
OBJECT = "module:NAME"
OBJECTS = "a list of module:NAME"

KINDS = {
    "session_expiry": SECONDS,
    "max_session_expiry": SECONDS,
    "increase_expiry": SECONDS,
    "page_size": NUMBER,
    "read_only": YES_OR_NO,
    "rate_limit_provider": OBJECT,
    "production": YES_OR_NO,
    "media_path": TEXT,
    "site_name": TEXT,
    "default_language_code": TEXT,
    "translations": NAMES,
    "allowed_hosts": NAMES,
    "debug": YES_OR_NO,
    "mfa_providers": OBJECTS,
}
"""What each key must be."""


def read(data: object, where: str) -> tuple[dict[str, Any], list[Problem]]:
    """The settings in parsed TOML, and every key that is wrong."""
    if not isinstance(data, dict):
        return {}, [Problem(where, "This must be a section.")]
    problems = []
    for name, value in data.items():
        kind = KINDS.get(name)
        if kind is None:
            known = f"Known: {', '.join(KINDS)}."
            problems.append(
                Problem(f"{where}.{name}", "There is no such setting.", known)
            )
        elif not is_kind(kind, value):
            problems.append(Problem(f"{where}.{name}", f"This must be {kind}."))
    return ({} if problems else dict(data)), problems


def is_kind(kind: str, value: object) -> bool:
    if kind in {NAMES, OBJECTS}:
        one = TEXT if kind is NAMES else OBJECT
        return isinstance(value, list) and all(is_kind(one, item) for item in value)
    if kind is OBJECT:
        return isinstance(value, str) and bool(REFERENCE.fullmatch(value))
    if kind is YES_OR_NO:
        return isinstance(value, bool)
    if kind is TEXT:
        return isinstance(value, str)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind is SECONDS:
        return is_number and value >= 0  # type: ignore[operator]
    return is_number and isinstance(value, int) and value > 0


@dataclass(frozen=True)
class SettingsView:
    """The settings as the template of ``settings.py`` sees them."""

    own: Mapping[str, Any]

    def value(self, name: str, default: str) -> str:
        """What a setting is, as Python; ``default``, if nothing is said about it."""
        if name not in self.own:
            return default
        value, kind = self.own[name], KINDS[name]
        if kind is SECONDS:
            return duration(value) if value else "None"
        if kind is OBJECT:
            return self.symbol(value)
        if kind is OBJECTS:
            return f"({', '.join(map(self.symbol, value))},)" if value else "()"
        if kind is NAMES:
            return f"({', '.join(map(literal, value))},)" if value else "()"
        return literal(value)

    def default(self, name: str) -> str:
        """What the environment may change, as the second argument of ``flag``."""
        value = self.own.get(name)
        if isinstance(value, list):
            return f", {literal(' '.join(value))}" if value else ""
        return ', "yes"' if value else ""

    @property
    def import_lines(self) -> list[str]:
        return [
            import_line(module, name, self.symbol(f"{module}:{name}"))
            for module, name in (one.split(":") for one in self.references)
        ]

    @property
    def references(self) -> Iterator[str]:
        for name, value in self.own.items():
            if KINDS[name] is OBJECT:
                yield value
            elif KINDS[name] is OBJECTS:
                yield from value

    def symbol(self, reference: str) -> str:
        """What an object is called here: no two share a name."""
        taken = {*naming.SETTINGS_NAMES}
        symbols: dict[str, str] = {}
        for one in dict.fromkeys(self.references):
            name = one.partition(":")[2]
            free = f"own_{name}" if name in naming.SETTINGS_NAMES else name
            symbols[one] = naming.unique(free, taken)
        return symbols[reference]


UNITS = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def duration(seconds: float) -> str:
    """``timedelta(hours=1)``: in the largest unit that fits."""
    fits = (unit for unit, size in UNITS.items() if seconds % size == 0)
    unit = next(fits, "seconds")
    number = timedelta(seconds=seconds) / timedelta(seconds=UNITS[unit])
    return f"timedelta({unit}={int(number) if number.is_integer() else number})"
