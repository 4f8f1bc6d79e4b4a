"""The benchmark runs. What it measures is looked at by people, never asserted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.cases import OURS
from tests.benchmarks.regeneration import ALL, installed
from tests.benchmarks.report import BEGIN, END, insert
from tests.benchmarks.situations import PYTHON, Kind, Situation

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
    commands = [OURS, *(f"{peer.program} update" for peer in installed())]
    again = [line for line in text.splitlines() if line.startswith(f"| {ALL} |")]
    for line, command in zip(again, commands, strict=True):
        assert f"| {command} |" in line
        assert line.endswith("|  |"), "something is remarked"


def test_faults_of_regenerating_are_found(tmp_path: Path) -> None:
    text = "{% x %}\nold\n"
    old = {"a.py": text, "b.py": text, "c.html": text, "d.css": text}
    new = old | {"a.py": f"{text}new\n", "b.py": f"{text}new\n"}
    situation = Situation(
        Kind("all", 1, edited=True),
        made(tmp_path / "old", old),
        made(tmp_path / "new", new),
    )
    before, after = made(tmp_path / "before", old), made(tmp_path / "after", new)
    situation.edit(before)
    situation.edit(after)
    (after / "c.html").write_bytes((before / "c.html").read_bytes())
    assert situation.faults(before, after) == ""
    made(after, {"a.py": f"<<<<<<< yours\n{text}{PYTHON}", "c.html": text, "d.css": ""})
    assert situation.faults(before, after) == (
        "1 files have conflict markers, 1 files lack the change, "
        "1 files have lost the edit, 2 files were written in vain"
    )


def made(folder: Path, files: Mapping[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for path, text in files.items():
        (folder / path).write_text(text)
    return folder


def test_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Nothing.\n")
    with pytest.raises(SystemExit, match=r"page\.md has no"):
        insert(page, "report")
    assert page.read_text() == "Nothing.\n"
