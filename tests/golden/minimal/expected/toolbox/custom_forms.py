"""What a form of your own is: a model, and what is done with what was typed."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, Protocol, runtime_checkable
from urllib.parse import quote

from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True)
class FileResponse:
    """A file for the person to keep."""

    contents: StringIO | BytesIO
    file_name: str
    media_type: str


@runtime_checkable
class File(Protocol):
    """Such a file, whether it is a ``FileResponse`` of ours or of Piccolo Admin's."""

    @property
    def contents(self) -> StringIO | BytesIO: ...

    @property
    def file_name(self) -> str: ...

    @property
    def media_type(self) -> str: ...


Result = str | File | Response | None
"""A message, a file, any other answer; without any, the page says that it was sent."""

Endpoint = Callable[[Request, Any], Result | Awaitable[Result]]
"""Gets the model with what was typed. May refuse with a ``ValueError``."""


@dataclass(frozen=True)
class FormConfig:
    """A form, as it stands in the sidebar and on a page."""

    name: str

    # What is asked: a control per field.
    pydantic_model: type[BaseModel]

    # What is done with it. What is not async runs in a thread.
    endpoint: Endpoint

    # What the form is for, above its fields.
    description: str | None = None

    # The group of the sidebar to show it in.
    form_group: str | None = None

    # Its page; this one has a control for each field, whatever they are.
    template: str = "model_form.html"

    @property
    def slug(self) -> str:
        """Its part of ``/forms/<slug>/``."""
        return self.name.replace(" ", "-").lower()

    @property
    def context(self) -> str:
        """The context of its messages."""
        return f"forms/{self.slug}"


def by_slug(*forms: FormConfig) -> dict[str, FormConfig]:
    """The forms by their slugs. Raises ``ValueError`` where two have the same."""
    found: dict[str, FormConfig] = {}
    for form in forms:
        if not form.name.strip():
            raise ValueError(f"forms: {described(form)} needs a name")
        other = found.setdefault(form.slug, form)
        if other is not form:
            both = f"{described(other)} and {described(form)}"
            raise ValueError(f"forms: {both} have one address, /forms/{form.slug}/")
    return found


def described(form: FormConfig) -> str:
    model = form.pydantic_model
    return f"{form.name!r} (of {model.__module__}.{model.__qualname__})"


async def run(form: FormConfig, request: Request, data: BaseModel) -> Result:
    """Do what the form is for, without keeping other requests waiting."""
    if inspect.iscoroutinefunction(form.endpoint):
        result: Result = await form.endpoint(request, data)
        return result
    found = await run_in_threadpool(form.endpoint, request, data)
    return await found if inspect.isawaitable(found) else found


def download(file: File) -> Response:
    """https://www.rfc-editor.org/rfc/rfc6266"""
    disposition = "; ".join(["attachment", *names(file.file_name)])
    headers = {"Content-Disposition": disposition}
    return Response(file.contents.getvalue(), 200, headers, file.media_type)


def names(name: str) -> Iterator[str]:
    """The name of a file. Scripts look for ``filename="…"``, and for nothing behind it:
    browsers take the other one, where that cannot hold the name.
    """
    plain = re.sub(r'[^ -~]|["\\]', "_", name)
    if plain != name:
        yield f"filename*=utf-8''{quote(name, safe='')}"
    yield f'filename="{plain}"'
