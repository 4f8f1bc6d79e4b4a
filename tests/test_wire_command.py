"""What is missing after ``admin``, and ``--wire``."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline import CommandLine

USERS = "piccolo.apps.user.piccolo_app"
SESSIONS = "piccolo_api.session_auth.piccolo_app"
TOKENS = "admin.tokens.piccolo_app"

APP = """\
from starlette.applications import Starlette

app = Starlette(routes=[])
"""

ADMIN = ("admin", "notes.tables")


def conf(cli: CommandLine) -> Path:
    return cli.folder / "piccolo_conf.py"


def register(cli: CommandLine, *apps: str) -> None:
    text = conf(cli).read_text()
    assert "apps=[]" in text
    conf(cli).write_text(text.replace("apps=[]", f"apps={list(apps)}"))


def test_the_first_time_it_is_told(cli: CommandLine) -> None:
    (cli.folder / "web.py").write_text(APP)
    before = cli.files()
    said = cli.run(*ADMIN).stdout
    assert f'    "{USERS}",\n    "{SESSIONS}",\n    "{TOKENS}",\n' in said
    assert "  piccolo_conf.py, in the apps of APP_REGISTRY:\n" in said
    assert "  web.py, in the routes of app:\n    from starlette.routing import" in said
    assert '    Mount("/admin/", app=create_admin()),\n' in said
    assert "piccolo-scaffold admin --wire\n" in said
    assert said.endswith(
        "To see it at work:\n"
        "  piccolo migrations forwards all\n"
        "  piccolo user create --is_admin=true --is_superuser=true --is_active=true\n"
        "  python -m admin\n"
    )
    assert {p: text for p, text in cli.files().items() if p in before} == before
    assert "To" not in cli.run("admin").stdout


def test_what_is_there_is_not_told(cli: CommandLine) -> None:
    register(cli, USERS, SESSIONS)
    said = cli.run(*ADMIN, "--no-api").stdout
    assert "To add:" not in said
    assert "--wire" not in said
    assert "To see it at work:" in said


def test_tokens_come_with_the_api(cli: CommandLine) -> None:
    register(cli, USERS, SESSIONS)
    said = cli.run(*ADMIN, "-o", "backoffice").stdout
    assert f'APP_REGISTRY:\n    "{TOKENS.replace("admin", "backoffice")}",\nor' in said
    assert cli.run("admin", "-o", "backoffice", "--wire").exit_code == 0
    assert "backoffice.tokens.piccolo_app" in conf(cli).read_text()
    assert "edit " not in cli.run("admin", "-o", "backoffice", "--wire").stdout


@pytest.mark.parametrize("option", ["--check", "--dry-run", "--diff"])
def test_nothing_is_told_where_nothing_is_written(
    cli: CommandLine, option: str
) -> None:
    assert "To see it at work" not in cli.run(*ADMIN, option).stdout


def test_wire(cli: CommandLine) -> None:
    (cli.folder / "web.py").write_text(APP)
    outcome = cli.run(*ADMIN, "--wire")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stdout.count("edit      piccolo_conf.py") == 1
    assert "edit      web.py" in outcome.stdout
    assert "  +from admin import create_admin\n" in outcome.stdout
    assert "To add:" not in outcome.stdout
    listed = ast.literal_eval(
        conf(cli).read_text().partition("apps=")[2].rpartition(")")[0]
    )
    assert listed == [USERS, SESSIONS, TOKENS]
    assert 'Mount("/admin/", app=create_admin())' in (cli.folder / "web.py").read_text()
    before = cli.files()
    assert cli.run("admin", "--check", "--wire").exit_code == 0
    assert "edit " not in cli.run("admin", "--wire").stdout
    assert cli.files() == before


def test_wire_comes_before_the_tables_are_read(cli: CommandLine) -> None:
    """Without targets, the tables of users and sessions are among them then."""
    cli.run("startapp", "movies")
    assert cli.run("admin", "--wire").exit_code == 0
    assert (cli.admin / "tables" / "piccolo_user").is_dir()
    assert cli.run("admin", "--check").exit_code == 0


def test_nothing_is_registered_for_an_admin_that_is_refused(cli: CommandLine) -> None:
    before = conf(cli).read_bytes()
    outcome = cli.run(*ADMIN, "--wire", "--rename", "Nobody=Somebody")
    assert outcome.exit_code == 4
    assert conf(cli).read_bytes() == before
    assert not cli.admin.exists()


def test_what_was_wired_can_be_served(cli: CommandLine) -> None:
    (cli.folder / "web.py").write_text(APP)
    cli.run(*ADMIN, "--wire")
    code = """\
from starlette.testclient import TestClient
from web import app

with TestClient(app) as client:
    assert "Log in" in client.get("/admin/").text
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=cli.folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("option", "exit_code"), [("--check", 1), ("--dry-run", 0), ("--diff", 0)]
)
def test_wire_can_be_looked_at_first(
    cli: CommandLine, option: str, exit_code: int
) -> None:
    cli.run(*ADMIN)
    before = cli.files()
    outcome = cli.run("admin", "--wire", option)
    assert outcome.exit_code == exit_code
    assert f'"{USERS}"' in outcome.stdout
    assert cli.files() == before


def test_what_is_not_safe_is_left(cli: CommandLine) -> None:
    register(cli)
    conf(cli).write_text(conf(cli).read_text().replace("apps=[]", "apps=list()"))
    before = conf(cli).read_bytes()
    outcome = cli.run(*ADMIN, "--wire")
    assert outcome.exit_code == 3
    assert f'    "{USERS}",\n' in outcome.stdout
    assert "computed" in outcome.stdout
    assert "or, for these edits" not in outcome.stdout
    assert conf(cli).read_bytes() == before


def test_json(cli: CommandLine) -> None:
    (cli.folder / "web.py").write_text(f"{APP}\nother = Starlette()\n")
    document = json.loads(cli.run(*ADMIN, "--json").stdout)["missing"]
    users, web = document["edits"]
    assert users["path"] == "piccolo_conf.py"
    assert users["why_not"] is None
    assert web["lines"][-1] == 'Mount("/admin/", app=create_admin()),'
    assert "several ASGI apps" in web["why_not"]
    assert "python -m admin" in document["commands"]
    again = json.loads(cli.run("admin", "--json").stdout)["missing"]
    assert again == {"edits": [], "commands": []}


def test_the_app_of_the_tables_is_registered_too(cli: CommandLine) -> None:
    assert cli.run("startapp", "movies").exit_code == 0
    text = conf(cli).read_text().replace('"movies.piccolo_app"', "")
    conf(cli).write_text(text)
    said = cli.run("admin", "movies.tables").stdout
    assert '    "movies.piccolo_app",\n' in said


def test_migrations_that_nobody_wrote_are_asked_for(cli: CommandLine) -> None:
    assert cli.run("startapp", "movies").exit_code == 0
    said = cli.run("admin").stdout
    assert "  piccolo migrations new movies --auto\n" in said
    file = cli.folder / "movies/piccolo_migrations/movies_2026_01_05t09_00_00_000000.py"
    file.touch()
    said = cli.run("admin", "--wire").stdout
    assert "migrations new" not in said


def test_users_of_ones_own(cli: CommandLine) -> None:
    (cli.folder / "people.py").write_text(
        "from piccolo.apps.user.tables import BaseUser\n\n\n"
        "class Person(BaseUser, tablename='person'):\n    pass\n"
    )
    said = cli.run(*ADMIN, "--auth-table", "people:Person").stdout
    assert "piccolo user create" not in said
    assert "from people import Person; Person.create_user_sync(" in said
