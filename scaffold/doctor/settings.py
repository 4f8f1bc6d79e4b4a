"""Settings that are right while developing, and wrong for all the world."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from scaffold.doctor.checks import check
from scaffold.doctor.database import secrets_of
from scaffold.doctor.project import Project
from scaffold.doctor.sources import Source
from scaffold.doctor.values import (
    DEFAULTS_OF_PICCOLO_ADMIN,
    PICCOLO_ADMIN,
    RATE_LIMIT_STORE,
    calls,
    given_to,
    of_call,
    said,
    settings,
    settings_file,
)
from scaffold.errors import Problem
from scaffold.references.expressions import dotted

SESSION_LOGIN = "piccolo_api.session_auth.endpoints:session_login"

GUESSED = {"admin", "changeme", "password", "piccolo", "postgres", "root", "secret"}
"""The passwords that everybody tries first."""

SECRETS = {"encryption_key", "secret_key"}

ADDRESS = re.compile(r"\w+://[^:/@\s]*:([^@\s]+)@")
"""One that has a password."""

FROM_ENVIRONMENT = ("os.environ.get", "os.getenv", "environ.get", "getenv")

STARTERS = ("uvicorn.run", "Granian")

SERVERS = re.compile(r"\b(?:uvicorn|gunicorn|granian|hypercorn|fastapi)\b")

WORKERS = re.compile(r"""(?:WEB_CONCURRENCY|^workers)["'\s,=:]+(\d+)""")

OPTION = re.compile(r"""["'\s](?:--workers|-w)["'\s,=]*(\d+)""")
"""Of a server's; other programs have it, too."""

START_FILES = (
    *("Dockerfile*", "*compose*.y*ml", "Procfile", "Makefile", "*.sh", "*.service"),
    *(".env", "fly.toml", "gunicorn.conf.py"),
)
"""Where it may stand how the server is started."""


@check("debug-on", "warning")
def debug_on(project: Project) -> Iterator[Problem]:
    """The admin shows tracebacks to whoever meets a bug."""
    for where in said(project, "debug", True):
        what = "debug is on: tracebacks are shown to whoever meets a bug"
        yield Problem(where, what, "debug=False")


@check("production-off", "deploy")
def production_off(project: Project) -> Iterator[Problem]:
    """The admin is not in production: its cookies are sent over HTTP, too.

    Whoever listens in on one request takes over the session. With it on, one cannot log
    in without HTTPS.
    """
    own = f"{project.shown(settings_file(project))}:"
    for where in said(project, "production", False):
        what = "production is off: cookies are sent over HTTP, too"
        variable = "export ADMIN_PRODUCTION=1"
        yield Problem(
            where, what, variable if where.startswith(own) else "production=True"
        )


@check("cookie-insecure", "deploy")
def cookie_insecure(project: Project) -> Iterator[Problem]:
    """`session_login` of piccolo_api is used without `production=True`.

    Its cookie is sent over HTTP, too.
    """
    for source, call in calls(project, SESSION_LOGIN):
        given = given_to(call, source).get("production")
        if given is None or given.value is False:
            what = "session_login sends its cookie over HTTP, too"
            yield Problem(f"{source.path}:{call.lineno}", what, "production=True")


@check("allowed-hosts-empty", "warning")
def allowed_hosts_empty(project: Project) -> Iterator[Problem]:
    """Piccolo Admin is in production without `allowed_hosts`.

    Over HTTPS it refuses every form then. The generated admin needs them only where a
    proxy changes the host.
    """
    for source, call in calls(project, PICCOLO_ADMIN):
        its = of_call(source, call, DEFAULTS_OF_PICCOLO_ADMIN)
        if its["production"].value is True and its["allowed_hosts"].value in ([], ()):
            what = (
                "allowed_hosts is empty: over HTTPS, Piccolo Admin refuses every form"
            )
            yield Problem(
                its["allowed_hosts"].where, what, 'allowed_hosts=["example.com"]'
            )


@check("rate-limit-per-process", "warning", "admin")
def rate_limit_per_process(project: Project) -> Iterator[Problem]:
    """Failed log-ins are counted in memory, and several workers serve the admin.

    Each counts for itself, so that as many more passwords can be tried.
    """
    its = settings(project)
    store, provider = its.get(RATE_LIMIT_STORE), its.get("rate_limit_provider")
    in_memory = store and str(store.value).startswith("memory:")
    if in_memory and not (provider and provider.value):
        for where, number in workers(project):
            what = f"{number} workers count failed log-ins each for itself"
            remedy = "export ADMIN_RATE_LIMIT_STORE=redis://localhost:6379"
            yield Problem(where, what, remedy)


@check("password-guessed", "deploy", "configuration")
def password_guessed(project: Project) -> Iterator[Problem]:
    """The password of the database is one that everybody tries first."""
    if project.engine and not GUESSED.isdisjoint(secrets_of(project.engine)):
        what = "the password of the database is easily guessed"
        yield Problem(
            project.conf_file, what, "Give its user another: ALTER ROLE … PASSWORD …"
        )


@check("secret-in-code", "deploy")
def secret_in_code(project: Project) -> Iterator[Problem]:
    """A password or key stands in the code.

    That of the database in `piccolo_conf.py`, `encryption_key=…`, `SECRET_KEY = …`.
    Whoever may read the repository has it.
    """
    for source in project.sources.files:
        in_conf = source.path == project.conf_file
        for name, line in () if source.is_test else secrets_in(source, in_conf):
            what = f"{name} stands in the code"
            remedy = f'os.environ["{name.upper()}"]'
            yield Problem(f"{source.path}:{line}", what, remedy)


# How it is started.


def workers(project: Project) -> Iterator[tuple[str, int]]:
    """Places that start several workers, and how many."""
    number = os.environ.get("WEB_CONCURRENCY", "")
    if number.isdecimal() and int(number) > 1:
        yield "WEB_CONCURRENCY", int(number)
    for pattern in START_FILES:
        for file in sorted(project.directory.glob(pattern)):
            yield from in_file(file, project.shown(file))
    for source in project.sources.files:
        yield from in_code(source)


def in_file(file: Path, shown: str) -> Iterator[tuple[str, int]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    is_server = goes_on = False
    for number, line in enumerate(lines, 1):
        is_server = bool(SERVERS.search(line)) or (is_server and goes_on)
        goes_on = line.rstrip().endswith(("\\", ","))
        match = WORKERS.search(line) or (OPTION.search(line) if is_server else None)
        if match and int(match[1]) > 1 and not line.lstrip().startswith("#"):
            yield f"{shown}:{number}", int(match[1])


def in_code(source: Source) -> Iterator[tuple[str, int]]:
    """``uvicorn.run(…, workers=4)`` and ``Granian(…, workers=4)``."""
    nodes = source.nodes if "workers" in source.text else ()
    for node in nodes:
        if isinstance(node, ast.Call) and dotted(node.func) in STARTERS:
            number = given_to(node, source).get("workers")
            if number and isinstance(number.value, int) and number.value > 1:
                yield number.where, number.value


# Secrets.


def secrets_in(source: Source, in_conf: bool) -> Iterator[tuple[str, int]]:
    """Names of secrets that are given literals, and the lines that say so."""
    names = SECRETS | {"password"} if in_conf else SECRETS
    for node in source.nodes:
        for name, value in named_values(node):
            if name.lower() in names and is_text(value):
                yield name, value.lineno
    if in_conf:
        yield from (("database_url", line) for line in addresses_in(source))


def addresses_in(source: Source) -> Iterator[int]:
    """The lines of addresses with a password, but for those that serve to develop."""
    defaults = {*defaults_in(source)}
    for node in filter(is_text, source.nodes):
        address = ADDRESS.match(str(node.value))
        if address and not (address[1] in GUESSED and node in defaults):
            yield node.lineno


def defaults_in(source: Source) -> Iterator[ast.AST]:
    """What is taken where a variable of the environment is not set."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted(node.func) in FROM_ENVIRONMENT:
            yield from node.args[1:]


def named_values(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Of ``name=value``, ``name = value`` and ``{"name": value}``."""
    if isinstance(node, ast.keyword):
        yield node.arg or "", node.value
    elif isinstance(node, ast.Assign):
        yield dotted(node.targets[0]), node.value
    elif isinstance(node, ast.AnnAssign) and node.value:
        yield dotted(node.target), node.value
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield str(getattr(key, "value", "")), value


def is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, (str, bytes)) and bool(value)
