"""Paths below the output folder, as they stand in files that anybody can edit."""

from __future__ import annotations

from pathlib import PureWindowsPath


def is_inside(path: str) -> bool:
    """Whether it stays in the folder that it is relative to, on any system."""
    parts = PureWindowsPath(path)  # Knows both slashes, and drives.
    return not parts.anchor and ".." not in parts.parts
