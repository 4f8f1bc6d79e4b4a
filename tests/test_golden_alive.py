"""What is generated for each scenario works, as its owner would find out.

Their Python runs without ``.pth`` files, so that an editable installation of this
project is not on its path: what is generated must not need it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.scenarios import Result, scaffold, scenarios

pytestmark = pytest.mark.golden

ROOT = Path(__file__).parent.parent

ALIVE = [scenario for scenario in scenarios() if scenario.exit_code == 0]

# The second is Piccolo's, about a table called user.
WARNINGS = ("-W", "error", "-W", "ignore:We recommend giving your table")
PYTEST = (*WARNINGS, "-m", "pytest", "-qq", "-p", "no:cacheprovider")

COMPILE = """
from admin import create_admin
from admin.toolbox.templating import environment

create_admin()
pages = environment()
for name in pages.list_templates(["html"]):
    pages.get_template(name)
"""

KEYS = """
import pytest
from bites.tables import Path

from .conftest import Admin


@pytest.mark.parametrize(
    "key", ["add", "a/b", "/", "../x", "a b", "?q=1", "#", "ü", "'", "<b>", "-"]
)
def test_key(admin: Admin, key: str) -> None:
    admin.add("/tables/path/", Path, {"code": key})
    for page in ("edit", "delete"):
        address = admin.link(f"/tables/path/{page}/", key)
        assert admin.get(address).status_code == 200
    assert address.replace("delete", "edit") in admin.links("/tables/path/", "/edit/")
    assert admin.post(address, {}).status_code == 303
    assert admin.get(address).status_code == 404
"""
"""That any natural key has an address of its own."""

COSTS = """
import pytest
from library.tables import Author, Book
from piccolo.table import Table

from .. import permissions
from ..toolbox import rights
from .conftest import Admin
from .test_book import PATH, TYPED


def test_costs(admin: Admin, monkeypatch: pytest.MonkeyPatch) -> None:
    for rule in ("view", "add", "change", "delete"):
        monkeypatch.setattr(permissions, rule, lambda _user, _table: True)
    for query in ("fitting", "check_rows", "check_written"):
        monkeypatch.setattr(rights, query, None)
    monkeypatch.setattr(Table, "exists", None)
    key = admin.add(PATH, Book, TYPED)
    address = admin.link(f"{PATH}edit/", key)
    assert admin.get(PATH).status_code == 200
    assert admin.post(address, admin.controls(address)).status_code == 303
    rows = {"__all": "true", "__number": "1"}
    assert admin.post(f"{PATH}bulk/delete/", rows).status_code == 303
    monkeypatch.setattr(permissions, "view", lambda _user, _table: Book.id > 0)
    with pytest.raises(TypeError, match="not callable"):
        admin.post(f"{PATH}add/", TYPED)
"""
"""That rules which hold for all rows cost no query."""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    folder = tmp_path_factory.mktemp("alive")
    found = {scenario.name: scenario.run(folder) for scenario in ALIVE}
    for command in (["form", "Announcement"], ["admin"]):
        assert scaffold(found["minimal"].project, *command).exit_code == 0
    return found


@pytest.fixture(scope="module")
def together(
    projects: dict[str, Result], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """All projects in one folder, so that one call of a tool checks them all.

    Each admin is named after its scenario, which it does not mind.
    """
    folder = tmp_path_factory.mktemp("together")
    for name, result in projects.items():
        for package in result.project.iterdir():
            if package.is_dir():
                target = f"{name}_admin" if package.name == "admin" else package.name
                shutil.copytree(package, folder / target)
    return folder


def python(project: Path, *arguments: str) -> str:
    """Run Python with the packages that are installed, and not with this project."""
    done = subprocess.run(
        [sys.executable, "-S", *arguments],
        cwd=project,
        env={
            **{name: value for name, value in os.environ.items() if name != "CI"},
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": sysconfig.get_path("purelib"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_this_project_is_not_there(tmp_path: Path) -> None:
    python(tmp_path, "-c", "import piccolo, piccolo_api, starlette")
    with pytest.raises(AssertionError, match="No module named 'scaffold'"):
        python(tmp_path, "-c", "import scaffold")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name == "minimal" else pytest.mark.thorough)
        for name in (scenario.name for scenario in ALIVE)
    ],
)
def test_it_passes_its_own_tests(name: str, projects: dict[str, Result]) -> None:
    project = projects[name].project
    assert "skipped" not in python(project, *PYTEST, "admin")


def test_any_key_has_an_address(projects: dict[str, Result]) -> None:
    project = projects["awkward_names"].project
    file = project / "admin" / "tests" / "test_keys.py"
    file.write_text(KEYS, encoding="utf-8")
    try:
        python(project, *PYTEST, str(file))
    finally:
        file.unlink()


def test_rules_for_all_rows_cost_no_query(projects: dict[str, Result]) -> None:
    project = projects["relations"].project
    file = project / "admin" / "tests" / "test_costs.py"
    file.write_text(COSTS, encoding="utf-8")
    try:
        python(project, *PYTEST, str(file))
    finally:
        file.unlink()


LOGINS = """
import asyncio

import pytest
from members.tables import Member
from piccolo.apps.user.tables import BaseUser
from starlette.requests import Request

from ..app import create_admin
from ..toolbox import logins


def test_other_users_have_the_same_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []

    async def end(_where, key):
        ended.append(key)

    monkeypatch.setattr(logins, "end_sessions", end)
    monkeypatch.setattr(logins, "remove_factor", end)
    request = Request({"type": "http", "app": create_admin()})
    for what in (logins.forget, logins.log_out):
        asyncio.run(what(request, BaseUser._meta.primary_key, 1))
    assert ended == []
    asyncio.run(logins.forget(request, Member._meta.primary_key, 2))
    asyncio.run(logins.log_out(request, Member._meta.primary_key, 3))
    assert ended == [2, 2, 3]
"""


def test_only_who_logs_in_here_is_logged_out(projects: dict[str, Result]) -> None:
    project = projects["own_users"].project
    file = project / "admin" / "tests" / "test_logins.py"
    file.write_text(LOGINS, encoding="utf-8")
    try:
        python(project, *PYTEST, str(file))
    finally:
        file.unlink()


LAZY = """
import sys

from admin import create_admin

create_admin()
assert "fastapi" not in sys.modules
"""


def test_it_starts_without_fastapi(projects: dict[str, Result]) -> None:
    python(projects["relations"].project, "-c", LAZY)


@pytest.mark.parametrize("name", [scenario.name for scenario in ALIVE])
def test_its_pages_compile(name: str, projects: dict[str, Result]) -> None:
    python(projects[name].project, *WARNINGS, "-c", COMPILE)


def test_types(together: Path) -> None:
    admins = sorted(f"--package={path.name}" for path in together.glob("*_admin"))
    config = ["--config-file=", f"--cache-dir={ROOT / '.mypy_cache' / 'golden'}"]
    python(together, "-m", "mypy", "--strict", *config, *admins)


def test_lint(together: Path) -> None:
    admins = sorted(path.name for path in together.glob("*_admin"))
    config = ["--no-cache", "--quiet", "--config", str(ROOT / "pyproject.toml")]
    # A condition begins with its column, KEY; names that are not Latin are the user's.
    python(together, "-m", "ruff", "check", *config, "--ignore=PLC24", *admins)


def test_black_would_change_nothing(together: Path) -> None:
    admins = sorted(path.name for path in together.glob("*_admin"))
    python(together, "-m", "black", "--check", "--quiet", "--diff", *admins)
