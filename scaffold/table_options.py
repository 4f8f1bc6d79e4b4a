"""How single tables are shown: ``[tables.NAME]`` of ``scaffold.toml``.

The names and meanings are those of Piccolo Admin's ``TableConfig``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from scaffold import storages
from scaffold.errors import Problem

if TYPE_CHECKING:
    from scaffold.generators.columns import ColumnView
    from scaffold.generators.views import TableView

RESOLUTIONS = (0.001, 1, 60)
"""In seconds: what browsers' pickers of times have controls for."""


@dataclass(frozen=True)
class TableOptions:
    """Each field is a key of the section."""

    visible_columns: tuple[str, ...] | None = None
    """The columns of the list, in this order; all, if it is not given."""

    exclude_visible_columns: tuple[str, ...] = ()

    visible_filters: tuple[str, ...] | None = None
    exclude_visible_filters: tuple[str, ...] = ()

    link_column: str = ""
    """What leads from a list to the row, instead of the primary key and the label."""

    order_by: tuple[str, ...] = ()
    """How lists are sorted, with ``-`` in front to descend."""

    menu_group: str = ""
    """What the table stands under in the sidebar."""

    time_resolution: Mapping[str, float] = field(default_factory=dict, hash=False)
    """In which steps, in seconds, the picker of a column goes."""

    rich_text_columns: tuple[str, ...] = ()
    """Texts that are HTML, written with an editor."""
    media_columns: tuple[str, ...] = ()
    """The columns that hold keys of files."""

    media_storage: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Where a column's files are, if not in the usual folder: ``module:STORAGE``, or
    what ``media.py`` passes to a storage."""

    hooks: Mapping[str, list[str]] = field(default_factory=dict, hash=False)
    """Functions that are called before rows are written, as ``module:function``."""

    validators: Mapping[str, list[str]] = field(default_factory=dict, hash=False)
    """Functions that may refuse a request, as ``module:function``."""

    @property
    def functions(self) -> Iterator[tuple[str, str]]:
        """Where each function is named, and ``module:function``."""
        for key in ("hooks", "validators"):
            for moment, names in getattr(self, key).items():
                for name in names:
                    yield f"{key}.{moment}", name


NAMES = "a list of texts"
TEXT = "a text"
NUMBERS = "a number of seconds for each column"
STORAGES = "module:NAME of a storage, or settings of one, for each column"
FUNCTIONS = "a list of functions (module:function) for each moment"
KINDS = {
    "visible_columns": NAMES,
    "exclude_visible_columns": NAMES,
    "visible_filters": NAMES,
    "exclude_visible_filters": NAMES,
    "link_column": TEXT,
    "order_by": NAMES,
    "menu_group": TEXT,
    "time_resolution": NUMBERS,
    "rich_text_columns": NAMES,
    "media_columns": NAMES,
    "media_storage": STORAGES,
    "hooks": FUNCTIONS,
    "validators": FUNCTIONS,
}
"""What each key must be."""


def read(section: Mapping[str, Any], where: str) -> tuple[TableOptions, list[Problem]]:
    """The options in parsed TOML, and every key that is wrong."""
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name, value in section.items():
        kind = KINDS.get(name)
        if kind is None:
            known = f"Known: {', '.join(KINDS)}."
            problems.append(
                Problem(f"{where}.{name}", "There is no such option.", known)
            )
        elif not is_kind(kind, value):
            problems.append(Problem(f"{where}.{name}", f"This must be {kind}."))
        else:
            values[name] = tuple(value) if kind is NAMES else value
    return TableOptions(**values), problems


def is_kind(kind: str, value: object) -> bool:
    if kind is TEXT:
        return isinstance(value, str)
    if kind is NAMES:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if not isinstance(value, dict):
        return False
    if kind is STORAGES:
        return all(isinstance(one, (str, dict)) for one in value.values())
    if kind is FUNCTIONS:
        return all(is_kind(NAMES, one) for one in value.values())
    return all(
        isinstance(one, (int, float)) and not isinstance(one, bool)
        for one in value.values()
    )


def problems(
    tables: Iterable[TableView], options: Mapping[str, TableOptions], file: str
) -> Iterator[Problem]:
    """What does not fit the tables."""
    by_slug = {table.slug: table for table in tables}
    for slug, own in options.items():
        where = f"{file}: tables.{slug}"
        if slug in by_slug:
            yield from of_table(by_slug[slug], own, where)
        else:
            yield Problem(where, "There is no such table.", suggestion(slug, by_slug))


def of_table(table: TableView, options: TableOptions, where: str) -> Iterator[Problem]:
    for what in ("visible_columns", "visible_filters"):
        if getattr(options, what) is not None and getattr(options, f"exclude_{what}"):
            remedy = f"Give {what} or exclude_{what}."
            yield Problem(f"{where}.{what}", "Both say what is shown.", remedy)
    yield from contradictions(table, options, where)
    known = {column.name for column in table.columns}
    for key, names, fitting, why in named(table, options):
        for name in names:
            if name not in known:
                what = f"{table.table.name} has no column {name}."
                yield Problem(f"{where}.{key}", what, suggestion(name, known))
            elif name not in fitting:
                yield Problem(f"{where}.{key}", f"{name} {why}.")
    for name, step in options.time_resolution.items():
        if step not in RESOLUTIONS:
            what = f"{name} cannot go in steps of {step} seconds."
            remedy = f"Use {', '.join(map(str, RESOLUTIONS))}."
            yield Problem(f"{where}.time_resolution", what, remedy)
    for column in table.media_columns:
        if (column.key_length or SHORTEST_KEY) < SHORTEST_KEY:
            what = f"{column.name} is too short for the keys of files."
            remedy = f"Give it a length of {SHORTEST_KEY} or more."
            yield Problem(f"{where}.media_columns", what, remedy)
    yield from unknown_moments(options, where)
    yield from storages.problems(options.media_storage, f"{where}.media_storage")


MOMENTS = {
    "hooks": ("pre_save", "pre_patch", "pre_delete"),
    "validators": (
        *("every", "get_single", "put_single", "patch_single", "delete_single"),
        *("post_single", "get_all", "delete_all", "get_references", "get_ids"),
        *("get_new", "get_schema", "get_count"),
    ),
}
"""When functions are called: ``HookType`` and ``Validators`` of piccolo_api."""


def unknown_moments(options: TableOptions, where: str) -> Iterator[Problem]:
    for key, known in MOMENTS.items():
        for name in getattr(options, key):
            if name not in known:
                what = f"There is no moment {name}."
                yield Problem(f"{where}.{key}", what, suggestion(name, known))


def contradictions(
    table: TableView, options: TableOptions, where: str
) -> Iterator[Problem]:
    order = tuple(name.removeprefix("-") for name in options.order_by)
    lists = {
        "visible_columns": options.visible_columns or (),
        "visible_filters": options.visible_filters or (),
        "order_by": order,
        "media_columns": options.media_columns,
    }
    for key, names in lists.items():
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield Problem(f"{where}.{key}", f"{name} is there twice.")
    for name in sorted({*options.media_columns} & {*options.rich_text_columns}):
        what = f"{name} cannot hold both files and rich text."
        yield Problem(f"{where}.media_columns", what)
    link = options.link_column
    if link in {column.name for column in table.shown_columns} and link not in {
        column.name for column in table.listed_columns
    }:
        what = f"{link} is not among the columns of the list."
        yield Problem(f"{where}.link_column", what)


Named = tuple[str, Iterable[str], set[str], str]
"""A key, the columns it names, those it may name, and why not the others."""


def named(table: TableView, options: TableOptions) -> Iterator[Named]:
    shown = {column.name for column in table.shown_columns}
    filters = {column.name for column in table.filterable_columns}
    links = {c.name for c in table.shown_columns if not c.column.references}
    sortable = {column.name for column in table.sortable_columns}
    times = {c.name for c in table.columns if c.value.type in TIMES}
    secret, no_filter = "is secret", "cannot be filtered by"
    yield "visible_columns", options.visible_columns or (), shown, secret
    yield "exclude_visible_columns", options.exclude_visible_columns, shown, secret
    yield "visible_filters", options.visible_filters or (), filters, no_filter
    yield "exclude_visible_filters", options.exclude_visible_filters, filters, no_filter
    link = [options.link_column] if options.link_column else []
    yield "link_column", link, links, "leads to another table, or is secret"
    order = [name.removeprefix("-") for name in options.order_by]
    yield "order_by", order, sortable, "cannot be sorted by"
    yield "time_resolution", options.time_resolution, times, "holds no time of day"
    texts = {column.name for column in table.columns if may_be_rich(column)}
    yield "rich_text_columns", options.rich_text_columns, texts, NO_TEXT
    media = {column.name for column in table.columns if can_hold_files(column)}
    yield "media_columns", options.media_columns, shown, secret
    yield "media_columns", set(options.media_columns) & shown, media, NO_MEDIA
    own = set(options.media_columns)
    yield "media_storage", options.media_storage, own, "is not in media_columns"


NO_TEXT = "is no text that people write: only Text and Varchar can be rich"

NO_MEDIA = "is no Varchar, Text or Array of these, or has choices or is a key"


def can_hold_files(column: ColumnView) -> bool:
    """Whether piccolo_api's media storage takes it, and people may type in it."""
    own = column.column
    is_key = own.primary_key or own.references
    value = own.items or own
    return value.type in {"Varchar", "Text"} and not (is_key or own.choices)


SHORTEST_KEY = 60
"""A UUID and an extension, and some of the file's own name."""

TIMES = {"Time", "Timestamp", "Timestamptz"}


def may_be_rich(column: ColumnView) -> bool:
    """Whether it holds text, and neither keys, choices nor secrets."""
    own = column.column
    is_key = own.primary_key or own.name in column.view.pointed_at
    is_text = own.type in ("Text", "Varchar")
    return is_text and not (is_key or own.choices or own.secret)


def without_wrong(
    table: TableView, options: TableOptions
) -> tuple[TableOptions, list[str]]:
    """The options without columns that they cannot name, and what was left out."""
    gone: dict[str, str] = {}
    values = {one.name: getattr(options, one.name) for one in fields(options)}
    for key, names, fitting, why in named(table, options):
        for name in set(names) - fitting:
            if not key.startswith("exclude_"):
                gone.setdefault(f"{key}: {name}", why)
            values[key] = without(values[key], name)
    for column in table.media_columns:
        if (column.key_length or SHORTEST_KEY) < SHORTEST_KEY:
            gone[f"media_columns: {column.name}"] = "is too short for the keys of files"
            for key in ("media_columns", "media_storage"):
                values[key] = without(values[key], column.name)
    listed = {column.name for column in table.listed_columns}
    if values["link_column"] and values["link_column"] not in listed:
        gone[f"link_column: {values['link_column']}"] = "is not in the list"
        values["link_column"] = ""
    return TableOptions(**values), [f"{what} {why}" for what, why in gone.items()]


def without(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return ""
    if isinstance(value, Mapping):
        return {key: own for key, own in value.items() if key != name}
    return tuple(one for one in value if one.removeprefix("-") != name)


def suggestion(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]}?" if close else f"Known: {', '.join(known)}."


def merged(
    base: Mapping[str, TableOptions],
    ours: Mapping[str, TableOptions],
    theirs: Mapping[str, TableOptions],
) -> dict[str, TableOptions]:
    """Those of two branches: of each key what one of them has changed, or ours."""
    default = TableOptions()
    found = {}
    for slug in dict.fromkeys((*ours, *theirs)):
        versions = [side.get(slug, default) for side in (base, ours, theirs)]
        values = {
            one.name: [getattr(v, one.name) for v in versions]
            for one in fields(default)
        }
        both = TableOptions(
            **{
                name: its if own == was else own
                for name, (was, own, its) in values.items()
            }
        )
        if both != default:
            found[slug] = both
    return found
