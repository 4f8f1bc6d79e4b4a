"""The documentation is built without a warning, and read without any other host."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import reference
from tests.told import DOCS, ROOT

LOADED = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(?:https?:)?//
    |<link\b(?![^>]*rel="(?:canonical|next|prev)")[^>]*\bhref=["']?(?:https?:)?//
    |(?:url\(|@import)\s*["']?(?:https?:)?//""",
    re.VERBOSE,
)
"""What a browser would fetch from elsewhere."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going"]
    done = subprocess.run(
        [*command, "--quiet", str(DOCS), str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_built(site: Path) -> None:
    pages = {path.relative_to(DOCS).with_suffix("") for path in DOCS.rglob("*.md")}
    built = {path.relative_to(site).with_suffix("") for path in site.rglob("*.html")}
    assert pages <= built
    assert (site / "_images" / "list.png").is_file()


def test_the_changelog_is_the_one_of_the_project(site: Path) -> None:
    text = (site / "changelog.html").read_text()
    for heading in ("Tool", "Generated code"):
        assert f">{heading}<" in text


def test_nothing_comes_from_another_host(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    assert len(files) > 20
    for path in files:
        found = LOADED.search(path.read_text())
        assert found is None, f"{path}: {found[0]}"


def test_what_would_be_found() -> None:
    """The search above finds such things."""
    for text in (
        '<script src="https://example.com/x.js">',
        '<link rel="stylesheet" href="//example.com/x.css">',
        "@import url(https://example.com/font.css)",
        "src: url('https://example.com/font.woff2')",
    ):
        assert LOADED.search(text), text
    assert not LOADED.search('<a href="https://example.com">')


@pytest.mark.golden
@pytest.mark.parametrize("name", ["help.md", "options.md"])
def test_the_reference_is_as_the_code(
    name: str, request: pytest.FixtureRequest
) -> None:
    text = reference.pages()[name]
    page = reference.FOLDER / name
    if request.config.getoption("update_golden"):
        page.write_text(text)
    assert page.read_text() == text, "Run `make reference`."


def test_every_variable_is_told() -> None:
    """In whatever file of the generated admin it is asked for."""
    templates = ROOT / "scaffold" / "templates" / "admin"
    sources = [path.read_text() for path in templates.rglob("*.py*")]
    variables = {
        name for text in sources for name in re.findall(r"ADMIN_[A-Z_]+", text)
    }
    page = reference.pages()["options.md"]
    assert variables
    for name in variables:
        assert f"| `{name}` |" in page
