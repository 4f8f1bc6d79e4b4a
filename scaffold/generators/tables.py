"""The folder of each table: forms, queries, views and pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scaffold.generators import conditions, functions, pages, rows
from scaffold.generators.app import template_files
from scaffold.generators.views import TableView
from scaffold.render import SUFFIX, emitted

FILES = {
    "__init__.py": "table/__init__.py.jinja",
    "forms.py": "table/forms.py.jinja",
    "queries.py": "table/queries.py.jinja",
    "export.py": "table/export.py.jinja",
    "validators.py": "table/validators.py.jinja",
    "views.py": "table/views.py.jinja",
    "list.html": "table/list.html.jinja",
    "form.html": "table/form.html.jinja",
    "delete.html": "table/delete.html.jinja",
    "api.py": "table/api.py.jinja",
}
"""What is emitted per table, and the template of each."""

API = "api.py"

TEST = "table/test.py.jinja"
"""What it emits stands elsewhere."""


def generate(
    tables: Iterable[TableView], *, api: bool = True
) -> Iterator[tuple[str, str]]:
    """Path, below the admin, and text of each file."""
    files = {**FILES, **own_files()}
    context = {
        "pages": pages,
        "conditions": conditions,
        "rows": rows,
        "import_lines": functions.import_lines,
        "api": api,
    }
    for table in tables:
        left_out = {
            *([] if api else [API]),
            *([] if table.validators else ["validators.py"]),
        }
        for name, template in files.items():
            if name not in left_out:
                path = f"tables/{table.slug}/{name}"
                yield path, emitted(template, table=table, **context)


def own_files() -> dict[str, str]:
    """What the user's templates emit per table besides."""
    known = {*FILES.values(), TEST}
    names = (f"table/{path}" for path in template_files("table"))
    own = [name for name in names if name not in known]
    return {name.removeprefix("table/").removesuffix(SUFFIX): name for name in own}
