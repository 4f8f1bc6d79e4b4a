"""Where the REST API of each table is."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

    from ..toolbox.rest.resource import Resource

# The folder of each table, by its name in addresses.
MODULES: dict[str, str] = {
    "note": "note",
}


def resource(name: str) -> Resource:
    """The table with this name in addresses. It is imported when it is asked for."""
    found: Resource = module_of(name).TABLE
    return found


def router_of(name: str) -> APIRouter:
    found: APIRouter = module_of(name).router
    return found


def module_of(name: str) -> ModuleType:
    return import_module(f"..tables.{MODULES[name]}.api", __package__)
