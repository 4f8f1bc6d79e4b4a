"""Settings that are right while developing, and wrong for all the world.

They are read from the source of ``settings.py`` and of calls of ``create_admin``. What
is only known when the code runs is not judged.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from piccolo.engine.postgres import PostgresEngine

from scaffold.doctor.checks import check
from scaffold.doctor.project import Project
from scaffold.doctor.sources import Source
from scaffold.errors import Problem

RATE_LIMIT_STORE = "rate_limit_store"

PICCOLO_ADMIN = "piccolo_admin.endpoints:create_admin"

DEFAULTS_OF_PICCOLO_ADMIN: Mapping[str, Any] = {
    "allowed_hosts": [],
    "debug": False,
    "production": False,
}

SESSION_LOGIN = "piccolo_api.session_auth.endpoints:session_login"

GUESSED = {"", "admin", "changeme", "password", "piccolo", "postgres", "root", "secret"}
"""The passwords that everybody tries first."""

WORKERS = re.compile(
    r"""(?:--workers|WEB_CONCURRENCY|\s-w|^workers)["'\s,=:]+(\d+)""", re.MULTILINE
)

START_FILES = (
    *("Dockerfile*", "*compose*.y*ml", "Procfile", "Makefile", "*.sh", "*.service"),
    *(".env", "fly.toml", "gunicorn.conf.py"),
)
"""Where it may stand how the server is started."""


@dataclass(frozen=True)
class Value:
    """A setting: what it is, if that can be seen, and where that is said."""

    value: Any
    where: str


Settings = Mapping[str, Value]


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
    engine = project.engine
    password = (
        engine.config.get("password") if isinstance(engine, PostgresEngine) else None
    )
    if password in GUESSED:
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
        if source.is_test:
            continue
        for name, node in secrets_in(source, in_conf=source.path == project.conf_file):
            what = f"{name} stands in the code"
            remedy = f'os.environ["{re.sub(r"[^A-Z_]", "_", name.upper())}"]'
            yield Problem(f"{source.path}:{node.lineno}", what, remedy)


# Settings of an admin.


def said(project: Project, name: str, value: object) -> Iterator[str]:
    """Where an admin is given this value for a setting."""
    for its in all_settings(project):
        if name in its and its[name].value is value:
            yield its[name].where


def all_settings(project: Project) -> Iterator[Settings]:
    """Of each admin that the project makes: those given to it, and the others."""
    package = ".".join(project.folder.parts)
    own = settings(project)
    made = [
        *calls(project, f"{package}:create_admin"),
        *calls(project, f"{package}.app:create_admin"),
    ]
    if own:
        yield from ({**own, **given_to(call, source)} for source, call in made)
        if not made:  # `python -m admin`
            yield own
    for source, call in calls(project, PICCOLO_ADMIN):
        yield of_call(source, call, DEFAULTS_OF_PICCOLO_ADMIN)


def settings(project: Project) -> Settings:
    """Those in ``settings.py`` of the generated admin; none without that file."""
    source = project.sources.read(settings_file(project))
    node = source.classes.get("Settings") if source else None
    if source is None or node is None:
        return {}
    return {
        line.target.id: Value(value(line.value), f"{source.path}:{line.lineno}")
        for line in node.body
        if isinstance(line, ast.AnnAssign)
        and isinstance(line.target, ast.Name)
        and line.value
    }


def settings_file(project: Project) -> Path:
    return project.output / "settings.py"


def of_call(source: Source, call: ast.Call, defaults: Mapping[str, Any]) -> Settings:
    where = f"{source.path}:{call.lineno}"
    return {name: Value(its, where) for name, its in defaults.items()} | dict(
        given_to(call, source)
    )


def given_to(call: ast.Call, source: Source) -> Settings:
    """What a call gives by name; after ``**options``, anything may be given."""
    found = {
        keyword.arg: Value(
            value(keyword.value), f"{source.path}:{keyword.value.lineno}"
        )
        for keyword in call.keywords
        if keyword.arg
    }
    if any(keyword.arg is None for keyword in call.keywords):
        unknown = Value(None, f"{source.path}:{call.lineno}")
        return dict.fromkeys(("allowed_hosts", "debug", "production"), unknown) | found
    return found


def value(node: ast.expr) -> Any:
    """What an expression is: a literal, or read from the environment; else ``None``."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        pass
    if not (
        isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ):
        return None
    name, variable = ast.unparse(node.func), str(node.args[0].value)
    if name == "flag":
        return os.environ.get(variable, "").lower() in {"1", "true", "yes", "on"}
    if name in ("os.environ.get", "os.getenv"):
        default = value(node.args[1]) if len(node.args) > 1 else None
        return os.environ.get(variable, default)
    return None


def calls(project: Project, name: str) -> Iterator[tuple[Source, ast.Call]]:
    """Calls of a function that is imported from somewhere."""
    function = name.partition(":")[2]
    for source in project.sources.files:
        if function not in source.text:
            continue
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Call)
                and project.sources.named(source, node.func) == name
            ):
                yield source, node


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
    for number, line in enumerate(lines, 1):
        match = WORKERS.search(line)
        if match and int(match[1]) > 1:
            yield f"{shown}:{number}", int(match[1])


def in_code(source: Source) -> Iterator[tuple[str, int]]:
    """``uvicorn.run(…, workers=4)`` and ``Granian(…, workers=4)``."""
    for node in ast.walk(source.tree):
        name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in ("uvicorn.run", "Granian"):
            number = given_to(node, source).get("workers")
            if number and isinstance(number.value, int) and number.value > 1:
                yield number.where, number.value


# Secrets.


def secrets_in(source: Source, *, in_conf: bool) -> Iterator[tuple[str, ast.expr]]:
    """Names of secrets, and the literals that they are given."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg in (
            "encryption_key",
            "secret_key",
        ):
            yield from literal(node.arg, node.value)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if node.targets[0].id == "SECRET_KEY":
                yield from literal("SECRET_KEY", node.value)
        elif isinstance(node, ast.Dict) and in_conf:
            for key, its in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "password":
                    yield from literal("password", its)


def literal(name: str, node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (str, bytes))
        and node.value
    ):
        yield name, node
