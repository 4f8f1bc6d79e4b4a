"""What is in a Python file, counted: what merging may lose or double is seen here.

Nothing of this knows how merging is done.
"""

from __future__ import annotations

import ast
import tokenize
from collections import Counter
from functools import lru_cache
from io import StringIO

Words = Counter[tuple[str, str]]
"""By the function or class they stand in, and the word."""

Imports = frozenset[tuple[str, str]]
"""What is imported: the statement, as if it had one name."""


@lru_cache(maxsize=512)
def words(text: str) -> Words:
    """Names, numbers, lines of text and comments, without those of imports."""
    tree = ast.parse(text)
    scopes = scopes_of(tree)
    found: Words = Counter()
    for token in tokenize.generate_tokens(StringIO(text).readline):
        scope = scopes.get(token.start[0], "")
        if scope == "import" and token.type != tokenize.COMMENT:
            continue
        for word in words_of(token):
            found[scope, word] += 1
    return found


def words_of(token: tokenize.TokenInfo) -> list[str]:
    if token.type == tokenize.STRING and token.string[-1] in "\"'":
        if token.string[0] in "fFrRbB":
            return [token.string.replace("'", '"')]
        value = str(ast.literal_eval(token.string))
        return [line.strip() for line in value.splitlines() if line.strip()]
    if token.type == tokenize.COMMENT:
        return [token.string]
    return [token.string] if token.string.isidentifier() or token.string.isdigit() else []


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


def imports(text: str) -> Imports:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in node.names:
                alone = type(node)(**{**vars(node), "names": [name]})
                found.add((ast.unparse(alone), name.asname or name.name))
    return frozenset(found)


def meaning(text: str) -> str:
    """The same for texts that differ in formatting only."""
    return ast.dump(ast.parse(text))


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
