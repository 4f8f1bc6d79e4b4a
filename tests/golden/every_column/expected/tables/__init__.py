"""The tables of this admin, a folder for each."""

from __future__ import annotations

from piccolo.table import Table

from exhibits.tables import Exhibit

# By their addresses. What does not stand here is not linked to.
TABLES: dict[str, type[Table]] = {
    "/tables/exhibit/": Exhibit,
}
