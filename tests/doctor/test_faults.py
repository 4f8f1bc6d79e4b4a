"""Each fault is found, with its place and remedy, and nothing else with it."""

from __future__ import annotations

import builtins
import io
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from scaffold.doctor import packages
from scaffold.doctor.checks import CHECKS
from tests.commandline import forget
from tests.doctor.conftest import CONF, MUSIC, Project

EMPTY_MIGRATION = """\
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2099-01-01T00:00:00:000000"


async def forwards():
    return MigrationManager(migration_id=ID, app_name="music")
"""

CLIP = '''

class Clip(Table):
    """Not registered."""

    title = Varchar()
'''


@dataclass(frozen=True)
class Fault:
    """What makes a project worse, and what is said then."""

    code: str
    make: Callable[[Project], object]
    where: str
    what: str
    remedy: str
    besides: tuple[str, ...] = ()
    """What is found, too, as it follows."""


def edit(path: str, old: str, new: str) -> Callable[[Project], None]:
    return lambda project: project.edit(path, old, new)


def write(path: str, text: str) -> Callable[[Project], None]:
    return lambda project: project.write(path, text)


def remove(path: str) -> Callable[[Project], None]:
    return lambda project: (project.folder / path).unlink()


def append(path: str, text: str) -> Callable[[Project], object]:
    def make(project: Project) -> None:
        with (project.folder / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return make


def sql(*statements: str) -> Callable[[Project], None]:
    def make(project: Project) -> None:
        connection = sqlite3.connect(project.folder / "shop.sqlite")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()

    return make


def both(*makes: Callable[[Project], object]) -> Callable[[Project], object]:
    return lambda project: [make(project) for make in makes]


def forget_migrations(project: Project) -> None:
    shutil.rmtree(project.folder / "music" / "piccolo_migrations")


def conflict(project: Project) -> None:
    """The table and the user make the same value something else."""
    project.edit("admin/tables/band/forms.py", "max_length=255", "max_length=99")
    project.edit("music/tables.py", "name = Varchar()", "name = Varchar(length=50)")
    from tests.doctor.conftest import run  # noqa: PLC0415

    assert run(project.folder, "scaffold", "admin").returncode == 3


def look_up(project: Project) -> None:
    """By the name of an app, for which Piccolo asks all of them."""
    name = 'LazyTableReference("Band", app_name="music")'
    project.edit("shop/tables.py", "ForeignKey(Band)", f"ForeignKey({name})")
    project.edit(
        "shop/tables.py", "import ForeignKey", "import LazyTableReference, ForeignKey"
    )


CREATE_ADMIN = "from admin import create_admin\n\n{}\n"
PICCOLO_ADMIN = "from piccolo_admin.endpoints import create_admin\n\n{}\n"

UNSET = edit(
    "piccolo_conf.py", 'SQLiteEngine(path="shop.sqlite")', 'os.environ["SHOP_DB"]'
)

IMPORT_OS = edit(
    "piccolo_conf.py", "from piccolo.conf.apps", "import os\nfrom piccolo.conf.apps"
)

QUERYING = EMPTY_MIGRATION.replace(
    "    return",
    "    from music.tables import Band\n"
    "    await Band.delete(force=True)\n"
    "    return",
)

IN_ASYNC = "from music.tables import Band\n\nasync def job():\n    {}\n"

LOGIN = (
    "from piccolo_api.session_auth.endpoints import session_login\n\n"
    "login = session_login()\n"
)

OWN_USER = (
    "from piccolo.apps.user.tables import BaseUser\n\n"
    "class User(BaseUser, tablename='band'): ...\n"
)

FAULTS = [
    Fault(
        "variable-unset",
        both(IMPORT_OS, UNSET),
        "piccolo_conf.py:5",
        "it needs the variable SHOP_DB, which is not set",
        "export SHOP_DB=…",
    ),
    Fault(
        "variable-unset",
        both(
            IMPORT_OS,
            UNSET,
            write(".env", "SHOP_DB=shop.sqlite\n"),
        ),
        "piccolo_conf.py:5",
        "SHOP_DB",
        "set -a; . ./.env; set +a",
    ),
    Fault(
        "conf-unusable",
        remove("piccolo_conf.py"),
        "piccolo_conf",
        "there is no piccolo_conf.py",
        '"music.piccolo_app", "shop.piccolo_app"',
    ),
    Fault(
        "conf-unusable",
        edit("piccolo_conf.py", "DB =", "1 / 0\nDB ="),
        "piccolo_conf",
        "ZeroDivisionError",
        "Correct that line",
    ),
    Fault(
        "conf-unusable",
        edit("piccolo_conf.py", "APP_REGISTRY", "APPS"),
        "piccolo_conf",
        "no APP_REGISTRY",
        "APP_REGISTRY = AppRegistry(apps=",
    ),
    Fault(
        "engine-missing",
        edit("piccolo_conf.py", "DB =", "DATABASE ="),
        "piccolo_conf.py",
        "it defines no engine called DB",
        'DB = SQLiteEngine(path="app.sqlite")',
    ),
    Fault(
        "engine-unreachable",
        edit("piccolo_conf.py", "shop.sqlite", "nowhere/shop.sqlite"),
        "piccolo_conf.py",
        "DB does not answer: there is no folder nowhere",
        "--no-database",
    ),
    Fault(
        "table-unregistered",
        write("clips.py", MUSIC.partition("\n\n\n")[0] + CLIP),
        "clips.py",
        "no app registers Clip",
        "piccolo-scaffold startapp NAME",
    ),
    Fault(
        "table-unregistered",
        write("clips/tables.py", MUSIC.partition("\n\n\n")[0] + CLIP),
        "clips/tables.py",
        "no app registers Clip",
        'Add "clips.piccolo_app" to APP_REGISTRY in piccolo_conf.py.',
    ),
    Fault(
        "table-left-out",
        append("music/tables.py", CLIP),
        "music/tables.py",
        "the app music leaves out Clip",
        "Add Clip to table_classes in music/piccolo_app.py.",
    ),
    Fault(
        "reference-broken",
        both(
            edit("music/tables.py", "ForeignKey(Band)", 'ForeignKey("Bnd")'),
            forget_migrations,
        ),
        "music.tables:Concert.band",
        "it refers to Bnd",
        "Did you mean Band?",
        ("generated-refused", "migration-missing", "migration-vanished"),
    ),
    Fault(
        "reference-unregistered",
        both(
            append("music/clips.py", MUSIC.partition("\n\n\n")[0] + CLIP),
            edit(
                "music/tables.py",
                "import Table\n",
                "import Table\nfrom music.clips import Clip\n",
            ),
            edit(
                "music/tables.py", "band = ForeignKey(Band)", "band = ForeignKey(Clip)"
            ),
        ),
        "music.tables:Concert.band",
        "it refers to music.clips:Clip, which no app registers",
        'Add "music.piccolo_app" to APP_REGISTRY in piccolo_conf.py.',
        ("generated-outdated", "migration-missing", "table-left-out"),
    ),
    Fault(
        "migration-dependency-unknown",
        both(
            look_up,
            edit(
                "music/piccolo_app.py",
                "dependencies=[]",
                'dependencies=["piccolo.apps.user.piccolo_conf"]',
            ),
        ),
        "music/piccolo_app.py",
        "names piccolo.apps.user.piccolo_conf, but it does not exist",
        '"piccolo.apps.user.piccolo_app"',
    ),
    Fault(
        "migration-circle",
        both(
            look_up,
            edit(
                "music/piccolo_app.py",
                "dependencies=[]",
                'dependencies=["shop.piccolo_app"]',
            ),
        ),
        "music/piccolo_app.py",
        "depend on each other",
        "Take one out of migration_dependencies.",
    ),
    Fault(
        "migration-order",
        edit("shop/piccolo_app.py", '"music.piccolo_app"', ""),
        "shop/piccolo_app.py",
        "Product.band refers to music, which may be migrated later",
        'Add "music.piccolo_app" to its migration_dependencies.',
    ),
    Fault(
        "migration-missing",
        edit(
            "music/tables.py",
            "name = Varchar()",
            "name = Varchar()\n    year = Varchar()",
        ),
        "music/piccolo_app.py",
        "add column Band.year",
        "piccolo migrations new music --auto",
        ("generated-outdated",),
    ),
    Fault(
        "migration-missing",
        edit("music/tables.py", "name = Varchar()", "title = Varchar()"),
        "music/piccolo_app.py",
        "add column Band.title, drop column Band.name",
        "piccolo migrations new music --auto",
        ("generated-outdated",),
    ),
    Fault(
        "migration-unclear",
        write(
            "music/piccolo_migrations/music_2099.py",
            QUERYING,
        ),
        "music/piccolo_migrations",
        "music_2099.py cannot be read: RuntimeError: it queries the database by itself",
        "manager.add_raw",
        ("generated-outdated", "migration-not-run"),
    ),
    Fault(
        "migration-unclear",
        write(
            "music/piccolo_migrations/music_2099.py", f"import gone\n{EMPTY_MIGRATION}"
        ),
        "music/piccolo_migrations",
        "music_2099.py cannot be read: ModuleNotFoundError: No module named 'gone'",
        "Correct it; Piccolo cannot read it, either.",
        ("generated-outdated", "migration-not-run"),
    ),
    Fault(
        "migration-not-run",
        write("music/piccolo_migrations/music_2099.py", EMPTY_MIGRATION),
        "music/piccolo_migrations",
        "of the app music, 2099-01-01T00:00:00:000000 has not been run",
        "piccolo migrations forwards music",
        ("generated-outdated",),
    ),
    Fault(
        "migration-not-run",
        remove("shop.sqlite"),
        "admin/tokens/piccolo_migrations",
        "has not been run",
        "piccolo migrations forwards admin_tokens",
    ),
    Fault(
        "migration-vanished",
        sql("INSERT INTO migration (name, app_name) VALUES ('gone', 'music')"),
        "music/piccolo_migrations",
        "of the app music, gone was run and has no file",
        "Restore the file",
    ),
    Fault(
        "generated-outdated",
        append("admin/scaffold.toml", '[tables.band]\norder_by = ["-name"]\n'),
        "admin",
        "generating again would write tables/band/queries.py",
        "piccolo-scaffold admin",
    ),
    Fault(
        "generated-refused",
        edit("admin/scaffold.toml", '"shop"', '"shopp"'),
        "shopp",
        "there is neither a module nor a registered app of that name",
        "Did you mean the app shop?",
    ),
    Fault(
        "conflict-open",
        conflict,
        "admin/tables/band/forms.py",
        "is in conflict",
        "piccolo-scaffold resolve admin/tables/band/forms.py --yours | --new | --done",
        ("migration-missing",),
    ),
    Fault(
        "conflict-open",
        write("admin/.scaffold/base/app.py.base", "<<<<<<< ours\n"),
        "admin/.scaffold/base/app.py.base",
        "what is remembered of the admin is half merged by git",
        "piccolo-scaffold admin",
        ("generated-outdated",),
    ),
    Fault(
        "query-not-awaited",
        write(
            "jobs.py",
            IN_ASYNC.format("Band.delete(force=True)"),
        ),
        "jobs.py",
        "never awaited",
        "await Band.delete(force=True)",
    ),
    Fault(
        "run-sync-in-async",
        write(
            "jobs.py",
            IN_ASYNC.format("return Band.select().run_sync()"),
        ),
        "jobs.py",
        "run_sync in an async function",
        "await Band.select()",
    ),
    Fault(
        "package-missing",
        append("admin/requirements.txt", "no-such-package>=1\n"),
        "admin/requirements.txt",
        "no-such-package is not installed",
        "pip install -r admin/requirements.txt",
    ),
    Fault(
        "package-missing",
        edit("admin/requirements.txt", "nh3>=0.3", "nh3>=99"),
        "admin/requirements.txt",
        "is installed, and >=99 is needed",
        "pip install -r admin/requirements.txt",
    ),
    Fault(
        "users-unregistered",
        edit("piccolo_conf.py", '"piccolo.apps.user.piccolo_app",', ""),
        "piccolo_conf.py",
        "no app registers piccolo.apps.user.tables:BaseUser",
        'Add "piccolo.apps.user.piccolo_app" to APP_REGISTRY in piccolo_conf.py.',
    ),
    Fault(
        "sessions-unregistered",
        edit("piccolo_conf.py", '"piccolo_api.session_auth.piccolo_app",', ""),
        "piccolo_conf.py",
        "no app registers piccolo_api.session_auth.tables:SessionsBase",
        'Add "piccolo_api.session_auth.piccolo_app" to APP_REGISTRY',
    ),
    Fault(
        "mfa-unregistered",
        write(
            "app.py", CREATE_ADMIN.format("app = create_admin(mfa_providers=[make()])")
        ),
        "piccolo_conf.py",
        "no app registers piccolo_api.mfa.authenticator.tables:AuthenticatorSecret",
        'Add "piccolo_api.mfa.authenticator.piccolo_app" to APP_REGISTRY',
    ),
    Fault(
        "tokens-unregistered",
        edit("piccolo_conf.py", '"admin.tokens.piccolo_app",', ""),
        "piccolo_conf.py",
        "no app registers the table of API tokens",
        'Add "admin.tokens.piccolo_app" to APP_REGISTRY in piccolo_conf.py. Then: ',
    ),
    Fault(
        "superuser-missing",
        sql("UPDATE piccolo_user SET active = false"),
        "piccolo.apps.user.tables:BaseUser",
        "nobody is an active superuser",
        "piccolo user create --is_superuser=true --is_admin=true --is_active=true",
    ),
    Fault(
        "debug-on",
        write("app.py", CREATE_ADMIN.format("app = create_admin(debug=True)")),
        "app.py",
        "debug is on",
        "debug=False",
    ),
    Fault(
        "debug-on",
        edit(
            "admin/settings.py",
            'debug: bool = flag("ADMIN_DEBUG")',
            "debug: bool = True",
        ),
        "admin/settings.py",
        "debug is on",
        "debug=False",
    ),
    Fault(
        "cookie-insecure",
        write(
            "app.py",
            LOGIN,
        ),
        "app.py",
        "session_login sends its cookie over HTTP, too",
        "production=True",
    ),
    Fault(
        "allowed-hosts-empty",
        write(
            "app.py", PICCOLO_ADMIN.format("app = create_admin([], production=True)")
        ),
        "app.py",
        "allowed_hosts is empty",
        'allowed_hosts=["example.com"]',
    ),
    Fault(
        "rate-limit-per-process",
        write("serve.py", 'uvicorn.run("app:app", workers=3)\n'),
        "serve.py:1",
        "3 workers",
        "ADMIN_RATE_LIMIT_STORE",
    ),
    Fault(
        "rate-limit-per-process",
        write("Dockerfile", 'CMD ["granian", "--workers", "2"]\n'),
        "Dockerfile:1",
        "2 workers",
        "ADMIN_RATE_LIMIT_STORE",
    ),
    Fault(
        "rate-limit-per-process",
        write("gunicorn.conf.py", "bind = ':80'\nworkers = 9\n"),
        "gunicorn.conf.py:2",
        "9 workers",
        "ADMIN_RATE_LIMIT_STORE",
    ),
    Fault(
        "rate-limit-per-process",
        write("Dockerfile", "FROM python\nCMD uvicorn app:app --workers 4\n"),
        "Dockerfile",
        "4 workers count failed log-ins each for itself",
        "export ADMIN_RATE_LIMIT_STORE=redis://localhost:6379",
    ),
    Fault(
        "secret-in-code",
        write("app.py", 'SECRET_KEY = "abc"\n'),
        "app.py",
        "SECRET_KEY stands in the code",
        'os.environ["SECRET_KEY"]',
    ),
    Fault(
        "secret-in-code",
        write("app.py", 'class Settings:\n    secret_key: str = "abc"\n'),
        "app.py:2",
        "secret_key stands in the code",
        'os.environ["SECRET_KEY"]',
    ),
    Fault(
        "rate-limit-per-process",
        write("compose.yaml", 'command: ["uvicorn", "a:b",\n  "-w", "4"]\n'),
        "compose.yaml:2",
        "4 workers",
        "ADMIN_RATE_LIMIT_STORE",
    ),
    Fault(
        "ignore-unused",
        append(
            "admin/scaffold.toml",
            '\n[[doctor.ignore]]\ncode = "debug-on"\nreason = "x"\n',
        ),
        "admin/scaffold.toml",
        "nothing is ignored by code = 'debug-on'",
        "Remove the entry.",
    ),
    Fault(
        "ignore-wrong",
        append("admin/scaffold.toml", '\n[[doctor.ignore]]\ncode = "debug-on"\n'),
        "admin/scaffold.toml: doctor.ignore",
        "reason is missing",
        "reason =",
    ),
]

ELSEWHERE = {
    "check-failed",
    "driver-missing",
    "extra-missing",
    "password-guessed",
    "production-off",
    "store-missing",
}
"""These have tests of their own."""


def test_every_check_has_a_fault() -> None:
    assert {fault.code for fault in FAULTS} | ELSEWHERE == set(CHECKS)


def test_all_is_well(project: Project) -> None:
    report = project.examine()
    assert [one.code for one in report.findings] == ["production-off"]
    assert not report.has_work
    assert report.skipped == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.code)
def test_a_fault_is_found(project: Project, fault: Fault) -> None:
    fault.make(project)
    found = project.findings()
    assert {one.code for one in found} == {fault.code, *fault.besides}
    first = next(one for one in found if one.code == fault.code)
    assert fault.where in first.place
    assert fault.what in first.what
    assert fault.remedy in first.remedy


def test_workers_of_others(project: Project) -> None:
    project.write(
        "Makefile",
        "lint:\n\tblack --workers 4 .\nmail:\n\thuey_consumer mail -w 4\n"
        "# uvicorn app:app --workers 4\n",
    )
    assert project.findings(only=["rate-limit-per-process"]) == ()


def test_migrations_of_which_one_needs_the_other(project: Project) -> None:
    """These alone would fail on a database that checks references."""
    sql("DELETE FROM migration")(project)
    found = project.findings(only=["migration-not-run"])
    assert {one.where: one.remedy.split()[-1] for one in found} == {
        "admin/tokens/piccolo_migrations": "admin_tokens",
        "music/piccolo_migrations": "music",
        "piccolo.apps.user.piccolo_app": "user",
        "piccolo_api.session_auth.piccolo_app": "session_auth",
        "shop/piccolo_migrations": "all",
    }
    assert "and 2 more have not been run" in found[2].what


def test_nothing_is_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (project.folder / "shop.sqlite").unlink()
    before = {path: path.stat().st_mtime_ns for path in project.folder.rglob("*")}
    assert project.examine().has_work
    after = {path: path.stat().st_mtime_ns for path in project.folder.rglob("*")}
    assert after == before


@pytest.mark.parametrize(
    "query",
    [
        "await Band.delete(force=True)",
        "await (await Band._meta.db.get_connection()).execute('DELETE FROM band')",
    ],
)
def test_what_a_migration_would_delete_stays(project: Project, query: str) -> None:
    """Its `forwards` queries right away, and is not let."""
    sql("INSERT INTO band (name) VALUES ('Pythonistas')")(project)
    asking = QUERYING.replace("await Band.delete(force=True)", query)
    project.write("music/piccolo_migrations/music_2099.py", asking)
    assert project.finding("migration-unclear").severity == "note"
    connection = sqlite3.connect(project.folder / "shop.sqlite")
    assert connection.execute("SELECT count(*) FROM band").fetchone() == (1,)
    connection.close()


def test_production(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    (note,) = project.examine(only=["production-off"]).findings
    assert note.severity == "note"
    (warning,) = project.examine(only=["production-off"], deploy=True).findings
    assert warning.severity == "warning"
    assert warning.place.startswith("admin/settings.py:")
    assert warning.remedy == "export ADMIN_PRODUCTION=1"
    monkeypatch.setenv("ADMIN_PRODUCTION", "1")
    assert project.examine(only=["production-off"]).findings == ()


def test_what_tests_do_is_no_setting(project: Project) -> None:
    call = "app = create_admin(debug=True, production=False, mfa_providers=[x])"
    project.write("tests/test_app.py", CREATE_ADMIN.format(call))
    project.write("tests/conftest.py", LOGIN)
    assert project.findings() == ()


def test_production_by_default(project: Project) -> None:
    settings = project.folder / "admin" / "settings.py"
    given = settings.read_text().replace(
        'flag("ADMIN_PRODUCTION")', 'flag("ADMIN_PRODUCTION", "yes")'
    )
    settings.write_text(given)
    assert "yes" in given
    assert project.examine(only=["production-off"]).findings == ()


def test_what_is_given_to_create_admin_counts(project: Project) -> None:
    project.write("app.py", CREATE_ADMIN.format("app = create_admin(production=True)"))
    assert project.examine(only=["production-off"]).findings == ()
    project.write("app.py", CREATE_ADMIN.format("app = create_admin(production=ON)"))
    assert project.examine(only=["production-off"]).findings == ()
    project.write("app.py", CREATE_ADMIN.format("app = create_admin(**OPTIONS)"))
    assert project.examine(only=["production-off"]).findings == ()
    project.write("app.py", CREATE_ADMIN.format("app = create_admin(production=False)"))
    (found,) = project.examine(only=["production-off"]).findings
    assert (found.place, found.remedy) == ("app.py:3", "production=True")


def test_a_driver_that_is_missing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "is_installed", lambda module: False)
    found = project.finding("driver-missing")
    assert found.what == "the engine DB needs aiosqlite, which is not installed"
    assert found.remedy == "pip install 'piccolo[sqlite]'"


def test_what_needs_an_extra_package(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in the generated package, where its owner writes it."""
    project.write("app.py", "from x import FernetProvider\nFernetProvider(b'')\n")
    with (project.folder / "admin/settings.py").open("a", encoding="utf-8") as file:
        file.write("S3MediaStorage()\n")
    assert project.findings(only=["extra-missing"]) == ()
    monkeypatch.setattr(packages, "is_installed", lambda module: False)
    theirs, ours = project.findings(only=["extra-missing"])
    assert (ours.place, ours.remedy) == (
        "app.py:2",
        "pip install 'piccolo-api[cryptography]'",
    )
    assert theirs.remedy == "pip install 'piccolo-api[s3]'"
    assert theirs.where == "admin/settings.py"


def test_a_store_that_cannot_be_spoken_to(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_RATE_LIMIT_STORE", "memcached://localhost:11211")
    monkeypatch.setattr(packages, "is_installed", lambda module: False)
    assert project.finding("store-missing").remedy == "pip install pymemcache"


def test_a_password_that_everybody_tries(project: Project) -> None:
    engine = 'PostgresEngine(config={"password": PASSWORD, "port": 1})'
    project.edit("piccolo_conf.py", 'SQLiteEngine(path="shop.sqlite")', engine)
    project.edit(
        "piccolo_conf.py",
        "sqlite import SQLiteEngine",
        "postgres import *\nPASSWORD = 'piccolo'",
    )
    assert project.finding("password-guessed", database=False).severity == "note"
    dsn = '{"dsn": "postgresql://ada:postgres@127.0.0.1:1/shop"}'
    project.edit("piccolo_conf.py", '{"password": PASSWORD, "port": 1}', dsn)
    forget(project.folder)
    found = project.findings(only=["password-guessed", "secret-in-code"])
    assert [(one.code, one.remedy) for one in found][1:] == [
        ("secret-in-code", 'os.environ["PASSWORD"]'),
        ("secret-in-code", 'os.environ["DATABASE_URL"]'),
    ]
    assert found[0].code == "password-guessed"


def test_the_address_of_a_server_for_developing(project: Project) -> None:
    """Its password is no secret, and whether it is in use is another check's."""
    default = "os.environ.get('URL', 'postgresql://ada:{}@127.0.0.1/shop')"
    project.edit("piccolo_conf.py", "DB =", f"URL = {default}\nDB =")
    project.edit("piccolo_conf.py", "from piccolo.conf", "import os\nfrom piccolo.conf")
    project.edit("piccolo_conf.py", "{}", "postgres")
    assert project.findings(only=["secret-in-code"]) == ()
    project.edit("piccolo_conf.py", "ada:postgres", "ada:correct-horse")
    assert project.finding("secret-in-code").place == "piccolo_conf.py:5"


@pytest.mark.parametrize("path", ["scaffold.toml", "requirements.txt"])
def test_a_file_that_may_not_be_read(
    project: Project, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """It is told once, and no check fails of it."""
    closed = str(project.folder / "admin" / path)
    opened = io.open

    def refuse(file: Any, *given: Any, **named: Any) -> Any:
        if str(file) == closed:
            raise PermissionError(13, "Permission denied", closed)
        return opened(file, *given, **named)

    monkeypatch.setattr(io, "open", refuse)
    monkeypatch.setattr(builtins, "open", refuse)
    found = project.findings()
    assert {one.code for one in found} <= {"generated-refused", "ignore-wrong"}
    assert "Permission denied" in found[0].what


def test_tables_that_need_not_be_registered(project: Project) -> None:
    """Bases, those of tests and of another project, and what is no table."""
    bases = MUSIC.replace("class Band(Table)", "class Band")
    project.write("bases.py", bases.replace("ForeignKey(Band)", "Varchar()"))
    project.edit("music/tables.py", "(Table):\n    band", "(bases.Concert):\n    band")
    project.edit("music/tables.py", "import Table\n", "import Table\nimport bases\n")
    project.write("tests/test_tables.py", MUSIC)
    project.write("other/piccolo_conf.py", CONF)
    project.write("other/tables.py", MUSIC)
    project.write(".venv/lib/tables.py", MUSIC)
    project.write("build/lib/music/tables.py", MUSIC)
    project.write("music/tables_test.py", MUSIC)
    project.write("plain.py", "class Table: ...\n\nclass Item(Table): ...\n")
    report = project.examine(only=["table-unregistered", "table-left-out"])
    assert (report.findings, report.skipped) == ((), {})


def test_migrations_in_a_folder_of_another_name(project: Project) -> None:
    """Piccolo writes classes of tables into them."""
    folder = project.folder / "music"
    (folder / "piccolo_migrations").rename(folder / "versions")
    project.edit("music/piccolo_app.py", '"piccolo_migrations"', '"versions"')
    project.write("music/versions/tables_then.py", MUSIC)
    assert project.findings(only=["table-left-out"]) == ()


def test_bases_that_are_imported_from_another_folder(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a project with `src/`: its modules have other names there."""
    monkeypatch.syspath_prepend(project.folder / "src")
    project.write("src/bases.py", MUSIC.partition("class Concert")[0])
    assert [one.code for one in project.findings()] == ["table-unregistered"]
    project.edit("music/tables.py", "class Band(Table)", "class Band(bases.Band)")
    project.edit("music/tables.py", "import Table\n", "import Table\nimport bases\n")
    forget(project.folder)
    assert project.findings(only=["table-unregistered", "table-left-out"]) == ()


def test_a_reference_to_users_needs_their_migrations(project: Project) -> None:
    project.edit(
        "music/tables.py",
        "import Table\n",
        "import Table\nfrom piccolo.apps.user.tables import BaseUser\n",
    )
    project.edit(
        "music/tables.py", "band = ForeignKey(Band)", "band = ForeignKey(BaseUser)"
    )
    found = project.finding("migration-order")
    assert (
        found.remedy
        == 'Add "piccolo.apps.user.piccolo_app" to its migration_dependencies.'
    )


def test_apps_that_refer_to_each_other(project: Project) -> None:
    """No order of migrations is right."""
    project.edit(
        "music/tables.py",
        "ForeignKey(Band)",
        'ForeignKey(LazyTableReference("Product", module_path="shop.tables"))',
    )
    project.edit(
        "music/tables.py", "import ForeignKey", "import LazyTableReference, ForeignKey"
    )
    assert (
        project.finding("migration-order").remedy
        == "shop depends on music: make one app of both."
    )


def test_an_app_whose_folder_is_missing(project: Project) -> None:
    """As before the first migration."""
    shutil.rmtree(project.folder / "music" / "piccolo_migrations")
    assert "add table Band" in project.finding("migration-missing").what


def test_without_an_admin(project: Project) -> None:
    shutil.rmtree(project.folder / "admin")
    project.edit("piccolo_conf.py", '"admin.tokens.piccolo_app",', "")
    report = project.examine()
    assert report.findings == ()
    assert report.skipped["generated-outdated"] == "admin"


def test_a_superuser_of_ones_own_table(project: Project) -> None:
    """How to add one is said with the name of the table."""
    project.write("people/__init__.py", "")
    project.write(
        "people/tables.py",
        OWN_USER,
    )
    project.edit("music/piccolo_app.py", "table_classes=[", "table_classes=[User, ")
    project.edit(
        "music/piccolo_app.py",
        "from .tables",
        "from people.tables import User\nfrom .tables",
    )
    project.edit(
        "admin/scaffold.toml", "piccolo.apps.user.tables:BaseUser", "people.tables:User"
    )
    found = project.finding("superuser-missing")
    assert found.remedy.startswith(
        'python -c "from people.tables import User; User.create_user_sync('
    )
