"""The admin. Mount ``create_admin()``, or run ``python -m`` this package."""

from .app import create_admin
from .toolbox.custom_forms import FileResponse, FormConfig

__all__ = ["FileResponse", "FormConfig", "create_admin"]
