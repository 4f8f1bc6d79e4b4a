"""What a ``TableConfig`` says, as a section of ``scaffold.toml``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import signature
from pathlib import Path
from typing import Any

from scaffold import storages
from scaffold.table_options import MOMENTS, TableOptions
from scaffold.takeover.names import Names, described
from scaffold.takeover.report import Report

LISTS = (
    *("visible_columns", "exclude_visible_columns", "visible_filters"),
    *("exclude_visible_filters", "rich_text_columns"),
)


def options(
    config: Any, names: Names, media: Path | None, report: Report
) -> TableOptions:
    """The section of a table."""
    table = config.table_class.__name__
    values: dict[str, Any] = {
        name: columns(getattr(config, name)) for name in LISTS if getattr(config, name)
    }
    if config.link_column is not None:
        values["link_column"] = config.link_column._meta.name
    if config.order_by:
        values["order_by"] = tuple(orders(config.order_by, table, report))
    if config.menu_group:
        values["menu_group"] = config.menu_group
    if config.time_resolution:
        values["time_resolution"] = config.get_time_resolution()
    if config.media_storage:
        values |= media_of(config.media_storage, table, names, media, report)
    if hooks := hooks_of(config, table, names, report):
        values["hooks"] = hooks
    if validators := validators_of(config, table, names, report):
        values["validators"] = validators
    if values:
        report.taken.append(f"{table}: {', '.join(values)}")
    return TableOptions(**values)


def columns(given: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(column._meta.name for column in given))


def orders(given: Iterable[Any], table: str, report: Report) -> Iterator[str]:
    for order in given:
        name = order.column._meta.name
        if order.column._meta.call_chain:
            what = f"it sorts by {name} of another table"
            remedy = "Write it into list_rows of queries.py."
            report.hand(f"{table}: order_by", what, remedy)
        else:
            yield name if order.ascending else f"-{name}"


# Hooks and validators.


def hooks_of(
    config: Any, table: str, names: Names, report: Report
) -> dict[str, list[str]]:
    """``module:function`` by what they are called before."""
    found: dict[str, list[str]] = {}
    for hook in config.hooks or ():
        moment = hook.hook_type.value
        where = f"{table}: {moment}"
        if moment not in MOMENTS["hooks"]:
            report.hand(where, "this kind of hook is not known", "See queries.py.")
        elif name := named(hook.callable, where, "queries.py", table, names, report):
            found.setdefault(moment, []).append(name)
    return found


def validators_of(
    config: Any, table: str, names: Names, report: Report
) -> dict[str, list[str]]:
    """``module:function`` by what they are asked about."""
    from piccolo.apps.user.tables import BaseUser
    from piccolo_admin.endpoints import superuser_validators
    from piccolo_api.session_auth.tables import SessionsBase

    given = config.validators
    if given is None:
        return {}
    # Of these, permissions.py says the same as Piccolo Admin's own.
    is_login = issubclass(config.table_class, (BaseUser, SessionsBase))
    found: dict[str, list[str]] = {}
    for moment in MOMENTS["validators"]:
        for function in getattr(given, moment):
            where = f"{table}: {moment}"
            if is_login and function is superuser_validators:
                continue
            if name := named(function, where, "validators.py", table, names, report):
                found.setdefault(moment, []).append(name)
    if given.extra_context:
        what = f"extra_context has {', '.join(given.extra_context)}"
        remedy = f"Write it into VALIDATORS, in validators.py of {table}."
        report.hand(f"{table}: validators", what, remedy)
    return found


def named(
    function: Any, where: str, file: str, table: str, names: Names, report: Report
) -> str | None:
    if name := names.of(function):
        return name
    what = f"{described(function)} cannot be imported by a name"
    remedy = (
        f"Make it a function of a module and run this again, or write what it does "
        f"into {file} of {table}."
    )
    report.hand(where, what, remedy)
    return None


# Files.


def media_folder(configs: Iterable[Any]) -> Path | None:
    """The folder that holds the folders of all columns, if there are any."""
    parents = {
        Path(one.media_path).resolve().parent
        for config in configs
        for one in config.media_storage or ()
        if hasattr(one, "media_path")
    }
    return Path(os.path.commonpath(parents)) if parents else None


def media_of(
    given: Iterable[Any], table: str, names: Names, media: Path | None, report: Report
) -> dict[str, Any]:
    """Which columns hold files, and where these are."""
    found = {
        one.column._meta.name: names.of(one) or settings_of(one, table, media, report)
        for one in given
    }
    return {"media_columns": tuple(found), "media_storage": found}


def settings_of(
    storage: Any, table: str, media: Path | None, report: Report
) -> dict[str, Any]:
    """What a storage was made with, without what must not be known."""
    where = f"{table}: media_storage of {storage.column._meta.name}"
    kind: Callable[..., Any] = type(storage)
    if kind.__module__ not in {"piccolo_api.media.local", "piccolo_api.media.s3"}:
        what = f"{described(storage)}(…) has no name in a module"
        report.hand(where, what, "Give it one and run this again, or see media.py.")
        return {}
    parameters = signature(kind.__init__).parameters
    known = storages.S3 if hasattr(storage, "bucket_name") else storages.LOCAL
    own = {
        name: simple(getattr(storage, name))
        for name in known
        if name in parameters
        and simple(getattr(storage, name)) != simple(parameters[name].default)
    }
    if "media_path" in parameters:
        path = Path(storage.media_path).resolve()
        own["folder"] = path.relative_to(media or path).as_posix()
    if "connection_kwargs" in own:
        own["connection_kwargs"] = connection(own["connection_kwargs"], where, report)
    return dict(simplified(own))


def simple(value: Any) -> Any:
    return [*value] if isinstance(value, (tuple, list)) else value


def connection(given: Mapping[str, Any], where: str, report: Report) -> dict[str, Any]:
    left_out = [name for name in given if name not in storages.CONNECTION]
    if left_out:
        what = f"{', '.join(left_out)} are not written into code"
        report.hand(where, what, storages.SECRETS)
    return {name: given[name] for name in storages.CONNECTION if name in given}


def simplified(own: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """As TOML can say it."""
    from piccolo_api.media import base

    for name, value in own.items():
        if name == "file_permissions":
            yield name, False if value is None else value
        elif name in storages.BOTH:
            same = (n for n in storages.EXTENSIONS if [*getattr(base, n)] == value)
            yield name, next(same, False if value is None else value)
        elif value not in (None, {}):
            yield name, value
