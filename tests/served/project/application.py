"""Serves the project's admin several times over, and does what tests ask of its tables.

``python application.py PORT``
"""

from __future__ import annotations

import contextlib
import datetime
import importlib
import os
import pickle
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

import uvicorn
from fastapi import FastAPI
from limits.storage import MemoryStorage
from piccolo.apps.user.tables import BaseUser
from piccolo.conf.apps import Finder
from piccolo.engine import engine_finder
from piccolo.engine.sqlite import SQLiteEngine
from piccolo.table import Table, create_db_tables, create_table_class
from piccolo_api.encryption.providers import EncryptionProvider
from piccolo_api.mfa.authenticator.provider import AuthenticatorProvider
from piccolo_api.rate_limiting.middleware import InMemoryLimitProvider
from piccolo_api.session_auth.tables import SessionsBase
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

admin = importlib.import_module("admin")
own_forms = importlib.import_module("own_forms")
sessions = importlib.import_module("admin.toolbox.sessions")
ApiToken = importlib.import_module("admin.tokens.tables").ApiToken

TABLES = {table.__name__: table for table in Finder().get_table_classes()}


SHARED: dict[str, Any] = {}


class SharedStorage(MemoryStorage):
    """Stands for a store that several processes share."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012 - as the base class has it

    def __init__(self, uri: str | None = None, **options: Any) -> None:
        super().__init__(uri, **options)
        SHARED.update({**vars(self), **SHARED})
        self.__dict__ = SHARED


class Backwards(EncryptionProvider):
    """Shows whether what is stored was encrypted."""

    def __init__(self) -> None:
        super().__init__(prefix="backwards")

    def encrypt(self, value: str, add_prefix: bool = True) -> str:
        return self.add_prefix(value[::-1])

    def decrypt(self, encrypted_value: str, has_prefix: bool = True) -> str:
        return self.remove_prefix(encrypted_value)[::-1]


MFA = AuthenticatorProvider(Backwards(), issuer_name="Films", valid_window=4)


class Member(BaseUser, tablename="member"):
    """Others who can log in, with the same keys."""


def refuse(*_arguments: Any) -> None:
    raise OSError("attempt to write a readonly database")


STUCK = create_table_class(
    "Stuck",
    (ApiToken,),
    {"tablename": "admin_token"},
    {"update": classmethod(refuse)},
)
"""As where nobody can write now."""

NOWHERE = create_table_class("NoToken", (ApiToken,), {"tablename": "nowhere"})
"""A table that was not migrated."""

VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "admin": {},
    "read-only": {"read_only": True},
    "production": {"production": True, "allowed_hosts": ["films.example"]},
    "options": {
        "page_size": 4,
        "site_name": "Films & <Tickets>",
        "sidebar_links": {"Our & <Website>": "https://films.example/?a=1&b=2"},
        "default_language_code": "de",
    },
    "english": {"translations": ["en"]},
    "german": {"translations": ["DE", "zh-cn"], "default_language_code": "DE"},
    "limited": {
        "rate_limit_provider": InMemoryLimitProvider(
            timespan=300, limit=2, block_duration=300
        )
    },
    "forms": {"forms": own_forms.FORMS},
    "guarded": {
        "failures_per_name": "3 per 2 minutes",
        "failures_per_address": "8 per minute",
    },
    "forgiving": {"failures_per_name": "2 per 2 seconds"},
    "one": {"failures_per_name": "3 per minute", "rate_limit_store": "shared://"},
    "two": {"failures_per_name": "3 per minute", "rate_limit_store": "shared://"},
    "mfa": {"mfa_providers": [MFA]},
    "mfa-required": {"mfa_providers": [MFA], "mfa_required": True},
    "mfa-guarded": {
        "mfa_providers": [MFA],
        "failures_per_name": "3 per minute",
        "production": True,
    },
    "mfa-read-only": {"mfa_providers": [MFA], "read_only": True},
    "small": {"max_upload_size": 100_000},
    "brief": {"session_expiry": datetime.timedelta(seconds=-1)},
    "capped": {"max_session_expiry": datetime.timedelta(minutes=30)},
    "fixed": {"increase_expiry": None},
    "endless": {"max_token_expiry": None},
    "no-tokens": {"token_table": NOWHERE},
    "members": {"auth_table": Member},
    "stuck": {"token_table": STUCK},
}


async def insert(table: str, values: dict[str, Any]) -> Any:
    """Returns the primary key."""
    row = TABLES[table](**values)
    await row.save()
    return getattr(row, row._meta.primary_key._meta.name)


async def fetch(table: str, key: Any) -> dict[str, Any] | None:
    """The row as Piccolo reads it."""
    kind = TABLES[table]
    return await kind.select().where(kind._meta.primary_key == key).first()


async def keys(table: str) -> list[Any]:
    kind = TABLES[table]
    key = kind._meta.primary_key
    return await kind.select(key).order_by(key).output(as_list=True)


async def find(table: str, column: str, value: Any) -> Any:
    """The key of the row with a value."""
    kind = TABLES[table]
    query = kind.select(kind._meta.primary_key).output(as_list=True)
    (key,) = await query.where(kind._meta.get_column_by_name(column) == value)
    return key


async def delete(table: str, key: Any) -> None:
    kind = TABLES[table]
    await kind.delete().where(kind._meta.primary_key == key)


async def update(table: str, key: Any, values: dict[Any, Any]) -> None:
    kind = TABLES[table]
    await kind.update(values).where(kind._meta.primary_key == key)


async def insert_many(table: str, rows: list[dict[str, Any]]) -> None:
    kind = TABLES[table]
    for start in range(0, len(rows), 500):
        await kind.insert(*(kind(**row) for row in rows[start : start + 500]))


async def delete_many(table: str, keys: list[Any]) -> None:
    kind = TABLES[table]
    await kind.delete().where(kind._meta.primary_key.is_in(keys))


async def add_user(username: str, password: str, **rights: bool) -> Any:
    user = await BaseUser.create_user(
        username=username, password=password, email=f"{username}@example.com", **rights
    )
    return user.id


async def session(username: str) -> str:
    """The token of a new session."""
    user = await BaseUser.objects().get(BaseUser.username == username)
    assert user is not None
    settings = importlib.import_module("admin.settings").Settings()
    return str(await sessions.start_session(settings, user.id))


async def form_error(names: list[str]) -> str:
    """What is said if forms with these names are given."""
    forms = [
        admin.FormConfig(name, own_forms.Nothing, own_forms.nothing) for name in names
    ]
    try:
        admin.create_admin(forms=forms)
    except ValueError as error:
        return str(error)
    return ""


async def elsewhere_error() -> str:
    """What is said if sessions are in another database."""
    other = SQLiteEngine(path="elsewhere.sqlite")
    kind = {"tablename": "elsewhere", "db": other}
    table = create_table_class("Elsewhere", (SessionsBase,), kind)
    try:
        admin.create_admin(session_table=table)
    except ValueError as error:
        return str(error)
    return ""


async def dump() -> dict[str, Any]:
    """All rows of all tables."""
    return {
        name: await table.select().order_by(table._meta.primary_key)
        for name, table in TABLES.items()
    }


async def models() -> int:
    """How many classes of Pydantic's there are."""
    found = [BaseModel]
    for model in found:
        found += model.__subclasses__()
    return len(found)


async def addresses() -> list[tuple[str, str]]:
    """Method and path of each page, with the parameters that it has."""
    found = walk(admin.create_admin().routes)
    return [(method, path) for method, path in found if path not in API]


API = {"/api/", "/public/"}
"""Where no pages are."""


async def api_addresses() -> list[tuple[str, str]]:
    """The same of the REST API."""
    modules = importlib.import_module("admin.api.modules")
    shared = ("tables", "forms", "people", "mfa", "files", "documentation")
    routers = [importlib.import_module(f"admin.api.{name}").router for name in shared]
    routers += [modules.router_of(name) for name in modules.MODULES]
    public = importlib.import_module("admin.api.public").router
    return [
        *(found for router in routers for found in walk(router.routes, "/api")),
        *walk(public.routes, "/public"),
    ]


def walk(routes: Sequence[BaseRoute], above: str = "") -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, Mount) and route.routes:
            yield from walk(route.routes, above + route.path)
        elif isinstance(route, Mount):
            yield "GET", f"{above}{route.path}/"
        elif isinstance(route, Route):
            for method in route.methods or ():
                yield method, above + route.path


async def create_admin_error(options: dict[str, Any]) -> str:
    """The name of the error that ``create_admin`` raises."""
    try:
        admin.create_admin(**options)
    except Exception as error:
        return type(error).__name__
    return ""


HASHED_IN_TRANSACTION: list[bool] = []


def watch_hashing() -> None:
    """From now on it is known whether passwords are hashed in transactions."""
    hash_password = BaseUser.hash_password

    def watched(*arguments: Any) -> str:
        engine = engine_finder()
        assert engine is not None
        HASHED_IN_TRANSACTION.append(engine.transaction_exists())
        return hash_password(*arguments)

    BaseUser.hash_password = watched  # type: ignore[assignment, method-assign]


async def hashed_in_transaction() -> list[bool]:
    return HASHED_IN_TRANSACTION


TASKS = {
    task.__name__: task
    for task in (
        *(insert, insert_many, fetch, keys, find, update, delete, delete_many),
        *(add_user, session, form_error, create_admin_error, dump, addresses),
        *(models, hashed_in_transaction, api_addresses, elsewhere_error),
    )
}


async def control(request: Request) -> Response:
    """Run a task; what is sent and answered are pickles."""
    name, arguments = pickle.loads(await request.body())
    try:
        result: Any = await TASKS[name](**arguments)
    except Exception as error:
        result = RuntimeError(f"{name}: {error!r}")
    return Response(pickle.dumps(result))


async def fail(request: Request) -> Response:
    raise RuntimeError("on purpose")


async def process(request: Request) -> Response:
    """Which one answers."""
    return Response(str(os.getpid()))


async def away(request: Request) -> Response:
    """As routers redirect, to where ``?to=`` says."""
    url = request.url
    return RedirectResponse(f"{url.scheme}://{url.netloc}{request.query_params['to']}")


@contextlib.asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    BaseUser._pbkdf2_iteration_count = 1
    watch_hashing()
    engine = engine_finder()
    assert engine is not None
    if engine.engine_type != "sqlite":
        await engine.start_connection_pool()  # type: ignore[no-untyped-call]
    await create_tables()
    yield
    if engine.engine_type != "sqlite":
        await engine.close_connection_pool()  # type: ignore[no-untyped-call]


async def create_tables() -> None:
    """Those of our app, which has no migrations. SQLite takes no constraints."""
    ours: list[type[Table]] = [
        Member,
        *(table for table in TABLES.values() if table.__module__ == "cases.tables"),
    ]
    for table in ours:
        if table._meta.db.engine_type == "sqlite":
            table._meta.constraints = []
    missing = [table for table in ours if not await table.table_exists()]
    await create_db_tables(*missing)
    if not await Member.exists():
        await Member.create_user(
            username="member", password="correct horse", active=True, admin=True
        )


def application() -> Starlette:
    broken = admin.create_admin()
    debugged = admin.create_admin(debug=True)
    for app in (broken, debugged):
        app.router.routes.insert(0, Route("/fail/", fail))
    broken.router.routes.insert(0, Route("/away/", away))
    fastapi = FastAPI()
    fastapi.mount("/backoffice/", admin.create_admin())
    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/control/", control, methods=["POST"]),
            Route("/process/", process),
            Mount("/fastapi", fastapi),
            Mount("/broken/", broken),
            Mount("/debugged/", debugged),
            *(
                Mount(f"/{name}/", admin.create_admin(**options))
                for name, options in VARIANTS.items()
            ),
        ],
    )


if __name__ == "__main__":
    port = int(sys.argv[1])
    uvicorn.run(application(), host="127.0.0.1", port=port, access_log=False)
