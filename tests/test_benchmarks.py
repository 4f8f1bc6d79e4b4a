"""The benchmark runs. What it measures is looked at by people, never asserted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.report import BEGIN, END, insert

PAGE = f"Before.\n\n{BEGIN}An earlier report.\n{END}\nAfter.\n"


def test_report_is_put_into_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE)
    main(["--quick", "--rounds", "1", "--markdown", str(page)])
    text = page.read_text()
    assert text.startswith(f"Before.\n\n{BEGIN}")
    assert text.endswith(f"{END}\nAfter.\n")
    assert "An earlier report." not in text
    files = dict(re.findall(r"\| 20 \| ([a-z -]+) \| ([\d,]+) \|", text))
    assert files["piccolo-scaffold admin"] == files["cookiecutter"]


def test_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Nothing.\n")
    with pytest.raises(SystemExit, match=r"page\.md has no"):
        insert(page, "report")
    assert page.read_text() == "Nothing.\n"
