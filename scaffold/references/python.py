"""Where Python names a column or table."""

from __future__ import annotations

import ast
import datetime
import re
from pathlib import Path

from scaffold import naming
from scaffold.references.expressions import (
    absolute_module,
    characters,
    identifiers,
    looked_up_in,
    root,
)
from scaffold.references.meaning import Meaning
from scaffold.references.sought import NO_ROWS, Reference, Sought, SourceFile

COMMON = {
    name
    for kind in (str, list, dict, set, Path, datetime.datetime, datetime.timedelta)
    for name in dir(kind)
} | naming.words("id name value type key text code data status url label path method")
"""Attributes that other things have, too, so that they say little."""

STRING = re.compile("[A-Za-z]*(\"\"\"|'''|[\"'])")
"""How a literal begins."""

REFERRING = {"LazyTableReference", "ForeignKey"}
"""What takes the name of a table as text."""


def in_python(file: SourceFile, sought: Sought, tree: ast.Module) -> list[Reference]:
    kind = _Columns if sought.change.old_column else _Tables
    finder = kind(file, sought, Meaning(file, sought, tree))
    finder.visit(tree)
    return finder.found


class _Finder(ast.NodeVisitor):
    """One walk through a file for one change."""

    def __init__(self, file: SourceFile, sought: Sought, meaning: Meaning) -> None:
        self.file = file
        self.sought = sought
        self.meaning = meaning
        self.found: list[Reference] = []
        self.parents: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        self.look(node)
        self.parents.append(node)
        self.generic_visit(node)
        self.parents.pop()

    def look(self, node: ast.AST) -> None:
        raise NotImplementedError

    def is_about(self, node: ast.expr) -> bool | None:
        return self.meaning.is_about(node, self.parents)

    def line(self, number: int) -> str:
        return self.file.lines[number - 1]

    def add(self, number: int, column: int, old: str, new: str | None) -> None:
        if old != new:
            self.found.append(self.file.reference(number, column, old, new))

    def add_start(
        self, node: ast.expr | ast.keyword | ast.alias, old: str, new: str | None
    ) -> None:
        """What the node begins with."""
        column = characters(self.line(node.lineno), node.col_offset)
        self.add(node.lineno, column, old, new)

    def add_end(self, node: ast.expr, old: str, new: str | None) -> None:
        """What the node ends with."""
        number = node.end_lineno or node.lineno
        end = characters(self.line(number), node.end_col_offset or 0)
        self.add(number, max(end - len(old), 0), old, new)

    def add_text(
        self, node: ast.Constant, start: int, old: str, new: str | None
    ) -> None:
        """A part of a text, from this place of its value on."""
        line = self.line(node.lineno)
        column = characters(line, node.col_offset)
        quote = STRING.match(line, column)
        column = (quote.end() if quote else column) + start
        self.add(node.lineno, column, old, new)


class _Columns(_Finder):
    @property
    def name(self) -> str:
        return self.sought.change.old_column or ""

    def look(self, node: ast.AST) -> None:
        words = self.sought.words
        if isinstance(node, ast.Attribute):
            if node.attr in words and self._is_attribute(node):
                self.add_end(node, node.attr, words[node.attr])
        elif isinstance(node, ast.keyword):
            if node.arg == self.name and self._is_argument():
                self.add_start(node, self.name, words[self.name])
        elif isinstance(node, ast.Constant):
            if isinstance(node.value, str) and self._is_text(node.value):
                start = len(node.value) - len(self.name)
                self.add_text(node, start, self.name, words[self.name])
        elif isinstance(node, ast.Name) and self._is_field(node):
            self.add_start(node, node.id, words[node.id])

    def _is_attribute(self, node: ast.Attribute) -> bool:
        parent = self.parents[-1]
        is_called = isinstance(parent, ast.Call) and parent.func is node
        if node.attr == self.name and self._is_through_key(node.value):
            return not is_called
        if node.attr.isupper() and node.attr != self.name:
            return self.meaning.knows  # The name of its choices.
        about = self.is_about(node.value)
        if about is not None:
            return about and not self._is_of_other(node.value)
        if is_called or root(node) in NO_ROWS:
            return False
        return self.sought.is_own or (self.meaning.knows and node.attr not in COMMON)

    def _is_through_key(self, node: ast.expr) -> bool:
        """``Ticket.movie`` of ``Ticket.movie.rating``, with Piccolo's ``_`` or not."""
        if isinstance(node, ast.Attribute) and node.attr == "_":
            node = node.value
        return isinstance(node, ast.Attribute) and node.attr in self.sought.pointing

    def _is_of_other(self, node: ast.expr) -> bool:
        """``Movie.director`` of ``Movie.director.rating``."""
        keys = {*self.sought.foreign_keys, "_"}
        return isinstance(node, ast.Attribute) and node.attr in keys

    def _is_argument(self) -> bool:
        call = self.parents[-1]
        return isinstance(call, ast.Call) and self._takes_columns(call.func)

    def _takes_columns(self, callee: ast.expr) -> bool:
        """``Movie(…)``, ``Movie.update(…)``, ``MovieOut(…)``, ``create_movie(…)``."""
        if self.is_about(callee):
            return True
        name = identifiers(callee)[0]
        if self.sought.is_own and name == "dict":
            return True
        return self.meaning.knows and self.sought.is_named_in(name)

    def _is_text(self, value: str) -> bool:
        """``rating`` where a column is meant, or ``movie.rating``."""
        before, dot, last = value.rpartition(".")
        if last != self.name:
            return False
        through = before.rpartition(".")[2] in self.sought.pointing
        return through if dot else self._is_key()

    def _is_key(self) -> bool:
        parent = self.parents[-1]
        if isinstance(parent, (ast.Expr, ast.JoinedStr)):
            return False
        calls = [node.func for node in self.parents if isinstance(node, ast.Call)]
        if self.sought.is_own or any(map(self._takes_columns, calls)):
            return True
        of = looked_up_in(parent)
        if of is not None:
            about = self.is_about(of)
            return self.meaning.knows if about is None else about
        several = (ast.Dict, ast.List, ast.Tuple, ast.Set, ast.Compare)
        is_telling = self.meaning.knows and self.name not in COMMON
        return is_telling and isinstance(parent, several)

    def _is_field(self, node: ast.Name) -> bool:
        """Whether it is a field of a class about the table, or its choices' name."""
        if node.id not in self.sought.words:
            return False
        if node.id.isupper() and node.id != self.name:
            return self.sought.is_own
        holder = self.parents[-2] if len(self.parents) > 1 else None
        if not isinstance(holder, ast.ClassDef) or holder.name in self.meaning.names:
            return False
        is_about = self.sought.is_own or (
            self.meaning.knows and self.sought.is_named_in(holder.name)
        )
        return isinstance(node.ctx, ast.Store) and is_about


class _Tables(_Finder):
    def look(self, node: ast.AST) -> None:
        if self.sought.is_own and self.sought.change.new is None:
            return  # What becomes of the files of a dropped table is told elsewhere.
        if isinstance(node, ast.ImportFrom):
            self._import(node)
        elif isinstance(node, ast.Name):
            self._name(node)
        elif isinstance(node, ast.Attribute):
            if self.meaning.is_class(node):
                self._class_end(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            self._text(node, node.value)

    @property
    def class_names(self) -> tuple[str, str | None]:
        old, new = self.sought.change.old, self.sought.change.new
        return old.table.name, new.table.name if new else None

    @property
    def slugs(self) -> tuple[str, str | None]:
        old, new = self.sought.change.old, self.sought.change.new
        return old.slug, new.slug if new else None

    @property
    def forms(self) -> tuple[str, str | None]:
        old, new = self.sought.change.old, self.sought.change.new
        return old.form_name, new.form_name if new else None

    def _class_end(self, node: ast.Attribute) -> None:
        if node.attr == self.class_names[0]:
            self.add_end(node, *self.class_names)

    def _name(self, node: ast.Name) -> None:
        known = (
            (self.class_names, self.meaning.names),
            (self.slugs, self.meaning.kin),
            (self.forms, {node.id} if self.file.is_output else self.meaning.kin),
        )
        for (old, new), names in known:
            if node.id == old and old in names:
                self.add_start(node, old, new)

    def _import(self, node: ast.ImportFrom) -> None:
        module = absolute_module(node, self.meaning.here)
        folder = f"{self.file.package}.tables"
        if f"{module}.".startswith(f"{folder}.{self.slugs[0]}."):
            line = self.line(node.lineno)
            match = re.search(rf"\btables\.{self.slugs[0]}\b", line)
            place = match.end() - len(self.slugs[0]) if match else len(line)
            self.add(node.lineno, place, *self.slugs)
        for alias in node.names:
            is_class = self.meaning.is_table(module, alias.name)
            is_kin = self.sought.is_of_table(module, alias.name)
            if is_class and alias.name == self.class_names[0]:
                self._class_import(node, alias)
            elif alias.name == self.slugs[0] and module == folder:
                self.add_start(alias, *self.slugs)
            elif is_kin and alias.name == self.forms[0]:
                self.add_start(alias, *self.forms)

    def _class_import(self, node: ast.ImportFrom, alias: ast.alias) -> None:
        old, new = self.sought.change.old.table, self.sought.change.new
        if new is None or new.table.module == old.module:
            self.add_start(alias, *self.class_names)
        elif node.module == old.module and len(node.names) == 1 and not node.level:
            start = characters(self.line(node.lineno), node.col_offset) + len("from ")
            self.add(node.lineno, start, old.module, new.table.module)
            self.add_start(alias, *self.class_names)
        else:  # The line would have to become two.
            self.add(alias.lineno, 0, old.key, new.table.key)

    def _text(self, node: ast.Constant, value: str) -> None:
        name = self.class_names[0]
        calls = [one for one in self.parents[-2:] if isinstance(one, ast.Call)]
        if value == name and REFERRING & {identifiers(one.func)[0] for one in calls}:
            self.add_text(node, 0, *self.class_names)
        if isinstance(self.parents[-1], ast.Expr):
            return  # A docstring.
        for old, new in self.sought.texts.items():
            is_address = old.startswith("/")
            is_ours = self.file.is_output or not old.endswith(".html")
            if is_ours and (old in value if is_address else old == value):
                self.add_text(node, value.index(old), old, new)
