"""The tables of this admin, a folder for each."""

from __future__ import annotations

from piccolo.table import Table

from library.tables import Author, Book, Translation

# By their addresses. What does not stand here is not linked to.
TABLES: dict[str, type[Table]] = {
    "/tables/author/": Author,
    "/tables/book/": Book,
    "/tables/translation/": Translation,
}
