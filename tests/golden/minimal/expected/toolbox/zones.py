"""Time zones: moments are stored in UTC, shown and typed in the zone of the person.

That is the one chosen on the page *Time zone*, else that of the browser, which
``admin.js`` tells, else UTC.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

CHOSEN_COOKIE = "time_zone"

BROWSER_COOKIE = "browser_time_zone"

current: ContextVar[tzinfo] = ContextVar("current_zone", default=timezone.utc)


@cache
def known() -> frozenset[str]:
    """The names of all zones."""
    return frozenset(available_timezones())


def name() -> str:
    """The name of the zone of the request, such as ``Europe/Vienna``."""
    return str(current.get())


def to_utc(local: datetime) -> datetime:
    """A moment typed without an offset; where clocks are put back, the first of two.

    Raises ``ValueError`` where clocks are put forward and skip it, and
    ``OverflowError``.
    """
    zone = current.get()
    moment = local.replace(tzinfo=zone).astimezone(timezone.utc)
    if moment.astimezone(zone).replace(tzinfo=None) != local:
        raise ValueError(local)
    return moment


def show(moment: datetime) -> str:
    """As it is to be typed: without an offset, unless it would be another moment."""
    shown = local(moment)
    text = shown.replace(tzinfo=None, fold=0)
    try:
        return (text if to_utc(text) == moment else shown).isoformat()
    except (OverflowError, ValueError):
        return shown.isoformat()


def local(moment: datetime) -> datetime:
    """In UTC at the ends of time, which may lie beyond them elsewhere."""
    try:
        return moment.astimezone(current.get())
    except OverflowError:
        return moment.astimezone(timezone.utc)


def find(connection: HTTPConnection) -> tzinfo:
    """The person's choice, else what the browser says."""
    for cookie in (CHOSEN_COOKIE, BROWSER_COOKIE):
        wanted = connection.cookies.get(cookie)
        if wanted in known():
            return ZoneInfo(wanted)
    return timezone.utc


class TimeZoneMiddleware:
    """Choose the time zone of each request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            current.set(find(HTTPConnection(scope)))
        await self.app(scope, receive, send)
