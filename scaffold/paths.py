"""Which paths lie below a folder, and in which folders people write."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

SKIPPED = {"node_modules", "__pycache__", "site-packages"}


def is_inside(path: str) -> bool:
    """Whether it stays in the folder that it is relative to, on any system.

    For paths that stand in files which anybody can edit.
    """
    parts = PureWindowsPath(path)  # Knows both slashes, and drives.
    return not parts.anchor and ".." not in parts.parts


def shown(path: Path, directory: Path) -> str:
    """A path as somebody in the directory writes it."""
    inside = path.is_relative_to(directory)
    return (path.relative_to(directory) if inside else path).as_posix()


def is_skipped(folder: Path) -> bool:
    """Whether it holds nothing that people write: it is hidden, installed or built.

    Also where we may not look, as in the folder of a database's server.
    """
    name = folder.name
    try:
        return (
            name.startswith(".")
            or name in SKIPPED
            or (folder / "pyvenv.cfg").exists()
            or (folder / "conda-meta").exists()
            or (name == "build" and not (folder / "__init__.py").exists())
        )
    except OSError:
        return True
