"""The admin app: schema and options in, files out."""

from __future__ import annotations

from collections.abc import Mapping

from scaffold.config import Options
from scaffold.generators import app, emitted_tests, tables, translations
from scaffold.generators import views as table_views
from scaffold.generators.forms import OwnForms
from scaffold.render import format_python
from scaffold.schema import Schema

THIRD_PARTY = {"piccolo", "piccolo_api"}
"""Where tables may come from that are no part of the user's project."""


def generate(
    schema: Schema, options: Options, *, line_length: int = 88
) -> Mapping[str, str]:
    """Every file of the admin: its path below the output folder, and its text."""
    return format(render(schema, options), schema, line_length)


def render(schema: Schema, options: Options, forms: OwnForms = ()) -> Mapping[str, str]:
    """The same files, not formatted yet."""
    views = table_views.views(schema, options.tables)
    files = dict(app.generate(views, options, forms))
    files |= tables.generate(views, api=options.api)
    if options.tests:
        files |= emitted_tests.generate(views, api=options.api)
    files |= translations.generate(views, options.languages, files, forms)
    return dict(sorted(files.items()))


def format(
    files: Mapping[str, str], schema: Schema, line_length: int
) -> Mapping[str, str]:
    """Some of these files, formatted: each comes out as it would among all others."""
    return format_python(
        files, line_length=line_length, first_party=own_modules(schema)
    )


def own_modules(schema: Schema) -> set[str]:
    """The packages of the project that its tables come from."""
    return {table.module.partition(".")[0] for table in schema.tables} - THIRD_PARTY
