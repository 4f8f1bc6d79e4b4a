"""What a file of companies has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("name", "Name"),
    Column("owner", "Owner", shown_as="_owner_label"),
)
