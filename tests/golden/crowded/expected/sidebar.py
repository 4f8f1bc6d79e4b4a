"""What stands in the sidebar, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Item:
    """A table: the last part of its address, its label, and a group to show it in."""

    name: str
    label: str
    group: str = ""

    @property
    def path(self) -> str:
        """Its address."""
        return f"/tables/{quote(self.name)}/"


TABLES = (
    Item(
        "admin",
        label="Admins",
    ),
    Item(
        "build",
        label="Builds",
    ),
    Item(
        "church",
        label="Churches",
    ),
    Item(
        "dist",
        label="Dists",
    ),
    Item(
        "farm",
        label="Farms",
    ),
    Item(
        "home",
        label="Homes",
    ),
    Item(
        "inn",
        label="Inns",
    ),
    Item(
        "mill",
        label="Mills",
    ),
    Item(
        "pond",
        label="Ponds",
    ),
    Item(
        "school",
        label="Schools",
    ),
    Item(
        "tests",
        label="Tests",
    ),
    Item(
        "toolbox",
        label="Toolboxes",
    ),
    Item(
        "venv",
        label="Venvs",
    ),
    Item(
        "well",
        label="Wells",
    ),
)

# Links to other places, by name: "Website": "https://example.com".
LINKS: dict[str, str] = {}
