"""New projects, and new apps in them."""

from __future__ import annotations

from scaffold.starting.app import startapp
from scaffold.starting.project import startproject

__all__ = ["startapp", "startproject"]
