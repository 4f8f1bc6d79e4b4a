"""Text as lines of Braille, which git merges and nothing else touches.

Each byte of the text, as UTF-8, becomes the Braille pattern U+2800 + byte: no letter,
digit, punctuation or space, and nothing that Unicode normalises or folds. So
formatters, whitespace hooks and a replacement in the whole repository find nothing to
change. Each line carries its own end as a pattern, too: blank lines are not blank, and
whether the text ended in a line end does not depend on the last one of the file.
"""

from __future__ import annotations

LINE_END = chr(0x2800 + ord("\n"))


class BadRecord(ValueError):
    """These bytes are not what was written."""


def encode_text(text: str) -> bytes:
    """Its lines in Braille. Raises ``UnicodeEncodeError`` for lone surrogates."""
    content = text.encode()
    # The low byte of a pattern is the byte it stands for.
    patterns = bytearray(b"\x28") * (2 * len(content))
    patterns[::2] = content
    lines = patterns.decode("utf-16-le").replace(LINE_END, LINE_END + "\n")
    return (lines if lines.endswith("\n") or not lines else lines + "\n").encode()


def decode_text(data: bytes) -> str:
    """The text; other line ends, or none after the last line, change nothing."""
    try:
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n")
        lines = data.decode().removesuffix("\n")
        patterns = lines.replace(LINE_END + "\n", LINE_END)
        pairs = patterns.encode("utf-16-le")
        text = pairs[::2].decode()
    except UnicodeDecodeError as error:
        raise BadRecord("not UTF-8") from error
    if pairs[1::2] != b"\x28" * len(patterns):
        raise BadRecord("something other than Braille, or a torn line")
    if text.count("\n", 0, -1) != len(lines) - len(patterns):
        raise BadRecord("a line runs on")
    return text
