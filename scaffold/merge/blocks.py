"""Python statements with blocks in them: their clauses, and where the blocks stand."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from scaffold.merge.source import Source

Function = (ast.FunctionDef, ast.AsyncFunctionDef)
Definition = (*Function, ast.ClassDef)

Body = list[ast.stmt]


class Clause(NamedTuple):
    """What introduces a block, what that says, and the block."""

    word: str
    head: list[ast.AST | None]
    body: Body

    @property
    def test(self) -> str:
        """The meaning of the head."""
        return " ".join(ast.dump(node) for node in self.head if node)


def clauses(node: ast.stmt) -> list[Clause]:
    """All of them; none of a statement without blocks, or with blocks of cases."""
    if isinstance(node, ast.Match) or not hasattr(node, "body"):
        return []
    if isinstance(node, ast.If):
        return branches(node)
    found = [Clause(type(node).__name__, head(node), node.body)]
    for handler in getattr(node, "handlers", []):
        name = ast.Name(handler.name) if handler.name else None
        found.append(Clause("except", [handler.type, name], handler.body))
    for field, word in (("orelse", "else"), ("finalbody", "finally")):
        if body := getattr(node, field, []):
            found.append(Clause(word, [], body))
    return found


def branches(node: ast.If) -> list[Clause]:
    found = [Clause("if", [node.test], node.body)]
    rest = node.orelse
    while is_elif(node, rest):
        assert isinstance(rest[0], ast.If)
        node, rest = rest[0], rest[0].orelse
        found.append(Clause("elif", [node.test], node.body))
    return [*found, *([Clause("else", [], rest)] if rest else [])]


def is_elif(node: ast.If, rest: Body) -> bool:
    """``elif`` stands where its ``if`` does; one after ``else`` is further right."""
    inner = isinstance(rest[0], ast.If) if len(rest) == 1 else False
    return inner and rest[0].col_offset == node.col_offset


def head(node: ast.stmt) -> list[ast.AST | None]:
    """What the first clause says."""
    if isinstance(node, ast.While):
        return [node.test]
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return [node.target, node.iter]
    return [*node.items] if isinstance(node, (ast.With, ast.AsyncWith)) else []


# Places.


def beginning(source: Source, node: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    if isinstance(node, Definition) and node.decorator_list:
        first = source.start(node.decorator_list[0])
        return source.text.rindex("@", 0, first)
    return source.start(node)


def has_blocks(source: Source, node: ast.stmt) -> bool:
    """Whether it has blocks, all on lines of their own."""
    found = clauses(node)
    return bool(found) and all(on_lines(source, body) for *_, body in found)


def on_lines(source: Source, body: Body) -> bool:
    first = beginning(source, body[0])
    return not source.text[source.text.rfind("\n", 0, first) + 1 : first].strip()


def header_end(source: Source, body: Body) -> int:
    """Where the lines of a block begin: behind the line of the colon."""
    return source.line_end(source.before(beginning(source, body[0])).end)


def block_end(source: Source, body: Body) -> int:
    """Where the lines of a block end, comments of its own included."""
    stop = statement_end(source, body[-1])
    column = body[0].col_offset
    place = stop
    while place < len(source.text):
        line = source.text[place : source.line_end(place)]
        bare = line.strip()
        if bare and not bare.startswith("#"):
            break
        place += len(line)
        if bare and len(line) - len(line.lstrip()) >= column:
            stop = place
    return stop


def statement_end(source: Source, node: ast.stmt) -> int:
    """Behind the last line of a statement and of the blocks in it."""
    if has_blocks(source, node):
        return block_end(source, clauses(node)[-1].body)
    return source.line_end(source.end(node))


def logical_lines(statements: Sequence[ast.stmt]) -> list[Body]:
    """The statements, those with a semicolon between them together."""
    lines: list[Body] = []
    for node in statements:
        if lines and (lines[-1][-1].end_lineno or 0) >= node.lineno:
            lines[-1].append(node)
        else:
            lines.append([node])
    return lines
