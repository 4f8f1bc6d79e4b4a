"""What can be decided without touching code. Every line has its default.

``create_admin(page_size=30)`` decides for one app; a change here for all of them. What
depends on where the admin runs can be set in the environment: ``ADMIN_PRODUCTION=1``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from piccolo.apps.user.tables import BaseUser
from piccolo_api.mfa.authenticator.provider import AuthenticatorProvider
from piccolo_api.rate_limiting.middleware import RateLimitProvider
from piccolo_api.session_auth.tables import SessionsBase

from .tokens.tables import ApiToken
from .toolbox.custom_forms import FormConfig


def flag(name: str, default: str = "") -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> tuple[str, ...]:
    return tuple(os.environ.get(name, default).replace(",", " ").split())


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The options of ``create_admin``."""

    # More forms of your own; those of forms/ come first.
    forms: Sequence[FormConfig] = ()

    # Who can log in: BaseUser, or a table that inherits from it.
    auth_table: type[BaseUser] = BaseUser

    # Where sessions are kept: SessionsBase, or a table that inherits from it; in the
    # same database as auth_table, since both are read at once.
    session_table: type[SessionsBase] = SessionsBase

    # How long a session lasts without being used.
    session_expiry: timedelta = timedelta(hours=1)

    # How long a session lasts at most, however much it is used.
    max_session_expiry: timedelta = timedelta(days=7)

    # How much longer a session lasts if it is used shortly before it ends; or None.
    increase_expiry: timedelta | None = timedelta(minutes=20)

    # Where API tokens are kept: ApiToken, or a table that inherits from it.
    token_table: type[ApiToken] = ApiToken

    # How long an API token lasts, unless something else is asked for; a day at least.
    token_expiry: timedelta = timedelta(days=30)

    # How long it lasts at most; None lets people make tokens that are never over.
    max_token_expiry: timedelta | None = timedelta(days=365)

    # Rows per page of a list, where its address does not say.
    page_size: int = 15

    # How many foreign keys ``__visible_fields`` of the REST API may follow in a row.
    max_joins: int = 2

    # Everything can be seen and nothing be changed.
    read_only: bool = False

    # How many attempts to log in may fail, with one user name and from one address.
    # Nobody is blocked for longer than the time that is named here.
    failures_per_name: str = "20 per 5 minutes"
    failures_per_address: str = "60 per 5 minutes"

    # Where they are counted: in each process for itself, or, where several serve the
    # admin, in a store: "redis://localhost:6379". See the addresses of ``limits``.
    rate_limit_store: str = os.environ.get("ADMIN_RATE_LIMIT_STORE", "memory://")

    # Counts all attempts, instead of this, by rules of its own.
    rate_limit_provider: RateLimitProvider | None = None

    # One of the engine's extra_nodes, a replica, from which lists, counts, searches and
    # exports are read. Or "".
    read_node: str = os.environ.get("ADMIN_READ_NODE", "")

    # Cookies are sent over HTTPS only.
    production: bool = flag("ADMIN_PRODUCTION")

    # The most that one form may send, files and all, in bytes.
    max_upload_size: int = 50_000_000

    # The name in the top left corner and in the titles of pages.
    site_name: str = os.environ.get("ADMIN_SITE_NAME", "Admin")

    # The language people see first; "auto" asks their browser.
    default_language_code: str = "auto"

    # The languages on offer, as codes ("de"); None for every catalogue in locale/.
    translations: Sequence[str] | None = None

    # Other hosts whose pages may send forms here, for example behind a proxy.
    allowed_hosts: Sequence[str] = words("ADMIN_ALLOWED_HOSTS")

    # Show the traceback of a bug to whoever meets it. Not for production.
    debug: bool = flag("ADMIN_DEBUG")

    # More links in the sidebar, by name; those of sidebar.py come first.
    sidebar_links: Mapping[str, str] = field(default_factory=dict)

    # A second factor at log-in, for those who set it up: [AuthenticatorProvider(…)].
    mfa_providers: Sequence[AuthenticatorProvider] = ()

    # Nobody can do anything before they have set up their second factor.
    mfa_required: bool = False

    def __post_init__(self) -> None:
        if self.mfa_required and not self.mfa_providers:
            raise ValueError("mfa_required: there is nothing in mfa_providers")
        known = all(isinstance(p, AuthenticatorProvider) for p in self.mfa_providers)
        if not known or len(self.mfa_providers) > 1:
            raise ValueError("mfa_providers: one AuthenticatorProvider, or none")
        if self.read_node:
            nodes = getattr(self.auth_table._meta.db, "extra_nodes", {})
            if self.read_node not in nodes:
                raise ValueError(f"read_node: {self.read_node} is none of extra_nodes")
        if self.session_table._meta.db is not self.auth_table._meta.db:
            raise ValueError("session_table: not in the database of auth_table")
        expiries = (self.token_expiry, self.max_token_expiry)
        if any(time is not None and time < timedelta(days=1) for time in expiries):
            raise ValueError("token_expiry and max_token_expiry: a day at least")

    @property
    def authenticator(self) -> AuthenticatorProvider | None:
        """The one in ``mfa_providers``."""
        return self.mfa_providers[0] if self.mfa_providers else None
