"""Whatever stands in a table definition comes out as that text, and as nothing else."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import escape

from scaffold.config import Options
from scaffold.errors import ToolError
from scaffold.generators import admin, app, emitted_tests, tables, translations
from scaffold.generators import views as table_views
from scaffold.render import format_python, literal, render
from scaffold.schema import Choice, Column, Default, Readable, Reference, Schema, Table

BITING = [
    *('"', "'", '"""', "\\", "\\n", "\n", "\r\n", "\0", "\x85", "\u2028", "`", "${x}"),
    *("{{", "}}", "{%", "%}", "{#", "#}", "[[", "]]", "[%", "%]", "[#", "#]", "{", "}"),
    *(
        "{{ 7 * 7 }}",
        "{% endblock %}",
        "{% raw %}",
        "-%}",
        "</script>",
        "<!--",
        "&amp;",
    ),
    *(
        "\u202e",
        "\u200f",
        "\ufeff",
        "\ud800",
        "\udfff",
        "\U0001f3ac",
        "e\u0301",
        "سلام",
    ),
    *("%s", "%(a)s", "{0}", "#, fuzzy", 'msgid "x"', "# noqa", "\t", " ", "\\u0041"),
]
TEXTS = st.lists(
    st.sampled_from(BITING) | st.text(st.characters(exclude_categories=())), max_size=4
).map("".join)

SERIAL = Column("id", "id", "Serial", Default("database"), primary_key=True)

PAGES = {
    "form.html": "{% block help %}{% endblock %}|{% block fields %}{% endblock %}",
    "list.html": "{% block help %}{% endblock %}|{% block headings %}{% endblock %}",
    "fields.html": (
        "{% macro select(name, label, options, context, help='', required=false) %}"
        "{{ help }}|{% for value, words in options.items() %}"
        '<option value="{{ value }}">{{ words }}</option>{% endfor %}{% endmacro %}'
    ),
    "cells.html": (
        "{% macro heading(name, label, class='', help='') %}{{ help }}{% endmacro %}"
    ),
    "filters.html": "",
}
"""Stand-ins for the pages that those of a table extend and import."""


def make_table(*columns: Column, key: Column = SERIAL, name: str = "Film") -> Table:
    readable = Readable("%s", (key.name,))
    return Table(name, "films.tables", name.lower(), (key, *columns), readable)


def make_column(name: str, kind: str = "Varchar", **more: object) -> Column:
    return Column(name, name, kind, Default("none"), **more)  # type: ignore[arg-type]


def generate(*found: Table) -> dict[str, str]:
    """What is generated, before it is formatted."""
    views = table_views.views(Schema(found))
    files = dict(app.generate(views, Options()))
    files |= {**dict(tables.generate(views)), **dict(emitted_tests.generate(views))}
    return files | dict(translations.generate(views, ["de"], files))


def assigned(source: str, name: str) -> object:
    """The value of a literal in a module."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise AssertionError(f"there is no {name}")


def shown(page: str, files: Mapping[str, str], choices: object) -> str:
    """A page as people get it."""
    pages = Environment(
        loader=DictLoader({**PAGES, "page": files[f"tables/film/{page}"]}),
        autoescape=True,
        undefined=StrictUndefined,
    )
    pages.filters |= {"number": str, "text": str, "choice": str}
    pages.globals["pgettext"] = lambda _context, message: message
    forms = {"STATUS_CHOICES": choices}
    return pages.get_template("page").render(forms=forms, key=None)


@given(TEXTS)
def test_a_literal_means_the_same_in_python_and_in_a_page(text: str) -> None:
    written = literal(text)
    assert ast.literal_eval(written) == text
    assert "\n" not in written
    assert not {"{{", "{%", "{#", "}}", "%}", "#}"} & {
        a + b for a, b in pairwise(written)
    }
    page = Environment().from_string(f"{{{{ {written} }}}}")
    assert page.render() == text


@example(*["{{ 7 * 7 }}"] * 3, {"</script>": "{% raw %}"}, "[[ 1 ]]")
@given(TEXTS, TEXTS, TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=3), TEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_texts_of_a_table(
    help_text: str,
    column_help: str,
    db_name: str,
    labels: dict[str, str],
    tablename: str,
) -> None:
    choices = tuple(Choice("x", value, label) for value, label in labels.items())
    status = Column(
        "status",
        db_name,
        "Varchar",
        Default("none"),
        help_text=column_help,
        choices=choices,
    )
    table = make_table(status)
    files = generate(
        Table(
            "Film", "f.t", tablename, table.columns, table.readable, help_text=help_text
        )
    )
    (folder,) = {path.split("/")[1] for path in files if path.endswith("/views.py")}
    files = {
        path.replace(f"/{folder}/", "/film/"): text for path, text in files.items()
    }
    modules = [text for path, text in files.items() if path.endswith(".py")]
    for module in modules:
        ast.parse(module)
    expected = {
        value: "X" if words == "x" else words for value, words in labels.items()
    }
    forms = files["tables/film/forms.py"]
    assert (assigned(forms, "STATUS_CHOICES") if labels else {}) == expected
    if labels:
        check_pages(files, help_text, column_help, expected)
    check_catalogues(files, [help_text, column_help, *expected.values()])


def check_pages(
    files: Mapping[str, str], help_text: str, column_help: str, choices: dict[str, str]
) -> None:
    options = "".join(
        f'<option value="{escape(value)}">{escape(words)}</option>'
        for value, words in choices.items()
    )
    parts = [escape(help_text), escape(column_help), options]
    form = shown("form.html", files, choices)
    assert "".join(form.split()) == "".join("|".join(parts).split())
    assert escape(column_help) in shown("list.html", files, choices)


def check_catalogues(files: Mapping[str, str], texts: list[str]) -> None:
    for path in ("locale/admin.pot", "locale/de.po"):
        catalogue = read_po(BytesIO(files[path].encode()), locale="de")
        found = {message.id for message in catalogue if message.context}
        possible = {text for text in texts if translations.can_be_written(text)}
        assert possible <= found


def test_messages_are_those_that_babel_finds() -> None:
    wanted, found = set(), set()
    for path, text in generate(make_table()).items():
        if path.endswith((".py", ".html")) and not path.startswith("tests/"):
            wanted |= {(path, *message) for message in by_babel(path, text)}
            messages = translations.extracted(path, text)
            found |= {(path, each.text, each.plural) for each in messages}
    assert found == wanted
    assert len(found) > 50


def by_babel(path: str, text: str) -> set[tuple[str, str]]:
    method = "python" if path.endswith(".py") else "jinja2"
    keywords: dict[str, tuple[int, ...] | None] = {"_": None, "ngettext": (1, 2)}
    found = extract(method, BytesIO(text.encode()), keywords=keywords)
    messages = [message for _line, message, _comments, _context in found]
    return {(m, "") if isinstance(m, str) else (m[0], m[1]) for m in messages}


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ('_("a")', ["a"]),
        ("_(\n    'it' \n \"'s\",\n)", ["it's"]),
        (r'_("say \"a\"") + x._("\u00e4")', ['say "a"', "ä"]),
        ('ngettext("a", "b", 2)', ["a", "b"]),
        ('_(a) + f_("a") + f(_, "a") + pgettext("a", "b")', []),
        ('_(f"a") + _("a" f"b") + _("a" + b) + _("") + _("\\ud800")', []),
    ],
)
def test_messages_in_calls(source: str, texts: list[str]) -> None:
    found = translations.extracted("x.py", source)
    assert [
        text for each in found for text in (each.text, each.plural) if text
    ] == texts


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Boolean", "true"),
        ("Date", "2024-01-31"),
        ("Interval", "1d 2h"),
        ("Numeric", "2.5"),
        ("Timestamptz", "2024-01-31T10:00:00"),
        ("UUID", "0b52bb4b-5d1e-4f7c-9d1b-2f6f6a1c3e11"),
    ],
)
def test_choices_of_every_type_are_typed_in_tests(kind: str, text: str) -> None:
    choices = (Choice("first", text, "One"),)
    files = generate(make_table(make_column("status", kind, choices=choices)))
    forms = files["tables/film/forms.py"]
    assert assigned(forms, "STATUS_CHOICES") == {text: "One"}
    assert json.dumps(text) in files["tests/test_film.py"]


def test_choices_without_members_are_none() -> None:
    files = generate(make_table(make_column("status", choices=())))
    assert "CHOICES" not in files["tables/film/forms.py"]
    assert "fields.input" in files["tables/film/form.html"]


def test_choices_of_columns_that_differ_in_case_only() -> None:
    columns = [
        make_column(name, choices=(Choice("a", name, name),))
        for name in ("kind", "KIND")
    ]
    forms = generate(make_table(*columns))["tables/film/forms.py"]
    assert assigned(forms, "KIND_CHOICES") == {"kind": "kind"}
    assert assigned(forms, "KIND_CHOICES_2") == {"KIND": "KIND"}


def test_a_label_that_is_a_secret_is_not_used() -> None:
    table = make_table(make_column("pin", secret=True))
    readable = Readable("%s", ("pin",))
    files = generate(Table("Film", "f.t", "film", table.columns, readable))
    assert "Film.pin" not in files["tables/film/queries.py"]


@pytest.mark.parametrize(
    ("template", "written"),
    [("%s", None), ("O'%s", "O''%s"), ("O''%s", "O''%s"), ("{%s}", "{{%s}}")],
)
def test_a_label_goes_through_sql_and_format(
    template: str, written: str | None
) -> None:
    table = make_table(make_column("name"))
    readable = Readable(template, ("name",))
    files = generate(Table("Film", "f.t", "film", table.columns, readable))
    found = [
        ast.literal_eval(node.args[0])
        for node in ast.walk(ast.parse(files["tables/film/queries.py"]))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Readable"
    ]
    assert found == ([] if written is None else [written])


def test_a_reference_to_a_table_that_is_left_out() -> None:
    """It is typed as the column that it points to."""
    reference = Reference("f.t:Studio", "id", "CASCADE", type="UUID")
    studio = make_column("studio", "ForeignKey", references=reference)
    files = generate(make_table(studio))
    assert "studio: fields.UUID" in files["tables/film/forms.py"]
    assert "fields.input(" in files["tables/film/form.html"]


def test_no_label_leads_to_a_secret() -> None:
    pin = make_column("pin", secret=True)
    boss = make_table(pin, name="Boss")
    to_boss = Reference("films.tables:Boss", "id", "CASCADE")
    reference = make_column("boss", "ForeignKey", references=to_boss)
    worker = replace(
        make_table(reference, name="Worker"), readable=Readable("%s", ("boss.pin",))
    )
    to_worker = Reference("films.tables:Worker", "id", "CASCADE")
    desk = make_table(make_column("worker", "ForeignKey", references=to_worker))
    for known in ((boss, worker, desk), (worker, desk)):
        files = generate(*known)
        for name in ("worker", "film"):
            assert ".pin" not in files[f"tables/{name}/queries.py"]


def test_a_wide_table_is_generated_and_formatted() -> None:
    columns = [make_column(f"column_{number}") for number in range(300)]
    files = admin.generate(Schema((make_table(*columns),)), Options())
    assert files["tables/film/form.html"].count("fields.input(") == 300
    assert files["tables/film/queries.py"].count("    Film.column_") == 600


def test_what_is_generated_for_a_table_can_be_read_at_one_sitting() -> None:
    table = make_table(*(make_column(f"column_{number}") for number in range(4)))
    files = admin.generate(Schema((table,)), Options())
    lines = {path: text.count("\n") for path, text in files.items()}
    api = lines.pop("tables/film/api.py")  # Which is read by itself.
    assert api <= 225
    assert sum(n for path, n in lines.items() if path.startswith("tables/film/")) <= 440
    assert lines["tests/test_film.py"] <= 90


def test_a_page_line_is_broken_as_black_would() -> None:
    long = make_column("a" * 40, help_text="b" * 40)
    form = generate(make_table(long))["tables/film/form.html"]
    assert f'  {{{{ fields.input(\n    "{"a" * 40}",\n' in form


def test_formatting_is_black_s_and_sorts_imports() -> None:
    source = "import b\nimport a\nx = [1,\n2]; y=''\nprint(a, b)\n"
    files = format_python({"x.py": source, "y.html": "<p  >"})
    assert files == {
        "x.py": 'import a\nimport b\n\nx = [1, 2]\ny = ""\nprint(a, b)\n',
        "y.html": "<p  >",
    }


@pytest.mark.parametrize("start", ["tables/piccolo/", "tables/piccolo/q", "tests/c"])
def test_some_files_are_formatted_as_all_are(start: str) -> None:
    """Also in a folder that is called as a package that is imported there."""
    table = replace(make_table(name="Piccolo"), readable=Readable("%s.", ("id",)))
    schema = Schema((table, make_table()))
    files = admin.render(schema, Options())
    formatted = admin.format(files, schema, 88)
    some = {path: text for path, text in files.items() if path.startswith(start)}
    assert any(text != formatted[path] for path, text in some.items())
    assert admin.format(some, schema, 88) == {path: formatted[path] for path in some}


def test_the_current_folder_has_no_say_in_formatting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "import pydantic\n\nimport films\n\nprint(films, pydantic)\n"
    (tmp_path / "pydantic").mkdir()
    (tmp_path / "pydantic" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    assert format_python({"x.py": source}, first_party=["films"]) == {"x.py": source}


def test_what_cannot_be_formatted_is_reported() -> None:
    with pytest.raises(ToolError):
        format_python({"x.py": "class :"})


def test_templates_write_jinja() -> None:
    page = render(
        "table/delete.html.jinja", table=table_views.views(Schema((make_table(),)))[0]
    )
    assert page.startswith('{% extends "delete.html" %}\n')
