"""The command line: parse, call, print, exit. A module for each group of commands."""

from __future__ import annotations

# In the order of the documentation; each adds its commands to `main`.
from scaffold.cli import (  # isort: skip
    starting as starting,
    admin as admin,
    editing as editing,
    settling as settling,
    doctor as doctor,
    token as token,
    demo as demo,
)
from scaffold.cli.base import BUG, CONFLICTS, INTERRUPTED, main

__all__ = ["BUG", "CONFLICTS", "INTERRUPTED", "main"]
