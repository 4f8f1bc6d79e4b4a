"""The project's own Python files, and which names in them are tables.

Files are parsed and never run. What they import from installed packages is looked up
among the modules that are loaded anyway.
"""

from __future__ import annotations

import ast
import os
import sys
import tokenize
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from piccolo.table import TABLE_REGISTRY

from scaffold.introspect.targets import is_table
from scaffold.paths import is_skipped, shown
from scaffold.references.expressions import absolute_module, module_of
from scaffold.references.sought import split_lines

LARGEST = 1_000_000
"""Files of more bytes were not written by hand."""

TABLE = "piccolo.table:Table"

INSTALLED = {
    "piccolo.apps.user.tables:BaseUser",
    "piccolo_api.mfa.authenticator.tables:AuthenticatorSecret",
    "piccolo_api.session_auth.tables:SessionsBase",
    "piccolo_api.token_auth.tables:TokenAuth",
}
"""Tables that projects use, also where their modules are not loaded."""


@dataclass(frozen=True, eq=False)
class Source:
    """A file of the project's."""

    path: str
    text: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of the tree's, which many checks go through."""
        return [*ast.walk(self.tree)]

    @property
    def module(self) -> str:
        """As it is imported from the project's folder."""
        return module_of(self.path).removesuffix(".__init__")

    @property
    def is_test(self) -> bool:
        path = PurePosixPath(self.path)
        return (
            not {"test", "tests"}.isdisjoint(path.parts)
            or path.name.startswith(("test_", "conftest"))
            or path.name.endswith("_test.py")
        )

    @cached_property
    def imports(self) -> dict[str, str]:
        """Names to what they stand for: ``movies.tables``, ``movies.tables:Movie``.

        Wherever they are imported: in a function, to avoid a circle, too.
        """
        found = {name: f"{module}:{own}" for module, own, name in self._imported_from}
        for node in self.nodes:
            for alias in node.names if isinstance(node, ast.Import) else ():
                top = alias.name.partition(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
        return found

    @cached_property
    def stars(self) -> list[str]:
        """The modules of which everything is imported."""
        return [module for module, own, _name in self._imported_from if own == "*"]

    @cached_property
    def _imported_from(self) -> list[tuple[str, str, str]]:
        """Modules, names there and names here."""
        here = module_of(self.path)
        return [
            (absolute_module(node, here), alias.name, alias.asname or alias.name)
            for node in self.nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """Those of the module itself, also below ``if`` and ``try``."""
        return {
            node.name: node
            for node in top_level(self.tree)
            if isinstance(node, ast.ClassDef)
        }

    @cached_property
    def lines(self) -> list[str]:
        return split_lines(self.text)

    def segment(self, node: ast.AST) -> str:
        """The source of an expression on one line, or nothing if it is long."""
        text = " ".join((ast.get_source_segment(self.text, node) or "").split())
        return text if len(text) <= 80 else ""


def top_level(tree: ast.AST) -> Iterator[ast.AST]:
    stack = [*ast.iter_child_nodes(tree)][::-1]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, (ast.If, ast.Try)):
            stack.extend([*ast.iter_child_nodes(node)][::-1])


def hands_on(method: ast.FunctionDef) -> bool:
    """Whether it does more, and gives what the method of its base gives."""
    text = ast.unparse(method)
    return f"super().{method.name}(" in text and "run_sync" not in text


class Sources:
    """All files but migrations, generated and installed code."""

    def __init__(
        self, directory: Path, conf_folder: Path, migrations: Collection[Path] = ()
    ) -> None:
        """
        :param conf_folder: Others with a ``piccolo_conf.py`` are other projects.
        :param migrations: Folders of migrations, which may be called anything.
        """
        self.directory = directory
        self.conf_folder = conf_folder
        self.migrations = migrations
        self._is_table: dict[str, bool] = {}

    @cached_property
    def files(self) -> list[Source]:
        found = (self.read(path) for path in self._paths())
        return [source for source in found if source]

    @cached_property
    def by_module(self) -> dict[str, Source]:
        return {source.module: source for source in self.files}

    def is_table(self, name: str) -> bool:
        """Whether ``module:Class`` is a table, or another name of one."""
        name = self.origin(name)
        if name not in self._is_table:
            self._is_table[name] = False  # Where classes inherit in a circle.
            self._is_table[name] = self._find_out(name)
        return self._is_table[name]

    @cached_property
    def table_names(self) -> set[str]:
        """What any table is called anywhere; a file without these has none."""
        found = {table.__name__ for table in TABLE_REGISTRY}
        found |= {name.partition(":")[2] for name in INSTALLED}
        for module, source in self.by_module.items():
            names = (f"{module}:{name}" for name in source.classes)
            found |= {name.partition(":")[2] for name in names if self.is_table(name)}
        for source in self.files:
            for name, origin in source.imports.items():
                if origin.partition(":")[2] in found:
                    found.add(name)
        return found

    @cached_property
    def own_methods(self) -> set[str]:
        """Methods of any table of the project that need not give what Piccolo's give.

        Those that hand on ``super()``'s do.
        """
        classes = {
            f"{module}:{name}": (source, node)
            for module, source in self.by_module.items()
            for name, node in source.classes.items()
        }
        tables = [its for name, its in classes.items() if self.is_table(name)]
        mixed_in = {base for its in tables for base in self.bases(*its)}
        return {
            line.name
            for name, (_source, node) in classes.items()
            if name in mixed_in or self.is_table(name)
            for line in node.body
            if isinstance(line, ast.FunctionDef) and not hands_on(line)
        }

    def bases(self, source: Source, node: ast.ClassDef) -> list[str]:
        """``module:Class`` of each base class that has a name."""
        named = (self.named(source, base) for base in node.bases)
        return [name for name in named if name]

    def named(self, source: Source, node: ast.expr) -> str | None:
        """What ``Movie`` or ``tables.Movie`` stands for in a file."""
        if isinstance(node, ast.Name):
            return self.origin(f"{source.module}:{node.id}")
        if not isinstance(node, ast.Attribute):
            return None
        owner = self._module_named(source, node.value)
        return self.origin(f"{owner}:{node.attr}") if owner else None

    def origin(self, name: str) -> str:
        """Where a name is defined that modules of the project hand on."""
        seen: set[str] = set()
        while name not in seen:
            seen.add(name)
            name = self._handed_on(name)
        return name

    def _handed_on(self, name: str) -> str:
        module, _, attribute = name.partition(":")
        source = self.by_module.get(module)
        if source is None or attribute in source.classes:
            return name
        if attribute in source.imports:
            return source.imports[attribute]
        for star in source.stars:
            if self._defines(star, attribute):
                return f"{star}:{attribute}"
        return name

    def _defines(self, module: str, name: str) -> bool:
        source = self.by_module.get(module)
        if source is None:
            return hasattr(sys.modules.get(module), name)
        return name in source.classes or name in source.imports

    def _module_named(self, source: Source, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            found = source.imports.get(node.id)
            return found.replace(":", ".") if found else None
        if isinstance(node, ast.Attribute):
            owner = self._module_named(source, node.value)
            return f"{owner}.{node.attr}" if owner else None
        return None

    def _find_out(self, name: str) -> bool:
        module, _, attribute = name.partition(":")
        source = self.by_module.get(module)
        node = source.classes.get(attribute) if source else None
        if source and node:
            return any(
                base == TABLE or self.is_table(base)
                for base in self.bases(source, node)
            )
        return name in INSTALLED or is_table(
            getattr(sys.modules.get(module), attribute, None)
        )

    def _paths(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.directory):
            here = Path(folder)
            folders[:] = sorted(
                name for name in folders if not self._is_skipped(here / name)
            )
            yield from (here / name for name in sorted(names) if name.endswith(".py"))

    def _is_skipped(self, folder: Path) -> bool:
        return (
            is_skipped(folder)
            or folder in self.migrations
            or folder.name == "migrations"
            or folder.name.endswith("_migrations")
            or (folder / ".scaffold").is_dir()
            or (folder != self.conf_folder and (folder / "piccolo_conf.py").exists())
        )

    def read(self, path: Path) -> Source | None:
        """Nothing where it cannot be parsed: whoever runs it is told so by Python."""
        try:
            if path.is_symlink() or not path.is_file():
                return None
            if path.stat().st_size > LARGEST:
                return None
            with tokenize.open(path) as file, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                text = file.read()
                tree = ast.parse(text)
        except (OSError, SyntaxError, ValueError, RecursionError):
            return None
        return Source(shown(path, self.directory), text, tree)
