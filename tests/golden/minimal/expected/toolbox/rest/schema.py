"""The JSON Schema of a table, with what Piccolo Admin's front end draws forms from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from piccolo.columns import JSON, JSONB, Array, Column, ForeignKey, Text, Timestamptz
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaValue,
    JsonSchemaWarningKind,
)
from pydantic_core import to_jsonable_python
from starlette.requests import Request

from ...tables import TABLES
from ..rights import User, view
from .fields import addresses, may_view, options
from .resource import Resource, name_of


class Described(GenerateJsonSchema):
    """As Piccolo Admin's front end reads it."""

    def emit_warning(self, kind: JsonSchemaWarningKind, detail: str) -> None:
        """There are none: ``UNCHANGED``, the default of secrets, is no JSON."""

    def get_flattened_anyof(self, schemas: list[JsonSchemaValue]) -> JsonSchemaValue:
        """No ``anyOf`` in another, where a front end does not look for the type. What
        keeps pydantic from this is no word of JSON Schema's.
        """
        own = {"max_digits", "decimal_places"}
        plain = [{k: one[k] for k in one if k not in own} for one in schemas]
        return super().get_flattened_anyof(plain)


class Documented(Described):
    """As OpenAPI has it, in whose formats times have an offset."""

    def time_schema(self, schema: Any) -> JsonSchemaValue:
        return {"type": "string"}

    def datetime_schema(self, schema: Any) -> JsonSchemaValue:
        return {"type": "string"}


def written(table: Resource, generator: type[Described] = Documented) -> dict[str, Any]:
    """What can be written to a row."""
    schema = table.form.model_json_schema(schema_generator=generator)
    schema["additionalProperties"] = False
    schema.pop("required", None)
    return schema


def described(request: Request, table: Resource) -> dict[str, Any]:
    """The same, for those who may view the table, with ``extra`` for a front end."""
    view(request.user, table.table)
    schema = written(table, Described)
    del schema["additionalProperties"]
    for name, details in schema["properties"].items():
        column = table.table._meta.get_column_by_name(name)
        is_secret = name in table.form.secret
        details["extra"] = {**extra(request.user, column), "secret": is_secret}
    joins = request.app.state.settings.max_joins
    schema["required"] = table.required
    schema["extra"] = {
        "help_text": table.table._meta.help_text,
        "primary_key_name": table.key_name,
        "visible_fields_options": list(options(request.user, table, joins)),
        "visible_column_names": list(listed(table)),
        "visible_filter_names": [wanted.name for wanted in table.queries.FILTERS],
        "rich_text_columns": table.rich_text_columns,
        "media_columns": sorted(table.form.media),
        "link_column_name": table.link_column or table.key_name,
        "order_by": ordered(table),
        "time_resolution": table.time_resolution,
    }
    return schema


def extra(user: User, column: Column) -> dict[str, Any]:
    """What is not in the schema of a column's values. Where a foreign key leads is told
    to those who may view that table.
    """
    meta = column._meta
    found: dict[str, Any] = {
        "help_text": meta.help_text,
        "choices": to_jsonable_python(meta.get_choices_dict()),
        "nullable": meta.null,
        "unique": meta.unique,
    }
    if isinstance(column, ForeignKey):
        foreign = column._foreign_key_meta
        table = foreign.resolved_references
        if may_view(user, table):
            to = addresses().get(table, table._meta.tablename)
            target = foreign.resolved_target_column._meta.name
            found["foreign_key"] = {"to": to, "target_column": target}
    if isinstance(column, Array):
        found["dimensions"] = column._get_dimensions()
    for kinds, widget in WIDGETS.items():
        if isinstance(column, kinds):
            found["widget"] = widget
    return found


WIDGETS: Mapping[Any, str] = {
    Text: "text-area",
    (JSON, JSONB): "json",
    Timestamptz: "timestamptz",
}


def listed(table: Resource) -> list[str]:
    """The columns of its list."""
    columns = getattr(table.queries, "LISTED", table.queries.COLUMNS)
    hidden = set() if table.lists_key else {table.key_name}
    names = [name_of(column) for column in columns]
    return [name for name in names if name in table.columns and name not in hidden]


def ordered(table: Resource) -> list[dict[str, Any]]:
    names = table.queries.ORDER or (table.key_name,)
    return [
        {"column": name.removeprefix("-"), "ascending": not name.startswith("-")}
        for name in names
    ]


def new(table: Resource, row: Mapping[str, Any]) -> bytes:
    """A new row as JSON, without what makes itself."""
    names = [name for name in table.form.attributes() if name in table.columns]
    return table.one.dump_json({name: row[name] for name in names}, warnings=False)


def references(request: Request, table: Resource) -> list[dict[str, str]]:
    """The foreign keys that lead to a table, of tables that one may view."""
    view(request.user, table.table)
    return [
        {"tableName": addresses()[column._meta.table], "columnName": column._meta.name}
        for column in table.table._meta.foreign_key_references
        if column._meta.table in {*TABLES.values()}
        and may_view(request.user, column._meta.table)
    ]
