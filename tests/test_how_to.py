"""What the pages of docs/how-to tell works on the generated admin, and stays there.

Each is played on the demo, and then a module of ``tests/how_to`` asks the admin, as one
of the tests that were generated with it; and once more after the tables have changed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline import edit
from tests.told import DOCS, ROOT, Shell, check_page, environment

PAGES = sorted((DOCS / "how-to").glob("*.md"))
CHECKS = ROOT / "tests" / "how_to"

VOTES = "    votes = Integer(default=0)\n"
FOUNDED = "    founded = SmallInt("

pytestmark = [
    pytest.mark.golden,
    pytest.mark.thorough,
    pytest.mark.skipif(not shutil.which("bash"), reason="they are told in a shell"),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "films"
    run(folder.parent, "scaffold", "demo", "--folder", "films", "--no-serve")
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_how_to(
    page: Path, demo: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    films = tmp_path.resolve() / "films"
    shutil.copytree(demo, films)
    with Shell.started(films) as shell:
        check_page(page, shell, update=bool(request.config.getoption("update_golden")))
    check(films, page.stem)
    for old in (VOTES, FOUNDED):
        edit(films / "movies" / "tables.py", old, f"    fame = Integer()\n{old}")
    run(films, "scaffold", "admin")
    for table in ("movie", "studio"):
        assert "fame" in (films / "admin" / "tables" / table / "forms.py").read_text()
    check(films, page.stem)


def test_every_page_has_its_check() -> None:
    checks = {path.stem for path in CHECKS.glob("*.py")}
    assert checks == {page.stem.replace("-", "_") for page in PAGES}


def check(films: Path, page: str) -> None:
    """Run the check of a page, and the tests of films that were generated."""
    name = page.replace("-", "_")
    module = films / "admin" / "tests" / f"test_how_to_{name}.py"
    shutil.copy(CHECKS / f"{name}.py", module)
    tests = (module, module.with_name("test_movie.py"))
    run(films, "pytest", "-q", "-p", "no:cacheprovider", *map(str, tests))
    module.unlink()


def run(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
