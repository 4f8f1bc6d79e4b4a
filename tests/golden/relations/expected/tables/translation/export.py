"""What a file of translations has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("book", "Book", shown_as="_book_label"),
    Column("translator", "Translator", shown_as="_translator_label"),
    Column("language", "Language"),
)
