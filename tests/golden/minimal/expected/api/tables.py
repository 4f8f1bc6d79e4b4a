"""Which tables there are, and other links of the sidebar."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from typing_extensions import TypedDict

from .. import sidebar
from ..toolbox.rights import on_table
from .modules import MODULES

router = APIRouter(tags=["Tables"])


class Grouped(TypedDict):
    """Names of tables, by the groups of the sidebar."""

    grouped: dict[str, list[str]]

    ungrouped: list[str]


@router.get("/tables/", response_model=list[str])
async def list_tables(request: Request) -> JSONResponse:
    """The tables that one may view."""
    return JSONResponse(sorted(item.name for item in viewed(request)))


@router.get("/tables/grouped/", response_model=Grouped)
async def group_tables(request: Request) -> JSONResponse:
    """The same, by the groups of the sidebar."""
    items = sorted(viewed(request), key=lambda item: item.name)
    groups = sorted({item.group for item in items} - {""})
    named = {group: [i.name for i in items if i.group == group] for group in groups}
    others = [item.name for item in items if not item.group]
    return JSONResponse({"grouped": named, "ungrouped": others})


@router.get("/links/", response_model=dict[str, str], tags=["Links"])
async def links(request: Request) -> JSONResponse:
    """Links of the sidebar."""
    own = request.app.state.settings.sidebar_links
    return JSONResponse({**sidebar.LINKS, **own})


def viewed(request: Request) -> Iterator[sidebar.Item]:
    for item in sidebar.TABLES:
        if item.name in MODULES and on_table(request, item.path).view:
            yield item
