"""``[tables.NAME]`` of ``scaffold.toml``: how single tables are shown."""

from __future__ import annotations

import pytest

from scaffold.config import options_in
from scaffold.table_options import TableOptions, merged
from tests.commandline import CommandLine

COLUMNS = (
    "title = Varchar()",
    "pages = Integer()",
    "code = Varchar(secret=True)",
    "extra = JSON()",
    "parent = ForeignKey('self')",
    "written = Timestamp()",
    "short = Varchar(length=59)",
    "pictures = Array(base_column=Varchar(length=20))",
    "numbers = Array(base_column=Integer())",
)

WRONG = {
    "[tables.nope]": "tables.nope: There is no such table.",
    "[tables.notes]\nmenu_group='A'": "Did you mean note?",
    "[tables.note]\ncolumns=[]": "tables.note.columns: There is no such option.",
    "[tables]\nnote=1": "tables.note: This must be a section.",
    "[tables.note]\nlink_column=1": "link_column: This must be a text.",
    "[tables.note]\norder_by='title'": "order_by: This must be a list of texts.",
    "[tables.note]\ntime_resolution={written='x'}": "This must be a number of seconds",
    "[tables.note]\ntime_resolution={written=true}": "This must be a number of seconds",
    "[tables.note]\ntime_resolution={written=7}": "written cannot go in steps of 7",
    "[tables.note]\ntime_resolution={title=60}": "title holds no time of day.",
    "[tables.note]\nrich_text_columns='title'": "rich_text_columns: This must be",
    "[tables.note]\nrich_text_columns=['pages']": "pages is no text that people write",
    "[tables.note]\nrich_text_columns=['extra']": "only Text and Varchar can be rich.",
    "[tables.note]\nrich_text_columns=['code']": "code is no text that people write",
    "[tables.note]\nrich_text_columns=['titel']": "Did you mean title?",
    "[tables.note]\nvisible_columns=['titel']": "Did you mean title?",
    "[tables.note]\nvisible_columns=['code']": "visible_columns: code is secret.",
    "[tables.note]\nvisible_filters=['extra']": "extra cannot be filtered by.",
    "[tables.note]\nlink_column='parent'": "parent leads to another table",
    "[tables.note]\norder_by=['title', '-title']": "order_by: title is there twice.",
    "[tables.note]\nvisible_columns=['pages']\nlink_column='title'": (
        "title is not among the columns of the list."
    ),
    "[tables.note]\nmedia_columns=['pages']": (
        "pages is no Varchar, Text or Array of these"
    ),
    "[tables.note]\nmedia_columns=['numbers']": (
        "numbers is no Varchar, Text or Array of these"
    ),
    "[tables.note]\nmedia_columns=['parent']": "has choices or is a key.",
    "[tables.note]\nmedia_columns=['code']": "media_columns: code is secret.",
    "[tables.note]\nmedia_columns=['titel']": "Did you mean title?",
    "[tables.note]\nmedia_columns=['title', 'title']": "title is there twice.",
    "[tables.note]\nmedia_columns=['short']": "Give it a length of 60 or more.",
    "[tables.note]\nmedia_columns=['pictures']": "pictures is too short for the keys",
    "[tables.note]\nmedia_columns=['title']\nrich_text_columns=['title']": (
        "title cannot hold both files and rich text."
    ),
    "[tables.note]\norder_by=['-code']": "order_by: code cannot be sorted by.",
    "[tables.note]\nvisible_columns=[]\nexclude_visible_columns=['title']": (
        "Give visible_columns or exclude_visible_columns."
    ),
    "[tables.note]\nvisible_filters=[]\nexclude_visible_filters=['title']": (
        "Give visible_filters or exclude_visible_filters."
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.items())
def test_what_is_wrong(cli: CommandLine, text: str, message: str) -> None:
    cli.table(*COLUMNS)
    cli.generate()
    before = cli.stamps()
    file = cli.admin / "scaffold.toml"
    written = f"{file.read_text()}\n{text}\n"
    file.write_text(written)
    outcome = cli.run("admin")
    assert outcome.exit_code == 4
    assert message in outcome.stderr
    assert str(file.relative_to(cli.folder)) in outcome.stderr
    file.write_text(written.removesuffix(f"\n{text}\n"))
    assert {name: text for name, (text, _time) in cli.stamps().items()} == {
        name: text for name, (text, _time) in before.items()
    }


def test_options_are_kept(cli: CommandLine) -> None:
    cli.table(*COLUMNS)
    cli.generate()
    file = cli.admin / "scaffold.toml"
    mine = (
        "\n# Mine.\n[tables.note]\nvisible_columns = [ 'title' ]  # Only this.\n"
        "order_by = [\n  '-pages',\n]\ntime_resolution.written = 60\n"
    )
    file.write_text(file.read_text() + mine)
    assert cli.run("admin").exit_code == 0
    assert file.read_text().endswith(mine)
    queries = (cli.admin / "tables/note/queries.py").read_text()
    assert 'ORDER: tuple[str, ...] = ("-pages",)' in queries
    assert "LISTED = (" in queries
    before = cli.stamps()
    assert cli.run("admin").exit_code == 0
    assert cli.stamps() == before


def test_files_come_and_go(cli: CommandLine) -> None:
    """What is only for them is emitted where a column has them."""
    cli.table("cover = Varchar()", "sounds = Array(base_column=Text())")
    cli.generate()
    before = {path for path in cli.stamps() if ".scaffold" not in path}
    file = cli.admin / "scaffold.toml"
    text = file.read_text()
    options = "[tables.note]\nmedia_columns = ['sounds', 'cover']\n"
    file.write_text(f"{text}\n{options}")
    assert cli.run("admin").exit_code == 0
    after = {path for path in cli.stamps() if ".scaffold" not in path}
    assert {path.removeprefix("admin/") for path in after - before} == {
        "api/files.py",
        "media.py",
        "toolbox/media.py",
        "toolbox/rest/files.py",
        "toolbox/s3.py",
        "toolbox/uploads.py",
        "unused_files.py",
    }
    media = (cli.admin / "media.py").read_text()
    assert media.index("Note.cover") < media.index("Note.sounds")
    file.write_text(text)
    assert cli.run("admin").exit_code == 0
    assert {path for path in cli.stamps() if ".scaffold" not in path} == before
    assert "media" not in (cli.admin / "app.py").read_text()


def test_a_group_is_translated(cli: CommandLine) -> None:
    cli.generate()
    file = cli.admin / "scaffold.toml"
    file.write_text(f'{file.read_text()}\n[tables.note]\nmenu_group = "Café"\n')
    assert cli.run("admin").exit_code == 0
    assert 'group="Café"' in (cli.admin / "sidebar.py").read_text()
    assert 'msgid "Café"' in (cli.admin / "locale/admin.pot").read_text()


def test_both_branches_have_changed_them() -> None:
    base = {"a": TableOptions(menu_group="A", link_column="x")}
    ours = {"a": TableOptions(menu_group="B", link_column="x")}
    theirs = {
        "a": TableOptions(menu_group="A", link_column="y"),
        "b": TableOptions(order_by=("n",)),
    }
    assert merged(base, ours, theirs) == {
        "a": TableOptions(menu_group="B", link_column="y"),
        "b": TableOptions(order_by=("n",)),
    }
    assert merged(base, {}, base) == {}


def test_conflict_markers(cli: CommandLine) -> None:
    text = """\
<<<<<<< ours
[tables.a]
menu_group = "A"
=======
[tables.b]
menu_group = "B"
>>>>>>> theirs
"""
    options = options_in(text, cli.admin / "scaffold.toml")
    assert {name: own.menu_group for name, own in options.tables.items()} == {
        "a": "A",
        "b": "B",
    }
