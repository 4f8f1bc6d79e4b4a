"""The pages of forms of your own: each is shown, and sent."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .toolbox import controls
from .toolbox.custom_forms import File, FormConfig, Result, download, run
from .toolbox.forms import Errors, Text, explain
from .toolbox.i18n import gettext as _
from .toolbox.security import form_data, root
from .toolbox.templating import render


async def form_page(request: Request) -> Response:
    return show_form(request, wanted(request), {})


async def send(request: Request) -> Response:
    form = wanted(request)
    text = controls.typed(form.pydantic_model, await form_data(request))
    try:
        data = controls.parse(form.pydantic_model, text)
        result = await run(form, request, data)
    except ValueError as refusal:
        return show_form(request, form, text, explain(refusal))
    return answer(request, form, result)


def wanted(request: Request) -> FormConfig:
    """The form with this address. If there is none: 404."""
    slug = request.path_params["slug"].removeprefix("~")
    form: FormConfig | None = request.app.state.forms.get(slug)
    if form is None:
        raise HTTPException(404)
    return form


def show_form(
    request: Request, form: FormConfig, typed: Text, errors: Errors | None = None
) -> Response:
    """The form, with its defaults and what was typed."""
    model = form.pydantic_model
    return render(
        request,
        form.template,
        status_code=422 if errors else 200,
        form=form,
        controls=controls.controls(model),
        text=controls.show(model) | typed,
        errors=errors or {},
        key=None,
    )


def answer(request: Request, form: FormConfig, result: Result) -> Response:
    if isinstance(result, File):
        return answered(request, download(result))
    if isinstance(result, Response):
        return answered(request, result)
    message = result if isinstance(result, str) else _("The form was sent.")
    return render(request, "form_sent.html", form=form, message=message)


def answered(request: Request, response: Response) -> Response:
    """Tell ``admin.js``: if this is a file, the browser stays on the page."""
    response.set_cookie(
        "answered",
        "1",
        max_age=60,
        path=root(request) or "/",
        secure=request.app.state.settings.production,
        samesite="lax",
    )
    return response


routes = [
    Route("/{slug:path}/", form_page, methods=["GET"]),
    Route("/{slug:path}/", send, methods=["POST"]),
]
