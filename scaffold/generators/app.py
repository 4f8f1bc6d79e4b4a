"""The files that there is one of: the app, its settings, routes and sidebar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from scaffold.config import AUTH_TABLE, SESSION_TABLE, Options
from scaffold.generators import media
from scaffold.generators.code import import_line
from scaffold.generators.forms import OwnForms, listed
from scaffold.generators.views import TableView
from scaffold.naming import symbol_in_tests
from scaffold.render import SUFFIX, TEMPLATES, render

RICH_TEXT = ("static/rich_text.", "static/vendor/trix/", "templates/rich_text.html")
"""The editor, for admins that have a use for it."""

API = (
    *("api/", "tokens/", "toolbox/rest/", "static/api_docs.js"),
    *("templates/api_docs.html", "templates/token", "tests/test_api_tokens.py"),
)
"""What is left out with ``--no-api``, besides the files of each table."""


def generate(
    tables: list[TableView], options: Options, forms: OwnForms = ()
) -> Iterator[tuple[str, str]]:
    """Path, below the admin, and text of each file."""
    context: dict[str, Any] = {
        "tables": sorted(tables, key=lambda table: (table.plural, table.address)),
        "options": options,
        "auth_table": imported(options.auth_table, AUTH_TABLE),
        "session_table": imported(options.session_table, SESSION_TABLE),
        "imported_tables": imported_tables(tables),
        "forms": listed(forms),
        "media": media.tables(tables),
    }
    left_out = frozenset() if context["media"] else media.FILES
    for path in template_files("admin"):
        if path in left_out or (path.startswith("tests/") and not options.tests):
            continue
        if path.startswith(API) and not options.api:
            continue
        if path.startswith(RICH_TEXT) and not any(t.has_rich_text for t in tables):
            continue
        if path.endswith(SUFFIX):
            yield path.removesuffix(SUFFIX), render(f"admin/{path}", **context)
        else:
            yield path, (TEMPLATES / "admin" / path).read_text(encoding="utf-8")


def template_files(folder: str) -> list[str]:
    """The paths of all template files below a folder of ``templates/``, sorted."""
    root = TEMPLATES / folder
    files = (path for path in root.rglob("*") if path.is_file())
    paths = (path.relative_to(root).as_posix() for path in files)
    return sorted(path for path in paths if "__pycache__" not in path)


def imported_tables(tables: list[TableView]) -> list[dict[str, str]]:
    """How the classes of all tables are imported; some may have the same name."""
    named = Counter(symbol_in_tests(table.table) for table in tables)
    found = []
    for table in sorted(tables, key=lambda table: table.slug):
        symbol = symbol_in_tests(table.table)
        if named[symbol] > 1:
            camel = "".join(part.capitalize() for part in table.slug.split("_"))
            symbol = f"{camel}Table"
        line = import_line(table.table.module, table.table.name, symbol)
        found.append({"symbol": symbol, "line": line, "path": table.path})
    return found


def imported(key: str, base_key: str) -> dict[str, str]:
    """How ``settings.py`` imports a table, and the class it must inherit from."""
    module, _colon, name = key.partition(":")
    base_module, _colon, base = base_key.partition(":")
    symbol = name if key == base_key or name != base else f"{base}Table"
    lines = {import_line(module, name, symbol), import_line(base_module, base, base)}
    return {"symbol": symbol, "import_lines": "\n".join(sorted(lines))}
