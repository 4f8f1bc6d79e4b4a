"""The folder of each table: forms, queries, views and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scaffold.generators import conditions, pages, rows
from scaffold.generators.views import TableView
from scaffold.render import render

FILES = {
    "__init__.py": "table/__init__.py.jinja",
    "forms.py": "table/forms.py.jinja",
    "queries.py": "table/queries.py.jinja",
    "export.py": "table/export.py.jinja",
    "views.py": "table/views.py.jinja",
    "list.html": "table/list.html.jinja",
    "form.html": "table/form.html.jinja",
    "delete.html": "table/delete.html.jinja",
    "api.py": "table/api.py.jinja",
}
"""What is emitted per table, and the template of each."""

API = "api.py"


def generate(
    tables: Iterable[TableView], *, api: bool = True
) -> Iterator[tuple[str, str]]:
    """Path, below the admin, and text of each file."""
    context = {"pages": pages, "conditions": conditions, "rows": rows, "api": api}
    for table in tables:
        for name, template in FILES.items():
            if api or name != API:
                path = f"tables/{table.slug}/{name}"
                yield path, render(template, table=table, **context)
