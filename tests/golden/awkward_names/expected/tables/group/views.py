"""The pages of groups, and their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...toolbox import bulk, rights
from ...toolbox.database import key_of, read_key
from ...toolbox.export import csv_response
from ...toolbox.forms import Errors, Text, explain
from ...toolbox.i18n import gettext as _
from ...toolbox.listing import Listing, positive
from ...toolbox.security import form_data
from ...toolbox.selection import Selection
from ...toolbox.templating import back_to_list, render, saved, show_deletion
from . import export, forms, queries
from .forms import GroupForm


def read_listing(request: Request) -> Listing:
    return Listing.read(
        request, queries.SORTABLE, queries.FILTERS, queries.ORDER, forms.KEY
    )


async def list_page(request: Request) -> Response:
    listing = read_listing(request)
    page = await queries.list_rows(request.user, listing)
    return render(
        request,
        "group/list.html",
        status_code=422 if listing.errors else 200,
        rights=rights.on_table(request, "/tables/group/"),
        row_rights=await rights.on_rows(request, "/tables/group/", page.rows),
        listing=listing,
        page=page,
        forms=forms,
        exported=export.COLUMNS,
        context="group",
    )


async def add_page(request: Request) -> Response:
    return await show_form(request, None, queries.new_row(request.user), {})


async def add(request: Request) -> Response:
    row = queries.new_row(request.user)
    text = GroupForm.typed(await form_data(request))
    try:
        added = await queries.create_row(request.user, GroupForm.parse(text, row))
    except ValueError as refusal:
        return await show_form(request, None, row, text, explain(refusal))
    return await saved(
        request, "/tables/group/", key_of(added), _("The row was added.")
    )


async def edit_page(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    return await show_form(request, key, await queries.get_row(request.user, key), {})


async def edit(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    text = GroupForm.typed(await form_data(request))
    try:
        await queries.update_row(request.user, key, text)
    except ValueError as refusal:
        row = await queries.get_row(request.user, key)
        return await show_form(request, key, row, text, explain(refusal))
    return await saved(request, "/tables/group/", key, _("The row was saved."))


async def delete_page(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    row = await queries.get_row(request.user, key)
    return await show_deletion(request, "/tables/group/", "group/delete.html", key, row)


async def delete(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    row = await queries.get_row(request.user, key)
    try:
        await queries.delete_rows(request.user, queries.primary_key == key)
    except ValueError as refusal:
        return await show_deletion(
            request, "/tables/group/", "group/delete.html", key, row, explain(refusal)
        )
    return back_to_list(request, "/tables/group/", _("The row was deleted."))


async def export_page(request: Request) -> Response:
    listing = read_listing(request)
    if listing.errors:
        return await list_page(request)
    rows = queries.export_rows(request.user, listing)
    return await csv_response(request, rows, export.COLUMNS, "group")


async def read_selection(request: Request, right: rights.Right) -> Selection:
    """The rows that were ticked in the list, or all of it; those with this right."""
    listing = read_listing(request)
    return await Selection.read(
        request, "/tables/group/", listing, queries.primary_key, forms.KEY, right
    )


async def update_rows(request: Request) -> Response:
    return await bulk.update(
        request,
        await read_selection(request, rights.change),
        "group/form.html",
        form=GroupForm,
        forms=forms,
        write=queries.update_rows,
    )


async def delete_rows(request: Request) -> Response:
    rows = await read_selection(request, rights.delete)
    return await bulk.delete(request, rows, "group/delete.html", queries.delete_rows)


async def search(request: Request) -> Response:
    text, page = request.query_params.get("q", ""), positive(request, "__page", 1)
    return JSONResponse(
        await queries.search(request.user, text, offset=(page - 1) * 20)
    )


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
        "group/form.html",
        status_code=422 if errors else 200,
        rights=await rights.on_row(request, "/tables/group/", key),
        key=key,
        row=row,
        text=GroupForm.show(row) | GroupForm.touched(typed, row),
        errors=errors or {},
        forms=forms,
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
]
