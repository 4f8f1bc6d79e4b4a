"""Bytes on disk as text, and back."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaffold import textfile

LATIN = "# -*- coding: latin-1 -*-\nname = 'é'\n"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", ""),
        (b"a", "a"),
        (b"a\n\n", "a\n\n"),
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"a\r\nb\nc", "a\nb\nc"),
        (b"a\rb\n", "a\rb\n"),
        (b"a\r\r\nb\n", "a\r\nb\n"),
        (b"a\r", "a\r"),
        (codecs.BOM_UTF8 + b"a\n", "a\n"),
        ("é\x0c\u2028\n".encode(), "é\x0c\u2028\n"),
    ],
)
def test_what_is_read_is_written(content: bytes, text: str) -> None:
    file = textfile.read(content)
    assert file.text == text
    assert file.with_text(text) == content


@given(st.binary(max_size=30) | st.text("a\n\ré", max_size=12).map(str.encode))
def test_nothing_is_lost(content: bytes) -> None:
    for python in (False, True):
        try:
            file = textfile.read(content, python=python)
        except ValueError:
            continue
        assert file.with_text(file.text) == content


def test_new_lines_end_as_the_others() -> None:
    file = textfile.read(codecs.BOM_UTF8 + b"a\r\nb\r\n")
    assert file.with_text("a\nc\nb\n") == codecs.BOM_UTF8 + b"a\r\nc\r\nb\r\n"


def test_where_ends_are_mixed_each_line_keeps_its_own() -> None:
    file = textfile.read(b"a\r\nb\nc\r\nd")
    assert file.with_text("a\nb\nnew\nc\nd\ne\n") == b"a\r\nb\nnew\r\nc\r\nd\r\ne\r\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_encoding_that_python_declares(end: str) -> None:
    content = LATIN.replace("\n", end).encode("latin-1")
    file = textfile.read(content, python=True)
    assert file.text == LATIN
    assert file.with_text(LATIN + "# ü\n") == content + f"# ü{end}".encode("latin-1")
    with pytest.raises(UnicodeEncodeError, match=r"\\u20ac"):
        file.with_text(LATIN + "# €\n")


def test_only_python_declares_an_encoding() -> None:
    with pytest.raises(ValueError, match="utf-8"):
        textfile.read(LATIN.encode("latin-1"))


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfea",
        b"# coding: klingon\n",
        b"# coding: utf-8\nname = '\xe9'\n",
        b"# -*- coding: rot13 -*-\nname = 1\n",
        b"# coding: hex\n",
        b"# coding: unicode_escape\n",
        b"# coding: utf-16\n\n",
    ],
)
def test_what_is_no_text(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"encoding|klingon|utf-8"):
        textfile.read(content, python=True)
