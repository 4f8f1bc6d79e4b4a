"""The Piccolo Admin that a module holds, however it is wrapped or mounted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, wraps
from inspect import Parameter, signature
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from scaffold.errors import Problem, TargetError
from scaffold.introspect.importing import Failure, Importer, near, raised
from scaffold.introspect.offline import offline
from scaffold.introspect.registry import Registry
from scaffold.introspect.targets import is_importable

SHAPE = "Write module:name, such as main:admin, where `admin = create_admin(…)`."

KEYWORD_ONLY = Parameter.KEYWORD_ONLY

INSTALL = "Install it where piccolo-scaffold runs: pip install piccolo-admin."


@dataclass(frozen=True)
class Found:
    """An admin as it was made."""

    module: str
    admin: Any
    """The ``AdminRouter``."""

    options: dict[str, Any]
    """What it was given, by the names of ``create_admin``: not all of it is kept."""


def find(source: str, directory: Path) -> Found:
    """The admin that ``module:name`` leads to. Raises ``TargetError``."""
    with offline(directory), recording(router_class(directory)) as made:
        importer = Importer(directory)
        Registry(importer)
        module, app = attribute(source, importer)
        found = list(inside(app, router_class(directory)))
    if len(found) != 1:
        raise TargetError(not_one(source, app, len(found)))
    if id(found[0]) not in made:
        what = "it was made before this could look at it"
        remedy = "Run `piccolo-scaffold` by itself, from the project's folder."
        raise TargetError(Problem(source, what, remedy))
    return Found(module.__name__, found[0], made[id(found[0])])


def router_class(directory: Path) -> type:
    try:
        from piccolo_admin.endpoints import AdminRouter
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "piccolo_admin":
            what = f"it cannot be imported: {raised(error, directory)}"
            raise TargetError(Problem("piccolo_admin", what, INSTALL)) from None
        what = "it is not installed, and the app to be taken over needs it"
        raise TargetError(Problem("piccolo_admin", what, INSTALL)) from None
    return AdminRouter


@contextmanager
def recording(router: Any) -> Iterator[dict[int, dict[str, Any]]]:
    """What each admin is given that is made meanwhile, by its identity."""
    init: Callable[..., None] = router.__init__
    named = signature(init).parameters.values()
    defaults = {one.name: one.default for one in named if one.kind is KEYWORD_ONLY}
    made: dict[int, dict[str, Any]] = {}

    @wraps(init)
    def recorded(self: Any, *tables: Any, **options: Any) -> None:
        made[id(self)] = {**defaults, **options}
        init(self, *tables, **options)

    router.__init__ = recorded
    try:
        yield made
    finally:
        router.__init__ = init


def attribute(source: str, importer: Importer) -> tuple[ModuleType, Any]:
    """Raises ``TargetError``."""
    name, _colon, path = source.partition(":")
    if not (is_importable(name) and is_importable(path)):
        what = "it names no app"
        raise TargetError(Problem(f"--from {source!r}", what, SHAPE))
    module = importer.load(name)
    if isinstance(module, Failure):
        raise TargetError(Problem(name, module.what, module.remedy))
    value: Any = module
    for part in path.split("."):
        if not hasattr(value, part):
            nearest = near(part, [n for n in vars(module) if not n.startswith("_")])
            remedy = f"Did you mean {name}:{nearest}?" if nearest else SHAPE
            what = f"the module has no {path}"
            raise TargetError(Problem(source, what, remedy))
        value = getattr(value, part)
    return module, value


def inside(app: Any, wanted: type) -> Iterator[Any]:
    """Every instance of the class that this app is, wraps or mounts."""
    seen: dict[int, Any] = {}
    waiting = [app]
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen[id(one)] = one
        if isinstance(one, wanted):
            yield one
        else:
            waiting += parts(one)


def parts(app: Any) -> list[Any]:
    """What an ASGI app may hand requests on to."""
    found: list[Any] = []
    if isinstance(app, partial):
        found += [app.func, *app.args, *app.keywords.values()]
    elif isinstance(app, FunctionType):
        found += [cell.cell_contents for cell in app.__closure__ or () if filled(cell)]
    elif not isinstance(app, type):
        found += getattr(app, "__dict__", {}).values()
        found += [getattr(app, "__self__", None), *(getattr(app, "routes", None) or ())]
    lists = (one for one in found if isinstance(one, (list, tuple)))
    found += [item for one in lists for item in one]
    return [one for one in found if callable(one) and not isinstance(one, type)]


def filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def not_one(source: str, app: Any, number: int) -> Problem:
    if number:
        what = f"{number} Piccolo Admins are mounted in it"
        return Problem(source, what, "Name one of them: main:admin.")
    kind = "a function" if isinstance(app, FunctionType) else type(app).__name__
    what = f"there is no Piccolo Admin in it, which is {kind}"
    remedy = "Name what `create_admin(…)` has returned, or an app that mounts it."
    if isinstance(app, FunctionType):
        call = f"`app = {source.partition(':')[2]}(…)`"
        remedy += f"\nIf this makes one when it is called: write {call} into a module."
    return Problem(source, what, remedy)
