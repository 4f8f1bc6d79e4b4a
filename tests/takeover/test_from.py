"""``admin --from``: what it finds, what it refuses, and what a second time brings."""

from __future__ import annotations

import json
import sys

import pytest

from tests.commandline import CommandLine

OLD = """\
from functools import partial

from notes.tables import Note
from piccolo_admin.endpoints import AdminRouter, TableConfig, create_admin
from piccolo_api.crud.hooks import Hook, HookType
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from fastapi import FastAPI


def hook(row):
    return row


admin = create_admin([TableConfig(Note, MORE)], OPTIONS)
text = "no app"
nothing = Starlette()
two = Starlette(routes=[Mount("/a", admin), Mount("/b", create_admin([Note]))])
mounted = Starlette(routes=[Mount("/a", routes=[Mount("/b", app=admin)])])
inside = FastAPI()
inside.mount("/admin", mounted)
wrapped = GZipMiddleware(GZipMiddleware(inside))
bound = partial(GZipMiddleware.__call__, wrapped)


def decorated(app):
    async def serve(scope, receive, send):
        await app(scope, receive, send)

    return serve


served = decorated(wrapped)


class Router(AdminRouter):
    def __init__(self, table, **options):
        super().__init__(table, **options)


routed = Router(Note, site_name="Notes")
"""


def write(cli: CommandLine, options: str = "", more: str = "") -> None:
    text = OLD.replace(", MORE", f", {more}").replace("OPTIONS", options)
    (cli.folder / "old.py").write_text(text)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("old", "it names no app"),
        ("old/admin:app", "it names no app"),
        ("older:admin", "older: does not exist"),
        ("old:admn", "Did you mean old:admin?"),
        ("old:text", "there is no Piccolo Admin in it, which is str"),
        ("old:decorated", "which is a function"),
        ("old:decorated", "write `app = decorated(…)` into a module"),
        ("old:nothing", "there is no Piccolo Admin in it, which is Starlette"),
        ("old:two", "2 Piccolo Admins are mounted in it"),
        ("broken:admin", "broken: cannot be imported: NameError"),
    ],
)
def test_wrong_targets(cli: CommandLine, source: str, said: str) -> None:
    write(cli)
    (cli.folder / "broken.py").write_text("admin = create_admin()")
    outcome = cli.run("admin", "--from", source)
    assert outcome.exit_code == 4
    assert said in outcome.stderr
    assert not cli.admin.exists()


def test_without_piccolo_admin(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "piccolo_admin.endpoints", None)
    write(cli)
    outcome = cli.run("admin", "--from", "old:admin")
    assert outcome.exit_code == 4
    assert "pip install piccolo-admin" in outcome.stderr


@pytest.mark.parametrize(
    "name", ["admin", "mounted", "inside", "wrapped", "bound", "served", "routed"]
)
def test_however_it_is_wrapped(cli: CommandLine, name: str) -> None:
    write(cli, "site_name='Notes'")
    outcome = cli.run("admin", "--from", f"old:{name}", "--dry-run")
    assert outcome.exit_code == 0, outcome.stderr
    assert "site_name = 'Notes'" in outcome.stdout
    assert not cli.admin.exists()


def test_what_is_told(cli: CommandLine) -> None:
    """As JSON it is all there, and ``--check`` tells whether anything is to be done."""
    write(cli, "page_size=30", "hooks=[Hook(HookType.pre_save, hook)]")
    arguments = ("admin", "--from", "old:admin")
    assert cli.run(*arguments, "--check").exit_code == 1
    assert "+page_size = 30" in cli.run(*arguments, "--diff").stdout
    report = json.loads(cli.run(*arguments, "--json").stdout)["taken_over"]
    assert report["source"] == "old:admin"
    assert "page_size = 30: settings.py" in report["taken"]
    (beside,) = report["by_hand"]
    assert beside["what"].startswith("hook cannot be imported once")
    assert cli.run(*arguments, "--check").exit_code == 0
    assert cli.run("admin", "--check").exit_code == 0


def test_later_it_is_not_needed(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(cli, "page_size=30")
    cli.run("admin", "--from", "old:admin")
    (cli.folder / "old.py").unlink()
    monkeypatch.setitem(sys.modules, "piccolo_admin.endpoints", None)
    cli.table("title = Varchar()", "pages = Integer()")
    assert cli.run("admin").exit_code == 0
    assert "page_size: int = 30" in (cli.admin / "settings.py").read_text()


def test_again(cli: CommandLine) -> None:
    """What either side has changed; what both have, is as the owner wants it."""
    options = "page_size=30, site_name='Old', session_expiry=timedelta(hours=2)"
    write(cli, options)
    start = "from datetime import timedelta\n"
    (cli.folder / "old.py").write_text(start + (cli.folder / "old.py").read_text())
    assert cli.run("admin", "--from", "old:admin").exit_code == 0
    cli.edit("scaffold.toml", "\npage_size = 30", "\npage_size = 50  # Mine.")
    cli.edit("settings.py", "timedelta(days=7)", "timedelta(days=14)")
    write(cli, "page_size=40, site_name='New', default_language_code='de'")
    outcome = cli.run("admin", "--from", "old:admin")
    assert outcome.exit_code == 0, outcome.stderr
    assert 'settings.site_name: "Old" → "New"' in outcome.stdout
    assert "settings.page_size: 30 → 40" in outcome.stdout
    toml = (cli.admin / "scaffold.toml").read_text()
    assert "page_size = 50  # Mine." in toml
    assert 'site_name = "New"' in toml
    assert "session_expiry" not in toml
    settings = (cli.admin / "settings.py").read_text()
    for line in (
        "page_size: int = 50",
        '"ADMIN_SITE_NAME", "New"',
        'default_language_code: str = "de"',
        "session_expiry: timedelta = timedelta(hours=1)",
        "max_session_expiry: timedelta = timedelta(days=14)",
    ):
        assert line in settings, line


def test_over_an_admin_that_is_there(cli: CommandLine) -> None:
    """What its owner has said stays."""
    cli.generate()
    file = cli.admin / "scaffold.toml"
    file.write_text(f"{file.read_text()}\n[settings]\npage_size = 7\n")
    write(cli, "page_size=30, read_only=True")
    assert cli.run("admin", "--from", "old:admin").exit_code == 0
    assert "page_size = 7\n" in file.read_text()
    assert "read_only = true" in file.read_text()


def test_options_of_the_command_come_first(cli: CommandLine) -> None:
    write(cli, "translations=None")
    arguments = ("--language", "fr", "--no-tests")
    assert cli.run("admin", "--from", "old:admin", *arguments).exit_code == 0
    names = sorted(path.name for path in (cli.admin / "locale").glob("*.po"))
    assert names == ["en.po", "fr.po"]
    assert not (cli.admin / "tests").exists()


def test_columns_that_cannot_be_named(cli: CommandLine) -> None:
    """They are left out and told, where Piccolo Admin let them pass."""
    cli.table("title = Varchar()", "cover = Varchar(secret=True)", "more = JSON()")
    more = "visible_columns=[Note.title, Note.cover], visible_filters=[Note.more]"
    write(cli, more=more)
    outcome = cli.run("admin", "--from", "old:admin")
    assert outcome.exit_code == 0, outcome.stderr
    assert "Note: visible_columns: cover is secret" in outcome.stdout
    assert "Note: visible_filters: more cannot be filtered by" in outcome.stdout
    assert 'visible_columns = ["title"]' in (cli.admin / "scaffold.toml").read_text()


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ('hooks = { pre_save = ["old:nowhere"] }', "old has no function nowhere"),
        ('hooks = { pre_save = ["nowhere:hook"] }', "nowhere does not exist"),
        ('hooks = { pre_save = ["hook"] }', "names no function"),
        ('hooks = { pre_sav = ["old:hook"] }', "Did you mean pre_save?"),
        ('validators = { all = ["old:hook"] }', "There is no moment all."),
        ('hooks = { pre_save = "old:hook" }', "This must be a list of functions"),
        ('media_storage = { title = "x" }', "Write module:NAME of a storage."),
        ("media_storage = { title = { place = 1 } }", "There is no such option."),
        ("media_storage = { title = { folder = 1 } }", "This must be of type str."),
        (
            'media_storage = { title = { bucket_name = "x", connection_kwargs = '
            '{ aws_secret_access_key = "x" } } }',
            "AWS_SECRET_ACCESS_KEY",
        ),
    ],
)
def test_wrong_sections(cli: CommandLine, section: str, said: str) -> None:
    write(cli)
    cli.generate()
    file = cli.admin / "scaffold.toml"
    file.write_text(f'{file.read_text()}\n[tables.note]\nmedia_columns = ["title"]\n')
    file.write_text(f"{file.read_text()}{section}\n")
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert said in outcome.stderr


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("page_size = 0", "This must be a whole number above 0."),
        ('read_only = "yes"', "This must be true or false."),
        ('session_expiry = "1h"', "This must be a number of seconds."),
        ('rate_limit_provider = "x"', "This must be module:NAME."),
        ('mfa_providers = ["x"]', "This must be a list of module:NAME."),
        ("pages = 3", "There is no such setting."),
    ],
)
def test_wrong_settings(cli: CommandLine, setting: str, said: str) -> None:
    cli.generate()
    file = cli.admin / "scaffold.toml"
    file.write_text(f"{file.read_text()}\n[settings]\n{setting}\n")
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert said in outcome.stderr


HOOKS = """\
async def set_title(row, request):
    return row


def check(row_id):
    pass
"""

SECTION = """
[tables.note.hooks]
pre_save = ["notes.hooks:set_title"]
pre_delete = ["notes.hooks:check"]
"""


def test_hooks_come_and_go_around_edits(cli: CommandLine) -> None:
    cli.generate()
    (cli.folder / "notes" / "hooks.py").write_text(HOOKS)
    values = "    values = form.values()\n"
    cli.edit("tables/note/queries.py", values, f"{values}    print(values)\n")
    file = cli.admin / "scaffold.toml"
    before = file.read_text()
    file.write_text(before + SECTION)
    assert cli.run("admin").exit_code == 0
    queries = cli.admin / "tables" / "note" / "queries.py"
    text = queries.read_text()
    assert "row = await set_title(row=row, request=request_of_hooks())\n" in text
    assert "        check(row_id=key)\n" in text
    assert "    print(values)\n" in text
    assert "RequestMiddleware" in (cli.admin / "routes.py").read_text()
    assert cli.run("admin", "--check").exit_code == 0
    (cli.folder / "notes" / "hooks.py").write_text(HOOKS.replace("async ", ""))
    assert cli.run("admin").exit_code == 0
    assert "row = set_title(row=row" in queries.read_text()
    file.write_text(before)
    assert cli.run("admin").exit_code == 0
    assert "set_title" not in queries.read_text()
    assert "    print(values)\n" in queries.read_text()
    assert not (cli.admin / "toolbox" / "hooks.py").exists()


def test_a_file_of_ones_own_is_added_to(cli: CommandLine) -> None:
    """A ``scaffold.toml`` that somebody wrote before anything was generated."""
    cli.admin.mkdir()
    file = cli.admin / "scaffold.toml"
    file.write_text("tests = false\n\n# Mine.\n[settings]\npage_size = 7\n")
    write(cli, "page_size=30, read_only=True")
    assert cli.run("admin", "--from", "old:admin").exit_code == 0
    text = file.read_text()
    assert "# Mine.\n[settings]\npage_size = 7\nread_only = true\n" in text
    assert "read_only: bool = True" in (cli.admin / "settings.py").read_text()
