"""The pages of storages, and their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...toolbox import bulk, uploads
from ...toolbox.database import NotFound, key_of, read_key
from ...toolbox.export import csv_response
from ...toolbox.forms import Errors, Text, explain
from ...toolbox.i18n import gettext as _
from ...toolbox.listing import Listing, positive
from ...toolbox.media import Media
from ...toolbox.security import form_data
from ...toolbox.selection import Selection
from ...toolbox.templating import redirect, render, saved
from . import export, forms, queries
from .forms import StorageForm


def read_listing(request: Request) -> Listing:
    return Listing.read(
        request, queries.SORTABLE, queries.FILTERS, queries.ORDER, forms.KEY
    )


async def list_page(request: Request) -> Response:
    listing = read_listing(request)
    page = await queries.list_rows(listing)
    return render(
        request,
        "storage/list.html",
        status_code=422 if listing.errors else 200,
        listing=listing,
        page=page,
        forms=forms,
        exported=export.COLUMNS,
        context="storage",
        media=Media.of(request, "storage"),
    )


async def add_page(request: Request) -> Response:
    return await show_form(request, None, queries.new_row(), {})


async def add(request: Request) -> Response:
    row = queries.new_row()
    text = StorageForm.typed(await form_data(request))
    media = Media.of(request, "storage")
    try:
        async with uploads.stored(request, media, row) as files:
            added = await queries.create_row(StorageForm.parse({**text, **files}, row))
    except ValueError as refusal:
        return await show_form(request, None, row, text, explain(refusal))
    return await saved(
        request, "/tables/storage/", key_of(added), _("The row was added.")
    )


async def edit_page(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    return await show_form(request, key, await queries.get_row(key), {})


async def edit(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    text = StorageForm.typed(await form_data(request))
    media = Media.of(request, "storage")
    row = await queries.get_row(key)
    try:
        async with uploads.stored(request, media, row) as files:
            await queries.update_row(key, {**text, **files})
    except ValueError as refusal:
        row = await queries.get_row(key)
        return await show_form(request, key, row, text, explain(refusal))
    return await saved(request, "/tables/storage/", key, _("The row was saved."))


async def delete_page(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    row = await queries.get_row(key)
    return render(request, "storage/delete.html", key=key, row=row, errors={})


async def delete(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    row = await queries.get_row(key)
    try:
        await queries.delete_rows(queries.primary_key == key)
    except ValueError as refusal:
        return render(
            request,
            "storage/delete.html",
            status_code=409,
            key=key,
            row=row,
            errors=explain(refusal),
        )
    return redirect(request, "/tables/storage/", _("The row was deleted."))


async def export_page(request: Request) -> Response:
    listing = read_listing(request)
    if listing.errors:
        return await list_page(request)
    rows = queries.export_rows(listing)
    return csv_response(request, rows, export.COLUMNS, "storage")


async def read_selection(request: Request) -> Selection:
    """The rows that were ticked in the list, or all of it."""
    listing = read_listing(request)
    return await Selection.read(
        request, "/tables/storage/", listing, queries.primary_key, forms.KEY
    )


async def update_rows(request: Request) -> Response:
    return await bulk.update(
        request,
        await read_selection(request),
        "storage/form.html",
        form=StorageForm,
        forms=forms,
        row=queries.new_row(),
        write=queries.update_rows,
    )


async def delete_rows(request: Request) -> Response:
    rows = await read_selection(request)
    return await bulk.delete(request, rows, "storage/delete.html", queries.delete_rows)


async def search(request: Request) -> Response:
    text, page = request.query_params.get("q", ""), positive(request, "__page", 1)
    return JSONResponse(await queries.search(text, page))


async def send_file(request: Request) -> Response:
    """A file of a row, for people who may see that row."""
    media = Media.of(request, "storage")
    column, key = media.wanted(request)
    if not await queries.has_file(column, key):
        raise NotFound
    return await media.send(request, column, key)


async def show_form(
    request: Request,
    key: Any,
    row: Mapping[str, Any],
    typed: Text,
    errors: Errors | None = None,
) -> Response:
    """The form of a row, or of a new one if ``key`` is ``None``, and what was typed."""
    return render(
        request,
        "storage/form.html",
        status_code=422 if errors else 200,
        key=key,
        row=row,
        text=StorageForm.show(row) | StorageForm.touched(typed, row),
        errors=errors or {},
        forms=forms,
        media=Media.of(request, "storage"),
    )


routes = [
    Route("/", list_page),
    Route("/add/", add_page, methods=["GET"]),
    Route("/add/", add, methods=["POST"]),
    Route("/edit/{key:path}/", edit_page, methods=["GET"]),
    Route("/edit/{key:path}/", edit, methods=["POST"]),
    Route("/delete/{key:path}/", delete_page, methods=["GET"]),
    Route("/delete/{key:path}/", delete, methods=["POST"]),
    Route("/bulk/{what}/", bulk.leave, methods=["GET"]),
    Route("/bulk/update/", update_rows, methods=["POST"]),
    Route("/bulk/delete/", delete_rows, methods=["POST"]),
    Route("/export/", export_page),
    Route("/search/", search),
    Route("/media/{column}/{key}", send_file),
]
