"""The admin. Mount ``create_admin()``, or run ``python -m`` this package."""

from .app import create_admin

__all__ = ["create_admin"]
