"""What a file of books has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("title", "Title"),
    Column("author", "Author", shown_as="_author_label"),
    Column("editor", "Editor"),
)
