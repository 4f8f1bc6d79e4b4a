"""The second factor."""

from __future__ import annotations

from piccolo_api.encryption.providers import XChaCha20Provider
from piccolo_api.mfa.authenticator.provider import AuthenticatorProvider

provider = AuthenticatorProvider(XChaCha20Provider(b"thirty-two bytes, which are few."))
