"""Files of columns: uploaded before the row that they belong to is written."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from piccolo_api.media.base import MediaStorage
from starlette.datastructures import UploadFile
from typing_extensions import TypedDict

from ..toolbox import rights, uploads
from ..toolbox.cells import key as segment
from ..toolbox.i18n import gettext as _
from ..toolbox.media import is_plain
from ..toolbox.rest.answers import Unprocessable
from ..toolbox.rest.bodies import read_object
from ..toolbox.rest.resource import Resource
from ..toolbox.security import form_data, root
from .modules import MODULES, resource

router = APIRouter(prefix="/media", tags=["Media"])


class Stored(TypedDict):
    """The key of a file: what its column holds."""

    file_key: str


class Address(TypedDict):
    """Where a file is, for people who may see a row that has it."""

    file_url: str


@router.post("/", response_model=Stored)
async def store(request: Request) -> JSONResponse:
    """Keep a file: a form with ``table_name``, ``column_name`` and ``file``."""
    data = await form_data(request)
    table = find_table(data.get("table_name"))
    allowed = rights.on_table(request, path_of(table))
    if not (allowed.add or allowed.change):
        raise rights.Forbidden(request.user, table.table)
    storage = find_storage(request, table, data.get("column_name"))
    file = data.get("file")
    if not isinstance(file, UploadFile):
        raise Unprocessable({"file": _("This field is required.")})
    if message := uploads.problem(storage, file):
        raise HTTPException(422, message)
    return JSONResponse({"file_key": await uploads.store(storage, file, request)})


@router.post("/generate-file-url/", response_model=Address)
async def generate_file_url(request: Request) -> JSONResponse:
    """Where a file is: ``table_name``, ``column_name`` and ``file_key``."""
    data = await read_object(request)
    table = find_table(data.get("table_name"))
    rights.view(request.user, table.table)
    column = find_storage(request, table, data.get("column_name")).column._meta.name
    key = data.get("file_key")
    if not isinstance(key, str) or not is_plain(key):
        raise Unprocessable({"file_key": _("There is no such file.")})
    place = f"{root(request)}{path_of(table)}media/{column}/{segment(key)}"
    return JSONResponse({"file_url": place})


def find_table(name: Any) -> Resource:
    """Raises a 404 if there is none."""
    if not isinstance(name, str) or name not in MODULES:
        raise HTTPException(404)
    return resource(name)


def path_of(table: Resource) -> str:
    return f"/tables/{quote(table.name)}/"


def find_storage(request: Request, table: Resource, column: Any) -> MediaStorage:
    """Where its files are. Raises a 404 for no column, a 422 for one without files."""
    if column not in table.columns:
        raise HTTPException(404)
    storage = request.app.state.media.get(table.name, {}).get(column)
    if not isinstance(storage, MediaStorage):
        raise HTTPException(422, _("There are no files in {name}.").format(name=column))
    return storage
