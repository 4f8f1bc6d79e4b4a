"""Edits of the user's own Python, where they can be made safely; else, what to add.

commands ─► missing ─► registry, mounting ─► source ─► Edit
"""

from __future__ import annotations

from scaffold.wiring.missing import Missing, missing, registration
from scaffold.wiring.source import Edit, write

__all__ = ["Edit", "Missing", "missing", "registration", "write"]
