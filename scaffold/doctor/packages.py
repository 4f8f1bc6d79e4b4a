"""Packages that are used, and not installed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from scaffold.doctor.checks import check
from scaffold.doctor.project import Project
from scaffold.doctor.values import RATE_LIMIT_STORE, settings
from scaffold.errors import Problem

DRIVERS = {
    "sqlite": ("aiosqlite", "pip install 'piccolo[sqlite]'"),
    "postgres": ("asyncpg", "pip install 'piccolo[postgres]'"),
    "cockroach": ("asyncpg", "pip install 'piccolo[postgres]'"),
}
"""The module of each engine's driver, and what installs it."""

EXTRAS = {
    "S3MediaStorage": ("boto3", "pip install 'piccolo-api[s3]'"),
    "FernetProvider": ("cryptography", "pip install 'piccolo-api[cryptography]'"),
    "XChaCha20Provider": ("nacl", "pip install 'piccolo-api[pynacl]'"),
}
"""What of piccolo_api's needs a module that it does not bring."""

STORES = {
    "redis": "redis",
    "redis+sentinel": "redis",
    "redis+cluster": "redis",
    "memcached": "pymemcache",
    "mongodb": "pymongo",
}
"""The module that ``limits`` keeps its counts with, by the address of the store."""


@check("driver-missing", "error", "configuration")
def driver_missing(project: Project) -> Iterator[Problem]:
    """The driver of the database's engine is not installed."""
    module, command = DRIVERS.get(getattr(project.engine, "engine_type", ""), ("", ""))
    if module and not is_installed(module):
        what = f"the engine DB needs {module}, which is not installed"
        yield Problem(project.conf_file, what, command)


@check("package-missing", "error", "admin")
def package_missing(project: Project) -> Iterator[Problem]:
    """A package in the generated `requirements.txt` is not installed, or too old."""
    file = project.output / "requirements.txt"
    for number, line in enumerate(lines_of(file), 1):
        why = missing(line.partition("#")[0].strip())
        if why:
            command = f"pip install -r {project.shown(file)}"
            yield Problem(f"{project.shown(file)}:{number}", why, command)


@check("extra-missing", "error")
def extra_missing(project: Project) -> Iterator[Problem]:
    """Something is used that needs a package which does not come with it.

    Files in S3, encryption of second factors.
    """
    for source in (*project.sources.files, *project.admin_files):
        is_meant = any(name in source.text for name in EXTRAS)
        for node in source.nodes if is_meant else ():
            name = node.func if isinstance(node, ast.Call) else None
            used = getattr(name, "id", getattr(name, "attr", ""))
            module, command = EXTRAS.get(used, ("", ""))
            if name is not None and module and not is_installed(module):
                what = f"{used} needs {module}, which is not installed"
                yield Problem(f"{source.path}:{name.lineno}", what, command)


@check("store-missing", "error", "admin")
def store_missing(project: Project) -> Iterator[Problem]:
    """Failed log-ins are counted in a store that nothing installed can speak to."""
    store = settings(project).get(RATE_LIMIT_STORE)
    scheme = str(store.value).partition("://")[0] if store else ""
    module = STORES.get(scheme)
    if store and module and not is_installed(module):
        what = f"counting log-ins in {scheme}:// needs {module}, which is not installed"
        yield Problem(store.where, what, f"pip install {module}")


def lines_of(file: Path) -> list[str]:
    """None where it cannot be read: generating tells why."""
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []


def is_installed(module: str) -> bool:
    return find_spec(module) is not None


def missing(line: str) -> str:
    """What is wrong with what a line of requirements asks for."""
    try:
        wanted = Requirement(line)
    except InvalidRequirement:  # An option, or nothing.
        return ""
    if wanted.marker and not wanted.marker.evaluate():
        return ""
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return f"{wanted.name} is not installed"
    if wanted.specifier.contains(version, prereleases=True):
        return ""
    return f"{wanted.name} {version} is installed, and {wanted.specifier} is needed"
