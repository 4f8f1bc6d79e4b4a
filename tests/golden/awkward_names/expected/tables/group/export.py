"""What a file of groups has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("order", "Order", shown_as="_order_label"),
)
