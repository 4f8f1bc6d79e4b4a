"""Which tables and columns are the same ones under new names.

    given by hand ─► recorded in migrations ─► same name ─► same name in the database
    ─► asked

What migrations record is evidence, not truth: it counts only as far as it explains the
difference of the two schemas. Whatever is left was dropped and added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from scaffold import naming
from scaffold.errors import ConfigError, Problem
from scaffold.migrations import AppHistory, History, Migration, compose
from scaffold.renames.given import Given, collecting
from scaffold.renames.likeness import alike, likeness, same_kind
from scaffold.renames.matching import Names, unique
from scaffold.renames.rename import Rename, class_of
from scaffold.renames.wording import words
from scaffold.schema import Column, Table

__all__ = ["Decision", "Rename", "decide", "words"]


@dataclass(frozen=True)
class Decision:
    """``hints`` are options to print, such as ``--rename Movie.rating=score``.

    ``problems`` are warnings: what is recorded as a rename, and does not look like one.
    """

    renames: tuple[Rename, ...] = ()
    hints: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def decide(
    old: Sequence[Table],
    new: Sequence[Table],
    migrations: Iterable[Migration] = (),
    given: Sequence[str] = (),
    confirm: Callable[[str], bool] = lambda question: False,
) -> Decision:
    """The renames between the recorded and the current schema, tables first.

    :param migrations: Those not yet seen, in order.
    :param given: Values of ``--rename``.
    :param confirm: Asks a person; ``False`` also where there is nobody to ask.
    :raises ConfigError: A given one names what does not exist; holds every problem.
    """
    return _Deciding(old, new, compose(migrations), confirm).decision(given)


class _Deciding:
    def __init__(
        self,
        old: Sequence[Table],
        new: Sequence[Table],
        histories: Mapping[str, AppHistory],
        confirm: Callable[[str], bool],
    ) -> None:
        self.old = {table.key: table for table in old}
        self.new = {table.key: table for table in new}
        self.histories = histories
        self.confirm = confirm
        self.tables: dict[str, str] = {}
        self.hints: list[str] = []
        self.warnings: list[Problem] = []

    def decision(self, texts: Sequence[str]) -> Decision:
        problems: list[Problem] = []
        given: list[Given] = []
        for text in texts:
            with collecting(problems):
                given.append(Given.parse(text))
        for one in given:
            with collecting(problems):
                if not one.column:
                    one.note(self.tables, *one.keys(self.old, self.new))
        if problems:
            self.confirm = lambda question: False
        self._match_tables()
        columns: dict[str, dict[str, str]] = {}
        for one in given:
            with collecting(problems):
                if one.column:
                    key = one.table_of(self.tables, self.old)
                    pair = one.names(self.old[key], self.new[self.tables[key]])
                    one.note(columns.setdefault(key, {}), *pair)
        if problems:
            raise ConfigError(*problems)
        renames = [
            rename
            for old, new in sorted(self.tables.items())
            for rename in self._columns(old, new, columns.get(old, {}))
        ]
        return Decision(
            (*self._renamed_tables(), *renames),
            tuple(dict.fromkeys(self.hints)),
            tuple(self.warnings),
        )

    # Tables.

    def _match_tables(self) -> None:
        names = Names(
            sorted(self.old),
            sorted(self.new),
            self.tables,
            self._tables_history(),
            lambda old, new: alike(self.old[old], self.new[new]) > 0,
        )
        names.match(self._same_tables())
        self._warn_of(names, Rename)
        candidates = {
            (old, new): alike(self.old[old], self.new[new])
            for old, new in product(names.old_left, names.new_left)
            if self.old[old].role == self.new[new].role
        }
        likely = {pair: value for pair, value in candidates.items() if value >= 0.5}
        self._ask(names, likely, Rename)

    def _tables_history(self) -> History:
        """What the migrations say, by keys: they only know apps and classes."""
        history = History()
        for app, of_app in self.histories.items():
            old, new = _by_class(self.old, app), _by_class(self.new, app)
            for name, origin in of_app.tables.now.items():
                if name in new and (origin is None or origin in old):
                    history.now[new[name]] = old[origin] if origin else None
            history.gone |= {old[name] for name in of_app.tables.gone if name in old}
        return history

    def _same_tables(self) -> Iterator[tuple[str, str]]:
        """Keys of what is one table of the database, the surest first."""
        pairs = [
            (old, new)
            for old, new in product(sorted(self.old), sorted(self.new))
            if self.old[old].db_name == self.new[new].db_name
            and old not in self.new
            and new not in self.old
        ]
        same_class = [pair for pair in pairs if class_of(pair[0]) == class_of(pair[1])]
        yield from same_class
        yield from unique(pairs)

    def _renamed_tables(self) -> Iterator[Rename]:
        old = naming.table_names(self.old.values())
        new = naming.table_names(self.new.values())
        for key, other in sorted(self.tables.items()):
            if key != other or old[key] != new[other]:
                yield Rename(key, other)

    # Columns.

    def _columns(
        self, old_key: str, new_key: str, given: dict[str, str]
    ) -> Iterator[Rename]:
        old = {column.name: column for column in self.old[old_key].columns}
        new = {column.name: column for column in self.new[new_key].columns}
        names = Names(
            list(old),
            list(new),
            given,
            self._columns_history(old_key, new_key),
            lambda one, other: self._fits(old[one], new[other]),
        )
        names.match(_same_columns(old, new))

        def rename(one: str, other: str) -> Rename:
            return Rename(old_key, new_key, one, other)

        self._warn_of(names, rename)
        candidates = {
            (one, other): likeness(one, other, old, new)
            for one, other in product(names.old_left, names.new_left)
            if names.fits(one, other) and (one, other) not in names.unlikely
        }
        self._ask(names, candidates, rename)
        for one, other in sorted(names.pairs.items()):
            if one != other:
                yield rename(one, other)

    def _columns_history(self, old: str, new: str) -> History:
        app = self.new[new].app or self.old[old].app
        of_app = self.histories.get(app or "", AppHistory())
        # Its class may have been renamed since, and no migration made yet.
        empty = of_app.columns.get(class_of(old), History())
        return of_app.columns.get(class_of(new), empty)

    def _fits(self, old: Column, new: Column) -> bool:
        return old.primary_key == new.primary_key and same_kind(old, new, self.tables)

    # Both.

    def _ask(
        self,
        names: Names,
        candidates: Mapping[tuple[str, str], float],
        rename: Callable[[str, str], Rename],
    ) -> None:
        """Each name once, the likeliest pair first. Not what migrations replaced."""
        asked: set[str] = set()
        for old, new in sorted(candidates, key=lambda pair: (-candidates[pair], pair)):
            if f"-{old}" in asked or f"+{new}" in asked:
                continue
            asked |= {f"-{old}", f"+{new}"}
            option = self._option(rename(old, new))
            if not names.was_replaced(old, new) and self.confirm(
                f"Was {option.replace('=', ' renamed to ')}?"
            ):
                names.pairs[old] = new
            else:
                self.hints.append(f"--rename {option}")

    def _warn_of(self, names: Names, rename: Callable[[str, str], Rename]) -> None:
        for old, new in names.unlikely:
            option = f"--rename {self._option(rename(old, new))}"
            self.hints.append(option)
            self.warnings.append(
                Problem(
                    rename(old, new).old_table + (f".{old}" if ":" not in old else ""),
                    f"a migration renames it to {class_of(new)}, which is nothing like "
                    "it, so that it counts as dropped and added",
                    f"If they are the same, run again with {option}.",
                )
            )

    def _option(self, rename: Rename) -> str:
        """The value of ``--rename``, with the module where the class is not enough."""
        classes = [class_of(key) for key in self.old]
        if classes.count(class_of(rename.old_table)) == 1:
            return str(rename)
        return f"{rename.old_table.rpartition(':')[0]}:{rename}"


def _same_columns(
    old: Mapping[str, Column], new: Mapping[str, Column]
) -> list[tuple[str, str]]:
    return unique(
        (one, other)
        for one, other in product(old, new)
        if old[one].db_name == new[other].db_name
        and one not in new
        and other not in old
    )


def _by_class(tables: Mapping[str, Table], app: str) -> dict[str, str]:
    """The keys of an app's tables by their classes, where these differ."""
    keys = [key for key, table in tables.items() if table.app == app]
    classes = [class_of(key) for key in keys]
    return {class_of(key): key for key in keys if classes.count(class_of(key)) == 1}
