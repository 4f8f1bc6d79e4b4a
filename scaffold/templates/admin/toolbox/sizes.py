"""How much may be sent at once. It is counted as it comes, before anything is kept."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from . import formats
from .i18n import gettext as _


class TooLarge(HTTPException):
    def __init__(self, most: int) -> None:
        message = _("At most {size} can be sent at once.")
        super().__init__(413, message.format(size=formats.size(most)))


def limited(receive: Receive, most: int) -> Receive:
    """The same messages. Raises ``TooLarge`` when they hold more bytes than that."""
    left = most

    async def receive_some() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            await discard(message, receive, 10 * most)
            raise TooLarge(most)
        return message

    return receive_some


async def discard(message: Message, receive: Receive, most: int) -> None:
    """Read on: browsers show no answer that comes before they have sent everything."""
    while message.get("more_body", False) and most > 0:
        message = await receive()
        most -= len(message.get("body", b""))
