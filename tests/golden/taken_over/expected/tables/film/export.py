"""What a file of films has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("title", "Title"),
    Column("slug", "Slug"),
    Column("rating", "Rating"),
    Column("studio", "Studio", shown_as="_studio_label"),
    Column("synopsis", "Synopsis"),
    Column("poster", "Poster"),
    Column("trailer", "Trailer"),
    Column("script", "Script"),
    Column("shown", "Shown"),
    Column("extra", "Extra"),
    Column("changed_by", "Changed by"),
)
