"""``--no-api`` leaves the REST API out, and nothing speaks of it."""

from __future__ import annotations

import re

import pytest

from tests.commandline import CommandLine

WORDS = re.compile(r"fastapi|REST\b|/api\b|toolbox\.rest|max_joins|MORE_FILTERS")


def generated(cli: CommandLine) -> dict[str, bytes]:
    files = cli.files()
    skipped = ("admin/.scaffold/", "admin/static/vendor/")
    return {
        path: content
        for path, content in files.items()
        if path.startswith("admin/") and not path.startswith(skipped)
    }


def test_nothing_of_it_is_there(cli: CommandLine) -> None:
    outcome = cli.run("admin", "notes.tables", "--no-api")
    assert outcome.exit_code == 0
    found = generated(cli)
    assert not [path for path in found if "api" in path.lower() or "/rest" in path]
    del found["admin/scaffold.toml"]  # It says that there is none.
    for path, content in found.items():
        assert not WORDS.search(content.decode()), path


def test_it_is_remembered_and_taken_back(cli: CommandLine) -> None:
    cli.generate()
    whole = generated(cli)
    assert "admin/tables/note/api.py" in whole
    assert cli.run("admin", "--no-api").exit_code == 0
    without = generated(cli)
    assert "admin/tables/note/api.py" not in without
    assert "admin/api/__init__.py" not in without
    assert cli.run("admin").exit_code == 0
    assert generated(cli) == without
    assert cli.run("admin", "--api").exit_code == 0
    assert generated(cli) == whole


@pytest.mark.parametrize("edited", ["tables/note/api.py", "api/public.py"])
def test_what_was_edited_is_not_lost(cli: CommandLine, edited: str) -> None:
    cli.generate()
    file = cli.admin / edited
    file.write_text(file.read_text() + "\n# Mine\n")
    assert cli.run("admin", "--no-api").exit_code == 3
    assert file.read_text().endswith("# Mine\n")
