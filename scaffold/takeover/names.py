"""Where objects of the user's can be imported from."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any


class Names:
    """Finds ``module:NAME`` of objects, in the modules of a project that are loaded."""

    def __init__(self, directory: Path, holder: str) -> None:
        self.holder = holder
        """The module of the admin that is taken over."""

        self.modules = list(modules(directory, holder))
        self.given: list[str] = []
        """What was found."""

    def of(self, thing: Any) -> str | None:
        """How it can be imported; of functions, from where they are defined."""
        module = getattr(thing, "__module__", "")
        name = getattr(thing, "__qualname__", "")
        defined = getattr(sys.modules.get(module), name, None)
        found = next(self.elsewhere(thing), None)
        if name.isidentifier() and defined is thing:
            found = f"{module}:{name}"
        self.given += [found] if found else []
        return found

    def elsewhere(self, thing: Any) -> Iterator[str]:
        for module in self.modules:
            for name, value in vars(module).items():
                if value is thing and not name.startswith("_"):
                    yield f"{module.__name__}:{name}"


def modules(directory: Path, holder: str) -> Iterator[ModuleType]:
    """Those of the project and of the admin's package; the admin's own module last."""
    package = holder.partition(".")[0]
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        own = Path(file).is_relative_to(directory) and "site-packages" not in file
        if name != holder and (own or name.partition(".")[0] == package):
            yield module
    if holder in sys.modules:
        yield sys.modules[holder]


def described(thing: Any) -> str:
    """What a person knows it by: its name, and where it begins."""
    code = getattr(thing, "__code__", None)
    name = getattr(thing, "__qualname__", None) or type(thing).__name__
    where = getattr(thing, "__module__", "") if code else ""
    return f"{where}:{code.co_firstlineno} {name}" if code else str(name)
