"""Text goes through Braille and comes back, whatever tools do to the lines."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold.baseline.codec import BadRecord, decode_text, encode_text

AWKWARD = st.sampled_from("\r\n\t \x00\x0b\x0c\x1c\x85\xa0\u2028\u2029\ufeff\u2800⠊🎬")
TEXTS = st.text(AWKWARD | st.characters(codec="utf-8"))

TEXT = "class Movie(Form):\n\n    title = text()  \n\treleased\x0c = 1\r\n\n"


@given(TEXTS)
def test_any_text_comes_back(text: str) -> None:
    assert decode_text(encode_text(text)) == text


def test_the_form_of_a_line() -> None:
    assert encode_text("a b\nc").decode() == "⡡⠠⡢⠊\n⡣\n"
    assert encode_text("") == b""


@given(TEXTS)
def test_a_line_of_text_is_a_line_of_the_file(text: str) -> None:
    lines = encode_text(text).split(b"\n")[:-1]
    assert "".join(decode_text(line) for line in lines) == text
    assert len(lines) == text.count("\n") + (text != "" and not text.endswith("\n"))


@given(TEXTS)
def test_nothing_in_a_line_can_be_searched_for_or_trimmed(text: str) -> None:
    lines = encode_text(text).decode()
    assert not re.search(r"\w|\d|[!-~]|[^\S\n]", lines)
    assert lines.splitlines() == lines.split("\n")[:-1]
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert unicodedata.normalize(form, lines) == lines
    assert lines.casefold() == lines == lines.upper()


@pytest.mark.parametrize("ending", ["", "\n", "x", "x\n", "x\n\n", "x\r", "x\r\n", " "])
@pytest.mark.parametrize(
    "hook",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\n".join(line.rstrip() for line in data.split(b"\n")),
        lambda data: data.rstrip(),
        lambda data: data.rstrip(b"\n") + b"\n" if data else data,
        lambda data: re.sub(rb"\n{2,}", rb"\n", data),
        lambda data: data.expandtabs(),
    ],
    ids=["crlf", "trailing space", "stripped", "end of file", "blank lines", "tabs"],
)
def test_hooks_change_nothing(hook: object, ending: str) -> None:
    assert callable(hook)
    assert decode_text(hook(encode_text(TEXT + ending))) == TEXT + ending


def test_replacing_any_word_changes_nothing() -> None:
    data = encode_text(TEXT)
    for word in {*re.findall(rb"\w+", TEXT.encode()), b"(", b" ", b"=", b"\t", b"."}:
        assert data.replace(word, b"other") == data


@pytest.mark.parametrize(
    "data",
    [
        b"text\n",
        "⡡⠊ \n".encode(),
        "⡡⠊\n⡢⠊\n".encode() + b"\n",
        b"\n" + "⡡⠊\n".encode(),
        "⡡\n⡢⠊\n".encode(),  # torn
        "⡡⠊⡢⠊\n".encode(),  # run on
        "⡡⠊\r⡢⠊\n".encode(),
        "\ufeff⡡⠊\n".encode(),
        "⡡🎬⠊\n".encode(),
        "⡡ࠨ⠊\n".encode(),
        "⣿⠊\n".encode(),  # no UTF-8 within
        b"\xe2\xa1",  # cut off
        b"\x00\x28",
    ],
)
def test_anything_else_is_bad(data: bytes) -> None:
    with pytest.raises(BadRecord):
        decode_text(data)


@given(st.binary() | st.text("⡡⠊\n\r \x28(🎬").map(str.encode))
def test_decoding_is_strict(data: bytes) -> None:
    """What can be decoded is what would be encoded, but for ends of lines."""
    try:
        text = decode_text(data)
    except BadRecord:
        return
    ends = data.replace(b"\r\n", b"\n")
    assert encode_text(text).removesuffix(b"\n") == ends.removesuffix(b"\n")
