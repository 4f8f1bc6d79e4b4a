"""What the names in a Python file stand for, as far as it concerns a table."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from scaffold.references.expressions import (
    absolute_module,
    dotted,
    identifiers,
    module_of,
    root,
)
from scaffold.references.sought import Sought, SourceFile


class Meaning:
    """Imports and variables; a name has one meaning in a file, whatever the scopes."""

    def __init__(self, file: SourceFile, sought: Sought, tree: ast.Module) -> None:
        self.sought = sought
        self.here = module_of(file.path)
        self.names: set[str] = set()
        """The table's class, as the file calls it."""
        self.kin: set[str] = set()
        """What is imported from the table's own files."""
        self.others: dict[str, str] = {}
        """What else is imported, and where from, with dots."""
        self.kinds: dict[str, set[str]] = {}
        """The classes that a variable was made of."""
        nodes = list(ast.walk(tree))
        for node in nodes:
            self._note_names(node)
        for _twice in range(2):  # A variable may stand before what it is made of.
            for node in nodes:
                self._note_kinds(node)

    @property
    def knows(self) -> bool:
        """Whether the file has to do with the table."""
        return self.sought.is_own or bool(self.names or self.kin)

    def is_about(self, node: ast.expr, parents: Sequence[ast.AST]) -> bool | None:
        """Whether an expression is about the table; ``None`` if that is not known."""
        name = root(node)
        if name in self.names or self._starts_with_class(node):
            return True
        if name in {"self", "cls"}:
            return self._is_in_class(parents)
        kinds = self.kinds.get(name or "")
        if kinds:
            return bool(kinds & self.names)
        return False if name in self.others else None

    def is_class(self, node: ast.Attribute) -> bool:
        """Whether it is ``tables.Movie``, whose module is imported."""
        name = root(node) or ""
        if name not in self.others:
            return False
        path = self.others[name] + dotted(node).removeprefix(name)
        return self.is_table(path.rpartition(".")[0], node.attr)

    def is_table(self, module: str, name: str) -> bool:
        """Also where another module of the same package hands it on."""
        if f"{module}:{name}" in self.sought.other_tables:
            return False
        return any(
            name == table and module.partition(".")[0] == home.partition(".")[0]
            for home, table in self.sought.classes
        )

    def _note_names(self, node: ast.AST) -> None:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                self._note_import(node, alias)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                self.others[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ClassDef) and self._is_table_itself(node):
            self.names.add(node.name)

    def _is_table_itself(self, node: ast.ClassDef) -> bool:
        return (self.here.removesuffix(".__init__"), node.name) in self.sought.classes

    def _note_import(self, node: ast.ImportFrom, alias: ast.alias) -> None:
        name = alias.asname or alias.name
        module = absolute_module(node, self.here)
        if self.is_table(module, alias.name):
            self.names.add(name)
        elif self.sought.is_of_table(module, alias.name):
            self.kin.add(name)
        elif not (self.sought.is_own and node.level == 1):
            self.others[name] = f"{module}.{alias.name}"

    def _note_kinds(self, node: ast.AST) -> None:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._note_kind(target, node.value)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self._note_kind(node.target, node.iter)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
            self._note_kind(node.target, node.value)
        elif isinstance(node, ast.arg) and node.annotation:
            known = filter(self._is_some_class, identifiers(node.annotation))
            self.kinds.setdefault(node.arg, set()).update(known)

    def _note_kind(self, target: ast.expr, value: ast.expr) -> None:
        name = root(value)
        if isinstance(target, ast.Name) and name:
            known = {name} if self._is_some_class(name) else self.kinds.get(name, set())
            self.kinds.setdefault(target.id, set()).update(known)

    def _is_some_class(self, name: str) -> bool:
        return name in self.names or (name in self.others and name[:1].isupper())

    def _starts_with_class(self, node: ast.expr) -> bool:
        while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript, ast.Await)):
            if isinstance(node, ast.Attribute) and self.is_class(node):
                return True
            node = node.func if isinstance(node, ast.Call) else node.value
        return False

    def _is_in_class(self, parents: Sequence[ast.AST]) -> bool | None:
        classes = [node.name for node in parents if isinstance(node, ast.ClassDef)]
        if not classes:
            return None
        is_class = classes[-1] in self.names
        return is_class or self.sought.is_own or self.sought.is_named_in(classes[-1])
