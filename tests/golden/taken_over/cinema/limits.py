"""How often one may try to log in, and by what else one is known."""

from __future__ import annotations

from piccolo_api.encryption.providers import XChaCha20Provider
from piccolo_api.mfa.authenticator.provider import AuthenticatorProvider
from piccolo_api.rate_limiting.middleware import InMemoryLimitProvider

from .tables import Secret

ATTEMPTS = InMemoryLimitProvider(timespan=60, limit=1000)

KEY = b"a key of thirty-two bytes, kept."

CODES = AuthenticatorProvider(XChaCha20Provider(KEY), secret_table=Secret)
