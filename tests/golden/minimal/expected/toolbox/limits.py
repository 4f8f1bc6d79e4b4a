"""How often people may fail to log in.

With one user name, and from one address. An attempt is counted when it begins, so that
guessing many at once is no way around, and taken back when it succeeds.
"""

from __future__ import annotations

import hashlib
import math
import time
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from anyio import to_thread
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from piccolo_api.rate_limiting.middleware import RateLimitError, RateLimitProvider
from starlette.exceptions import HTTPException
from starlette.requests import Request

from .i18n import gettext as _
from .i18n import ngettext

if TYPE_CHECKING:
    from ..settings import Settings

Count = tuple[RateLimitItem, tuple[str, ...]]
"""A limit, and what identifies whom it is for."""


async def begin_attempt(request: Request, name: str, kind: str = "password") -> None:
    """Count an attempt with this name. Raises a 429 if too many have failed."""
    if provider := request.app.state.settings.rate_limit_provider:
        ask(provider, f"{address(request)} {name}")
        return
    attempts: Attempts = request.app.state.attempts
    seconds = await to_thread.run_sync(attempts.begin, kind, name, address(request))
    if seconds:
        raise HTTPException(429, when(seconds), {"Retry-After": str(seconds)})


async def succeed(request: Request, name: str, kind: str = "password") -> None:
    """Take an attempt back, and forget those with this name that have failed."""
    if not request.app.state.settings.rate_limit_provider:
        attempts: Attempts = request.app.state.attempts
        await to_thread.run_sync(attempts.succeed, kind, name, address(request))


async def fail(request: Request, kind: str) -> None:
    """Count what has failed without a name. Raises a 429 if that was too much."""
    if provider := request.app.state.settings.rate_limit_provider:
        ask(provider, f"{address(request)} {kind}")
        return
    attempts: Attempts = request.app.state.attempts
    seconds = await to_thread.run_sync(attempts.fail, kind, address(request))
    if seconds:
        raise HTTPException(429, when(seconds), {"Retry-After": str(seconds)})


class Attempts:
    """The counts, where ``rate_limit_store`` keeps them."""

    def __init__(self, settings: Settings) -> None:
        storage = storage_from_string(settings.rate_limit_store)
        self.limiter = FixedWindowRateLimiter(storage)
        self.per_name = parse(settings.failures_per_name)
        self.per_address = parse(settings.failures_per_address)

    def begin(self, kind: str, name: str, address: str) -> int:
        """Returns 0, or for how many seconds no attempt is possible."""
        for limit, key in self.counts(kind, name, address):
            if not self.limiter.hit(limit, *key):
                return self.seconds(limit, key)
        return 0

    def fail(self, kind: str, address: str) -> int:
        """The same, for what is no attempt to log in, and keeps nobody from it."""
        limit, key = self.per_address, ("admin", kind, address)
        return 0 if self.limiter.hit(limit, *key) else self.seconds(limit, key)

    def seconds(self, limit: RateLimitItem, key: tuple[str, ...]) -> int:
        """Until it ends."""
        end, _remaining = self.limiter.get_window_stats(limit, *key)
        return max(1, math.ceil(end - time.time()))

    def succeed(self, kind: str, name: str, address: str) -> None:
        *by_address, (limit, key) = self.counts(kind, name, address)
        self.limiter.clear(limit, *key)
        for limit, key in by_address:
            self.limiter.hit(limit, *key, cost=-1)

    def counts(self, kind: str, name: str, address: str) -> list[Count]:
        """What is counted; the address first, so that it makes no endless new names."""
        # Hashed, since people type anything there, even their password.
        hashed = hashlib.sha256(name.encode(errors="replace")).hexdigest()
        by_name = (self.per_name, ("admin", kind, hashed))
        by_address = (self.per_address, ("admin", "address", address))
        return [by_address, by_name] if address else [by_name]


def address(request: Request) -> str:
    """Where a request comes from; of IPv6 the network, which one customer has whole."""
    host = request.client.host if request.client else ""
    try:
        found = ip_address(host)
    except ValueError:
        return host
    if isinstance(found, IPv6Address) and not found.ipv4_mapped:
        return str(ip_network((host, 64), strict=False))
    return host


def ask(provider: RateLimitProvider, identifier: str) -> None:
    """A provider counts every attempt, by its own rules."""
    try:
        provider.increment(identifier)
    except RateLimitError:
        raise HTTPException(429, _("Wait a few minutes, then try again.")) from None


def when(seconds: int) -> str:
    """When to try again, in words."""
    minutes = math.ceil(seconds / 60)
    return ngettext(
        "Try again in {count} minute.", "Try again in {count} minutes.", minutes
    ).format(count=minutes)
