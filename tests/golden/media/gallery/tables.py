"""A gallery: films with files, and a table named after what its code uses."""

from __future__ import annotations

from piccolo.columns import Array, Text, Varchar
from piccolo.table import Table


class Film(Table):
    title = Varchar()
    poster = Varchar(null=True, help_text="Upright.")
    screenshots = Array(base_column=Varchar())


class Storage(Table):
    media = Text(required=True)
