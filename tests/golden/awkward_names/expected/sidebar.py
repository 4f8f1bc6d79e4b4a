"""What stands in the sidebar, in this order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """A table: the last part of its address, its label, and a group to show it in."""

    name: str
    label: str
    group: str = ""


TABLES = (
    Item(
        "exception",
        label="Exceptions",
    ),
    Item(
        "form__x_____y",
        label="Forms",
    ),
    Item(
        "group",
        label="Groups",
    ),
    Item(
        "list",
        label="Lists",
    ),
    Item(
        "order",
        label="Orders",
    ),
    Item(
        "request",
        label="Requests",
    ),
    Item(
        "route",
        label="Routes",
    ),
    Item(
        "select",
        label="Selects",
    ),
    Item(
        "static",
        label="Statics",
    ),
    Item(
        "user",
        label="Users",
    ),
)

# Links to other places, by name: "Website": "https://example.com".
LINKS: dict[str, str] = {}
