"""What the OpenAPI documentation says of a table, beside the types of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from typing_extensions import TypedDict

from .. import filters
from ..filters import Filter
from ..listing import MAX_PAGE_SIZE
from .bodies import MAX_ROWS
from .lists import sortable
from .resource import Resource
from .schema import Documented, written

Operation = dict[str, Any]
"""Part of an operation, as OpenAPI writes it."""

Responses = dict[int | str, dict[str, Any]]
"""By their statuses."""


class Count(TypedDict):
    """How many rows there are."""

    count: int

    page_size: int


class Reference(TypedDict):
    """A foreign key of another table."""

    tableName: str

    columnName: str


class References(TypedDict):
    references: list[Reference]


def problem(description: str, **names: Any) -> dict[str, Any]:
    """Written out: a model for each would take a while to build."""
    schema = {"type": "object", "properties": names or {"detail": {"type": "string"}}}
    return {
        "description": description,
        "content": {"application/json": {"schema": schema}},
    }


DETAIL = {
    "anyOf": [
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "loc": {"type": "array"},
                    "msg": {"type": "string"},
                    "type": {"type": "string"},
                },
            },
        },
        {"type": "string"},
    ]
}

REFUSALS: Responses = {
    400: problem("A parameter or the body makes no sense"),
    401: problem("Nobody is logged in", error={"type": "string"}),
    403: problem(
        "Not allowed", detail={"type": "string"}, error={"type": "string"}
    ),
    404: problem("There is no such row"),
    405: problem("The admin is read-only"),
    412: problem("Somebody else has changed the row meanwhile"),
    413: problem("Too large"),
    422: problem("Values were refused", detail=DETAIL, db_error={"type": "string"}),
    429: problem("Too many attempts"),
}

REFUSED: Responses = {
    status: {
        "$ref": f"#/components/responses/{status}",
        "description": refusal["description"],
    }
    for status, refusal in REFUSALS.items()
}
"""Where the documentation has each of them, once."""

CSV: Responses = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}


def listing(table: Resource) -> Operation:
    """The parameters of a list."""
    names = [column._meta.name for column in sortable(table)]
    own = [
        parameter("__order", f"Columns, with - in front to descend: {', '.join(names)}"),
        parameter("__page", "The number of a page", type="integer", minimum=1),
        parameter(
            "__page_size",
            "How many rows a page has",
            type="integer",
            minimum=1,
            maximum=MAX_PAGE_SIZE,
        ),
        parameter(
            "__cursor",
            "Where to go on, as the answer before said; empty to begin. Costs the same "
            "however far it goes",
        ),
        parameter("__range_header", "Send Content-Range", type="boolean"),
        parameter("__range_header_name", "What it counts"),
    ]
    shown = detail()["parameters"]
    return {"parameters": [*filtering(table)["parameters"], *own, *shown]}


@cache
def filtering(table: Resource) -> Operation:
    """The parameters that filter."""
    found = [one for wanted in table.filters for one in filter_parameters(wanted)]
    return {"parameters": found}


def filter_parameters(wanted: Filter) -> Iterator[Operation]:
    name = wanted.name
    kind = wanted.kind.json_schema(schema_generator=Documented)
    if isinstance(wanted, filters.Element):
        kind = {"type": "array", "items": kind}
    yield {"name": name, "in": "query", "schema": kind}
    operators = [] if isinstance(wanted, filters.Element) else [*filters.COMPARISONS]
    operators += ["is_null", "not_null"]
    yield parameter(f"{name}__operator", type="string", enum=operators)
    if isinstance(wanted, filters.Text):
        yield parameter(f"{name}__match", type="string", enum=[*wanted.operators])


def chosen(table: Resource) -> Operation:
    """The parameters that say which rows are changed together."""
    key = {"type": "array", "items": {"type": "string"}}
    return {
        "parameters": [
            *filtering(table)["parameters"],
            {"name": "__key", "in": "query", "schema": key},
            parameter("__all", "Every row that fits", type="boolean"),
        ]
    }


def detail() -> Operation:
    """The parameters that say what is shown of a row."""
    return {
        "parameters": [
            parameter(
                "__visible_fields",
                "Columns, also of rows that are referred to: title,director.name",
            ),
            parameter("__readable", "Add the labels of these rows", type="boolean"),
        ]
    }


def body(table: Resource, *, several: bool = False) -> Operation:
    """A row, or some of its columns; or several rows."""
    schema = row_of(table)
    if several:
        rows = {"type": "array", "items": schema, "maxItems": MAX_ROWS}
        schema = {"anyOf": [schema, rows]}
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


def new(table: Resource) -> Responses:
    """A row, of which anything may be missing still."""
    row = table.one.json_schema(mode="serialization", schema_generator=Documented)
    for name, kind in row["properties"].items():
        row["properties"][name] = {"anyOf": [kind, {"type": "null"}]}
    return {200: {"content": {"application/json": {"schema": row}}}}


@cache
def row_of(table: Resource) -> Operation:
    """What can be written to a row, made once for all operations."""
    return written(table)


def guarded(operation: Operation | None = None) -> Operation:
    """It can be asked of a row that nobody else has changed."""
    return {
        **(operation or {}),
        "parameters": [
            {
                "name": "If-Match",
                "in": "header",
                "description": "The ETag of the row as it was read",
                "schema": {"type": "string"},
            }
        ],
    }


def ids() -> Operation:
    return {
        "parameters": [
            parameter("search", "A part of the label"),
            parameter("limit", type="integer", minimum=1, maximum=MAX_PAGE_SIZE),
            parameter("offset", type="integer", minimum=0),
        ]
    }


def parameter(name: str, description: str = "", **schema: Any) -> Operation:
    found = {"name": name, "in": "query", "schema": schema or {"type": "string"}}
    return {**found, "description": description} if description else found
