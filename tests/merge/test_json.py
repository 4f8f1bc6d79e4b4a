"""JSON as a tree, and merged."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.merge import engine
from scaffold.merge.json_file import check, parse
from scaffold.merge.outcome import Unreadable
from scaffold.merge.tree import Group

Value = Any

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)

VALUES: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def dumped(value: Value, indent: int | None = 2) -> str:
    return json.dumps(value, indent=indent) + "\n"


def tree(value: Value) -> Group:
    return parse(dumped(value))


def merged(base: Value, yours: Value, new: Value) -> Value:
    """What comes of merging three values that merge without a conflict."""
    found = merge(dumped(base), dumped(yours), dumped(new))
    return json.loads(found)


def merge(base: str, yours: str, new: str) -> str:
    result = engine.merge(parse(base), parse(yours), parse(new))
    assert not result.clashes
    assert not check(base, yours, new, result.tree.text)
    return result.tree.text


@given(VALUES, st.sampled_from([None, 0, 2, 8]))
def test_a_tree_is_its_source(value: Value, indent: int | None) -> None:
    text = dumped(value, indent)
    assert parse(text).text == text


@given(VALUES, st.sampled_from([None, 0, 8]), st.booleans())
def test_formatting_has_no_meaning(
    value: Value, indent: int | None, ascii: bool
) -> None:
    other = json.dumps(value, indent=indent, ensure_ascii=ascii, sort_keys=True)
    assert parse(dumped(value)).meaning == parse(other).meaning


@given(VALUES, VALUES)
def test_what_differs_has_another_meaning(one: Value, other: Value) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (parse(dumped(one)).meaning == parse(dumped(other)).meaning) == same


COMMENTED = """\
// About the file.
{
  // About a.
  "a": 1, // One.
  /* About b. */ "b": [1, 2,], /* Two. */
  "c" /* why */ : {"d": "//",},
  // The end.
}
"""


def test_comments_and_trailing_commas_are_read() -> None:
    found = parse(COMMENTED)
    assert found.text == COMMENTED
    assert found.meaning != parse(COMMENTED.replace("One", "1")).meaning


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{", 1),
        ('{\n"a": 1\n"b": 2}', 3),
        ("[1,\n,]", 2),
        ("[,]", 1),
        ('{"a" 1}', 1),
        ("[01]", 1),
        ("[1 2]", 1),
        ('"\\x"', 1),
        ("{}\n{}", 2),
        ("nulls", 1),
    ],
)
def test_what_is_no_json(text: str, line: int) -> None:
    with pytest.raises(Unreadable, match=f"line {line}"):
        parse(text)


def test_what_is_nested_too_deeply() -> None:
    with pytest.raises(Unreadable):
        parse("[" * 100_000)


@pytest.mark.parametrize(
    ("base", "yours", "new", "expected"),
    [
        pytest.param({}, {"a": 1}, {"b": 2}, {"b": 2, "a": 1}, id="both add"),
        pytest.param({}, {"a": 1}, {"a": 1}, {"a": 1}, id="both add the same"),
        pytest.param(
            {},
            {"a": {"x": 1}},
            {"a": {"y": 2}},
            {"a": {"x": 1, "y": 2}},
            id="both add an object",
        ),
        pytest.param(
            {"a": 1, "b": 2}, {"a": 1}, {"a": 3, "b": 2}, {"a": 3}, id="deleted"
        ),
        pytest.param(
            {"a": {"x": 1, "y": 2}},
            {"a": {"x": 9, "y": 2}},
            {"a": {"x": 1, "y": 8}},
            {"a": {"x": 9, "y": 8}},
            id="inside",
        ),
        pytest.param([1, 2, 3], [3, 2, 1], [1, 2, 3, 4], [3, 2, 1, 4], id="reordered"),
        pytest.param([1, 2, 3], [1, 3], [1, 2, 3, 4], [1, 3, 4], id="removed"),
        pytest.param([1, 2], [1, 9, 2], [1, 2, 3], [1, 9, 2, 3], id="added"),
        pytest.param([1], [1, 9], [1, 2], [1, 2, 9], id="added at one place"),
        pytest.param([1], [1, 2], [1, 2], [1, 2], id="the same added"),
        pytest.param(
            [{"n": "a", "v": 1}, {"n": "b", "v": 1}],
            [{"n": "a", "v": 2}, {"n": "b", "v": 1}],
            [{"n": "a", "v": 1}, {"n": "b", "v": 1, "w": 0}],
            [{"n": "a", "v": 2}, {"n": "b", "v": 1, "w": 0}],
            id="objects in an array",
        ),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_merged(
    base: Value, yours: Value, new: Value, expected: Value, indent: int | None
) -> None:
    assert merged(base, yours, new) == expected
    found = merge(dumped(base), dumped(yours, indent), dumped(new))
    assert json.loads(found) == expected


def test_the_order_of_the_user_stays() -> None:
    found = merged({"a": 1, "b": 2}, {"b": 2, "a": 1}, {"a": 1, "b": 2, "c": 3})
    assert list(found) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("base", "yours", "new"),
    [
        ({"a": 1}, {"a": 2}, {"a": 3}),
        ({}, {"a": 1}, {"a": 2}),
        ({"a": 1}, {}, {"a": 2}),
        ({"a": 1}, {"a": 2}, {}),
        ([1, 2], [1, 3], [1, 4]),
        ({"a": 1}, {"a": [1]}, {"a": {"b": 1}}),
    ],
)
def test_both_changed_one_value(base: Value, yours: Value, new: Value) -> None:
    result = engine.merge(tree(base), tree(yours), tree(new))
    assert len(result.clashes) == 1
    assert json.loads(result.tree.text) == yours
    assert json.loads(result.base.text) == base


def test_comments_go_with_what_they_precede() -> None:
    base = '{\n  // A.\n  "a": 1,\n  "b": 2\n}\n'
    yours = '{\n  "b": 2, // Mine.\n  // A, mine.\n  "a": 1\n}\n'
    new = '{\n  // A.\n  "a": 3,\n  // New.\n  "c": 4,\n  "b": 2\n}\n'
    expected = (
        '{\n  "b": 2, // Mine.\n  // A, mine.\n  "a": 3,\n  // New.\n  "c": 4\n}\n'
    )
    assert merge(base, yours, new) == expected


OBJECTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


@given(OBJECTS, OBJECTS, OBJECTS)
def test_every_member_is_decided_by_itself(
    base: dict[str, int], yours: dict[str, int], new: dict[str, int]
) -> None:
    result = engine.merge(tree(base), tree(yours), tree(new))
    found = json.loads(result.tree.text)
    open_ = 0
    for name in "abcd":
        was, mine, its = (version.get(name) for version in (base, yours, new))
        clash = len({was, mine, its}) == 3
        open_ += clash
        assert found.get(name) == (its if mine == was and not clash else mine)
    assert len(result.clashes) == open_


@pytest.mark.parametrize(
    ("merged", "fault"),
    [
        ('{"a": 1', "line 1"),
        ('{"a": 1, "a": 2}', "a would be there twice"),
        ('{"b": {"a": 1, "a": 2}}', "b.a would be there twice"),
        ('{"a": 1,}', "no JSON any more"),
    ],
)
def test_check_finds_what_is_wrong(merged: str, fault: str) -> None:
    assert fault in check("{}", "{}", "{}", merged)[0]


def test_check_lets_be_what_was_wrong_before() -> None:
    doubled = '{"a": 1, "a": 2} // So it is.'
    assert not check("{}", doubled, "{}", doubled)
