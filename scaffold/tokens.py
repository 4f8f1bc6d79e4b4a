"""API tokens of a generated admin: in the project's database, by the admin's code."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from piccolo.conf.apps import DEFAULT_MODULE_NAME, ENVIRONMENT_VARIABLE

from scaffold.commands import package_of
from scaffold.errors import (
    ConfigError,
    OutputError,
    Problem,
    ScaffoldError,
    TargetError,
    ToolError,
)
from scaffold.introspect.importing import Failure, Importer

Row = dict[str, Any]
"""A token, as ``list_tokens`` of the admin shows it, with the name of its ``user``."""

T = TypeVar("T")


@dataclass(frozen=True)
class Admin:
    """What is generated, and has to do with tokens."""

    settings: Any
    keeping: Any
    """The module ``tokens/keeping.py``."""

    forms: Any
    """The module ``toolbox/forms.py``."""


def create(admin: Admin, username: str, asked: dict[str, Any]) -> str:
    """The token. ``asked``: name, scope and days; without days, the usual ones."""
    usual = {"days": admin.keeping.usual_days(admin.settings)}
    return run(make(admin, username, usual | asked))


async def make(admin: Admin, username: str, asked: dict[str, Any]) -> str:
    user = await find_user(admin, username)
    if not (user.active and user.admin):
        what = "This user may not use the admin, so that the token would be refused."
        raise ConfigError(Problem(username, what, "Make them active and admin."))
    keeping: Any = admin.keeping
    try:
        new = keeping.NewToken.model_validate(asked)
        made: str = await keeping.make_token(admin.settings, user.id, new)
    except ValueError as refusal:
        problems = admin.forms.explain(refusal).items()
        raise ConfigError(
            *(Problem(f"--{name}", message) for name, message in problems)
        ) from None
    return made


def all_of(admin: Admin, username: str | None) -> Sequence[Row]:
    """The tokens of a user, or of everybody."""
    return run(find(admin, username))


async def find(admin: Admin, username: str | None) -> Sequence[Row]:
    rows = await named(admin)
    if username is None:
        return rows
    found = [row for row in rows if row["user"] == username]
    if not found:
        await find_user(admin, username)
    return found


async def named(admin: Admin) -> Sequence[Row]:
    """Everybody's, with the name of their user: of one who is gone, the key."""
    keeping, settings = admin.keeping, admin.settings
    rows = await keeping.list_tokens(settings)
    names = await keeping.user_names(settings, rows)
    return [
        {**row, "user": names.get(row["user_key"], row["user_key"])} for row in rows
    ]


def revoke(admin: Admin, username: str, which: str | None) -> Sequence[Row]:
    """Revoke the token with this name or beginning, or all; returns which."""
    return run(remove(admin, username, which))


async def remove(admin: Admin, username: str, which: str | None) -> Sequence[Row]:
    rows = await find(admin, username)
    chosen = [row for row in rows if which is None or is_meant(row, which)]
    if which is not None and len(chosen) != 1:
        what = f"{len(chosen)} tokens of {username} fit."
        remedy = "See `piccolo-scaffold token list`; --all revokes all of a user."
        raise ConfigError(Problem(which, what, remedy))
    for row in chosen:
        await admin.keeping.revoke(admin.settings, row["id"])
    return chosen


def is_meant(row: Row, which: str) -> bool:
    """By its name, or the token itself or so much of it as is shown."""
    return which == row["name"] or which.startswith(row["start"])


async def find_user(admin: Admin, username: str) -> Any:
    users = admin.settings.auth_table
    user = await users.objects().get(users.username == username)
    if user is None:
        where = f"{users.__module__}:{users.__name__}"
        raise ConfigError(Problem(username, f"There is no such user in {where}."))
    return user


def load(directory: Path, output: Path) -> Admin:
    """The admin in ``output``. Its modules stay imported."""
    package = package_of(directory, directory / output)
    if not (directory / output / "tokens").is_dir():
        what = "There is no admin here, or it was generated without a REST API."
        remedy = "Name it with --output, or run `piccolo-scaffold admin --api`."
        raise OutputError(Problem(str(output), what, remedy))
    sys.path.insert(0, str(directory))
    importer = Importer(directory)
    conf = os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT_MODULE_NAME
    # The first as for `piccolo`: tables may import it, and it them.
    imported(importer, conf)
    settings = imported(importer, f"{package}.settings").Settings()
    keeping = imported(importer, f"{package}.tokens.keeping")
    admin = Admin(settings, keeping, imported(importer, f"{package}.toolbox.forms"))
    if not run(keeping.is_ready(settings)):
        app = f"{package}.tokens.piccolo_app"
        what = "There is no table of API tokens yet."
        remedy = (
            f'Add "{app}" to the apps of APP_REGISTRY in {conf}.py, then run '
            "`piccolo migrations forwards admin_tokens`."
        )
        raise ConfigError(Problem("the database", what, remedy))
    return admin


def imported(importer: Importer, name: str) -> ModuleType:
    found = importer.load(name)
    if isinstance(found, Failure):
        raise TargetError(Problem(name, found.what, found.remedy))
    return found


def run(work: Coroutine[Any, Any, T]) -> T:
    """Ask the database. Raises ``ToolError`` if that cannot be."""
    try:
        return asyncio.run(heard_out(work))
    except ScaffoldError:
        raise
    except Exception as error:
        what = f"It cannot be asked: {type(error).__name__}: {error}"
        raise ToolError(Problem("the database", what)) from error


async def heard_out(work: Coroutine[Any, Any, T]) -> T:
    """A connection that fails has a thread, which tells the loop when it ends."""
    before = set(threading.enumerate())
    try:
        return await work
    except Exception:
        for thread in {*threading.enumerate()} - before:
            thread.join(timeout=1)
        raise
