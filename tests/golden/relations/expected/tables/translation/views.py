"""The pages of translations, and their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ...toolbox.database import key_of, read_key
from ...toolbox.export import csv_response
from ...toolbox.forms import Errors, Text, explain
from ...toolbox.i18n import gettext as _
from ...toolbox.listing import Listing, positive
from ...toolbox.security import form_data
from ...toolbox.selection import Selection
from ...toolbox.templating import redirect, render, saved
from . import export, forms, queries
from .forms import TranslationForm


def read_listing(request: Request) -> Listing:
    return Listing.read(
        request, queries.SORTABLE, queries.FILTERS, queries.ORDER, forms.KEY
    )


async def list_page(request: Request) -> Response:
    listing = read_listing(request)
    page = await queries.list_rows(listing)
    return render(
        request,
        "translation/list.html",
        status_code=422 if listing.errors else 200,
        listing=listing,
        page=page,
        forms=forms,
        exported=export.COLUMNS,
        context="translation",
    )


async def add_page(request: Request) -> Response:
    return await show_form(request, None, queries.new_row(), {})


async def add(request: Request) -> Response:
    row = queries.new_row()
    text = TranslationForm.typed(await form_data(request))
    try:
        added = await queries.create_row(TranslationForm.parse(text, row))
    except ValueError as refusal:
        return await show_form(request, None, row, text, explain(refusal))
    return await saved(
        request, "/tables/translation/", key_of(added), _("The row was added.")
    )


async def edit_page(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    return await show_form(request, key, await queries.get_row(key), {})


async def edit(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    text = TranslationForm.typed(await form_data(request))
    try:
        await queries.update_row(key, text)
    except ValueError as refusal:
        row = await queries.get_row(key)
        return await show_form(request, key, row, text, explain(refusal))
    return await saved(request, "/tables/translation/", key, _("The row was saved."))


async def delete_page(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    row = await queries.get_row(key)
    return render(request, "translation/delete.html", key=key, row=row, errors={})


async def delete(request: Request) -> Response:
    key = read_key(request, forms.KEY)
    row = await queries.get_row(key)
    try:
        await queries.delete_rows(queries.primary_key == key)
    except ValueError as refusal:
        return render(
            request,
            "translation/delete.html",
            status_code=409,
            key=key,
            row=row,
            errors=explain(refusal),
        )
    return redirect(request, "/tables/translation/", _("The row was deleted."))


async def export_page(request: Request) -> Response:
    listing = read_listing(request)
    if listing.errors:
        return await list_page(request)
    rows = queries.export_rows(listing)
    return csv_response(request, rows, export.COLUMNS, "translation")


async def read_selection(request: Request) -> Selection:
    """The rows that were ticked in the list, or all of it."""
    listing = read_listing(request)
    return await Selection.read(request, listing, queries.primary_key, forms.KEY)


async def update_rows(request: Request) -> Response:
    rows = await read_selection(request)
    if not rows.number:
        return rows.back(request, "/tables/translation/", _("Tick some rows first."))
    data = await form_data(request)
    row, text = queries.new_row(), TranslationForm.typed(data)
    names = [name for name in forms.BULK if name in data.getlist("__change")]
    errors: Errors = {}
    if rows.is_confirmed:
        try:
            await queries.update_rows(rows.condition, TranslationForm.some(text, names))
        except ValueError as refusal:
            errors = explain(refusal)
        else:
            return rows.back(
                request, "/tables/translation/", _("The rows were changed.")
            )
    return render(
        request,
        "translation/form.html",
        status_code=422 if errors else 200,
        selection=rows,
        changed=names,
        key=None,
        row=row,
        text=TranslationForm.show(row) | text,
        errors=errors,
        forms=forms,
    )


async def delete_rows(request: Request) -> Response:
    rows = await read_selection(request)
    if not rows.number:
        return rows.back(request, "/tables/translation/", _("Tick some rows first."))
    errors: Errors = {}
    if rows.is_confirmed:
        try:
            await queries.delete_rows(rows.condition)
        except ValueError as refusal:
            errors = explain(refusal)
        else:
            return rows.back(
                request, "/tables/translation/", _("The rows were deleted.")
            )
    return render(
        request,
        "translation/delete.html",
        status_code=409 if errors else 200,
        selection=rows,
        errors=errors,
    )


async def search(request: Request) -> Response:
    text, page = request.query_params.get("q", ""), positive(request, "__page", 1)
    return JSONResponse(await queries.search(text, page))


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
        "translation/form.html",
        status_code=422 if errors else 200,
        key=key,
        row=row,
        text=TranslationForm.show(row) | TranslationForm.touched(typed, row),
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
    Route("/bulk/update/", update_rows, methods=["POST"]),
    Route("/bulk/delete/", delete_rows, methods=["POST"]),
    Route("/export/", export_page),
    Route("/search/", search),
]
