"""What becomes of log-ins when rows of those who log in change."""

from __future__ import annotations

from typing import Any

from piccolo.columns import Column
from starlette.requests import Request

from ..tokens.keeping import forget as forget_tokens
from .mfa import remove_factor
from .sessions import end_sessions


async def log_out(request: Request, primary_key: Column, key: Any) -> None:
    """End all sessions of the user with this key."""
    if log_in_here(request, primary_key):
        await end_sessions(request, key)


async def forget(request: Request, primary_key: Column, key: Any) -> None:
    """Leave nothing of a user who was deleted: the next one may get this key."""
    if log_in_here(request, primary_key):
        await end_sessions(request, key)
        await remove_factor(request.app.state.settings, key)
        await forget_tokens(request.app.state.settings, key)


def log_in_here(request: Request, primary_key: Column) -> bool:
    """Whether these are the users of this admin; other tables have keys like theirs."""
    table: Any = request.app.state.settings.auth_table
    return primary_key._meta.table is table
