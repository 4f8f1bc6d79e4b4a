"""The tables that have files, as ``media.py`` sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scaffold import naming
from scaffold.generators.code import import_line, path_expression
from scaffold.generators.views import TableView

FILES = frozenset(
    {
        "api/files.py",
        "media.py.jinja",
        "toolbox/media.py",
        "toolbox/rest/files.py",
        "toolbox/s3.py",
        "toolbox/uploads.py",
        "unused_files.py",
    }
)
"""What is emitted only where there are such columns."""


@dataclass(frozen=True)
class MediaColumn:
    expression: str
    folder: str
    """Where its files are, below the folder of all."""


@dataclass(frozen=True)
class MediaTable:
    address: str
    import_line: str
    columns: tuple[MediaColumn, ...]


def tables(views: Iterable[TableView]) -> list[MediaTable]:
    found = sorted(
        (view for view in views if view.media_columns), key=lambda view: view.address
    )
    named = Counter(view.symbol for view in found)
    return [
        table(view, view.symbol if is_free(view.symbol, named) else view.long_symbol)
        for view in found
    ]


def is_free(symbol: str, named: Counter[str]) -> bool:
    return named[symbol] == 1 and symbol not in naming.MEDIA_NAMES


def table(view: TableView, symbol: str) -> MediaTable:
    line = import_line(view.table.module, view.table.name, symbol)
    columns = (
        MediaColumn(path_expression(symbol, column.name), f"{view.slug}/{column.name}")
        for column in view.media_columns
    )
    return MediaTable(view.address, line, tuple(columns))
