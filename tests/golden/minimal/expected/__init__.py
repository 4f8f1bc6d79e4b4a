"""The admin. Mount ``create_admin()``, or run ``python -m`` this package.

Its parts are imported when they are asked for: Piccolo looks for migrations in here,
also while a table has changed and the admin has not been generated again.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .app import create_admin
    from .toolbox.custom_forms import FileResponse, FormConfig

__all__ = ["FileResponse", "FormConfig", "create_admin"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = ".app" if name == "create_admin" else ".toolbox.custom_forms"
    return getattr(import_module(module, __name__), name)
