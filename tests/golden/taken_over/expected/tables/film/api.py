"""The REST API of films: what is read of them, and what each address does."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from typing_extensions import TypedDict

from ...toolbox.export import csv_response
from ...toolbox.forms import Sent
from ...toolbox.rest import bodies, openapi, schema
from ...toolbox.rest.answers import created, json_response, no_content, refused
from ...toolbox.rest.etags import if_unchanged, read_row, written
from ...toolbox.rest.lists import Page, accepts_csv, read_chosen, read_ids
from ...toolbox.rest.resource import Related, Resource
from ...toolbox.rest.values import Json, LocalDateTime
from . import export, forms, queries
from .forms import FilmForm
from .validators import validate


class FilmRow(TypedDict, total=False):
    """Film, as it is read."""

    id: int

    title: str

    slug: str

    rating: float

    studio: int | Related | None

    studio_readable: str

    synopsis: str

    poster: str

    trailer: str

    script: str

    shown: LocalDateTime | None

    extra: Json

    changed_by: str | None


class FilmRows(TypedDict, total=False):
    """A page of them. ``cursor`` is where to go on, if that was asked for."""

    rows: list[FilmRow]

    cursor: str | None


TABLE = Resource(
    "film",
    row=FilmRow,
    form=FilmForm,
    queries=queries,
    key=forms.KEY,
    filters=(*queries.FILTERS, *queries.MORE_FILTERS),
    validate=validate,
    lists_key=False,
    link_column="title",
    rich_text_columns=("synopsis",),
    time_resolution={
        "shown": 60,
    },
)

Key = Annotated[str, Path(description="A primary key. ~ may stand before it.")]

router = APIRouter(
    prefix="/tables/film",
    tags=["Films"],
    responses=openapi.REFUSED,
)


@router.get(
    "/",
    response_model=FilmRows,
    responses=openapi.CSV,
    openapi_extra=openapi.listing(TABLE),
)
async def list_rows(request: Request) -> Response:
    """A page of the rows that fit the filters; all of them, as ``text/csv``."""
    await validate(request, "get_all")
    page = Page.read(request, TABLE)
    if accepts_csv(request):
        batches = queries.export_rows(request.user, page.listing)
        columns = page.exported(export.COLUMNS)
        return await csv_response(request, batches, columns, "film")
    return await page.answer(request, await queries.select_rows(request.user, page))


@router.post(
    "/",
    status_code=201,
    response_model=list[dict[str, Any]],
    openapi_extra=openapi.body(TABLE, several=True),
)
async def create(request: Request) -> Response:
    """Add a row, or a list of rows: all, or none. What is left out has its default."""
    await validate(request, "post_single")
    queries.new_row(request.user)  # Whoever may not add one is told so first.
    sent = await bodies.new_rows(request, TABLE)

    async def add(row: Sent) -> Any:
        form = FilmForm.parse(row, queries.new_row(request.user))
        return await queries.create_row(request.user, form)

    try:
        return created(await bodies.write_each(TABLE, sent, add))
    except ValueError as refusal:
        return refused(refusal)


@router.patch(
    "/",
    status_code=204,
    openapi_extra=openapi.chosen(TABLE) | openapi.body(TABLE),
)
async def update_rows(request: Request) -> Response:
    """Write the same to many rows: to all that are meant, or none."""
    await validate(request, "patch_single")
    rows = read_chosen(request, TABLE)
    sent = await bodies.same_for_all(request, TABLE, forms.BULK)
    try:
        await queries.update_rows(request.user, rows, sent, [*sent])
    except ValueError as refusal:
        return refused(refusal)
    return no_content()


@router.delete("/", status_code=204, openapi_extra=openapi.chosen(TABLE))
async def delete_rows(request: Request) -> Response:
    """Delete many rows: all that are meant, or none."""
    await validate(request, "delete_all", "delete_single")
    rows = read_chosen(request, TABLE)
    try:
        await queries.delete_rows(request.user, rows)
    except ValueError as refusal:
        return refused(refusal)
    return no_content()


@router.get("/schema/", response_model=dict[str, Any])
async def describe(request: Request) -> Response:
    """What can be written, as JSON Schema, and what a front end needs to know."""
    await validate(request, "get_schema")
    return JSONResponse(schema.described(request, TABLE))


@router.get("/ids/", response_model=dict[str, str | None], openapi_extra=openapi.ids())
async def ids(request: Request) -> Response:
    """The label of each row, by its key."""
    await validate(request, "get_ids")
    rows = await queries.search(request.user, *read_ids(request))
    return JSONResponse({row["_key"]: row["_label"] for row in rows})


@router.get(
    "/count/",
    response_model=openapi.Count,
    openapi_extra=openapi.filtering(TABLE),
)
async def count(request: Request) -> Response:
    """How many rows fit the filters."""
    await validate(request, "get_count")
    page = Page.read(request, TABLE)
    total = await queries.export_rows(request.user, page.listing).count()
    return JSONResponse({"count": total, "page_size": page.listing.page_size})


@router.get("/references/", response_model=openapi.References)
async def references(request: Request) -> Response:
    """The foreign keys of other tables that lead here."""
    await validate(request, "get_references")
    return JSONResponse({"references": schema.references(request, TABLE)})


@router.get("/new/", responses=openapi.new(TABLE))
async def new(request: Request) -> Response:
    """What a new row holds."""
    await validate(request, "get_new")
    return json_response(schema.new(TABLE, queries.new_row(request.user)))


@router.get(
    "/{key:path}/",
    response_model=FilmRow,
    openapi_extra=openapi.detail(),
)
async def read(request: Request, key: Key) -> Response:
    """A row."""
    await validate(request, "get_single")
    return await read_row(request, TABLE, TABLE.read_key(key))


@router.put(
    "/{key:path}/",
    status_code=204,
    openapi_extra=openapi.guarded(openapi.body(TABLE)),
)
async def replace(request: Request, key: Key) -> Response:
    """Write a row. What it cannot do without must be sent."""
    await validate(request, "put_single", "patch_single")
    found = TABLE.read_key(key)
    return (
        await write(request, found, await bodies.whole_row(request, TABLE, found))
        or no_content()
    )


@router.patch(
    "/{key:path}/",
    response_model=FilmRow,
    openapi_extra=openapi.guarded(openapi.body(TABLE)),
)
async def update(request: Request, key: Key) -> Response:
    """Write some columns of a row."""
    await validate(request, "patch_single")
    found = TABLE.read_key(key)
    refusal = await write(request, found, await bodies.changes(request, TABLE, found))
    return refusal or await written(request, TABLE, found)


async def write(request: Request, key: Any, sent: Sent) -> Response | None:
    """Returns why it was not written."""
    try:
        await if_unchanged(
            request, TABLE, key, lambda: queries.update_row(request.user, key, sent)
        )
    except ValueError as refusal:
        return refused(refusal)
    return None


@router.delete("/{key:path}/", status_code=204, openapi_extra=openapi.guarded())
async def delete(request: Request, key: Key) -> Response:
    """Delete a row."""
    await validate(request, "delete_single")
    found = TABLE.read_key(key)
    await TABLE.row_with(request.user, found)
    try:
        rows = queries.primary_key == found
        await if_unchanged(
            request, TABLE, found, lambda: queries.delete_rows(request.user, rows)
        )
    except ValueError as refusal:
        return refused(refusal)
    return no_content()
