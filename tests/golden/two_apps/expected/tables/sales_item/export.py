"""What a file of sales items has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("item", "Item", shown_as="_item_label"),
    Column("quantity", "Quantity"),
)
