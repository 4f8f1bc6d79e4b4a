"""The admin that was generated into the folder of the project."""

from admin import create_admin as make_app

__all__ = ["make_app"]
