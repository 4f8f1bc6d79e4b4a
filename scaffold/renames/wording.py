"""By which words the generated code differs."""

from __future__ import annotations

from scaffold import naming
from scaffold.generators.columns import ColumnView
from scaffold.generators.views import TableView
from scaffold.renames.rename import Rename


def words(rename: Rename, old: TableView, new: TableView) -> list[tuple[str, str]]:
    """By which words the generated code differs: old and new ones, the longest first.

    To be put in all at once, since a pair may undo another (``a`` and ``b`` swapped).
    A module is right in the table's own files; elsewhere it may be other tables', too.
    Where one word becomes several (the folder and a noun in prose), the code's counts.
    """
    if rename.old_column and rename.new_column:
        before = _column_words(old.column(rename.old_column))
        after = _column_words(new.column(rename.new_column))
    else:
        before, after = _table_words(old), _table_words(new)
    pairs: dict[str, str] = {}
    for one, other in zip(before, after, strict=True):
        pairs.setdefault(one, other)
    changed = [pair for pair in pairs.items() if pair[0] != pair[1]]
    return sorted(changed, key=lambda pair: -len(pair[0]))


def _column_words(column: ColumnView) -> list[str]:
    return [
        column.name,
        column.attribute,
        f"{column.name.upper()}_CHOICES",
        column.view.choices_names.get(column.name, f"{column.name.upper()}_CHOICES"),
        f"_{column.name}_label",
        f"_{column.name}_key",
        f"{column.name}_readable",
        column.label,
    ]


def _table_words(view: TableView) -> list[str]:
    camel = "".join(part.capitalize() for part in view.slug.split("_"))
    return [
        view.table.key,
        view.import_line,
        view.path,
        *(f"{view.slug}/{page}.html" for page in ("list", "form", "delete")),
        f"tables/{view.slug}/",
        f"test_{view.slug}",
        view.form_name,
        view.row_name,
        f"{view.row_name}s",
        view.symbol,
        naming.symbol_in_tests(view.table),
        view.table.name,
        view.table.module,
        view.slug,
        view.address,
        view.plural,
        view.label,
        view.prose,
        view.singular_prose,
        f"{camel}Table",
    ]
