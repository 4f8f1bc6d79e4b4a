"""Mounting the admin in the project's own ASGI app."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scaffold.paths import is_skipped
from scaffold.wiring.literals import argument, binds, written_out
from scaffold.wiring.source import Edit, Unsafe, plan, texts

ROUTE = 'Mount("/admin/", app=create_admin())'
MOUNT = '{app}.mount("/admin/", app=create_admin())'
ROUTING = "starlette.routing"

APPS = {"Starlette": "starlette", "FastAPI": "fastapi"}
"""The classes of apps, by their names: where they are imported from."""

WORDS = (b"create_admin", *(name.encode() for name in APPS))


@dataclass(frozen=True)
class Place:
    """An ASGI app that a module makes: ``name = Starlette(…)``."""

    path: str
    name: str
    """Empty if it is made elsewhere, as in a function."""

    has_routes: bool


def mount(project: Path, package: str) -> Edit | None:
    """The edit that mounts the admin; ``None`` if it is, or if there is no ASGI app.

    Raises ``OSError``.
    """
    sources = dict(readable(project, package))
    if any(mounts(tree, package) for tree in sources.values()):
        return None
    places = [place for path, tree in sources.items() for place in asgi(path, tree)]
    if not places:
        return None

    def change(tree: ast.Module) -> None:
        if len(places) > 1:
            paths = ", ".join(dict.fromkeys(place.path for place in places))
            raise Unsafe(f"There are several ASGI apps: {paths}.")
        add(tree, places[0], package)

    where, lines = wording(places[0], package)
    return plan(project, places[0].path, where, lines, change)


def wording(place: Place, package: str) -> tuple[str, tuple[str, ...]]:
    """Where the admin is mounted, and the lines to add."""
    own = f"from {package} import create_admin"
    app = place.name or "the app"
    if place.has_routes:
        lines = (f"from {ROUTING} import Mount", own, f"{ROUTE},")
        return f"in the routes of {app}", lines
    return f"below {app}", (own, MOUNT.format(app=place.name or "app"))


def readable(project: Path, package: str) -> Iterator[tuple[str, ast.Module]]:
    """The project's modules that make an app or mount one, but for the admin's."""
    for file in python_files(project, project / package.replace(".", "/")):
        source = file.read_bytes()
        if any(word in source for word in WORDS):
            with suppress(SyntaxError, ValueError):
                yield file.relative_to(project).as_posix(), ast.parse(source)


def python_files(project: Path, output: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(project):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if is_own(here / name, output))
        paths = (here / name for name in sorted(files) if name.endswith(".py"))
        yield from (path for path in paths if path.is_file())  # No link to nowhere.


def is_own(folder: Path, output: Path) -> bool:
    return folder != output and folder.name != "tests" and not is_skipped(folder)


def mounts(tree: ast.Module, package: str) -> bool:
    """Whether a module takes ``create_admin`` from the package."""
    return any(
        (isinstance(node, ast.Import) and imports(node, package))
        or (isinstance(node, ast.ImportFrom) and is_from(node, package))
        for node in ast.walk(tree)
    )


def imports(statement: ast.Import | ast.ImportFrom, name: str) -> bool:
    return any(alias.name == name for alias in statement.names)


def is_from(statement: ast.ImportFrom, package: str) -> bool:
    if not imports(statement, "create_admin"):
        return False
    module = (statement.module or "").removesuffix(".app")
    if statement.level:
        return module.rpartition(".")[2] == package.rpartition(".")[2]
    return module == package


def asgi(path: str, tree: ast.Module) -> Iterator[Place]:
    """The apps that a module makes."""
    known = set(imported(tree))
    named = {value_of_app(node): node for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in known:
            routes = any(keyword.arg == "routes" for keyword in node.keywords)
            yield Place(path, name_of(named.get(node)), routes)


def value_of_app(statement: ast.stmt) -> ast.expr | None:
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return statement.value
    return None


def name_of(statement: ast.stmt | None) -> str:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)):
            return name
    return ""


def imported(tree: ast.Module) -> Iterator[str]:
    """What a module calls the classes of apps."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (name for alias in node.names for name in classes_in(alias))
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            module = APPS.get(alias.name)
            if module and node.module in {module, f"{module}.applications"}:
                yield alias.asname or alias.name


def classes_in(module: ast.alias) -> Iterator[str]:
    """The same of ``import fastapi``."""
    for name, home in APPS.items():
        if module.name in {home, f"{home}.applications"}:
            yield f"{module.asname or module.name}.{name}"


def add(tree: ast.Module, place: Place, package: str) -> None:
    """Raises ``Unsafe``."""
    if any(f"{text.rstrip('/')}/".startswith("/admin/") for text in texts(tree)):
        raise Unsafe("It has something at /admin/ already.")
    found = [node for node in tree.body if place.name and name_of(node) == place.name]
    if len(found) != 1:
        raise Unsafe("It makes the app inside of something else.")
    call = value_of_app(found[0])
    assert isinstance(call, ast.Call)
    if place.has_routes:
        value = argument(call, "routes")
        assert value is not None
        routes = written_out(tree, value, "What is routed")
        # In front: what takes all other addresses would hide it.
        routes.elts.insert(0, expression(ROUTE))
        add_import(tree, found[0], ROUTING, "Mount")
    else:
        statement = ast.parse(MOUNT.format(app=place.name)).body[0]
        tree.body.insert(tree.body.index(found[0]) + 1, statement)
    add_import(tree, found[0], package, "create_admin")


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def add_import(tree: ast.Module, user: ast.stmt, module: str, name: str) -> None:
    """Above a statement that uses it. Raises ``Unsafe`` if the name is another's."""
    above = tree.body[: tree.body.index(user)]
    imports = [node for node in above if isinstance(node, ast.Import | ast.ImportFrom)]
    plain = [node for node in imports if isinstance(node, ast.ImportFrom)]
    alike = [node for node in plain if node.module == module and not node.level]
    known = [alias.asname or alias.name for node in alike for alias in node.names]
    if name in known:
        return
    if any(binds(node, name) or defines(node, name) for node in ast.walk(tree)):
        raise Unsafe(f"It has another {name} already.")
    if alike:
        alike[0].names.append(ast.alias(name))
        alike[0].names.sort(key=lambda alias: alias.name)
        return
    top = module.partition(".")[0]
    near = [node for node in plain if (node.module or "").partition(".")[0] == top]
    if not imports:
        raise Unsafe("It makes the app before anything is imported.")
    place = tree.body.index((near or plain or imports)[-1]) + 1
    tree.body.insert(place, ast.ImportFrom(module, [ast.alias(name)], 0))


def defines(node: ast.AST, name: str) -> bool:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return isinstance(node, kinds) and node.name == name
