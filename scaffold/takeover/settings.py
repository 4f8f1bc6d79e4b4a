"""What ``create_admin`` was given, but for tables and forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

from scaffold.config import FILE, Options
from scaffold.generators.interface import known as known_languages
from scaffold.generators.translations import canonical
from scaffold.introspect.targets import TableClass, key_of
from scaffold.takeover.find import Found
from scaffold.takeover.names import Names, described
from scaffold.takeover.report import Report

PLAIN = (
    *("page_size", "read_only", "production", "site_name", "default_language_code"),
    *("allowed_hosts", "debug"),
)
"""What is written down as it is."""

DURATIONS = ("session_expiry", "max_session_expiry", "increase_expiry")

ENVIRONMENT = ("production", "site_name", "allowed_hosts", "debug")
"""What a deployment decides."""

ELSEWHERE = {
    *("forms", "auth_table", "session_table", "rate_limit_provider", "translations"),
    *("sidebar_links", "mfa_providers"),
}
"""What other functions look at."""


def options(
    found: Found, names: Names, media: Path | None, beside: Path, report: Report
) -> Options:
    """All options but those of single tables.

    :param media: The folder of all files.
    :param beside: The folder that the generated package is in.
    """
    given = found.options
    classes = [config.table_class for config in found.admin.table_configs]
    report.taken.append(f"{len(classes)} tables, auth_table, session_table: {FILE}")
    languages, settings = translations(given["translations"], report)
    settings |= plain(found) | objects(given, names, report)
    if media:
        inside = media.is_relative_to(beside.resolve())
        shown = media.relative_to(beside.resolve()) if inside else media
        settings["media_path"] = shown.as_posix()
        if not inside:
            report.different.append(
                "media_path is a folder of this machine; ADMIN_MEDIA_PATH names others"
            )
    unknown(given, found, report)
    told(settings, report)
    return Options(
        targets=tuple(map(key_of, classes)),
        languages=languages,
        auth_table=key_of(given["auth_table"]),
        session_table=key_of(given["session_table"]),
        related=has_related(classes),
        settings=settings,
        links=links(given["sidebar_links"], found.admin, report),
    )


def has_related(classes: Sequence[TableClass]) -> bool:
    """Whether the tables that foreign keys lead to are there, too."""
    from piccolo_admin.endpoints import get_all_tables

    return {*get_all_tables(classes)} <= {*classes}


def plain(found: Found) -> dict[str, Any]:
    """What is given otherwise than by default, as ``[settings]`` has it."""
    defaults = parameters()
    values = {
        name: found.options[name]
        for name in (*DURATIONS, *PLAIN)
        if found.options[name] != defaults[name].default or name == "site_name"
    }
    if isinstance(values.get("allowed_hosts"), str):  # Each letter would be one.
        values["allowed_hosts"] = [values["allowed_hosts"]]
    return {name: written(value) for name, value in values.items()}


def parameters() -> Mapping[str, Parameter]:
    """Those of every admin; a class that inherits may take others, and pass them on."""
    from piccolo_admin.endpoints import AdminRouter

    return signature(AdminRouter.__init__).parameters


def written(value: Any) -> Any:
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        return int(seconds) if seconds.is_integer() else seconds
    if isinstance(value, (list, tuple)):
        return list(value)
    return 0 if value is None else value


def told(settings: Mapping[str, Any], report: Report) -> None:
    for name, value in settings.items():
        report.taken.append(f"{name} = {value!r}: settings.py")
    decided = [name for name in ENVIRONMENT if name in settings and name != "site_name"]
    for name in decided:
        report.different.append(
            f"{name} is what it was here and now; ADMIN_{name.upper()} says otherwise"
        )


# Languages.


def translations(
    given: Iterable[Any] | None, report: Report
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The catalogues, and which of them are on offer if that are not all."""
    if not given:
        report.taken.append("translations, all of them: locale/")
        return ("all",), {}
    codes = {one.language_code: canonical(one.language_code) for one in given}
    for code in (code for code, language in codes.items() if language is None):
        what = f"{code} is no language that Babel knows"
        report.hand(f"translations: {code}", what, "Choose a code such as nl.")
    own = [language for language in codes.values() if language]
    for language in own:
        if language not in known_languages():
            what = "its words are not taken over, since they are others here"
            remedy = f"Translate locale/{language}.po."
            report.hand(f"translations: {language}", what, remedy)
    report.taken.append(f"translations {', '.join(own)}: locale/")
    offered = {} if "en" in own else {"translations": own}
    return tuple(language for language in own if language != "en"), offered


# Objects of the user's.


def objects(given: Mapping[str, Any], names: Names, report: Report) -> dict[str, Any]:
    """Those that can be imported."""
    found: dict[str, Any] = {}
    limits = given["rate_limit_provider"]
    if limits and (name := named(limits, "rate_limit_provider", names, report)):
        found["rate_limit_provider"] = name
    for provider in given["mfa_providers"] or ():
        if name := named(provider, "mfa_providers", names, report):
            found["mfa_providers"] = [name]
    return found


def named(thing: Any, option: str, names: Names, report: Report) -> str | None:
    """How it is imported; what has no name in a module has to be given one."""
    if name := names.of(thing):
        return name
    made = call(thing)
    what = f"{made} has no name in a module, and may hold secrets"
    argument = f"[{made}]" if option == "mfa_providers" else made
    remedy = (
        f"Pass it on: create_admin({option}={argument}).\n"
        "Or give it a name in a module of its own, and run this again."
    )
    report.hand(option, what, remedy)
    return None


def call(thing: Any) -> str:
    """What makes it, without what may be secret."""
    parameters = signature(type(thing).__init__).parameters
    shown = (name for name in TELLING if name in parameters)
    given = [
        f"{name}={getattr(value, '__name__', None) or repr(value)}"
        for name in shown
        if (value := getattr(thing, name, None)) != parameters[name].default
    ]
    return f"{described(thing)}({', '.join(['…', *given])})"


TELLING = (
    *("timespan", "limit", "block_duration"),
    *("recovery_code_count", "secret_table", "issuer_name", "valid_window"),
)
"""Arguments of what piccolo_api has, which are nobody's secret."""


# Links.


def links(given: Mapping[str, str], admin: Any, report: Report) -> dict[str, str]:
    tables = (one.table_class._meta for one in admin.table_configs)
    own = {one.tablename: addressed(one) for one in tables}
    own |= {f"forms/{slug}": f"forms/{slug}" for slug in admin.form_config_map}
    found = {name: address(old, own) for name, old in given.items()}
    for name, new in found.items():
        report.taken.append(f"the link {name}: sidebar.py")
        if new != given[name]:
            what = f"the link {name} leads to {new}, not to {given[name]}"
            report.different.append(what)
            if not re.match(r"/|\w+:", new):
                what = "its address depends on the page it stands on"
                remedy = f"Write the whole of it into [links] of {FILE}: /admin/{new}"
                report.hand(f"link {name}", what, remedy)
    return found


def addressed(table: Any) -> str:
    """The page of a table here."""
    schema = f"{table.schema}." if table.schema else ""
    return f"tables/{schema}{table.tablename}"


PAGES = ((r"/add/?", "/add/"), (r"/([^/]+)/?", r"/edit/\1/"), (r"/?", "/"))
"""Of Piccolo Admin, behind the page of a table, and of ours."""


def address(old: str, own: Mapping[str, str]) -> str:
    """An address in Piccolo Admin as ours: ``/admin/#/movie?…`` has no ``#`` here.

    :param own: Its pages, and ours. Other sites have ``#/`` in addresses as well.
    """
    mount, _sign, page = old.partition("#/")
    path, question, query = page.partition("?")
    query = re.sub(r"__match=", "__operator=", query)
    for name, ours in own.items():
        for behind, new in PAGES:
            if match := re.fullmatch(re.escape(name) + behind, path):
                return f"{mount}{ours}{match.expand(new)}{question}{query}"
    return old


# What a later version may have.


def unknown(given: Mapping[str, Any], found: Found, report: Report) -> None:
    defaults = parameters()
    for name in set(given) - {*PLAIN, *DURATIONS, *ELSEWHERE}:
        if name not in defaults or given[name] != defaults[name].default:
            what = "this option is newer than piccolo-scaffold"
            report.hand(name, what, "Update piccolo-scaffold, or see settings.py.")
