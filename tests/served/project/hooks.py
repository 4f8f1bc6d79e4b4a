"""What an owner wants to happen when doors are written: see ``add_hooks``."""

from __future__ import annotations

import importlib

Label = importlib.import_module("cases.tables").Label


async def written(what: str, colour: str) -> None:
    """Note it in another table, and then perhaps refuse it."""
    if colour.startswith("hooked"):
        await Label(name=f"{what} {colour}", note="by a hook").save()
    if colour == "hooked, and refused":
        raise ValueError("A hook says no.")
