"""Forms of your own."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from typing_extensions import TypedDict

from ..toolbox.custom_forms import File, FormConfig, download, run
from ..toolbox.forms import message
from ..toolbox.rest.bodies import read_object

router = APIRouter(prefix="/forms", tags=["Forms"])


class Form(TypedDict):
    """What a form is called, and what it is for."""

    name: str

    slug: str

    description: str | None


class Grouped(TypedDict):
    """Forms, by the groups of the sidebar."""

    grouped: dict[str, list[Form]]

    ungrouped: list[Form]


@router.get("/", response_model=list[Form])
async def list_forms(request: Request) -> JSONResponse:
    """All forms."""
    return JSONResponse([described(form) for form in all_forms(request)])


@router.get("/grouped/", response_model=Grouped)
async def group_forms(request: Request) -> JSONResponse:
    """All forms, by the groups of the sidebar."""
    forms = all_forms(request)
    groups = sorted({form.form_group for form in forms if form.form_group})
    grouped = {
        group: [described(form) for form in forms if form.form_group == group]
        for group in groups
    }
    others = [described(form) for form in forms if not form.form_group]
    return JSONResponse({"grouped": grouped, "ungrouped": others})


@router.get("/{slug}/", response_model=Form)
async def get_form(request: Request, slug: str) -> JSONResponse:
    """A form."""
    return JSONResponse(described(find(request, slug)))


@router.get("/{slug}/schema/", response_model=dict[str, Any])
async def describe(request: Request, slug: str) -> JSONResponse:
    """What it asks, as JSON Schema."""
    return JSONResponse(find(request, slug).pydantic_model.model_json_schema())


@router.post("/{slug}/", response_model=dict[str, Any])
async def send(request: Request, slug: str) -> Response:
    """Send it: an object with a value for each field."""
    form = find(request, slug)
    sent = await read_object(request)
    try:
        data = form.pydantic_model.model_validate(sent)
    except ValidationError as error:
        return JSONResponse({"detail": details(error)}, 422)
    try:
        result = await run(form, request, data)
    except ValueError as refusal:
        return JSONResponse({"custom_form_error": str(refusal)}, 422)
    if isinstance(result, File):
        return download(result)
    if isinstance(result, Response):
        return result
    return JSONResponse({"custom_form_success": result or "Successfully submitted"})


def all_forms(request: Request) -> list[FormConfig]:
    return [*request.app.state.forms.values()]


def find(request: Request, slug: str) -> FormConfig:
    form: FormConfig | None = request.app.state.forms.get(slug)
    if form is None:
        raise HTTPException(404)
    return form


def described(form: FormConfig) -> Form:
    return {"name": form.name, "slug": form.slug, "description": form.description}


def details(error: ValidationError) -> list[dict[str, Any]]:
    return [
        {"loc": [*one["loc"]] or ["body"], "msg": message(one), "type": one["type"]}
        for one in error.errors(include_url=False)
    ]
