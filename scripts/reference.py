"""Writes docs/reference from the code: what the commands say, and every option.

python -m scripts.reference
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

from scaffold.cli import main as cli
from scaffold.config import AUTH_TABLE, SESSION_TABLE, Options
from scaffold.generators.app import imported
from scaffold.render import format_python, render
from scaffold.settings_options import KINDS as SETTINGS
from scaffold.settings_options import SettingsView
from scaffold.table_options import KINDS, TableOptions

FOLDER = Path(__file__).parent.parent / "docs" / "reference"

WIDTH = 80

HELP = """\
# Help texts

What `--help` prints, written out by `make reference`. [Commands](../commands.md)
explains more.
"""

OPTIONS = """\
# Options and settings

Written from the code by `make reference`.

## `create_admin`

Each is a field of `Settings` in `admin/settings.py`, where its default stands, and can
be given to `create_admin`. Names and meanings are those of Piccolo Admin, where it has
them.

{settings}
## Environment

What depends on where the admin runs. What is given to `create_admin` comes before it.

{environment}
## `scaffold.toml`

`admin/scaffold.toml` says what the admin is generated from. `piccolo-scaffold admin`
reads it, and writes there what its
[options](../commands.md#piccolo-scaffold-admin-target) say.

{keys}
### `[settings]`

What `admin/settings.py` begins with. Meanings are those of
[`create_admin`](#create_admin).

{setting_keys}
### `[links]`

Links in the sidebar: an address for each name.

### `[tables.NAME]`

A section for a table, under the name of its folder in `admin/tables/`. What each key
does:
[tables, each as you like it](../generated-admin.md#tables-each-as-you-like-it).

{table_keys}
### `[[doctor.ignore]]`

A finding of `piccolo-scaffold doctor` that is right as it is:
[living with it](../doctor.md#living-with-it).
"""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)


def pages() -> dict[str, str]:
    """The pages, by the names of their files."""
    source = settings_source()
    return {
        "help.md": "\n".join([HELP, *help_texts()]),
        "options.md": OPTIONS.format(
            settings=table(("option", ""), settings_rows(source)),
            environment=table(("variable", "sets"), environment_rows(source)),
            keys=table(("key", "default", ""), key_rows()),
            setting_keys=table(("key", "is"), setting_key_rows()),
            table_keys=table(("key", "is", "default"), table_key_rows()),
        ),
    }


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def code(text: str) -> str:
    return f"`{' '.join(text.split())}`".replace("|", "\\|")


# The commands.


def help_texts() -> Iterator[str]:
    context = click.Context(
        cli,
        info_name="piccolo-scaffold",
        max_content_width=WIDTH,
        **cli.context_settings,
    )
    yield from help_text(cli, context)


def help_text(command: click.Command, context: click.Context) -> Iterator[str]:
    """Of a command, and of those below it."""
    text = command.get_help(context)
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    yield f"## `{context.command_path} --help`\n\n```text\n{lines}\n```\n"
    below = command.commands if isinstance(command, click.Group) else {}
    for name, one in sorted(below.items()):
        inner = click.Context(
            one, context, name, terminal_width=WIDTH, max_content_width=WIDTH
        )
        yield from help_text(one, inner)


# The settings of the generated admin.


def settings_source() -> str:
    """``settings.py`` of an admin with files, which has all options."""
    text = render(
        "admin/settings.py.jinja",
        auth_table=imported(AUTH_TABLE, AUTH_TABLE),
        session_table=imported(SESSION_TABLE, SESSION_TABLE),
        media=True,
        options=Options(),
        settings=SettingsView({}),
    )
    return format_python({"settings.py": text})["settings.py"]


def options_of(source: str) -> list[ast.AnnAssign]:
    (settings,) = (
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )
    return [node for node in settings.body if isinstance(node, ast.AnnAssign)]


def settings_rows(source: str) -> Iterator[tuple[str, ...]]:
    """Options under one comment share it."""
    lines = source.splitlines()
    said = ""
    for option in options_of(source):
        said = comment_above(lines, option.lineno - 1) or said
        assert option.value
        name, kind = ast.unparse(option.target), ast.unparse(option.annotation)
        declared = f"{name}: {kind} = {default_of(option.value)}"
        yield code(declared), said.replace("``", "`")


def default_of(value: ast.expr) -> str:
    """As it is where the environment says nothing."""
    match value:
        case ast.Call(func=ast.Name("flag")):
            return "False"
        case ast.Call(func=ast.Name("words")):
            return "()"
        case ast.Call(func=ast.Name("field")):
            return "{}"
        case ast.Call(func=ast.Attribute(attr="get"), args=[_name, default]):
            return ast.unparse(default)
        case ast.Name("MEDIA_PATH"):
            return 'Path("media")'
    return ast.unparse(value)


def comment_above(lines: list[str], index: int) -> str:
    found: list[str] = []
    while (line := lines[index - 1].strip()).startswith("#"):
        found.insert(0, line.removeprefix("#").strip())
        index -= 1
    return " ".join(found)


def environment_rows(source: str) -> Iterator[tuple[str, ...]]:
    """What a variable sets: directly, or by a constant with that name."""
    constants = dict(re.findall(r'^([A-Z_]+) = .*"(ADMIN_\w+)"', source, re.MULTILINE))
    for option in options_of(source):
        assert option.value
        value = ast.unparse(option.value)
        variable = constants.get(value) or "".join(re.findall(r"ADMIN_\w+", value))
        if variable:
            yield code(variable), code(ast.unparse(option.target))


# scaffold.toml.


def key_rows() -> Iterator[tuple[str, ...]]:
    source = render("admin/scaffold.toml.jinja", options=Options())
    lines, said = source.splitlines(), ""
    for index, line in enumerate(lines):
        name, is_key, _value = line.partition(" = ")
        if is_key and not line.startswith("#"):
            said = comment_above(lines, index) or said
            yield code(name), code(toml(getattr(Options(), name))), said


def setting_key_rows() -> Iterator[tuple[str, ...]]:
    for name, kind in SETTINGS.items():
        never = ", or 0 for `None`" if name == "increase_expiry" else ""
        yield code(name), kind + never


def table_key_rows() -> Iterator[tuple[str, ...]]:
    defaults = vars(TableOptions())
    for field in fields(TableOptions):
        value = defaults[field.name]
        default = "all" if value is None else code(toml(value))
        yield code(field.name), KINDS[field.name], default


def toml(value: object) -> str:
    if isinstance(value, tuple):
        return "[]"
    if isinstance(value, dict):
        return "{}"
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


if __name__ == "__main__":
    main()
