"""Forms that know who sends them, and what."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from io import StringIO

from piccolo_admin.endpoints import FileResponse, FormConfig
from pydantic import BaseModel
from starlette.requests import Request


class Mail(BaseModel):
    to: str


Function = Callable[[Request, Mail], Coroutine[None, None, str]]


def for_superusers(function: Function) -> Function:
    @wraps(function)
    async def asking(request: Request, data: Mail) -> str:
        if not request.user.user.superuser:
            raise ValueError("Superusers only.")
        return await function(request, data)

    return asking


@for_superusers
async def send(_request: Request, data: Mail) -> str:
    return f"Sent to {data.to}."


async def repeat(request: Request, data: Mail) -> str:
    sent = await request.form() or await request.json()
    return f"{data.to} is {sent['to']}."


def export(_request: Request, data: Mail) -> FileResponse:
    return FileResponse(StringIO(f"For {data.to}"), "mail.csv", "text/csv")


FORMS = [
    FormConfig("Send", Mail, send),
    FormConfig("Repeat", Mail, repeat),
    FormConfig("Export", Mail, export),
    FormConfig("export", Mail, export, "Which hides the other."),
    FormConfig(" ", Mail, export),
]
