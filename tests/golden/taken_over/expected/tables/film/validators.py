"""Who may do what with films, besides what permissions.py says.

A function gets the request, and ``piccolo_crud``, which knows the table. To refuse, it
raises an ``HTTPException``. Pages ask before they show or write anything: lists and
their files ask ``get_all``, rows ``get_single``, new ones ``get_new`` and
``post_single``, changes ``patch_single`` and deletions ``delete_single``, pickers of
other forms ``get_ids``; all of them ``every``.
The REST API asks those of its endpoints; for many rows, ``delete_all`` before
``delete_single``, and for PUT ``put_single`` before ``patch_single``.
"""

from __future__ import annotations

from piccolo_api.crud.endpoints import PiccoloCRUD
from piccolo_api.crud.validators import Validators
from starlette.requests import Request

from cinema.rules import breaks, counts, has_name, writes
from cinema.tables import Film

from ...toolbox.hooks import ask

VALIDATORS = Validators(
    every=[
        has_name,
    ],
    delete_single=[
        breaks,
    ],
    post_single=[
        writes,
    ],
    get_all=[
        counts,
    ],
)

CRUD = PiccoloCRUD(Film, read_only=False)


async def validate(request: Request, *endpoints: str) -> None:
    """Raises an ``HTTPException`` if one of them does."""
    await ask(VALIDATORS, CRUD, request, *endpoints)
