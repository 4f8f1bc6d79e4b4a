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
        "film",
        label="Films",
        group="Programme",
    ),
    Item(
        "member",
        label="Members",
    ),
    Item(
        "note",
        label="Notes",
    ),
    Item(
        "session",
        label="Sessions",
    ),
    Item(
        "studio",
        label="Studios",
    ),
)

# Links to other places, by name: "Website": "https://example.com".
LINKS: dict[str, str] = {
    "Best": "/admin/tables/film/?__order=-rating",
    "Site": "/",
}
