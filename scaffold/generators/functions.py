"""The user's hooks and validators, as generated code imports and calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scaffold import naming
from scaffold.generators.code import import_line
from scaffold.schema import Function

if TYPE_CHECKING:
    from scaffold.generators.forms import OwnForms
    from scaffold.generators.views import TableView

FILE = "toolbox/hooks.py"
"""What is emitted only where something of this is called."""


@dataclass(frozen=True)
class Call:
    """A function, and what it is called here."""

    function: Function
    symbol: str

    @property
    def import_line(self) -> str:
        return import_line(self.function.module, self.function.name, self.symbol)

    def __call__(self, *arguments: str) -> str:
        """The expression that calls it."""
        given = [*arguments]
        if self.function.takes_request:
            given.append("request=request_of_hooks()")
        expression = f"{self.symbol}({', '.join(given)})"
        return f"await {expression}" if self.function.is_async else expression


Calls = Mapping[str, tuple[Call, ...]]
"""By the moment they are called at."""


def calls(
    named: Mapping[str, Iterable[str]],
    functions: Mapping[str, Function],
    reserved: frozenset[str],
) -> Calls:
    """The functions that are named; no two of them, nor anything else, share a name."""
    symbols: dict[str, str] = {}
    taken = {*reserved}
    for name in (name for names in named.values() for name in names):
        if name not in symbols:
            own = functions[name].name
            free = own if own not in taken else f"{own}_function"
            symbols[name] = naming.unique(free, taken)
    return {
        moment: tuple(Call(functions[name], symbols[name]) for name in names)
        for moment, names in named.items()
    }


def import_lines(calls: Calls) -> list[str]:
    lines = (call.import_line for each in calls.values() for call in each)
    return list(dict.fromkeys(lines))


def pass_request(tables: Iterable[TableView]) -> bool:
    """Whether a hook wants to know the request."""
    return any(call.function.takes_request for call in all_hooks(tables))


def are_called(tables: Iterable[TableView], forms: OwnForms) -> bool:
    tables = list(tables)
    named = any(table.hooks or table.validators for table in tables)
    return named or any("toolbox.hooks" in text for _path, text in forms)


def all_hooks(tables: Iterable[TableView]) -> Iterator[Call]:
    for table in tables:
        for each in table.hooks.values():
            yield from each
