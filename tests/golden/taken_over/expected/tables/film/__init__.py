"""Films.

Without this folder, and its blocks in routes.py and sidebar.py, they are gone.
"""

from .views import routes

__all__ = ["routes"]
