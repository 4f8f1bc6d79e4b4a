"""The tables of this admin, a folder for each."""

from __future__ import annotations

from piccolo.table import Table

from people.tables import Company, Person

# By their addresses. What does not stand here is not linked to.
TABLES: dict[str, type[Table]] = {
    "/tables/company/": Company,
    "/tables/person/": Person,
}
