"""What is otherwise than last time, as it shows in the files: paths, words, news."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scaffold import renames
from scaffold.decision import News
from scaffold.generators.views import TableView
from scaffold.merge.renaming import Pairs
from scaffold.renames import Rename

Views = Mapping[str, TableView]
"""Tables as the templates see them, by their keys."""


@dataclass(frozen=True)
class Owners:
    """Which table a file is for, by the names of folders and tests."""

    by_folder: Mapping[str, str]
    by_test: Mapping[str, str]

    def of(self, path: str) -> str | None:
        """The key of the table; nothing for a file that is for all."""
        folder = path.rpartition("/")[0]
        return self.by_folder.get(folder) or self.by_test.get(path)


def owners(views: Views) -> Owners:
    return Owners(
        {f"tables/{view.slug}": key for key, view in views.items()},
        {f"tests/test_{view.slug}.py": key for key, view in views.items()},
    )


def renamed_paths(was: Views, now: Views, decided: Iterable[Rename]) -> dict[str, str]:
    """The folder and the tests of each table that has another one now."""
    paths: dict[str, str] = {}
    for rename in decided:
        old, new = was[rename.old_table].slug, now[rename.new_table].slug
        if old != new:
            paths[f"tables/{new}/"] = f"tables/{old}/"
            paths[f"tests/test_{new}.py"] = f"tests/test_{old}.py"
    return paths


def words(was: Views, now: Views, decided: Iterable[Rename]) -> Callable[[str], Pairs]:
    """The words renamed in a file, of its own table before those of others."""
    pairs = {
        rename: renames.words(rename, was[rename.old_table], now[rename.new_table])
        for rename in decided
    }

    owner_of = owners(now).of

    def of(path: str) -> Pairs:
        owner = owner_of(path)
        found: dict[str, str] = {}
        for rename, its in pairs.items():
            if rename.new_table != owner:
                found |= {one: other for one, other in its if "." not in one}
        for rename, its in pairs.items():
            if rename.new_table == owner:
                found |= dict(its)
        return list(found.items())

    return of


def news(
    was: Views, now: Views, decided: Sequence[Rename]
) -> Callable[[str], Sequence[News]]:
    """What is new in a file: columns in those of their table, tables in all others."""
    old_keys = {r.new_table: r.old_table for r in decided if not r.old_column}
    by_table = {
        key: columns_news(was[old], now[key], decided)
        for key in now
        if (old := old_keys.get(key, key)) in was
    }
    slugs = [
        News(was[old].slug if old in was else None, view.slug)
        for key, view in now.items()
        if (old := old_keys.get(key, key)) not in was or was[old].slug != view.slug
    ]
    gone = set(was) - set(now) - set(old_keys.values())
    slugs += [News(was[key].slug, None) for key in sorted(gone)]

    owner_of = owners(now).of

    def of(path: str) -> Sequence[News]:
        if not was:
            return ()
        owner = owner_of(path)
        return by_table.get(owner, ()) if owner else slugs

    return of


def columns_news(
    was: TableView, now: TableView, decided: Iterable[Rename]
) -> list[News]:
    names = {
        rename.new_column: rename.old_column
        for rename in decided
        if rename.new_table == now.table.key and rename.new_column
    }
    before = {column.name for column in was.columns}
    after = {column.name for column in now.columns}
    renamed = [News(old, new) for new, old in names.items()]
    come = [
        News(None, c.name) for c in now.columns if c.name not in before | set(names)
    ]
    gone = [
        News(c.name, None)
        for c in was.columns
        if c.name not in after | set(names.values())
    ]
    return [*renamed, *come, *gone]


def since(was: Views, now: Views) -> dict[str, list[str]]:
    """What is new about each table since last time, in a few words, by its key."""
    found = {key: ["- the table"] for key in was if key not in now}
    for key, view in now.items():
        if key not in was:
            found[key] = ["+ the table"]
        elif view.table != was[key].table:
            said = [*map(str, columns_news(was[key], view, ()))]
            found[key] = [*said, *changed_columns(was[key], view)] or ["changed"]
    return dict(sorted(found.items()))


def changed_columns(was: TableView, now: TableView) -> list[str]:
    before = {column.name: column.column for column in was.columns}
    return [
        f"{column.name} changed"
        for column in now.columns
        if before.get(column.name, column.column) != column.column
    ]
