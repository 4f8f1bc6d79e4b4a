"""What the commands do, apart from talking to people."""

from __future__ import annotations

from scaffold.commands.editing import form, template_list, templates
from scaffold.commands.generation import Result, Uses, admin
from scaffold.commands.places import is_installed, package_of, refusing, write, writing
from scaffold.commands.registering import registering
from scaffold.commands.settling import Status, merge, resolve, status

__all__ = [
    "Result",
    "Status",
    "Uses",
    "admin",
    "form",
    "is_installed",
    "merge",
    "package_of",
    "refusing",
    "registering",
    "resolve",
    "status",
    "template_list",
    "templates",
    "write",
    "writing",
]
