"""What stands too close to the old admin to be imported by a new one."""

from __future__ import annotations

import sys
from types import ModuleType

from scaffold.introspect.targets import key_of
from scaffold.takeover.find import Found
from scaffold.takeover.names import Names
from scaffold.takeover.report import Report


def check(found: Found, names: Names, report: Report) -> None:
    classes = [config.table_class for config in found.admin.table_configs]
    needed = dict.fromkeys([*map(key_of, classes), *names.given])
    beside = [name for name in needed if name.partition(":")[0] == found.module]
    if beside:
        called = ", ".join(name.partition(":")[2] for name in beside)
        what = f"{called} cannot be imported once this module imports the new admin"
        remedy = "Move it to a module of its own, and run this again."
        report.hand(found.module, what, remedy)
    modules = dict.fromkeys(name.partition(":")[0] for name in names.given)
    using = [name for name in modules if uses_piccolo_admin(sys.modules[name])]
    if using:
        report.different.append(
            "piccolo_admin has to stay installed for "
            f"{', '.join(using)}: FormConfig and FileResponse are in "
            "toolbox/custom_forms.py now"
        )


def uses_piccolo_admin(module: ModuleType) -> bool:
    """Whether it imports anything of Piccolo Admin's."""
    return any(
        getattr(value, "__module__", "") == "piccolo_admin.endpoints"
        or getattr(value, "__name__", "") == "piccolo_admin"
        for value in [*vars(module).values()]
    )
