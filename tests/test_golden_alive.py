"""What is generated for each scenario works, as its owner would find out.

Their Python runs without ``.pth`` files, so that an editable installation of this project
is not on its path: what is generated must not need it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.scenarios import Result, Scenario, scenarios

pytestmark = pytest.mark.golden

ROOT = Path(__file__).parent.parent

ALIVE = [scenario for scenario in scenarios() if scenario.exit_code == 0]

COMPILE = """
from admin import create_admin
from admin.toolbox.templating import environment

create_admin()
pages = environment()
for name in pages.list_templates(["html"]):
    pages.get_template(name)
"""


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    folder = tmp_path_factory.mktemp("alive")
    return {scenario.name: scenario.run(folder) for scenario in ALIVE}


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


@pytest.mark.parametrize("name", [scenario.name for scenario in ALIVE])
def test_it_passes_its_own_tests(name: str, projects: dict[str, Result]) -> None:
    project = projects[name].project
    output = python(
        project, "-W", "error", "-m", "pytest", "-qq", "-p", "no:cacheprovider", "admin"
    )
    assert "skipped" not in output


@pytest.mark.parametrize("name", [scenario.name for scenario in ALIVE])
def test_its_pages_compile(name: str, projects: dict[str, Result]) -> None:
    python(projects[name].project, "-W", "error", "-c", COMPILE)


def test_types(together: Path) -> None:
    admins = sorted(f"--package={path.name}" for path in together.glob("*_admin"))
    config = ["--config-file=", f"--cache-dir={ROOT / '.mypy_cache' / 'golden'}"]
    python(together, "-m", "mypy", "--strict", *config, *admins)


def test_lint(together: Path) -> None:
    admins = sorted(path.name for path in together.glob("*_admin"))
    python(
        together,
        *("-m", "ruff", "check", "--no-cache", "--quiet"),
        *("--config", str(ROOT / "pyproject.toml"), *admins),
    )


def test_black_would_change_nothing(together: Path) -> None:
    admins = sorted(path.name for path in together.glob("*_admin"))
    python(together, "-m", "black", "--check", "--quiet", "--diff", *admins)
