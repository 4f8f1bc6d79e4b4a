"""Bytes on disk as text, and back: encoding, byte-order mark and line ends stay."""

from __future__ import annotations

import codecs
import io
import tokenize
from dataclasses import dataclass, field
from difflib import SequenceMatcher

UTF8_MARK = codecs.BOM_UTF8


@dataclass(frozen=True)
class TextFile:
    """A text with ``\\n`` as its only line end, and how it stands on disk."""

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""
    ends: tuple[str, ...] = field(default=("\n",))
    """The line ends: one for all lines, or each line's own where they are mixed."""

    def with_text(self, text: str) -> bytes:
        """Another text as it would stand on disk in place of this one.

        Raises ``UnicodeEncodeError`` if the encoding has no such character.
        """
        if len(self.ends) == 1:
            text = text.replace("\n", self.ends[0])
        else:
            text = "".join(self.mixed(text))
        return self.mark + text.encode(self.encoding)

    def mixed(self, text: str) -> list[str]:
        """Its lines, those that were there with the ends that they had."""
        old, new = self.text.split("\n"), text.split("\n")
        usual = max(set(self.ends), key=self.ends.count)
        ends = [usual] * len(new)
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        for start, place, size in matcher.get_matching_blocks():
            for step in range(size):
                if start + step < len(self.ends):
                    ends[place + step] = self.ends[start + step]
        ends[-1] = ""
        return [line + end for line, end in zip(new, ends, strict=True)]


def read(content: bytes, *, python: bool = False) -> TextFile:
    """The text of a file. Raises ``ValueError`` if it is none."""
    mark = UTF8_MARK if content.startswith(UTF8_MARK) else b""
    encoding = "utf-8"
    if python and not mark:
        encoding = declared(content)
    raw = decoded(content[len(mark) :], encoding)
    lines = raw.split("\n")
    ends = ["\r\n" if line.endswith("\r") else "\n" for line in lines[:-1]]
    text = "\n".join(
        line[:-1] if number < len(ends) and ends[number] == "\r\n" else line
        for number, line in enumerate(lines)
    )
    unlike = len(set(ends)) > 1
    return TextFile(
        text, encoding, mark, tuple(ends) if unlike else tuple(ends[:1] or "\n")
    )


def decoded(content: bytes, encoding: str) -> str:
    """Raises ``ValueError``, too, for what would not be written as it was read."""
    try:
        text = content.decode(encoding)
        same = encoding == "utf-8" or text.encode(encoding) == content
    except LookupError as error:  # It is a codec, but none of texts: rot13.
        raise ValueError(str(error)) from None
    if not same:
        raise ValueError(f"the encoding {encoding} does not give back what it read")
    return text


def declared(content: bytes) -> str:
    """The encoding that Python source declares. Raises ``ValueError``."""
    try:
        return tokenize.detect_encoding(io.BytesIO(content).readline)[0]
    except SyntaxError as error:
        raise ValueError(str(error)) from None
