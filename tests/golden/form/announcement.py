"""What a form asks, and what is done with it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request

from ..toolbox.custom_forms import FormConfig
from ..toolbox.i18n import gettext as _


class AnnouncementData(BaseModel):
    """What is asked. The page beside this module has a control for each field."""

    title: str = Field(max_length=80)

    text: str = ""

    audience: Literal["everyone", "staff"] = "everyone"

    start: date = Field(default_factory=date.today)


async def announcement(request: Request, data: AnnouncementData) -> str:
    """What is done. The text it returns is shown; a ``FileResponse`` is sent.

    Raise ``ValueError`` to refuse with a message.
    """
    if data.start < date.today():
        raise ValueError(_("This day has passed."))
    message = _("“{title}” begins on {start}.")
    return message.format(title=data.title, start=data.start)


FORM = FormConfig(
    name="Announcement",
    pydantic_model=AnnouncementData,
    endpoint=announcement,
    description="An example to be changed: it only tells what was typed.",
    template="forms/announcement.html",
)
