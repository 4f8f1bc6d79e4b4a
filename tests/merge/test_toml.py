"""TOML as a tree, and merged."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.merge import engine, trees
from scaffold.merge.engine import Result
from scaffold.merge.outcome import Unreadable
from scaffold.merge.toml_file import check, parse

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GOLDEN = Path(__file__).parents[1] / "golden"

EMITTED = (GOLDEN / "minimal/expected/scaffold.toml").read_text(encoding="utf-8")

EVERYTHING = '''\
# About the file.

# About a.
a = 1   # One.
"b c".'d' = """
# no comment
\\"""" # "quoted"
e = \'\'\'it's ''\'\'\'
f.g = [1, 2 , # two
  # three
  3, [4, 5], {h = "]"},
]
empty = []
lines = [
]
when = 1979-05-27 07:32:00
time = 07:32:00
float = -1.5e+3
inline = { x = 1, y.z = "}" }
  indented = true

# Behind the pairs.

# About the table.
[ t . "u" ] # Why.
a = 1

[[list]]
name = "one"
[list.inner]
a = 1
[[list.more]]

[[list]]
name = "two"
[t.v]
# The end.
'''


def merge(base: str, yours: str, new: str) -> Result:
    result = engine.merge(parse(base), parse(yours), parse(new))
    assert not check(base, yours, new, result.tree.text)
    return result


def clean(base: str, yours: str, new: str) -> str:
    result = merge(base, yours, new)
    assert not result.clashes
    return result.tree.text


@pytest.mark.parametrize(
    "text",
    [
        EVERYTHING,
        EVERYTHING.removesuffix("\n"),
        EMITTED,
        "",
        "\n",
        "# a",
        "a = 1",
        "[a]",
    ],
)
def test_a_tree_is_its_source(text: str) -> None:
    assert parse(text).text == text


def test_every_file_of_the_goldens_is_read() -> None:
    files = [path.read_text(encoding="utf-8") for path in GOLDEN.rglob("*.toml")]
    assert files
    assert all(parse(text).text == text for text in files)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('a = "b"', "a = 'b'"),
        ("a=1", "a  =  1\n\n"),
        ("a = 0x10", "a = 16"),
        ("a = [1, 2]", "a = [\n  1,\n  2,\n]\n"),
        ("a = {b = 1}", "a = { 'b'=1 }"),
        ("a.b = 1", '"a" . b = 1'),
        ("[a.b]", "[ a.'b' ]\n"),
        ("a = 1\nb = 2", "b = 2\na = 1"),
        ("[a]\nx = 1\n[b]\n", "[b]\n\n[a]\nx = 1\n"),
        ("#a\nb = 1", "# a\nb = 1"),
        ('a = "b\\nc"', 'a = """\nb\nc"""'),
        ("[[a]]\nb = 1", "[[ a ]]\n  b = 1\n"),
    ],
)
def test_formatting_has_no_meaning(one: str, other: str) -> None:
    assert parse(one).meaning == parse(other).meaning


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 1", "a = 1.0"),
        ("a = 1", "a = true"),
        ('a = "1"', "a = 1"),
        ("a = [1, 2]", "a = [2, 1]"),
        ("a = 1 # b", "a = 1 # c"),
        ("a = [1] # b", "a = [1]"),
        ("a = [\n1, # b\n]", "a = [\n1,\n]"),
        ("[a]\n", "[[a]]\n"),
        ("[[a]]\nb = 1\n[[a]]\nb = 2", "[[a]]\nb = 2\n[[a]]\nb = 1"),
        ("[[a]]\n[a.b]\n[[a]]", "[[a]]\n[[a]]\n[a.b]"),
    ],
)
def test_what_differs_has_another_meaning(one: str, other: str) -> None:
    assert parse(one).meaning != parse(other).meaning


@pytest.mark.parametrize("text", ["a", "a = 1\na = 2", "[a]\n[a]", "a = 01"])
def test_what_is_no_toml(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        pytest.param(
            "a = 1\n\nb = 2\n",
            "a = 1\n\nb = 9 # Mine.\n",
            "# New.\na = 3\n\n# C.\nc = 3\n\nb = 2\n",
            "# New.\na = 3\n\n# C.\nc = 3\n\nb = 9 # Mine.\n",
            id="keys",
        ),
        pytest.param(
            "a = 1\n", "a = 1\nb = 2\n", "a = 1\nb = 2\n", None, id="same key"
        ),
        pytest.param(
            "a = 1\nb = 2\n",
            "b = 2\na = 1\n",
            "a = 1\nb = 3\n",
            "b = 3\na = 1\n",
            id="order",
        ),
        pytest.param(
            "a = 1\nb = 2\n", "a = 1\n", "a = 3\nb = 2\n", "a = 3\n", id="deleted"
        ),
        pytest.param(
            "a = 1",
            "a = 1\nmine = 1",
            "a = 1\nnew = 1",
            "a = 1\nnew = 1\nmine = 1",
            id="end",
        ),
        pytest.param(
            "[t]\na = 1\n\n[u]\nb = 1\n",
            "[t]\na = 1\nmine = 1\n\n[mine]\n\n[u]\nb = 1\n",
            "[t]\na = 2\nnew = 1\n\n[new]\n\n[u]\nb = 1\n",
            "[t]\na = 2\nnew = 1\nmine = 1\n\n[new]\n\n[mine]\n\n[u]\nb = 1\n",
            id="tables",
        ),
        pytest.param(
            "a = [1, 2, 3]\n",
            "a = [3, 2, 1]\n",
            "a = [1, 2, 3, 4]\n",
            "a = [3, 2, 1, 4]\n",
            id="reordered array",
        ),
        pytest.param(
            'a = [\n    "x",\n]\n',
            'a = [\n    "x", # Why.\n    "mine",\n]\n',
            'a = [\n    "x",\n    # About new.\n    "new",\n]\n',
            'a = [\n    "x", # Why.\n    # About new.\n    "new",\n    "mine",\n]\n',
            id="array of lines",
        ),
        pytest.param(
            'a = [\n    "x",\n    "y",\n]\n',
            'a = ["y"]\n',
            'a = [\n    "x",\n    "y",\n    "z",\n]\n',
            'a = ["y", "z"]\n',
            id="removed from an array",
        ),
        pytest.param(
            "a = {b = 1}\n",
            "a = {b = 1, mine = 1}\n",
            "a = {b = 2, new = 1}\n",
            "a = {b = 2, new = 1, mine = 1}\n",
            id="inline table",
        ),
        pytest.param(
            '[[a]]\nn = "x"\nv = 1\n\n[[a]]\nn = "y"\nv = 1\n',
            '[[a]]\nn = "x"\nv = 2\n\n[[a]]\nn = "y"\nv = 1\n',
            '[[a]]\nn = "x"\nv = 1\n\n[[a]]\nn = "y"\nv = 1\nw = 1\n[a.b]\n',
            '[[a]]\nn = "x"\nv = 2\n\n[[a]]\nn = "y"\nv = 1\nw = 1\n[a.b]\n',
            id="array of tables",
        ),
        pytest.param(
            "# The file.\n\n# A.\na = 1\nb = 1\n",
            "# My file.\n\nb = 1\n# A.\na = 1\n",
            "# The file.\n\n# A, new.\na = 2\nb = 1\n",
            "# My file.\n\nb = 1\n\n# A, new.\na = 2\n",
            id="comments",
        ),
        pytest.param(
            "# A.\na = 1\n",
            "# A.\n# Mine.\na = 1\n",
            "# A.\n# New.\na = 1\n",
            "# A.\n# New.\n# Mine.\na = 1\n",
            id="lines of one comment",
        ),
    ],
)
def test_merged(base: str, yours: str, new: str, expected: str | None) -> None:
    assert clean(base, yours, new) == (expected or new)


def test_options_of_the_user_meet_new_ones() -> None:
    yours = EMITTED.replace(
        '"notes.tables",', '"notes.tables:Note",\n    "own.tables",'
    )
    yours = yours.replace("related = true", "related = false  # Too many.")
    new = EMITTED.replace(
        "# Generate tests.", "# Generate graphs.\ngraphs = true\n\n# Tests."
    )
    found = clean(EMITTED, yours, new)
    assert found == yours.replace(
        "# Generate tests.", "# Generate graphs.\ngraphs = true\n\n# Tests."
    )


def test_equal_values_of_different_keys_are_told_apart() -> None:
    base, yours = "a = true\nb = true\n", "a = false\nb = true\n"
    outcome = trees.merge(parse, check, base, yours, "a = true\nb = 1\n", ())
    assert outcome.text == "a = false\nb = 1\n"


@pytest.mark.parametrize(
    ("base", "yours", "new"),
    [
        ("a = 1\n", "a = 2\n", "a = 3\n"),
        ("", "a = 1\n", "a = 2\n"),
        ("a = 1\n", "", "a = 2\n"),
        ("a = 1\n", "a = 2\n", ""),
        ("a = [1]\n", "a = [2]\n", "a = [3]\n"),
        ("# A.\na = 1\n", "# B.\na = 1\n", "# C.\na = 1\n"),
        ("[t]\na = 1\n", "[t]\na = 2\n", "[t]\na = 3\n"),
    ],
)
def test_both_changed_one_value(base: str, yours: str, new: str) -> None:
    result = merge(base, yours, new)
    assert len(result.clashes) == 1
    assert result.tree.text == yours
    assert result.base.text == base


NAMES = st.sampled_from(["a", "b", "t.a", "t.b", "'x y'.c"])

TABLES = st.dictionaries(NAMES, st.sampled_from(["1", "2", '"s"', "[1]"]))


def written(pairs: dict[str, str]) -> str:
    return "".join(f"{name} = {value}\n" for name, value in pairs.items())


@given(TABLES, TABLES, TABLES)
def test_every_key_is_decided_by_itself(
    base: dict[str, str], yours: dict[str, str], new: dict[str, str]
) -> None:
    result = merge(written(base), written(yours), written(new))
    found = dict(re.findall(r"(.+) = (.+)\n", result.tree.text))
    clashes = 0
    for name in {**base, **yours, **new}:
        was, mine, its = (version.get(name) for version in (base, yours, new))
        clashes += len({was, mine, its}) == 3
        assert found.get(name) == (its if mine == was else mine)
    assert len(result.clashes) == clashes


@given(TABLES)
def test_the_trees_keys_are_those_of_the_parser(pairs: dict[str, str]) -> None:
    text = written(pairs)
    (section,) = parse(text).items
    names = [".".join(item.key) for item in section.parts[2].items]  # type: ignore[union-attr]
    assert names == [name.replace("'", "") for name in pairs]
    assert tomllib.loads(text) == tomllib.loads(parse(text).text)


@pytest.mark.parametrize(
    ("merged", "fault"),
    [
        ("a = ", "Invalid value"),
        ("a = 1\na = 1", "Cannot overwrite"),
        ("a = 3", "a has a value of neither side"),
        ("[t]\nb = [1, 2]", "t.b"),
    ],
)
def test_check_finds_what_is_wrong(merged: str, fault: str) -> None:
    assert fault in check("a = 0", "a = 1", "a = 2\nt.b = [1]", merged)[0]
