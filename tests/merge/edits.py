"""What people do to Python files, as edits of a text that know what they did."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from ruff.__main__ import find_ruff_bin

from scaffold.merge.lines import changes

EMPTY = "insert empty line"

NAME = "rename element"

MARK = "MARK"
"""Stands in the texts of edits for a word that is nowhere else."""

Piece = tuple[int, int, str]
"""Replace a range of the text."""


@dataclass(frozen=True)
class Edit:
    """A change of a text. What it inserts contains its mark."""

    what: str
    pieces: tuple[Piece, ...]

    @property
    def marks(self) -> bool:
        return any(MARK in text for _start, _end, text in self.pieces)

    def marked(self, mark: str) -> Edit:
        pieces = (
            (start, end, text.replace(MARK, mark)) for start, end, text in self.pieces
        )
        return Edit(self.what, tuple(pieces))


def apply(text: str, edits: Iterable[Edit]) -> str:
    pieces = [piece for edit in edits for piece in edit.pieces]
    for start, end, replacement in sorted(pieces, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def compatible(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """Those of the edits that do not touch an earlier one, and leave it Python."""
    chosen = apart(edits)
    while not compiles(apply(text, chosen)):
        chosen.pop()
    return chosen


def apart(edits: Iterable[Edit]) -> list[Edit]:
    """Those of the edits that do not touch an earlier one."""
    chosen: list[Edit] = []
    for edit in edits:
        pieces = [piece for other in chosen for piece in other.pieces]
        if not any(touches(one, two) for one in edit.pieces for two in pieces):
            chosen.append(edit)
    return chosen


def touches(one: Piece, other: Piece) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def translated(edits: Iterable[Edit], base: str, new: str) -> list[Edit] | None:
    """The same edits of another version of the text.

    ``None`` if that has other lines where the edits are made, or next to them.
    """
    lines, others = base.split("\n"), new.split("\n")
    differing = changes(lines, others)
    found = []
    for edit in edits:
        pieces = []
        for start, end, text in edit.pieces:
            first, last = base.count("\n", 0, start), base.count("\n", 0, end)
            if any(c.start - 1 <= last + 1 and first - 1 <= c.end for c in differing):
                return None
            before = [c for c in differing if c.end <= first]
            shift = before[-1].other_end - before[-1].end if before else 0
            at = begin(others, first + shift) - begin(lines, first)
            pieces.append((start + at, end + at, text))
        found.append(Edit(edit.what, tuple(pieces)))
    return found


def begin(lines: Sequence[str], number: int) -> int:
    """The offset at which a line begins."""
    return sum(len(line) + 1 for line in lines[:number])


@cache
def edits(text: str) -> tuple[Edit, ...]:
    """Every edit that a person might make to the file, one at a time."""
    tree = ast.parse(text)
    place = Place(text)
    names: set[ast.AST] = set()
    """What names elements that are calls, their first arguments; keys, and words."""
    found = [*of_block(place, tree.body, tree)]
    for node in ast.walk(tree):
        if node is not tree and isinstance(getattr(node, "body", None), list):
            for field in ("body", "orelse", "finalbody"):
                found += of_block(place, getattr(node, field, []), node)
        if isinstance(node, (ast.List, ast.Tuple)):
            names |= {
                e.args[0] for e in node.elts if isinstance(e, ast.Call) and e.args
            }
            names |= {e for e in node.elts if isinstance(e, ast.Constant)}
        if isinstance(node, ast.Dict):
            names |= {key for key in node.keys if key}
        for edit in of_expression(place, node):
            found.append(replace(edit, what=NAME) if node in names else edit)
    return tuple(found)


def compiles(text: str) -> bool:
    try:
        compile(text, "<edited>", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


class Place:
    """Where nodes stand in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def start(self, node: ast.expr | ast.stmt | ast.keyword | ast.alias) -> int:
        return self.at(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt | ast.keyword | ast.alias) -> int:
        return self.at(node.end_lineno or 0, node.end_col_offset or 0)

    def at(self, line: int, column: int) -> int:
        start = self.starts[line - 1]
        whole = self.text[start : self.starts[line] - 1].encode()
        return start + len(whole[:column].decode())

    def lines(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        """The range of the lines that a node stands on, decorators included."""
        above = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(other.lineno for other in above)])
        return self.starts[first - 1], self.starts[node.end_lineno or 0]

    def alone(self, node: ast.expr) -> bool:
        """Whether it has its lines for itself, but for a comma."""
        start, end = self.lines(node)
        before = self.text[start : self.start(node)]
        return not before.strip() and self.text[self.end(node) : end] == ",\n"


# Statements.

Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def of_block(place: Place, body: list[ast.stmt], owner: ast.AST) -> Iterator[Edit]:
    for number, node in enumerate(body):
        start, end = place.lines(node)
        indent = " " * node.col_offset
        if is_text(node) and number == 0:
            closing = place.end(node) - 3
            if place.text[closing : closing + 3] == '"""':
                more = f"\n{indent}More {MARK}.\n"
                if place.text[:closing].endswith(f"\n{indent}"):
                    yield insertion("docstring", closing - len(indent), more)
                else:
                    yield insertion("docstring", closing, more + indent)
            continue
        if len(body) > 1:
            before = place.lines(body[number - 1])[1] if number else start
            first = start if place.text[before:start].strip() else before
            yield Edit(f"delete {type(node).__name__}", ((first, end, ""),))
        yield insertion("comment", start, f"{indent}# {MARK}\n")
        yield from beside(place, node, owner, end, indent)
        yield from moved(place, body, number)


def is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def insertion(what: str, at: int, text: str) -> Edit:
    return Edit(f"insert {what}", ((at, at, text),))


def beside(
    place: Place, node: ast.stmt, owner: ast.AST, end: int, indent: str
) -> Iterator[Edit]:
    """What is written below a statement, on its line, or right above it."""
    if isinstance(node, (*Function, ast.ClassDef)):
        empty = "\n\n" if not indent else "\n"
        body = f"def {MARK}() -> None:\n{indent}    return None\n"
        yield insertion("function", end, f"{empty}{indent}{body}")
        at = place.lines(node)[0]
        yield insertion("decorator", at, f"{indent}@{MARK}\n")
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield insertion("import", end, f"import {MARK}\n")
    elif isinstance(owner, ast.ClassDef):
        yield insertion("field", end, f"\n{indent}{MARK}: int = 1\n")
    elif isinstance(owner, ast.Module):
        yield insertion("assignment", end, f"{MARK} = 1\n")
        yield insertion("empty line", place.lines(node)[0], "\n")
    if not isinstance(owner, (ast.Module, ast.ClassDef)):
        yield insertion("statement", end, f'{indent}print("{MARK}")\n')
    if not hasattr(node, "body") and "#" not in place.text[end - 90 : end]:
        yield insertion("trailing comment", end - 1, f"  # {MARK}")
    if isinstance(node, ast.Return) and node.value:
        around = (place.start(node.value),) * 2, (place.end(node.value),) * 2
        yield Edit("wrap", ((*around[0], f"{MARK}("), (*around[1], ")")))
    if isinstance(node, ast.AnnAssign):
        at, stop = place.start(node.annotation), place.end(node.annotation)
        yield Edit("annotation", ((at, stop, MARK),))


def moved(place: Place, body: list[ast.stmt], number: int) -> Iterator[Edit]:
    """A function or field that changes places with the one behind the next."""
    if number + 2 < len(body):
        node, other = body[number], body[number + 2]
        both = (*Function, ast.AnnAssign)
        if isinstance(node, both) and isinstance(other, both):
            start = place.lines(body[number - 1])[1] if number else 0
            end = place.lines(node)[1]
            if number and not place.text[start:end].count("#"):
                behind = place.lines(other)[1]
                text = place.text[start:end]
                yield Edit("move", ((start, end, ""), (behind, behind, text)))


# Expressions.


def of_expression(place: Place, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, (ast.List, ast.Tuple)):
        yield from of_elements(place, node.elts)
    elif isinstance(node, ast.Call):
        if node.args or node.keywords:
            all_given: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
            given = sorted(all_given, key=place.start)
            yield from added(place, "keyword", given[-1], f"{MARK}=1")
            for keyword in node.keywords:
                yield from removed(place, "keyword", keyword)
    elif isinstance(node, ast.ImportFrom):
        yield from added(place, "imported name", node.names[-1], MARK)
        yield from added(place, "imported name", node.names[0], f"{MARK} as {MARK}_")
    elif isinstance(node, ast.Constant):
        yield from constant(place, node)


def of_elements(place: Place, elements: list[ast.expr]) -> Iterator[Edit]:
    for number, node in enumerate(elements):
        yield from added(place, "element", node, MARK)
        yield from added(place, "call", node, f'Route("/{MARK}/", {MARK})')
        yield from removed(place, "element", node)
        if place.alone(node):
            start, end = place.lines(node)
            yield insertion("comment in brackets", end - 1, f"  # {MARK}")
            indent = " " * (place.start(node) - start)
            yield insertion("comment above an element", start, f"{indent}# {MARK}\n")
            for other in elements[number + 2 : number + 4]:
                if place.alone(other):
                    behind, text = place.lines(other)[1], place.text[start:end]
                    pieces = (start, end, ""), (behind, behind, text)
                    yield Edit("move element", pieces)


def added(
    place: Place, what: str, node: ast.expr | ast.keyword | ast.alias, text: str
) -> Iterator[Edit]:
    """Another one behind: on a line of its own if the one before has one."""
    end = place.end(node)
    if place.text.startswith((",\n", "  #"), end):
        start = place.starts[node.lineno - 1]
        line = place.text[start:end]
        indent = line[: len(line) - len(line.lstrip())]
        below = place.starts[node.end_lineno or 0]
        if start + len(indent) == place.start(node) and place.text[end] == ",":
            yield insertion(what, below, f"{indent}{text},\n")
    elif place.text[end] in ",)]\n":
        yield insertion(what, end, f", {text}")


def removed(place: Place, what: str, node: ast.expr | ast.keyword) -> Iterator[Edit]:
    start, end = place.start(node), place.end(node)
    line = place.text.rfind("\n", 0, start) + 1
    if not place.text[line:start].strip() and place.text.startswith(",\n", end):
        yield Edit(f"delete {what}", ((line, end + 2, ""),))
    elif place.text.startswith(", ", end):
        yield Edit(f"delete {what}", ((start, end + 2, ""),))
    elif place.text[start - 2 : start] == ", " and place.text[end] in ")]":
        yield Edit(f"delete {what}", ((start - 2, end, ""),))


def constant(place: Place, node: ast.Constant) -> Iterator[Edit]:
    start, end = place.start(node), place.end(node)
    if place.text[start:end].isdigit():
        yield Edit("number", ((start, end, "990"),))
    elif re.fullmatch(r'"[^"\n]*"', place.text[start:end]):
        yield Edit("text", ((start, end, f'"{MARK}"'),))


# Pages.


@cache
def of_page(text: str) -> tuple[Edit, ...]:
    """What people add between the lines of a page, and take away."""
    found = []
    place = 0
    for line in text.splitlines(keepends=True):
        end = place + len(line)
        indent = line[: len(line) - len(line.lstrip())]
        if TAG.fullmatch(line.strip()) and "{%" not in line:
            found.append(insertion("tag", end, f"{indent}<p>{MARK}</p>\n"))
            found.append(insertion("comment", end, f"{indent}{{# {MARK} #}}\n"))
        if not line.strip():
            found.append(insertion("paragraph", end, f"<p>{MARK}</p>\n\n"))
        if WHOLE_TAG.fullmatch(line.strip()):
            found.append(Edit("delete tag", ((place, end, ""),)))
        place = end
    return tuple(found)


TAG = re.compile(r"</?\w+[^<>{}]*>")
WHOLE_TAG = re.compile(r"<(\w+)[^<>]*>[^<>]*</\1>")


# Formatters.

STYLES = {
    "narrow": ["line-length=60"],
    "wide": ["line-length=100"],
    "wider": ["line-length=120", "format.skip-magic-trailing-comma=true"],
    "single quotes": ["format.quote-style='single'"],
    "two spaces": ["indent-width=2"],
    "tabs": ["format.indent-style='tab'"],
    "collapsed": ["format.skip-magic-trailing-comma=true"],
}
"""The settings of ruff for each."""


@lru_cache(maxsize=4096)
def reformatted(text: str, style: str) -> str:
    settings = [part for entry in STYLES[style] for part in ("--config", entry)]
    command = [
        str(find_ruff_bin()),
        "format",
        "--isolated",
        "--no-cache",
        *settings,
        "-",
    ]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, check=True
    ).stdout
