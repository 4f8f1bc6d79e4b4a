"""The user's functions that generated code calls, as they are to be called."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scaffold.errors import Problem, TargetError
from scaffold.introspect.importing import Failure, Importer, near
from scaffold.introspect.offline import offline
from scaffold.introspect.targets import is_importable
from scaffold.schema import Function


def functions(
    named: Iterable[tuple[str, str]], directory: Path
) -> tuple[Function, ...]:
    """What each ``module:function`` is, each once.

    :param named: pairs of where it is named and its name.
    :raises TargetError: with everything that is wrong.
    """
    found: dict[str, Function | Problem] = {}
    with offline(directory):
        importer = Importer(directory)
        for where, name in named:
            found.setdefault(name, read(name, where, importer))
    problems = [one for one in found.values() if isinstance(one, Problem)]
    if problems:
        raise TargetError(*problems)
    return tuple(one for one in found.values() if isinstance(one, Function))


def read(text: str, where: str, importer: Importer) -> Function | Problem:
    module_name, _colon, name = text.partition(":")
    if not (is_importable(module_name) and name.isidentifier()):
        return Problem(where, f"{text!r} names no function", "Write module:function.")
    module = importer.load(module_name)
    if isinstance(module, Failure):
        return Problem(where, f"{module_name} {module.what}", module.remedy)
    value = getattr(module, name, None)
    if not callable(value):
        nearest = near(name, (n for n in vars(module) if callable(vars(module)[n])))
        remedy = f"Did you mean {module_name}:{nearest}?" if nearest else ""
        return Problem(where, f"{module_name} has no function {name}", remedy)
    return Function(module_name, name, is_async(value), takes_request(value))


def is_async(function: Any) -> bool:
    return inspect.iscoroutinefunction(function)


def takes_request(function: Any) -> bool:
    """As piccolo_api finds out whether a hook wants it."""
    try:
        parameters = inspect.signature(function).parameters
    except ValueError:
        return False
    return "request" in parameters or "kwargs" in parameters
