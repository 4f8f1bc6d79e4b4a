"""The files that there is one of: the app, its settings, routes and sidebar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from scaffold.config import AUTH_TABLE, SESSION_TABLE, Options
from scaffold.generators import functions, media
from scaffold.generators.code import import_line
from scaffold.generators.forms import OwnForms, listed
from scaffold.generators.views import TableView
from scaffold.naming import symbol_in_tests
from scaffold.render import OWN, SUFFIX, emitted, template_names
from scaffold.settings_options import SettingsView

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
    with_files = media.tables(tables)
    context: dict[str, Any] = {
        "tables": sorted(tables, key=lambda table: (table.plural, table.address)),
        "options": options,
        "auth_table": imported(options.auth_table, AUTH_TABLE),
        "session_table": imported(options.session_table, SESSION_TABLE),
        "imported_tables": imported_tables(tables),
        "forms": listed(forms),
        "media": with_files,
        "media_elsewhere": media.any_unusual(with_files),
        "extensions": media.extensions(with_files),
        "own_limits": "rate_limit_provider" in options.settings,
        "passes_request": functions.pass_request(tables),
        "settings": SettingsView(options.settings),
    }
    left_out = set() if with_files else {*media.FILES}
    if not functions.are_called(tables, forms):
        left_out.add(functions.FILE)
    for path in template_files("admin"):
        if path in left_out or (path.startswith("tests/") and not options.tests):
            continue
        if path.startswith(API) and not options.api:
            continue
        if path.startswith(RICH_TEXT) and not any(t.has_rich_text for t in tables):
            continue
        yield path.removesuffix(SUFFIX), emitted(f"admin/{path}", **context)


def template_files(folder: str) -> list[str]:
    """The paths of all template files below a folder of ``templates/``, sorted.

    The user's are among them.
    """
    names = template_names(OWN.get())
    start = f"{folder}/"
    return [name.removeprefix(start) for name in names if name.startswith(start)]


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
