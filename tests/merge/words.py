"""What is in a Python file, counted: what merging may lose or double is seen here.

Nothing of this knows how merging is done.
"""

from __future__ import annotations

import ast
import tokenize
from collections import Counter
from functools import lru_cache
from io import StringIO

from scaffold.merge.lines import changes

Word = tuple[str, str]
"""The function or class it stands in, and the word."""

Words = Counter[Word]


@lru_cache(maxsize=512)
def words(text: str) -> Words:
    """Names, numbers, lines of text and comments, without those of imports."""
    return Counter(word for _line, word in located(text))


def changed(base: str, other: str) -> tuple[Words, Words]:
    """The words on lines that are only in the first, and only in the second."""
    found = changes(base.split("\n"), other.split("\n"))
    old = {line for change in found for line in range(change.start, change.end)}
    new = {line for change in found for line in range(change.other, change.other_end)}
    return (
        Counter(word for line, word in located(base) if line in old),
        Counter(word for line, word in located(other) if line in new),
    )


def near(base: str, yours: str, new: str) -> Words:
    """The words where both sides changed something, or close by."""
    one, two = (
        {
            line
            for change in changes(base.split("\n"), other.split("\n"))
            for line in range(change.start - 4, change.end + 4)
        }
        for other in (yours, new)
    )
    return Counter(word for line, word in located(base) if line in one & two)


@lru_cache(maxsize=512)
def located(text: str) -> list[tuple[int, Word]]:
    """Each word and the line that it stands on, from 0."""
    scopes = scopes_of(ast.parse(text))
    found = []
    for token in tokenize.generate_tokens(StringIO(text).readline):
        scope = scopes.get(token.start[0], "")
        if scope != "import" or token.type == tokenize.COMMENT:
            for number, word in enumerate(words_of(token)):
                line = min(token.start[0] + number, token.end[0]) - 1
                found.extend([(line, (scope, word))] if word else [])
    return found


def words_of(token: tokenize.TokenInfo) -> list[str]:
    if token.type == tokenize.STRING and token.string[-1] in "\"'":
        if token.string[0] in "fFrRbB":
            return [token.string.replace("'", '"')]
        value = str(ast.literal_eval(token.string))
        return [line.strip() for line in value.splitlines()]
    if token.type == tokenize.COMMENT:
        return [token.string]
    return (
        [token.string] if token.string.isidentifier() or token.string.isdigit() else []
    )


def scopes_of(tree: ast.Module) -> dict[int, str]:
    """By line; what is further in wins."""
    found: dict[int, str] = {}

    def visit(node: ast.AST, scope: str) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            scope = "import"
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            scope = f"{scope}.{node.name}"
        if scope and isinstance(node, ast.stmt):
            for line in range(node.lineno, (node.end_lineno or 0) + 1):
                found[line] = scope
        for child in ast.iter_child_nodes(node):
            visit(child, scope)

    visit(tree, "")
    return found


def imports(text: str) -> list[str]:
    """The statements, as if each had one name."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in node.names:
                alone = type(node)(**{**vars(node), "names": [name]})
                found.append(ast.unparse(alone))
    return found


def meaning(text: str) -> str:
    """The same for texts that differ in formatting only."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and (said := ast.get_docstring(node)):
            node.body[0] = ast.Expr(ast.Constant(said))
    return ast.dump(tree)


DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def definitions(text: str) -> dict[str, str]:
    """The whole lines of each function and class at the top of a module, by its name.

    Comments above are not in it.
    """
    lines = text.splitlines(keepends=True)
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = min([node.lineno, *(at.lineno for at in node.decorator_list)])
            found[node.name] = "".join(lines[first - 1 : node.end_lineno])
    return found
