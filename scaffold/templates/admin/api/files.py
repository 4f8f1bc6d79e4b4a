"""Files of columns: uploaded before the row that they belong to is written."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from piccolo_api.media.base import MediaStorage
from starlette.datastructures import FormData, UploadFile
from typing_extensions import TypedDict

from ..toolbox import rights, uploads
from ..toolbox.i18n import gettext as _
from ..toolbox.media import Media, is_plain
from ..toolbox.rest.answers import Unprocessable
from ..toolbox.rest.bodies import read_object
from ..toolbox.rest.files import is_known
from ..toolbox.rest.resource import Resource
from ..toolbox.security import form_data
from .modules import MODULES, resource

router = APIRouter(tags=["Media"])


class Stored(TypedDict):
    """The key of a file: what its column holds."""

    file_key: str


class Address(TypedDict):
    """Where a file is, from the address of the admin on."""

    file_url: str


@router.post("/media/", response_model=Stored)
async def store(request: Request) -> JSONResponse:
    """Keep a file: a form with ``table_name``, ``column_name`` and ``file``."""
    data = await form_data(request)
    try:
        return JSONResponse({"file_key": await stored(request, data)})
    finally:
        await data.close()


@router.post("/media/generate-file-url/", response_model=Address)
async def generate_file_url(request: Request) -> JSONResponse:
    """Where a file is: ``table_name``, ``column_name`` and ``file_key``."""
    data = await read_object(request)
    table = find_table(data.get("table_name"))
    rights.view(request.user, table.table)
    column = find_storage(request, table, data.get("column_name")).column._meta.name
    key = data.get("file_key")
    if not isinstance(key, str) or not is_plain(key):
        raise Unprocessable({"file_key": _("There is no such file.")})
    place = "/".join(quote(name, safe="") for name in (table.name, column, key))
    return JSONResponse({"file_url": f"./api/media-files/{place}"})


@router.get("/media-files/{table_name}/{column_name}/{file_key}", response_class=Response)
async def send(
    request: Request, table_name: str, column_name: str, file_key: str
) -> Response:
    """A file: for people who may view a row that has it. What no row has yet, people
    see who may store files there: they could put it into a row of theirs.
    """
    table = find_table(table_name)
    if table.validate:
        await table.validate(request, "get_single")
    column = find_storage(request, table, column_name).column
    if not is_plain(file_key):
        raise HTTPException(404)
    if not await table.queries.has_file(request.user, column, file_key):
        check_right_to_store(request, table)
    if not await is_known(request.user, column, file_key, table.queries.has_file):
        raise HTTPException(404)
    return await Media.of(request, table_name).send(request, column, file_key)


async def stored(request: Request, data: FormData) -> str:
    """Returns its key."""
    table = find_table(data.get("table_name"))
    check_right_to_store(request, table)
    storage = find_storage(request, table, data.get("column_name"))
    file = data.get("file")
    if not isinstance(file, UploadFile):
        raise Unprocessable({"file": _("This field is required.")})
    if message := uploads.problem(storage, file):
        raise HTTPException(422, message)
    return await uploads.store(storage, file, request)


def find_table(name: Any) -> Resource:
    """Raises a 404 if there is none."""
    if not isinstance(name, str) or name not in MODULES:
        raise HTTPException(404)
    return resource(name)


def check_right_to_store(request: Request, table: Resource) -> None:
    allowed = rights.on_table(request, f"/tables/{quote(table.name)}/")
    if not (allowed.add or allowed.change):
        raise rights.Forbidden(request.user, table.table)


def find_storage(request: Request, table: Resource, column: Any) -> MediaStorage:
    """Where its files are. Raises a 404 for no column, a 422 for one without files."""
    if not isinstance(column, str) or column not in table.columns:
        raise HTTPException(404)
    storage = request.app.state.media.get(table.name, {}).get(column)
    if not isinstance(storage, MediaStorage):
        raise HTTPException(422, _("There are no files in {name}.").format(name=column))
    return storage
