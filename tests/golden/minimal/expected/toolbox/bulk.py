"""Many rows at once: the questions before, and what comes of the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .database import defaults
from .filters import Condition
from .forms import Errors, Form, Text, explain
from .i18n import gettext as _
from .rights import User, on_table
from .security import form_data
from .selection import Selection
from .templating import REFUSED, redirect, render

Delete = Callable[[User, Condition], Awaitable[None]]

Update = Callable[[User, Condition, Text, Sequence[str]], Awaitable[None]]


async def update(
    request: Request,
    rows: Selection,
    page: str,
    *,
    form: type[Form],
    forms: Any,
    write: Update,
) -> Response:
    """Ask what is to be changed, or change it. ``forms`` is the module of the form."""
    if not rows.number:
        return back(request, rows, nothing(rows))
    data = await form_data(request)
    text = form.typed(data) if rows.is_asked else {}
    names = [name for name in forms.BULK if name in data.getlist("__change")]
    errors: Errors = {}
    if rows.is_confirmed:
        errors = await refusal(write(request.user, rows.condition, text, names))
        if not errors:
            return back(request, rows, _("The rows were changed."))
    row = defaults(rows.table)
    return render(
        request,
        page,
        status_code=422 if errors else 200,
        rights=on_table(request, rows.path),
        selection=rows,
        changed=names,
        key=None,
        row=row,
        text=form.show(row) | text,
        errors=errors,
        forms=forms,
    )


async def delete(
    request: Request, rows: Selection, page: str, remove: Delete
) -> Response:
    """Ask whether the rows are to be deleted, or delete them."""
    if not rows.number:
        return back(request, rows, nothing(rows))
    errors: Errors = {}
    if rows.is_confirmed:
        errors = await refusal(remove(request.user, rows.condition))
        if not errors:
            return back(request, rows, _("The rows were deleted."))
    return render(
        request,
        page,
        status_code=409 if errors else 200,
        rights=on_table(request, rows.path),
        selection=rows,
        errors=errors,
    )


async def leave(request: Request) -> Response:
    """Whoever comes back to where rows were changed or deleted finds the list."""
    return RedirectResponse("../../", 303)


def nothing(rows: Selection) -> str:
    """Why there is nothing to be done."""
    if rows.left_out:
        return REFUSED + _("You have no right to do this.")
    return REFUSED + _("Tick some rows first.")


async def refusal(writing: Awaitable[None]) -> Errors:
    """Why it was not written; nothing if it was."""
    try:
        await writing
    except ValueError as refused:
        return explain(refused)
    return {}


def back(request: Request, rows: Selection, message: str) -> Response:
    """To the list, and say there what has happened."""
    return redirect(request, rows.path + rows.listing.link(page=1), message)
