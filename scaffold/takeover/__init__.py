"""An existing Piccolo Admin → the options and forms of a generated one.

    module:name ─ find ─► AdminRouter ─ tables, settings, forms ─► Reading
                                                    └─► Report

Only what ``--from`` asks for is imported: this package knows Piccolo Admin, and nothing
else does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scaffold import config, table_options
from scaffold.config import Options, read_options
from scaffold.generators.views import views
from scaffold.introspect.targets import key_of
from scaffold.regeneration import Additions
from scaffold.schema import Schema
from scaffold.table_options import TableOptions
from scaffold.takeover import closeness, forms, planned, settings, tables
from scaffold.takeover.find import find
from scaffold.takeover.names import Names
from scaffold.takeover.report import Report


@dataclass(frozen=True)
class Reading:
    """What an admin is, as far as it can be written down."""

    options: Options
    """All but those of its tables."""

    tables: Mapping[str, TableOptions]
    """By ``module:Class``."""

    forms: Mapping[str, str]
    """The new modules of ``forms/``: their paths below the admin, and texts."""

    report: Report


def merged(
    reading: Reading, output: Path, read_schema: Callable[[Options], Schema]
) -> tuple[Options, Additions, Report]:
    """What the file says and what the old admin has changed since it was read last.

    Where both have changed the same, the file counts.

    :param read_schema: Gives the tables of options.
    """
    was, own = planned.remembered(output), read_options(output)
    schema = read_schema(config.merged(was, own, reading.options))
    said = replace(reading.options, tables=sections(reading, schema))
    if was != Options():
        reading.report.changed += planned.differences(was, said)
    options = config.merged(was, own, said)
    additions = Additions(
        reading.forms,
        lambda actions: planned.finished(actions, own, options, reading),
        planned.memory(said),
    )
    return options, additions, reading.report


def sections(reading: Reading, schema: Schema) -> dict[str, TableOptions]:
    """What is said about each table, by the name of its folder."""
    slugs = {view.table.key: view.slug for view in views(schema)}
    named = {slugs[key]: own for key, own in reading.tables.items() if key in slugs}
    found: dict[str, TableOptions] = {}
    for view in views(schema, named):
        own, left_out = table_options.without_wrong(view, view.options)
        reading.report.different += (f"{view.table.name}: {what}" for what in left_out)
        if own != TableOptions():
            found[view.slug] = own
    return found


def read(source: str, directory: Path, output: Path, line_length: int) -> Reading:
    """Read the admin that ``module:name`` leads to. Raises ``TargetError``."""
    found = find(source, directory)
    report = Report(source)
    names = Names(directory, found.module)
    configs = found.admin.table_configs
    media = tables.media_folder(configs)
    options = settings.options(found, names, media, output.parent, report)
    own = {
        key_of(config.table_class): tables.options(config, names, media, report)
        for config in configs
    }
    written = forms.modules(found.admin.forms, names, output, line_length, report)
    closeness.check(found, names, report)
    return Reading(options, own, written, report)
