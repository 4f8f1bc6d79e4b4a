"""Where pages name a column or table: in expressions and attributes, not in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError

from scaffold import naming
from scaffold.references.sought import NO_ROWS, Reference, Sought, SourceFile

ATTRIBUTE = re.compile(
    r"\b(?:name|id|for|form|list|(?:data|aria)-[\w-]+)\s*=\s*[\"']([^\"'{}]*)"
)
"""Where a page names a control; what stands around in the value is other names."""

MESSAGES = naming.words("_ gettext ngettext pgettext npgettext")
"""What is called with prose."""


def in_page(file: SourceFile, sought: Sought) -> Iterator[Reference]:
    """What is named in expressions and attributes. Comments and prose do not count."""
    text = re.sub("\r\n?", "\n", file.text)
    if not sought.change.old_column:
        for old, new in sought.texts.items():
            for start, _kind, piece in _pieces(text):
                for match in re.finditer(re.escape(old), piece):
                    yield _at(file, text, start + match.start(), old, new)
        return
    for start, old in _columns(list(_pieces(text)), sought):
        yield _at(file, text, start, old, sought.words[old])


def _at(
    file: SourceFile, text: str, start: int, old: str, new: str | None
) -> Reference:
    line = text.count("\n", 0, start) + 1
    return file.reference(line, start - (text.rfind("\n", 0, start) + 1), old, new)


def _pieces(text: str) -> Iterator[tuple[int, str, str]]:
    """Place, kind and text of what the lexer of Jinja finds; nothing if it cannot."""
    place = 0
    try:
        for _line, kind, piece in Environment(autoescape=True).lex(text):
            found = text.find(piece, place)
            if found >= 0:
                place = found + len(piece)
                if kind not in {"whitespace", "comment"}:
                    yield found, kind, piece
    except TemplateSyntaxError:
        return


def _columns(
    pieces: list[tuple[int, str, str]], sought: Sought
) -> Iterator[tuple[int, str]]:
    """Where the column is named, and how."""
    calls: list[str] = []
    for index, (start, kind, piece) in enumerate(pieces):
        before = [text for _start, _kind, text in pieces[max(index - 2, 0) : index]]
        after = pieces[index + 1][2] if index + 1 < len(pieces) else ""
        if kind == "data" and sought.is_own:
            yield from _attributes(start, piece, sought)
        elif kind == "operator" and piece in "([{":
            calls.append(before[-1] if before and piece == "(" else "")
        elif kind == "operator" and piece in ")]}":
            del calls[-1:]
        elif kind == "name" and piece in sought.words:
            is_attribute = before[-1:] == ["."]
            holder = before[0] if len(before) == 2 else ""
            is_column = is_attribute and after != "(" and _is_row(holder, sought)
            is_choices = sought.is_own and piece != sought.change.old_column
            if is_column or is_choices:
                yield start, piece
        elif kind == "string" and piece[1:-1] in sought.words:
            is_item = before[-1:] == ["["] and len(before) == 2
            own = sought.is_own and not MESSAGES & set(calls[-1:])
            if own or (is_item and _is_row(before[0], sought)):
                yield start + 1, piece[1:-1]


def _attributes(start: int, piece: str, sought: Sought) -> Iterator[tuple[int, str]]:
    name = re.escape(sought.change.old_column or "")
    for match in ATTRIBUTE.finditer(piece):
        for word in re.finditer(rf"(?<![\w-]){name}(?!\w)", match[1]):
            yield start + match.start(1) + word.start(), word[0]


def _is_row(holder: str, sought: Sought) -> bool:
    """Whether what is asked for something is a row of the table."""
    if holder in sought.pointing or holder in sought.nouns:
        return True
    return sought.is_own and holder not in NO_ROWS
