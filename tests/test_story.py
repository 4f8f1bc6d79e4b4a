"""What docs/regeneration.md and docs/tutorial.md tell happens so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.told import DOCS, ROOT, Shell, check_page

PAGES = ("regeneration", "tutorial")

README = ROOT / "README.md"

SAID = re.compile(r"^\$ (.*)\n((?:(?!\$ |```).*\n)*)", re.MULTILINE)
"""A command of one line, and what it says."""


@pytest.mark.golden
@pytest.mark.skipif(not shutil.which("bash"), reason="the story is told in a shell")
@pytest.mark.thorough
@pytest.mark.parametrize("page", PAGES)
def test_the_story_happens_as_it_is_told(
    page: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with Shell.started(tmp_path.resolve()) as shell:
        update = bool(request.config.getoption("update_golden"))
        check_page(DOCS / f"{page}.md", shell, update=update)


def test_the_readme_shows_what_the_story_shows(request: pytest.FixtureRequest) -> None:
    told_there = (DOCS / "regeneration.md").read_text()
    story = dict(reversed(list(SAID.findall(told_there))))
    told = README.read_text()
    shown = SAID.sub(lambda said: f"$ {said[1]}\n{story[said[1]]}", told)
    assert SAID.search(told)
    if request.config.getoption("update_golden"):
        README.write_text(shown)
    assert README.read_text() == shown
