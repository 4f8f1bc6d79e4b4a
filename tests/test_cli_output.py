"""Where an admin may be written, so that nothing else is lost or hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaffold.generators.translations import canonical
from tests.commandline import CommandLine


@pytest.mark.parametrize("output", ["class", "json", "piccolo"])
def test_names_that_mean_something_else_are_refused(
    cli: CommandLine, output: str
) -> None:
    before = cli.files()
    outcome = cli.run("admin", "notes.tables", "-o", output)
    assert outcome.exit_code == 4
    assert "--output" in outcome.stderr
    assert cli.files() == before


def test_a_module_beside_it_is_not_hidden(cli: CommandLine) -> None:
    (cli.folder / "admin.py").write_text("mine = True\n")
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 4
    assert "admin.py stands beside it" in outcome.stderr
    assert not cli.admin.exists()


def test_links_do_not_lead_out(cli: CommandLine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    cli.admin.mkdir()
    (cli.admin / "static").symlink_to(elsewhere)
    outcome = cli.run("admin", "notes.tables")
    assert outcome.exit_code == 4
    assert "leads out of admin" in outcome.stderr
    assert not list(elsewhere.iterdir())


def test_what_an_interpreter_left_is_nobodys(cli: CommandLine) -> None:
    (cli.admin / "__pycache__").mkdir(parents=True)
    (cli.admin / "__pycache__" / "app.pyc").write_bytes(b"")
    assert cli.run("admin", "notes.tables").exit_code == 0


def test_check_tells_an_edited_file(cli: CommandLine) -> None:
    cli.generate()
    (cli.admin / "home.py").write_text("mine = True\n")
    outcome = cli.run("admin", "--check")
    assert outcome.exit_code == 1
    assert "refused   admin/home.py" in outcome.stdout


def test_the_next_step_names_the_package(cli: CommandLine) -> None:
    outcome = cli.run("admin", "notes.tables", "-o", "notes/../back/office")
    assert outcome.exit_code == 0
    assert "python -m back.office" in outcome.stdout


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("pt_br", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("de.UTF-8", None),
        ("de@euro", None),
        ("de/../x", None),
        ("", None),
    ],
)
def test_a_language_has_one_code(code: str, language: str | None) -> None:
    assert canonical(code) == language
