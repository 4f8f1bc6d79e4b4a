"""The tests of each table, which belong to the user too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scaffold import widgets
from scaffold.generators.code import import_line
from scaffold.generators.columns import ColumnView
from scaffold.generators.views import TableView
from scaffold.naming import symbol_in_tests
from scaffold.render import render


def generate(
    tables: Iterable[TableView], *, api: bool = True
) -> Iterator[tuple[str, str]]:
    """Path, below the admin, and text of each test module."""
    for table in tables:
        typed = (column for column in table.form_columns if not column.is_media)
        samples = [Sample(column) for column in typed]
        symbol = symbol_in_tests(table.table)
        yield f"tests/test_{table.slug}.py", render(
            "table/test.py.jinja",
            table=table,
            symbol=symbol,
            import_line=import_line(table.table.module, table.table.name, symbol),
            api=api,
            samples=samples,
            media=table.media_columns,
            # A hook may store something else than was typed.
            found=[
                sample
                for sample in samples
                if sample.is_found and not table.hooks.get("pre_save")
            ],
            refused=next((sample for sample in samples if sample.wrong), None),
            secret=next((sample for sample in samples if sample.is_telling), None),
        )


SECRET = "not to be seen"
"""What is typed as a secret: it stands nowhere else on a page."""


@dataclass(frozen=True)
class Sample:
    """What a test types into one control."""

    view: ColumnView

    @property
    def name(self) -> str:
        return self.view.name

    @property
    def text(self) -> str:
        value = self.view.value
        if self.view.choices:
            first = next(iter(self.view.choices))
            return json.dumps([first]) if value.items else first
        sample = SECRET if self.is_telling else self.view.widget.sample
        return sample[: value.length] if value.length else sample

    @property
    def is_telling(self) -> bool:
        """Whether it is a secret that would be recognised if a page showed it."""
        value = self.view.value
        is_text = self.view.widget.type == "Text" and not self.view.choices
        fits = value.length is None or value.length >= len(SECRET)
        return self.view.column.secret and is_text and fits

    @property
    def is_open(self) -> bool:
        """Whether it can be written twice, and seen."""
        column = self.view.column
        return not (column.secret or column.primary_key)

    @property
    def is_found(self) -> bool:
        """Whether a list filtered by this text shows the row."""
        of_another = self.view.column.references or self.view.value.items
        return self.view in self.view.view.filtered_columns and not of_another

    @property
    def wrong(self) -> str | None:
        """A text that cannot be saved, if there is one."""
        if self.view.choices:
            return "none of them"
        return widgets.of(self.view.value).wrong
