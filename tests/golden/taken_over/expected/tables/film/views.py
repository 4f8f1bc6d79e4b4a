"""The pages of films, and their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...toolbox import bulk, rights, uploads
from ...toolbox.database import NotFound, key_of, read_key
from ...toolbox.export import csv_response
from ...toolbox.forms import Errors, Text, explain
from ...toolbox.i18n import gettext as _
from ...toolbox.listing import Listing, positive
from ...toolbox.media import Media
from ...toolbox.security import form_data
from ...toolbox.selection import Selection
from ...toolbox.templating import back_to_list, render, saved, show_deletion
from . import export, forms, queries
from .forms import FilmForm
from .validators import validate


def read_listing(request: Request) -> Listing:
    return Listing.read(
        request, queries.SORTABLE, queries.FILTERS, queries.ORDER, forms.KEY
    )


async def list_page(request: Request) -> Response:
    await validate(request, "get_all")
    listing = read_listing(request)
    page = await queries.list_rows(request.user, listing)
    return render(
        request,
        "film/list.html",
        status_code=422 if listing.errors else 200,
        rights=rights.on_table(request, "/tables/film/"),
        row_rights=await rights.on_rows(request, "/tables/film/", page.rows),
        listing=listing,
        page=page,
        forms=forms,
        exported=export.COLUMNS,
        context="film",
        media=Media.of(request, "film"),
    )


async def add_page(request: Request) -> Response:
    await validate(request, "get_new")
    return await show_form(request, None, queries.new_row(request.user), {})


async def add(request: Request) -> Response:
    await validate(request, "post_single")
    row = queries.new_row(request.user)
    text = FilmForm.typed(await form_data(request))
    media = Media.of(request, "film")
    try:
        async with uploads.stored(request, media, row) as files:
            added = await queries.create_row(
                request.user, FilmForm.parse({**text, **files}, row)
            )
    except ValueError as refusal:
        return await show_form(request, None, row, text, explain(refusal))
    return await saved(request, "/tables/film/", key_of(added), _("The row was added."))


async def edit_page(request: Request) -> Response:
    await validate(request, "get_single")
    key = read_key(request, forms.KEY)
    return await show_form(request, key, await queries.get_row(request.user, key), {})


async def edit(request: Request) -> Response:
    await validate(request, "patch_single")
    key = read_key(request, forms.KEY)
    text = FilmForm.typed(await form_data(request))
    media = Media.of(request, "film")
    row = await queries.get_row_to_change(request.user, key)
    try:
        async with uploads.stored(request, media, row) as files:
            await queries.update_row(request.user, key, {**text, **files})
    except ValueError as refusal:
        row = await queries.get_row(request.user, key)
        return await show_form(request, key, row, text, explain(refusal))
    return await saved(request, "/tables/film/", key, _("The row was saved."))


async def delete_page(request: Request) -> Response:
    await validate(request, "delete_single")
    key = read_key(request, forms.KEY)
    row = await queries.get_row(request.user, key)
    return await show_deletion(request, "/tables/film/", "film/delete.html", key, row)


async def delete(request: Request) -> Response:
    await validate(request, "delete_single")
    key = read_key(request, forms.KEY)
    row = await queries.get_row(request.user, key)
    try:
        await queries.delete_rows(request.user, queries.primary_key == key)
    except ValueError as refusal:
        return await show_deletion(
            request, "/tables/film/", "film/delete.html", key, row, explain(refusal)
        )
    return back_to_list(request, "/tables/film/", _("The row was deleted."))


async def export_page(request: Request) -> Response:
    await validate(request, "get_all")
    listing = read_listing(request)
    if listing.errors:
        return await list_page(request)
    rows = queries.export_rows(request.user, listing)
    return await csv_response(request, rows, export.COLUMNS, "film")


async def read_selection(request: Request, right: rights.Right) -> Selection:
    """The rows that were ticked in the list, or all of it; those with this right."""
    listing = read_listing(request)
    return await Selection.read(
        request, "/tables/film/", listing, queries.primary_key, forms.KEY, right
    )


async def update_rows(request: Request) -> Response:
    await validate(request, "patch_single")
    return await bulk.update(
        request,
        await read_selection(request, rights.change),
        "film/form.html",
        form=FilmForm,
        forms=forms,
        write=queries.update_rows,
    )


async def delete_rows(request: Request) -> Response:
    await validate(request, "delete_single")
    rows = await read_selection(request, rights.delete)
    return await bulk.delete(request, rows, "film/delete.html", queries.delete_rows)


async def search(request: Request) -> Response:
    await validate(request, "get_ids")
    text, page = request.query_params.get("q", ""), positive(request, "__page", 1)
    return JSONResponse(
        await queries.search(request.user, text, offset=(page - 1) * 20)
    )


async def send_file(request: Request) -> Response:
    """A file of a row, for people who may see that row."""
    await validate(request, "get_single")
    media = Media.of(request, "film")
    column, key = media.wanted(request)
    if not await queries.has_file(request.user, column, key):
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
        "film/form.html",
        status_code=422 if errors else 200,
        rights=await rights.on_row(request, "/tables/film/", key),
        key=key,
        row=row,
        text=FilmForm.show(row) | FilmForm.touched(typed, row),
        errors=errors or {},
        forms=forms,
        media=Media.of(request, "film"),
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
