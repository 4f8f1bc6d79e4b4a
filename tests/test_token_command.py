"""``piccolo-scaffold token``: what it makes, and what it refuses.

In processes of its own, as it reads the configuration of a project.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from scaffold import demo
from tests.commandline import TITLE, CommandLine

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[1]

CREATE = ("create", "ada", "--name", "Backup")

CONF = """\
from piccolo.conf.apps import AppRegistry
from piccolo.engine.sqlite import SQLiteEngine

DB = SQLiteEngine(path="app.sqlite")
APP_REGISTRY = AppRegistry(
    apps=[
        "notes.piccolo_app",
        "piccolo.apps.user.piccolo_app",
        "piccolo_api.session_auth.piccolo_app",{more}
    ]
)
"""

APP = """\
from piccolo.conf.apps import AppConfig

from .tables import Note

APP_CONFIG = AppConfig("notes", "notes/piccolo_migrations", table_classes=[Note])
"""

USERS = """
from piccolo.apps.user.tables import BaseUser

for name, is_admin in (("ada", True), ("bob", True), ("eve", False)):
    BaseUser.create_user_sync(
        username=name,
        password="long-enough",
        email=f"{name}@example.com",
        active=True,
        admin=is_admin,
    )
"""

USE = """
import sys
from starlette.testclient import TestClient
from admin import create_admin

headers = {"Authorization": f"Bearer {sys.argv[1]}"}
client = TestClient(create_admin(), headers=headers)
print(client.get("/api/user/").status_code, client.patch("/api/user/").status_code)
"""


@dataclass(frozen=True)
class Project:
    folder: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=demo.environment() | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
            text=True,
        )

    def python(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def token(self, *arguments: str) -> str:
        return self.python("-m", "scaffold", "token", *arguments).strip()

    def refused(self, *arguments: str) -> str:
        done = self.run("-m", "scaffold", "token", *arguments)
        assert done.returncode in {2, 4}, done.stdout + done.stderr
        assert not done.stdout
        return done.stderr

    def use(self, token: str) -> str:
        """The answers to reading and to writing."""
        return self.python("-c", USE, token).strip()


def register(folder: Path) -> None:
    more = '\n        "admin.tokens.piccolo_app",'
    (folder / "piccolo_conf.py").write_text(CONF.format(more=more))


@pytest.fixture
def generated(cli: CommandLine) -> Project:
    cli.generate()
    (cli.folder / "piccolo_conf.py").write_text(CONF.format(more=""))
    (cli.folder / "notes" / "piccolo_app.py").write_text(APP)
    (cli.folder / "notes" / "piccolo_migrations").mkdir()
    return Project(cli.folder)


@pytest.fixture
def project(generated: Project) -> Project:
    register(generated.folder)
    generated.python("-m", "piccolo.main", "migrations", "forwards", "all")
    generated.python("-c", USERS)
    return generated


def test_from_its_making_to_its_end(project: Project) -> None:
    read = project.token(*CREATE)
    assert re.fullmatch("pat_[0-9a-f]{40}", read)
    assert project.use(read) == "200 403"
    write = project.token("create", "bob", "--name", "Import", "--scope", "write")
    assert project.use(write) == "200 405"

    shown = project.token("list")
    assert re.search(rf"bob +Import +{write[:8]}… +write +expires 20", shown)
    assert "Import" not in project.token("list", "ada")
    (row,) = json.loads(project.token("list", "ada", "--json"))
    assert row["start"] == read[:8]
    assert row["last_used"]
    assert not {"digest", "user_key"} & {*row}

    assert "revoked   Backup" in project.token("revoke", "ada", read[:8])
    assert project.use(read) == "401 401"
    assert "revoked   Import" in project.token("revoke", "bob", "--all")
    assert project.token("list") == ""


def test_two_of_one_name(project: Project) -> None:
    tokens = [project.token(*CREATE) for _ in range(2)]
    assert "2 tokens of ada fit." in project.refused("revoke", "ada", "Backup")
    assert "0 tokens of bob fit." in project.refused("revoke", "bob", "Backup")
    project.token("revoke", "ada", tokens[0])
    assert [project.use(token)[:3] for token in tokens] == ["401", "200"]


REFUSALS: list[tuple[tuple[str, ...], str]] = [
    (("create", "nobody", "--name", "x"), "nobody: There is no such user in picc"),
    (("create", "eve", "--name", "x"), "eve: This user may not use the admin"),
    (("create", "ada", "--name", " "), "--name: This field is required."),
    ((*CREATE, "--days", "0"), "--days: Enter 1 or more."),
    ((*CREATE, "--days", "366"), "--days: Enter 365 or less."),
    ((*CREATE, "--never"), "--days: Every token expires here."),
    ((*CREATE, "--never", "--days", "3"), "Say --days or --never."),
    (("list", "nobody"), "nobody: There is no such user in picc"),
    (("revoke", "ada"), "Say which token, or --all."),
    (("list", "-o", "backoffice"), "There is no admin here"),
    (("list", "-o", ".."), "must be a Python package inside the project"),
]


def test_refusals(project: Project) -> None:
    for arguments, words in REFUSALS:
        assert words in project.refused(*arguments)
    assert project.token("list") == ""


GONE = "DELETE FROM piccolo_user WHERE username = 'ada'"


def test_of_a_user_who_was_deleted_elsewhere(project: Project) -> None:
    """The tokens stay, and are listed by key."""
    project.token(*CREATE)
    with closing(sqlite3.connect(project.folder / "app.sqlite")) as database, database:
        database.execute(GONE)
    assert project.token("list", "1").startswith("1  Backup")
    assert "ada: There is no such user" in project.refused("revoke", "ada", "Backup")
    assert "Backup" in project.token("revoke", "1", "Backup")
    assert project.token("list") == ""


def test_an_owner_decides_how_long(project: Project) -> None:
    settings = project.folder / "admin" / "settings.py"
    longest = "max_token_expiry: timedelta | None = timedelta(days=365)"
    text = settings.read_text()
    settings.write_text(
        text.replace(longest, longest.replace("(days=365)", "(days=5)"))
    )
    project.token(*CREATE)
    assert "--days: Enter 5 or less." in project.refused(*CREATE, "--days", "6")
    settings.write_text(text.replace("timedelta(days=365)", "None"))
    project.token(*CREATE, "--never")
    assert "expires never" in project.token("list")


def test_before_it_is_registered(generated: Project) -> None:
    told = generated.refused("list")
    assert 'Add "admin.tokens.piccolo_app" to the apps of APP_REGISTRY' in told
    assert "`piccolo migrations forwards admin_tokens`" in told


def test_without_a_rest_api(cli: CommandLine) -> None:
    assert cli.run("admin", "notes.tables", "--no-api").exit_code == 0
    outcome = cli.run("token", "list")
    assert outcome.exit_code == 4
    assert "generated without a REST API" in outcome.stderr


def test_a_database_that_cannot_be_asked(project: Project) -> None:
    file = project.folder / "app.sqlite"
    file.unlink()
    file.write_text("This is no database. " * 99)
    assert "the database: It cannot be asked: " in project.refused("list")
    file.unlink()
    file.mkdir()
    said = project.refused("list")
    assert "the database: It cannot be asked: " in said
    assert "Traceback" not in said


def test_it_is_registered_and_the_tables_have_changed(project: Project) -> None:
    """Piccolo imports the package before it is generated again, as `piccolo` does."""
    tables = project.folder / "notes" / "tables.py"
    tables.write_text(tables.read_text().replace(TITLE, TITLE.replace("title", "name")))
    assert project.run("-c", "import admin.app").returncode != 0
    done = project.run("-m", "scaffold", "admin")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "admin_token" not in done.stdout
    project.python("-c", "import admin.app")
    check = project.run("-m", "scaffold", "admin", "--check")
    assert check.returncode == 0, check.stdout


def test_nothing_is_to_be_migrated(project: Project) -> None:
    """The migration is what Piccolo would write of the table."""
    new = ("-m", "piccolo.main", "migrations", "new", "admin_tokens", "--auto")
    folder = project.folder / "admin" / "tokens" / "piccolo_migrations"
    before = sorted(path.name for path in folder.glob("*.py"))
    assert "No changes detected" in project.python(*new)
    assert sorted(path.name for path in folder.glob("*.py")) == before
