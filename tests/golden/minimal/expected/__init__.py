"""The admin. Mount ``create_admin()`` in an ASGI app, or run ``python -m`` this package."""

from .app import create_admin

__all__ = ["create_admin"]
