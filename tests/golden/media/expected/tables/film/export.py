"""What a file of films has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("title", "Title"),
    Column("poster", "Poster"),
    Column("screenshots", "Screenshots"),
)
