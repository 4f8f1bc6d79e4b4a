"""The tests of each table, which belong to the user too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scaffold.generators.tables import ColumnView, TableView
from scaffold.render import render
from scaffold.widgets import UNKNOWN, WIDGETS


def generate(tables: Iterable[TableView]) -> Iterator[tuple[str, str]]:
    """Path, below the admin, and text of each test module."""
    for table in tables:
        samples = [Sample(column) for column in table.form_columns]
        yield f"tests/test_{table.slug}.py", render(
            "table/test.py.jinja", table=table, samples=samples
        )


@dataclass(frozen=True)
class Sample:
    """What a test types into one control."""

    view: ColumnView

    @property
    def name(self) -> str:
        return self.view.name

    @property
    def text(self) -> str:
        column = self.view.value
        if self.view.column.choices is not None:
            first = self.view.column.choices[0].value
            return f'["{first}"]' if column.items else first
        if self.view.column.references and self.view.target is None:
            return ""
        sample = self.view.widget.sample
        return sample[: column.length] if column.length else sample

    @property
    def wrong(self) -> str | None:
        """A text that cannot be saved, if there is one."""
        if self.view.column.choices is not None:
            return "none of them"
        return WIDGETS.get(self.view.value.type, UNKNOWN).wrong
