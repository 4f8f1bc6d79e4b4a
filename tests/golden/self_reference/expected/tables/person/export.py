"""What a file of people has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("name", "Name"),
    Column("manager", "Manager", shown_as="_manager_label"),
    Column("employer", "Employer"),
)
