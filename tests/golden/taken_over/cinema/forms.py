"""Forms of Piccolo Admin."""

from __future__ import annotations

from io import StringIO

from piccolo_admin.endpoints import FileResponse, FormConfig
from pydantic import BaseModel
from starlette.requests import Request


class Greeting(BaseModel):
    name: str


def greet(request: Request, data: Greeting) -> str:
    return f"{request.user.user.username} greets {data.name}"


async def programme(request: Request, data: Greeting) -> FileResponse:
    return FileResponse(StringIO(f"For {data.name}"), "programme.txt", "text/plain")


GREETING = FormConfig("Greet", Greeting, greet, "Says hello.", "People")
PROGRAMME = FormConfig("Programme", Greeting, programme)
