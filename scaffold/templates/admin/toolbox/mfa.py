"""Codes of an authenticator app, and recovery codes, as a second factor at log-in.

Kept in the table of piccolo_api's ``AuthenticatorProvider``, as it reads them: secrets
encrypted, recovery codes hashed like passwords. Only a confirmed secret is stored.
"""

from __future__ import annotations

import secrets
import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import segno
from anyio import to_thread
from piccolo.apps.user.tables import BaseUser
from piccolo_api.mfa.authenticator.provider import AuthenticatorProvider
from piccolo_api.mfa.recovery_codes import generate_recovery_code
from pyotp import TOTP
from pyotp.utils import strings_equal
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .security import root

if TYPE_CHECKING:
    from ..settings import Settings

STEP = 30
"""How many seconds a code lasts."""


class SecondFactorRequired:
    """Lead people who have no second factor to set one up, if ``mfa_required``."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        settings: Settings = scope["app"].state.settings
        required = scope["type"] == "http" and settings.mfa_required
        if required and not await find_factor(settings, scope["user"].id):
            response = RedirectResponse(f"{root(Request(scope))}/mfa/", 303)
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def find_factor(settings: Settings, user_id: Any) -> Any:
    """The row of a user's second factor, or ``None``."""
    if settings.authenticator is None:
        return None
    table = settings.authenticator.secret_table
    valid = table.objects().where(table.user_id == user_id, table.revoked_at.is_null())
    return await valid.order_by(table.created_at, ascending=False).first()


def recovery_codes(provider: AuthenticatorProvider) -> list[str]:
    """New ones."""
    return [generate_recovery_code() for _ in range(provider.recovery_code_count)]


async def add_factor(
    provider: AuthenticatorProvider,
    user_id: Any,
    secret: str,
    codes: list[str],
    step: int,
) -> None:
    """Turn the second factor on.

    ``step`` is that of the code which has confirmed the secret.
    """
    row = provider.secret_table(
        user_id=user_id,
        secret=provider.encryption_provider.encrypt(secret),
        recovery_codes=await to_thread.run_sync(hash_codes, codes),
        last_used_at=start_of(step),
    )
    await row.save()


async def remove_factor(settings: Settings, user_id: Any) -> None:
    """Turn the second factor off."""
    if settings.authenticator is not None:
        await settings.authenticator.secret_table.revoke(user_id)


async def use_code(settings: Settings, user_id: Any, typed: str) -> bool:
    """Whether this is a code of the app or for recovery. None can be used twice."""
    provider, factor = settings.authenticator, await find_factor(settings, user_id)
    if provider is None or factor is None:
        return False
    code = "".join(typed.split()).lower()
    secret = provider.encryption_provider.decrypt(factor.secret)
    step = step_of(secret, code, provider.valid_window)
    if step is not None:
        return await use_step(factor, step)
    return await use_recovery_code(factor, code)


async def use_step(factor: Any, step: int) -> bool:
    """Codes are used in their order: neither this nor an older one works again."""
    table = type(factor)
    unused = table.last_used_at.is_null() | (table.last_used_at < start_of(step))
    query = table.update({table.last_used_at: start_of(step)})
    return bool(await query.where(table.id == factor.id, unused).returning(table.id))


async def use_recovery_code(factor: Any, code: str) -> bool:
    """All codes of a user have one salt, so that a single hash finds out."""
    table, codes = type(factor), factor.recovery_codes
    if not codes or not 10 <= len(code) <= 100:
        return False
    _algorithm, iterations, salt, _hash = BaseUser.split_stored_password(codes[0])
    hashed = await to_thread.run_sync(
        BaseUser.hash_password, code, salt, int(iterations)
    )
    if hashed not in codes:
        return False
    now = datetime.now(timezone.utc)
    query = table.update(
        {
            table.recovery_codes: [other for other in codes if other != hashed],
            table.recovery_codes_used_at: [*factor.recovery_codes_used_at, now],
        }
    )
    unused = table.recovery_codes == codes
    return bool(await query.where(table.id == factor.id, unused).returning(table.id))


def step_of(secret: str, code: str, window: int) -> int | None:
    """The time step whose code this is, counted since 1970; ``window`` is in steps."""
    app = TOTP(secret, interval=STEP)
    now = int(time.time()) // STEP
    steps = range(now - window, now + window + 1)
    fitting = [s for s in steps if strings_equal(app.generate_otp(s), code)]
    return fitting[-1] if fitting else None


def start_of(step: int) -> datetime:
    return datetime.fromtimestamp(step * STEP, timezone.utc)


def hash_codes(codes: list[str]) -> list[str]:
    salt = secrets.token_hex(16)
    return [BaseUser.hash_password(code, salt) for code in codes]


def qr_code(
    provider: AuthenticatorProvider, user: BaseUser, secret: str
) -> segno.QRCode:
    """What the app scans."""
    address = TOTP(secret, interval=STEP).provisioning_uri(
        name=user.email or user.username, issuer_name=provider.issuer_name
    )
    return segno.make(address, micro=False)
