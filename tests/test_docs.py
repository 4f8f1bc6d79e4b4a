"""The documentation names what there is, and its links lead somewhere."""

from __future__ import annotations

import re
from inspect import signature
from itertools import chain
from pathlib import Path
from typing import Any

import click
import pytest
from piccolo_admin.endpoints import FormConfig, TableConfig, create_admin
from piccolo_api.crud.hooks import HookType
from piccolo_api.crud.validators import Validators

from scaffold import settings_options, table_options
from scaffold.cli import BUG, CONFLICTS, main
from scaffold.config import Options
from scaffold.errors import ScaffoldError
from scaffold.generators.app import template_files
from scaffold.telling import COLOURS

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    assert f"## `piccolo-scaffold {name}" in page
    command = main.commands[name]
    below = command.commands if isinstance(command, click.Group) else {}
    for parameter in chain(command.params, *(one.params for one in below.values())):
        if isinstance(parameter, click.Option):
            for option in (*parameter.opts, *parameter.secondary_opts):
                assert f"`{option}" in page, option


def test_every_word_for_a_file_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    for word in COLOURS:
        assert f"`{word}`" in page, word


def test_every_exit_code_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    for code in {0, 1, 2, BUG, CONFLICTS, ScaffoldError.exit_code}:
        assert f"| {code} |" in page, code


def test_every_module_is_on_the_map() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    for module in (ROOT / "scaffold").iterdir():
        if not module.name.startswith(("_", "demo", "py.typed", ".")):
            name = f"{module.name}/" if module.is_dir() else module.name
            assert f"`{name}`" in page, name


def test_every_option_is_kept_in_the_file() -> None:
    template = ROOT / "scaffold" / "templates" / "admin" / "scaffold.toml.jinja"
    kept = re.findall(r"^(\w+) = ", template.read_text(), re.MULTILINE)
    # Sections are written by hand or taken over, and never by the generator.
    sections = ["settings", "links", "tables"]
    assert [*kept, *sections] == list(Options.__dataclass_fields__)


MIGRATING = ROOT / "docs" / "migrating-from-piccolo-admin.md"


@pytest.mark.parametrize(
    ("thing", "section"),
    [
        (create_admin, "`create_admin`"),
        (TableConfig, "`TableConfig`"),
        (FormConfig, "Forms"),
        (Validators, "Validators"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_option_of_piccolo_admin_has_its_place(thing: Any, section: str) -> None:
    """Each in a line of the table there, and nothing that it does not have."""
    page = MIGRATING.read_text()
    (part,) = re.findall(rf"\n##+ {re.escape(section)}\n(.*?)(?=\n##|\Z)", page, re.S)
    first = (line.split("|")[1] for line in part.splitlines() if line.startswith("| `"))
    named = {name for cell in first for name in re.findall(r"`(\w+)`", cell)}
    assert named == {*signature(thing).parameters}


def test_every_kind_of_hook_has_its_place() -> None:
    page = MIGRATING.read_text()
    for kind in HookType:
        assert f"\n| `{kind.value}` |" in page


def test_every_key_of_a_table_is_documented() -> None:
    page = (ROOT / "docs" / "generated-admin.md").read_text()
    for name in table_options.KINDS:
        assert f"`{name}`" in page, name


def test_every_setting_is_one_of_the_admin() -> None:
    template = ROOT / "scaffold" / "templates" / "admin" / "settings.py.jinja"
    fields = re.findall(r"^    (\w+): ", template.read_text(), re.MULTILINE)
    assert {*settings_options.KINDS} <= {*fields}
    assert {*table_options.MOMENTS["validators"], "extra_context"} == {
        *signature(Validators).parameters
    }
    assert {*table_options.MOMENTS["hooks"]} == {kind.value for kind in HookType}


def test_every_module_of_the_admin_is_described() -> None:
    page = (ROOT / "docs" / "generated-admin.md").read_text()
    for path in template_files("admin"):
        name = path.removesuffix(".jinja")
        if name.endswith(".py") and not name.endswith("__init__.py"):
            assert name.rpartition("/")[2] in page or name.startswith("tests/"), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target
