"""What a file of notes has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("title", "Title"),
)
