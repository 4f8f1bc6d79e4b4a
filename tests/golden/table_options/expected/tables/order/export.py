"""What a file of orders has."""

from __future__ import annotations

from ...toolbox.export import Column
from .forms import STATE_CHOICES

COLUMNS = (
    Column("id", "ID"),
    Column("number", "Number"),
    Column("customer", "Customer", shown_as="_customer_label"),
    Column("state", "State", choices=STATE_CHOICES),
    Column("total", "Total"),
    Column("notes", "Notes"),
    Column("ordered", "Ordered"),
    Column("collected", "Collected"),
)
