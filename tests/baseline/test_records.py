from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.baseline.codec import BadRecord, decode_text, encode_text
from scaffold.baseline.conflicts import Conflicted
from scaffold.baseline.records import Record, decode, encode
from tests.baseline.test_codec import TEXTS

OPTIONAL = st.none() | TEXTS


@given(TEXTS, OPTIONAL)
def test_a_record_comes_back(text: str, owner: str | None) -> None:
    record = Record("a/b.py", text, owner, "c/d.py")
    assert decode("a/b.py", encode(record)) == record


def test_the_first_line_holds_what_is_not_text() -> None:
    record = Record("a.py", "pass\n", "movies.tables:Movie", "b.py")
    header = '{"moved": "b.py", "owner": "movies.tables:Movie"}'
    assert decode_text(encode(record)) == f"{header}\npass\n"
    assert decode_text(encode(Record("a.py", ""))) == "{}\n"


def test_what_a_later_version_adds_is_ignored() -> None:
    assert decode("a", encode_text('{"mode": 1}\nx')) == Record("a", "x")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]\nx", "x\nx", '{"owner": 1}\n', '{"moved": []}\n', "\n{}"]
)
def test_a_bad_header(text: str) -> None:
    with pytest.raises(BadRecord):
        decode("a", encode_text(text))


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/x", "\\x", "C:\\x", "C:/x"])
def test_a_file_does_not_move_out_of_the_folder(path: str) -> None:
    with pytest.raises(BadRecord):
        decode("a", encode_text(json.dumps({"moved": path}) + "\n"))


def test_both_sides_of_a_conflict() -> None:
    ours, theirs = Record("a", "1\n2\n3\n", "m:T"), Record("a", "1\n", "m:T")
    one, two = (encode(side).decode().split("\n", 2) for side in (ours, theirs))
    assert one[:2] == two[:2]
    lines = [*one[:2], "<<<<<<< HEAD", one[2] + "=======", ">>>>>>> other", ""]
    for end in ("\n", "\r\n"):
        data = "\n".join(lines).replace("\n", end).encode()
        assert decode("a", data) == Conflicted(ours, theirs)


def test_a_conflict_with_a_bad_side_is_bad() -> None:
    line = encode_text("{}\n").decode()
    data = f"<<<<<<< HEAD\n{line}=======\noops\n>>>>>>> other\n".encode()
    with pytest.raises(BadRecord):
        decode("a", data)


def test_a_conflict_with_a_bad_base_has_none() -> None:
    line = encode_text("{}\n").decode()
    data = f"<<<<<<< a\n{line}||||||| b\noops\n=======\n{line}>>>>>>> c\n".encode()
    assert decode("a", data) == Conflicted(Record("a", ""), Record("a", ""))
