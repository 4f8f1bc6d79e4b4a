"""What a file of forms has."""

from __future__ import annotations

from ...toolbox.export import Column
from .forms import MODEL_CONFIG_CHOICES

COLUMNS = (
    Column("id", "ID"),
    Column("class", "Class"),
    Column("from", "From"),
    Column("import", "Import"),
    Column("json", "JSON"),
    Column("copy", "Copy"),
    Column("schema", "Schema"),
    Column("model_config", "Model config", choices=MODEL_CONFIG_CHOICES),
    Column("metadata", "Metadata"),
    Column("request", "Request"),
    Column("form", "Form"),
    Column("id_", "ID"),
    Column("row", "Row"),
    Column("key", "Key"),
    Column("errors", "Errors"),
    Column("int", "Int"),
    Column("items", "Items"),
    Column("values", "Values"),
    Column("名前", "名前"),
)
