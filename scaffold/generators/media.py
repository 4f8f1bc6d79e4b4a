"""The tables that have files, as ``media.py`` sees them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scaffold import naming, storages
from scaffold.generators.code import import_line, path_expression
from scaffold.generators.views import TableView
from scaffold.storages import EXTENSIONS

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


USUAL = "allowed_extensions=ALLOWED_EXTENSIONS"


@dataclass(frozen=True)
class MediaColumn:
    expression: str

    storage: str
    """The class of its storage; or what the user's own is called here."""

    arguments: tuple[str, ...] = ()
    own: str = ""
    """How a storage of the user's own is imported."""

    @property
    def is_usual(self) -> bool:
        """Whether it has all kinds of files in the folder of the settings."""
        *_folder, others = self.arguments or ("",)
        return self.storage == "LocalMediaStorage" and others == USUAL


def extensions(tables: Iterable[MediaTable]) -> list[str]:
    """The names of lists of extensions that their storages need."""
    written = {text for one in tables for c in one.columns for text in c.arguments}
    needed = (name for name in EXTENSIONS if f"allowed_extensions={name}" in written)
    return [*needed]


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


def any_unusual(tables: Iterable[MediaTable]) -> bool:
    """Whether there are files that tests must not come to, or storages that refuse."""
    return not all(column.is_usual for table in tables for column in table.columns)


def is_free(symbol: str, named: Counter[str]) -> bool:
    return named[symbol] == 1 and symbol not in naming.MEDIA_NAMES


def table(view: TableView, symbol: str) -> MediaTable:
    line = import_line(view.table.module, view.table.name, symbol)
    columns = (
        media_column(view, column.name, path_expression(symbol, column.name))
        for column in view.media_columns
    )
    return MediaTable(view.address, line, tuple(columns))


def media_column(view: TableView, name: str, expression: str) -> MediaColumn:
    own = view.options.media_storage.get(name, {})
    if isinstance(own, str):
        module, _colon, storage = own.partition(":")
        is_free = storage not in TAKEN and all(
            one == own or not one.endswith(f":{storage}") for one in imported(view)
        )
        symbol = storage if is_free else f"{view.slug}_{name}_storage"
        return MediaColumn(expression, symbol, own=import_line(module, storage, symbol))
    given = storages.arguments(own, f"{view.slug}/{name}")
    kind = "S3MediaStorage" if "bucket_name" in own else "LocalMediaStorage"
    return MediaColumn(expression, kind, tuple(given))


def imported(view: TableView) -> Iterator[str]:
    """The storages of the user's own, of all tables."""
    for other in view.others.values():
        for one in other.options.media_storage.values():
            if isinstance(one, str):
                yield one


TAKEN = naming.MEDIA_NAMES | {*EXTENSIONS}
