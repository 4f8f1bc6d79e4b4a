"""Pages as trees, and what comes of merging them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.merge import merge as merge_texts
from scaffold.merge import trees
from scaffold.merge.markup import check, parse
from scaffold.merge.outcome import Merged, Unreadable
from scaffold.merge.tree import Key, Node, Part, places, same

ROOT = Path(__file__).parents[2]

GENERATED = [
    pytest.param(path.read_text(), id=str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "tests" / "golden").glob("*/expected/**/*.html"))
]

OF_TABLES = [page for page in GENERATED if "/tables/" in str(page.id)]

TEMPLATES = [
    pytest.param(path.read_text(), id=path.name)
    for path in sorted((ROOT / "scaffold" / "templates").glob("**/*.html*"))
]

SOUP = [
    *("{% if a %}", "{%- elif b -%}", "{% else %}", "{% endif %}", "{% end %}", "{%%}"),
    *("{% for x in y | f(1) %}", "{% endfor %}", "{% block b %}", "{% endblock b %}"),
    *("{% set a %}", "{% set a = [1, 2,] %}", "{% endset %}", "{% include 'a' %}"),
    *("{% macro m(a, b='}}') %}", "{% endmacro %}", "{% call(x) f('a', b=1,) %}"),
    *("{% endcall %}", "{% raw %}{{{%endraw%}", "{{}}", "{{- -}}", "{{ a,b }}"),
    *("{{ {'a': {'b': 1}} }}", "{{ f(')', x=g(1)|h) | upper | default('') }}"),
    *("{{f(,)}}", "{{ f( a , ) }}", "{{ ) }}", "{{ a || b }}", "{{ x.y('z') }}"),
    *("{# c #}", "<!-- c -->", "<!--", "-->", "<!doctype html>", "<!x", "<?y?>"),
    *("<script>", "</script>", "<style>", "</style>", "<pre>", "</pre>", "<textarea>"),
    *("<div", "<div>", "</div>", "</DIV>", "<p>", "</p >", "<br/>", "<td>", "</td>"),
    *('<p class="a b"', "<p class='{% if x %} y{% endif %}z' >", "class=", "=", "'"),
    *(
        '"',
        ">",
        "/>",
        " ",
        "\n",
        "\n\n  ",
        "<h{{ n }}>",
        ' x="{{ y }}"',
        "<",
        "\0",
    ),
    *('data-{{ x }}="a"', " checked{% if a %} b{% endif %}", "text", "more words", "é"),
]

UNCLOSED = ["{{", "{%", "{#", "{% raw %}", "}}", "%}", "#}", "(", "{{ '"]

LIST = """\
{% extends "list.html" %}
{% import "cells.html" as cells with context %}

{% block title %}{{ pgettext("film", "Films") }}{% endblock %}

{% block headings %}
  {{ cells.heading("id", pgettext("film", "ID"), class="number") }}

  {{ cells.heading("title", pgettext("film", "Title")) }}

  {{ cells.heading("rating", pgettext("film", "Rating"), class="number") }}

{% endblock %}

{% block cells %}
  <td class="number">
    {{ cells.link("/tables/film/", row["id"], row["id"] | number) }}
  </td>

  <td>{{ cells.link("/tables/film/", row["id"], row["title"] | text) }}</td>

  <td class="number" dir="ltr">{{ row["rating"] | number }}</td>

  {{ cells.actions("/tables/film/", row["id"]) }}
{% endblock %}
"""

FORM = """\
{% extends "form.html" %}
{% import "fields.html" as fields with context %}

{% block fields %}
  {% if key is none %}
    {{ fields.input("id", pgettext("film", "ID"), maxlength=40) }}
  {% endif %}

  {{ fields.input("title", pgettext("film", "Title"), maxlength=255) }}

  {{ fields.reference(
    "director",
    pgettext("film", "Director"),
    "/tables/director/",
    required=true,
  ) }}

{% endblock %}
"""

BASE = """\
{% block main %}
<main class="wide">
  {# Only for those who may. #}
  {% if allowed %}
  <p class="help">{{ _("Words") }}</p>
  {% else %}
  <p>{{ _("No.") }}</p>
  {% endif %}
  <input type="text" name="a"{% if big %} size="9"{% endif %} required>
</main>
{% endblock %}

{% macro one(a, b="") %}
<b>{{ a }}</b>
{% endmacro %}
"""

Change = tuple[str, str]
"""A text that a page has once, and what becomes of it."""

TITLE_CELL = (
    '<td>{{ cells.link("/tables/film/", row["id"], row["title"] | text) }}</td>'
)

RATING_HEADING = (
    '{{ cells.heading("rating", pgettext("film", "Rating"), class="number") }}'
)

RATING_CELL = '<td class="number" dir="ltr">{{ row["rating"] | number }}</td>'

WITHOUT_RATING = [(f"  {RATING_HEADING}\n\n", ""), (f"  {RATING_CELL}\n\n", "")]

BUDGET_HEADING = '  {{ cells.heading("budget", pgettext("film", "Budget")) }}\n\n'

BUDGET_CELL = '  <td>{{ row["budget"] | text }}</td>\n\n'

BUDGET_LAST = [
    (
        "\n{% endblock %}\n\n{% block cells",
        f"\n{BUDGET_HEADING}{{% endblock %}}\n\n{{% block cells",
    ),
    ("  {{ cells.actions", f"{BUDGET_CELL}  {{{{ cells.actions"),
]

BUDGET_FIRST = [
    ('  {{ cells.heading("id"', f'{BUDGET_HEADING}  {{{{ cells.heading("id"'),
    ('  <td class="number">\n', f'{BUDGET_CELL}  <td class="number">\n'),
]

BUDGET_FIELD = '  {{ fields.input("budget", pgettext("film", "Budget")) }}\n\n'

BUDGET_IN_FORM = [("\n{% endblock %}", f"\n{BUDGET_FIELD}{{% endblock %}}")]


def changed(text: str, changes: list[Change]) -> str:
    for old, new in changes:
        assert text.count(old) == 1, f"{text.count(old)} times: {old}"
        text = text.replace(old, new)
    return text


def merge(base: str, yours: str, new: str) -> Merged:
    return trees.merge(parse, check, base, yours, new, ())


def nodes(tree: Part) -> Iterator[Node]:
    return (part for part, _place in places(tree) if isinstance(part, Node))


def keys(text: str) -> list[Key]:
    return [node.key for node in nodes(parse(text))]


# Reading


@pytest.mark.parametrize("text", GENERATED + TEMPLATES)
def test_a_tree_is_its_text(text: str) -> None:
    assert parse(text).text == text


@given(st.lists(st.sampled_from(SOUP)).map("".join))
def test_what_jinja_can_delimit_is_read(text: str) -> None:
    assert parse(text).text == text


@given(st.lists(st.sampled_from(SOUP + UNCLOSED) | st.text(max_size=3)).map("".join))
def test_nothing_else_is_unreadable(text: str) -> None:
    try:
        assert parse(text).text == text
    except Unreadable:
        assert re.search(r"\{[{%#]", text)


@pytest.mark.parametrize(
    "text", ["a\n{{ b", "a\n{% if '%}'", "\n{# }}", "\n{{ (a }}", "\n{% raw %}{{ a }}"]
)
def test_a_tag_without_end_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^line 2: "):
        parse(text)


def with_four_spaces(text: str) -> str:
    return re.sub(r"^ +", lambda found: found[0] * 2, text, flags=re.MULTILINE)


def with_tabs(text: str) -> str:
    return re.sub(
        r"^ +", lambda found: "\t" * (len(found[0]) // 2), text, flags=re.MULTILINE
    )


def without_empty_lines(text: str) -> str:
    """Except after comments: with one, a comment is about the whole page."""
    return re.sub(r"(?<!\})\n\n+(?!.*#\}\n\n)", "\n", text)


def in_single_quotes(text: str) -> str:
    text = re.sub(r'(\(|, |\[)"(\w*)"', r"\1'\2'", text)
    return re.sub(r'<(\w+) (class|id|method)="([\w -]*)"', r"<\1 \2='\3'", text)


def spaced(text: str) -> str:
    return re.sub(r"\(([^()\n\"]*)\)(?= \}\})", r"( \1 )", text).replace(" | ", "|")


REFORMATS = [with_four_spaces, with_tabs, without_empty_lines, in_single_quotes, spaced]


@pytest.mark.parametrize("reformat", REFORMATS)
def test_formatting_means_nothing(reformat: Callable[[str], str]) -> None:
    different = 0
    for page in GENERATED:
        text = str(page.values[0])
        reformatted = reformat(text)
        different += reformatted != text
        assert same(parse(reformatted), parse(text)), page.id
    assert different > 9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('<p id="a" class="b c">', "<p class='c b' id='a'>"),
        ('<p  id = "a" >', '<p id="a">'),
        ("<br />", "<br>"),
        ("<INPUT Disabled>", '<input disabled="">'),
        ("<p>one\n  two</p>", "<p> one two </p>"),
        ("{{f('it\\'s',x=[1,],)}}", '{{ f( "it\'s", x=[1] ) }}'),
        ("{{ a|b|c(1) }}", "{{ a | b\n | c( 1, ) }}"),
        ("{# one\n two #}<p>", "{#  one two #}\n<p>"),
        ("<script>\n  a\n</script>", "<script>a</script>"),
        ("{% block a %}{% endblock %}", "{%block a%}{%endblock a%}"),
        ('<a href="{{ f("x") }}">', "<a href='{{f('x')}}'>"),
    ],
)
def test_same(one: str, other: str) -> None:
    assert same(parse(one), parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>a</p>", "<p>b</p>"),
        ("<p>a</p>", "<div>a</div>"),
        ('<p id="a">', '<p id="b">'),
        ('<p class="a">', '<p class="a b">'),
        ("{{ a }}", "{{- a }}"),
        ("{{ a | b | c }}", "{{ a | c | b }}"),
        ('{{ f("a") }}', "{{ f(a) }}"),
        ('{{ f("a b") }}', '{{ f("a  b") }}'),
        ("{# a #}<p>", "{# b #}<p>"),
        ("<pre>\n a</pre>", "<pre>\na</pre>"),
        ("<textarea>{{ a }}</textarea>", "<textarea> {{ a }}</textarea>"),
        ("{% if a %}b{% endif %}", "{% if a %}{% else %}b{% endif %}"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert not same(parse(one), parse(other))


@pytest.mark.parametrize("text", OF_TABLES)
def test_columns_have_names_of_their_own(text: str) -> None:
    found = [key for key in keys(text) if key[0] in ("cell", "output") and len(key) < 4]
    named = [key for key in found if key[0] == "cell" or len(key) == 3]
    assert len(set(named)) == len(named)
    assert len([key for key in named if key[0] == "cell"]) == text.count("<td")
    calls = len(re.findall(r"\{\{ (?:fields|cells|filters)\.\w+\(\s*\"\w+\"", text))
    assert len([key for key in named if key[0] == "output"]) == calls


@pytest.mark.parametrize(
    ("text", "key", "title"),
    [
        ('<p id="a" name="b">', ("id", "a"), "<p> a"),
        ('<td data-column="a"></td>', ("data-column", "a"), "<td> a"),
        ('<input name="a">', ("name", "a"), "<input> a"),
        ('<input type="hidden" name="a">', ("name", "a", "hidden"), "<input> a"),
        ("<input type=radio name=a value=1>", ("name", "a", "radio", "1"), "<input> a"),
        ("<td><b>{{ row.a }}</b></td>", ("cell", "a"), "<td> a"),
        ('<td>{{ f(row["a"], row["_b"]) }}</td>', ("cell", "a"), "<td> a"),
        ("<body></body>", ("<body>",), "<body>"),
        ("{% macro a(b) %}{% endmacro %}", ("macro", "a"), "macro a"),
        ("{% set a = 1 %}", ("set", "a"), "set a"),
        ("{% set a | b %}{% endset %}", ("set", "a"), "set a"),
        ('{% extends "a" %}', ("extends",), "extends"),
        ('{% import "a" as b %}', ("import", "b"), "import b"),
        ('{% from "a" import b %}', ("from", '"a"'), 'from "a"'),
        ("{% include 'a' %}", ("include", '"a"'), 'include "a"'),
        ('{% call a.b("c") %}{% endcall %}', ("output", "a", "c"), "c"),
        ('{{ fields.input("a", 1) }}', ("output", "fields", "a"), "a"),
        ('{{ f(row["a"]) }}', ("value", "f", "a"), ""),
        ('{% if b %}{{ a.b("c") }}{% endif %}', ("output", "a", "c"), ""),
        ('<b>{{ row["a"] | b }}</b>', ("value", "", "a"), "<b>"),
    ],
)
def test_name(text: str, key: Key, title: str) -> None:
    found = next(nodes(parse(text)))
    assert (found.key, found.title, found.named) == (key, title, True)


@pytest.mark.parametrize(
    "text",
    [
        "<p></p>",
        "text",
        '{{ _("a") }}',
        '{{ cells.actions("/a/") }}',
        "{% if a %}{% endif %}",
        "<!-- a -->\n\n<b>",
    ],
)
def test_without_a_name(text: str) -> None:
    assert not next(nodes(parse(text))).named


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("{% if a %}<div>{% endif %}", ["if", "branch", "tag"]),
        ("<ul><li>a<li>b</ul>", ["element", "tag", "text", "tag", "text"]),
        ("<b><i></b></i>", ["element", "tag", "close"]),
        ("{% if a %}b", ["if", "text"]),
        (
            "{% if a %}{% for b %}{% else %}{% endif %}",
            ["if", "branch", "for", "branch"],
        ),
        ("<!-- {% if a %} --> {% endif %}", ["text", "if", "branch", "text"]),
        ("<!-- {% if a %}{% endif %} -->", ["comment"]),
        ("<script>if (a < b) {}</script>", ["element", "opaque"]),
        ("{% raw %}{{ a }}<p>{% endraw %}", ["raw"]),
    ],
)
def test_what_is_not_balanced_stands_by_itself(text: str, kinds: list[str]) -> None:
    assert [node.kind for node in nodes(parse(text))] == kinds


def test_a_comment_goes_with_what_it_is_about() -> None:
    tree = parse("{# file #}\n\n{# one #}\n<p>1</p> {# more #}\n<p>2</p>\n{# end #}\n")
    assert [
        (item.lead.meaning, item.kind, item.trail.meaning) for item in tree.items
    ] == [
        ("", "comment", ""),
        ("{# one #}", "element", "{# more #}"),
        ("", "element", ""),
        ("", "comment", ""),
    ]


# Merging


def test_a_column_comes_as_in_a_fresh_page() -> None:
    """Also when something else was edited."""
    edit = [("Films", "Movies")]
    for budget in (BUDGET_FIRST, BUDGET_LAST):
        new = changed(LIST, budget)
        found = merge(LIST, changed(LIST, edit), new)
        assert (found.text, found.conflicts) == (changed(new, edit), ())
        gone = merge(new, changed(new, edit), LIST)
        assert (gone.text, gone.conflicts) == (changed(LIST, edit), ())


BOTH: dict[str, tuple[str, list[Change], list[Change]]] = {
    "header cell | column": (
        LIST,
        [(f"{RATING_HEADING}\n", f"{RATING_HEADING}\n  <th>Stars</th>\n")],
        BUDGET_FIRST,
    ),
    "cell and its heading | column": (
        LIST,
        [
            (
                '  {{ cells.heading("rating"',
                '  <th>A</th>\n\n  {{ cells.heading("rating"',
            ),
            ('  <td class="number" dir', '  <td>a</td>\n\n  <td class="number" dir'),
        ],
        BUDGET_LAST,
    ),
    "class | column": (
        LIST,
        [('class="number" dir', 'class="number wide" dir')],
        BUDGET_LAST,
    ),
    "block | column": (
        LIST,
        [
            (
                "\n{% block headings",
                "\n{% block help %}Help{% endblock %}\n\n{% block headings",
            )
        ],
        BUDGET_LAST,
    ),
    "block at the end | column": (
        LIST,
        [
            (
                'row["id"]) }}\n{% endblock %}\n',
                'row["id"]) }}\n{% endblock %}\n\n{% block x %}{% endblock %}\n',
            )
        ],
        BUDGET_LAST,
    ),
    "cell | column dropped": (
        LIST,
        [('row["title"] | text', 'row["title"] | upper')],
        WITHOUT_RATING,
    ),
    "content wrapped | column dropped": (
        LIST,
        [
            (
                TITLE_CELL,
                TITLE_CELL.replace("<td>", "<td><b>").replace("</td>", "</b></td>"),
            )
        ],
        WITHOUT_RATING,
    ),
    "content wrapped | its class": (
        LIST,
        [('{{ row["rating"] | number }}', '<b>{{ row["rating"] | number }}</b>')],
        [('class="number" dir', 'class="number long" dir')],
    ),
    "cell deleted | another changed": (
        LIST,
        [(f"  {TITLE_CELL}\n\n", "")],
        [('row["rating"] | number', 'row["rating"] | decimal(2)')],
    ),
    "cell deleted | column": (LIST, WITHOUT_RATING, BUDGET_LAST),
    "filter added | argument": (
        LIST,
        [('row["title"] | text)', 'row["title"] | text | upper)')],
        [
            (
                '"/tables/film/", row["id"], row["title"]',
                '"/film/", row["id"], row["title"]',
            )
        ],
    ),
    "attribute | another": (
        LIST,
        [('dir="ltr"', 'dir="auto"')],
        [('class="number" dir', 'class="wide" dir')],
    ),
    "attribute added | another added": (
        BASE,
        [('type="text"', 'type="text" autofocus')],
        [(" required>", ' required maxlength="9">')],
    ),
    "attribute in a condition | another": (
        BASE,
        [(' size="9"', ' size="9" dir="ltr"')],
        [('type="text"', 'type="search"')],
    ),
    "class | class": (
        BASE,
        [('<main class="wide">', '<main class="wide mine">')],
        [('<p class="help">', '<p class="note">')],
    ),
    "first attribute | first attribute inside": (
        BASE,
        [('<p>{{ _("No', '<p class="a">{{ _("No')],
        [("<b>{{ a }}", '<b class="c">{{ a }}')],
    ),
    "condition | its content": (
        BASE,
        [("{% if allowed %}", "{% if allowed and awake %}")],
        [('_("Words")', '_("Other words")')],
    ),
    "comment | what it is about": (
        BASE,
        [("Only for those who may.", "For you.")],
        [('_("No.")', '_("Not now.")')],
    ),
    "elif added | else": (
        BASE,
        [("{% else %}", "{% elif maybe %}\n  <p>Hm.</p>\n  {% else %}")],
        [('_("No.")', '_("Not now.")')],
    ),
    "macro's parameter | its body": (
        BASE,
        [('b="")', 'b="", c=1)')],
        [("<b>{{ a }}</b>", "<b>{{ a }}</b> {{ b }}")],
    ),
    "macro at the end | block": (
        BASE,
        [("{% endmacro %}\n", "{% endmacro %}\n\n{% macro two() %}{% endmacro %}\n")],
        [("{% block main %}", "{% block first %}{% endblock %}\n\n{% block main %}")],
    ),
    "keyword | column": (
        FORM,
        [("maxlength=255", 'maxlength=255, class="a"')],
        BUDGET_IN_FORM,
    ),
    "keyword | another": (
        FORM,
        [("maxlength=255", "maxlength=99")],
        [('"Title"), ', '"Title"), help="Help", ')],
    ),
    "label | keyword": (
        FORM,
        [('"Director"', '"Made by"')],
        [("    required=true,\n", "    required=true,\n    null=true,\n")],
    ),
    "keyword | type of the column": (
        FORM,
        [("maxlength=255", 'maxlength=255, help="Help"')],
        [('fields.input("title"', 'fields.textarea("title"')],
    ),
    "field in a condition | its label": (
        FORM,
        [("maxlength=40", "maxlength=36")],
        [('"ID"', '"Key"')],
    ),
}


@pytest.mark.parametrize(("base", "mine", "its"), BOTH.values(), ids=BOTH)
def test_both(base: str, mine: list[Change], its: list[Change]) -> None:
    """Both changes are in the result, whoever made which."""
    expected = changed(changed(base, mine), its)
    for one, other in ((mine, its), (its, mine)):
        found = merge(base, changed(base, one), changed(base, other))
        assert (found.text, found.conflicts) == (expected, ())


@pytest.mark.parametrize("reformat", REFORMATS)
@pytest.mark.parametrize(
    "new", [changed(LIST, BUDGET_LAST), changed(LIST, WITHOUT_RATING)]
)
def test_a_reformatted_page_has_no_conflicts(
    reformat: Callable[[str], str], new: str
) -> None:
    found = merge(LIST, reformat(LIST), new)
    assert same(parse(found.text), parse(new))
    assert found.conflicts == ()


def test_columns_in_the_users_order() -> None:
    swap = [(RATING_CELL, "?"), (TITLE_CELL, RATING_CELL), ("?", TITLE_CELL)]
    heading = '{{ cells.heading("title", pgettext("film", "Title")) }}'
    swap += [(RATING_HEADING, "?"), (heading, RATING_HEADING), ("?", heading)]
    label = [('"Rating"', '"Stars"')]
    found = merge(LIST, changed(LIST, swap), changed(LIST, label))
    assert (found.text, found.conflicts) == (changed(changed(LIST, swap), label), ())


def test_conditions_of_both() -> None:
    def page(*names: str) -> str:
        inner = "".join(
            f"  {{% if {n} %}}\n  <p>{n}</p>\n  {{% endif %}}\n" for n in names
        )
        return f"{{% block a %}}\n{inner}{{% endblock %}}\n"

    found = merge(page("old"), page("old", "mine"), page("its", "old"))
    assert (found.text, found.conflicts) == (page("its", "old", "mine"), ())


def test_elements_of_both() -> None:
    def page(*names: str) -> str:
        inner = "".join(f'  <p class="help">{name}</p>\n' for name in names)
        return f"{{% block a %}}\n{inner}{{% endblock %}}\n"

    found = merge(page("old"), page("old", "mine"), page("its", "old"))
    assert (found.text, found.conflicts) == (page("its", "old", "mine"), ())


def test_classes_of_both() -> None:
    mine, its = [('="wide"', '="wide mine"')], [('="wide"', '="wide its"')]
    found = merge(BASE, changed(BASE, mine), changed(BASE, its))
    assert 'class="wide its mine"' in found.text
    assert found.conflicts == ()


def test_a_class_attribute_added_by_both() -> None:
    mine, its = [("<b>", '<b class="mine">')], [("<b>", '<b class="its">')]
    found = merge(BASE, changed(BASE, mine), changed(BASE, its))
    assert '<b class="its mine">' in found.text
    assert found.conflicts == ()


@pytest.mark.parametrize("wrap", ["{% if big %}%s{% endif %}", "<b>%s</b>"])
def test_what_is_wrapped_is_known_by_its_name(wrap: str) -> None:
    mine = [(RATING_HEADING, wrap.replace("%s", RATING_HEADING))]
    added = merge(LIST, changed(LIST, mine), changed(LIST, BUDGET_LAST))
    assert (added.text, added.conflicts) == (
        changed(changed(LIST, mine), BUDGET_LAST),
        (),
    )
    gone = merge(LIST, changed(LIST, mine), changed(LIST, WITHOUT_RATING))
    assert [conflict.yours for conflict in gone.conflicts] == [mine[0][1]]


def test_what_is_wrapped_in_an_element_of_their_own() -> None:
    """It is merged there, and dropping it is a conflict."""
    wrapped = f'<div id="mine">{RATING_HEADING}</div>'
    yours = changed(LIST, [(RATING_HEADING, wrapped)])
    label = [('"Rating"), class', '"Stars"), class')]
    found = merge(LIST, yours, changed(LIST, label))
    assert (found.text, found.conflicts) == (changed(yours, label), ())
    pairs = (("rating", "score"), ("Rating", "Score"))
    new = LIST.replace("rating", "score").replace("Rating", "Score")
    found = trees.merge(parse, check, LIST, yours, new, pairs)
    assert (found.text, found.conflicts) == (
        yours.replace("rating", "score").replace("Rating", "Score"),
        (),
    )
    assert found.base == new
    gone = merge(LIST, yours, changed(LIST, WITHOUT_RATING))
    assert RATING_HEADING in [conflict.yours for conflict in gone.conflicts]
    assert wrapped in gone.text


ONE, TWO = '{{ fields.input("a", 1) }}', '{{ fields.input("b", 1) }}'


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        (
            ONE + TWO,
            f"<p id=m>{ONE}{TWO}</p>",
            ONE + TWO.replace("1", "2"),
            f"<p id=m>{ONE}{TWO.replace('1', '2')}</p>",
        ),
        # What comes between them may belong there, too.
        (
            ONE + TWO,
            f"<p id=m>{ONE}{TWO}</p>",
            f"{ONE}<b>i</b>{TWO.replace('1', '2')}",
            None,
        ),
        # A comment about it cannot be in two places.
        (ONE, f"<p id=m>{ONE}</p>", f"{{# i #}}{ONE.replace('1', '2')}", None),
        # Elsewhere, it is another one.
        (
            f"{ONE}<hr>{TWO}",
            f"<hr>{TWO}<p id=m>{ONE}</p>",
            f"{ONE.replace('1', '2')}<hr>{TWO}",
            None,
        ),
        (ONE, f"<p id=m>{ONE}{ONE}</p>", ONE.replace("1", "2"), None),
    ],
)
def test_several_wrapped(base: str, yours: str, new: str, expected: str | None) -> None:
    found = merge_texts(base, yours, new, path="a.html")
    assert bool(found.conflicts) == (expected is None)
    assert found.text == (expected or yours)


def test_a_renamed_column_keeps_the_users_settings() -> None:
    pairs = (("rating", "score"), ("Rating", "Score"))
    edits = [('dir="ltr"', 'dir="rtl"'), ('"Rating"), class', '"Stars"), class')]
    yours, new = changed(LIST, edits), LIST.replace("rating", "score")
    new = new.replace("Rating", "Score")
    found = trees.merge(parse, check, LIST, yours, new, pairs)
    assert (found.text, found.conflicts) == (yours.replace("rating", "score"), ())


def test_both_deleted() -> None:
    mine = [(f"  {TITLE_CELL}\n\n", "")]
    found = merge(LIST, changed(LIST, mine), changed(LIST, WITHOUT_RATING))
    assert (found.text, found.conflicts) == (
        changed(changed(LIST, mine), WITHOUT_RATING),
        (),
    )


def test_macros_of_both() -> None:
    def page(*names: str) -> str:
        return BASE + "".join(
            f"\n{{% macro {n}() %}}\n{n}\n{{% endmacro %}}\n" for n in names
        )

    found = merge(page(), page("mine"), page("its"))
    assert (found.text, found.conflicts) == (page("its", "mine"), ())


@pytest.mark.parametrize(
    ("base", "mine", "its", "where"),
    [
        (
            LIST,
            [('dir="ltr"', 'dir="rtl"')],
            WITHOUT_RATING,
            "block cells › <td> rating",
        ),
        (
            LIST,
            [('row["rating"] | number', 'row["rating"] | real')],
            [('row["rating"] | number', 'row["rating"] | decimal(2)')],
            "block cells › <td> rating",
        ),
        (
            LIST,
            [('dir="ltr"', 'dir="rtl"')],
            [('dir="ltr"', 'dir="auto"')],
            "block cells › <td> rating › dir",
        ),
        (
            FORM,
            [("maxlength=255", "maxlength=99")],
            [("maxlength=255", "maxlength=100")],
            "block fields › title › maxlength",
        ),
        (FORM, [('"Title"', '"A"')], [('"Title"', '"B"')], "block fields › title"),
        (BASE, [("allowed", "a")], [("allowed", "b")], "block main › <main>"),
    ],
)
def test_conflict(base: str, mine: list[Change], its: list[Change], where: str) -> None:
    """The user's text stays."""
    yours = changed(base, mine)
    found = merge(base, yours, changed(base, its))
    assert [conflict.where for conflict in found.conflicts] == [where]
    assert mine[0][1] in found.text


# What is wrong with a merged page


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{% if a %}", "line 1: Unexpected end of template"),
        ("{{ a b }}", "line 1: expected token"),
        ("{% block a %}{% endblock %}" * 2, "block a is there twice"),
        ("{% if 1 %}{% macro a() %}{% endmacro %}{% endif %}" * 2, "macro a is there"),
        ('<p id="a">\n<b ID=a>', "id a is there twice"),
        ('<input name="a"><select name=a>', "name a is there twice"),
        (
            '{{ fields.input("a") }}{{ fields.select("a") }}',
            "output fields a is there twice",
        ),
    ],
)
def test_check(text: str, problem: str) -> None:
    (found,) = check("", "", "", text)
    assert found.startswith(problem)
    assert check("", text, "", text) == []


def test_what_an_extension_of_jinja_reads_is_fine() -> None:
    text = (
        "{% trans %}a{% endtrans %}{% do f() %}{% for a in b %}{% break %}{% endfor %}"
    )
    assert check("", "", "", text) == []


@pytest.mark.parametrize("text", GENERATED)
def test_nothing_is_wrong_with_generated_pages(text: str) -> None:
    assert check("", "", text, text) == []
