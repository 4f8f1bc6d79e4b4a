"""What a file of sessions has."""

from __future__ import annotations

from ...toolbox.export import Column

COLUMNS = (
    Column("id", "ID"),
    Column("user_id", "User ID"),
    Column("expiry_date", "Expiry date"),
    Column("max_expiry_date", "Max expiry date"),
)
